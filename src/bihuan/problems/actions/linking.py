"""X4, X7, F5.2 by signed link: reminders, links given and revoked, what departments answer without an account."""

import hashlib
from collections.abc import Iterable

from bihuan.notices.outward import can_mail
from bihuan.people.models import User
from bihuan.problems.actions.external import take_notice
from bihuan.problems.actions.letters import add_answer, require_mail
from bihuan.problems.actions.papers import filed
from bihuan.problems.actions.posting import letter_mail, post_letter
from bihuan.problems.actions.registry import action
from bihuan.problems.documents import Stored
from bihuan.problems.models import Duty, Letter
from bihuan.problems.refusals import Refused
from bihuan.problems.signedlinks import give_link, living_links, revoke
from bihuan.problems.warning import Warner, climb, is_due
from bihuan.problems.work import Work
from bihuan.process.ladder import Rung
from bihuan.process.verdict import Kind, Reason
from bihuan.process.words import N_


def chase(work: Work, letter: Letter, channel: str, text: str = "") -> None:
    """A reminder on record; by mail with the letter and its link, which is given anew if the old one ended."""
    by = work.actor.username if work.actor else "system"
    letter.chased = [
        *letter.chased,
        {"at": work.occurred.isoformat(), "by": by, "channel": channel, "text": text},
    ]
    letter.save()
    if channel == "email":
        links = living_links(work, letter)
        link = links[0] if links else give_link(work, letter.department, letter=letter, starts=work.at)
        post_letter(work, letter, [letter_mail(work, letter, "letter_chased_out", link)])


@action("chase_letter")
def chase_letter(work: Work) -> None:
    """催复 (X4, R7): the coordinator asks for the reply, before or after it is due."""
    letter = work.row("letters", work.data["letter"])
    if work.data["channel"] == "email":
        require_mail(letter.department)
    chase(work, letter, work.data["channel"], work.text("text"))


@action("remind_department")
def remind_department(work: Work) -> None:
    """X4: a reply will be due soon: the coordinator is warned and the department reminded, once."""
    owed = [duty for duty in work.parts.duties if duty.key == "letter_reply" and is_due(duty, work.at)]
    warner, climbed = Warner(work.at, owed), []
    for duty in owed:
        stage, wake_at = duty.stage, duty.wake_at
        rungs = climb(duty, work.case, work.at)
        if any(rung.kind == "overdue" for rung in rungs):  # that is more than a reminder: `mark_late`
            duty.stage, duty.wake_at = stage, wake_at
            continue
        warner.announce(duty, work.case, rungs)
        climbed.append((duty, rungs))
    if not climbed:
        raise Refused(Kind.GUARDED, [Reason("X4", N_("No reply is newly due soon."))])
    Duty.objects.bulk_update([duty for duty, _rungs in climbed], ["stage", "wake_at"])
    warner.post()
    chase_owed(work, climbed)


def chase_owed(work: Work, climbed: Iterable[tuple[Duty, list[Rung]]]) -> None:
    """Remind the departments whose reply is due soon or has just become late, where mail reaches them."""
    for duty, rungs in climbed:
        is_first = any(rung.kind in ("due_soon", "overdue") for rung in rungs)
        if duty.key != "letter_reply" or not is_first:
            continue
        letter = next(row for row in work.parts.letters if row.pk == duty.subject)
        is_waiting = letter.replied_at is not None and not letter.verdict
        if not is_waiting and can_mail(letter.department):
            chase(work, letter, "email")


@action("issue_link")
def issue_link(work: Work) -> None:
    """D63: a new link, the old one is revoked; by mail where the department has an address."""
    letter = work.row("letters", work.data["letter"])
    starts = max(work.at, letter.reply_by)
    link = give_link(work, letter.department, letter=letter, starts=starts)
    post_letter(work, letter, [letter_mail(work, letter, "letter_out", link)])


@action("revoke_link")
def revoke_link(work: Work) -> None:
    """D63: whoever has the link can do nothing with it any more."""
    letter = work.row("letters", work.data["letter"])
    links = living_links(work, letter)
    if not links:
        raise Refused(Kind.GUARDED, [Reason("X4", N_("No link to this letter is valid."), about="letter")])
    for row in links:
        revoke(work, row)


@action("reply_by_link")
def reply_by_link(work: Work) -> None:
    """X4: what the department answers, kept as it came; the verdict on it is the centre's own."""
    letter = work.row("letters", work.data["letter"])
    answer = _given(work, letter, "reply")
    add_answer(letter, answer)
    letter.reply, letter.verdict, letter.replied_at = answer["text"], "", work.occurred
    letter.save()
    work.tell(_coordinator(work), "letter_answered", department=letter.department.name, letter=letter.number)


@action("notice_by_link")
def notice_by_link(work: Work) -> None:
    """X7: the department's written notice, its document kept; the centre checks within a day."""
    letter = work.row("letters", work.data["letter"])
    answer = _given(work, letter, "notice")
    add_answer(letter, answer)
    letter.save()
    branch = next(row for row in work.parts.branches if row.pk == letter.branch_id)
    take_notice(work, branch, answer["text"], answer["document"])
    work.announce("record_notice")
    work.tell(_coordinator(work), "notice_by_link", department=letter.department.name)


@action("confirm_receipt")
def confirm_receipt(work: Work) -> None:
    """F5.2: who says that the department was told, and when; the first name stays."""
    row = next((row for row in work.parts.tellings if row.pk == work.data["telling"]), None)
    if row is None or row.receipt_at is not None:
        raise Refused(Kind.GUARDED, [Reason("F5.2", N_("The receipt of this notice is on record already."))])
    row.receipt_at, row.receipt_name = work.occurred, work.data["name"]
    row.save()
    work.log["outside"] = {"department": row.department.code, "name": row.receipt_name}
    work.tell([row.told_by], "receipt_confirmed", department=row.department.name, name=row.receipt_name)


def fingerprint(kind: str, text: str, who: str, sha256: str) -> str:
    """Tells an answer that was sent twice from a second one."""
    return hashlib.sha256("\x1f".join([kind, text, who, sha256]).encode()).hexdigest()


def _coordinator(work: Work) -> Iterable[User] | str:
    return [work.case.coordinator] if work.case.coordinator else "coordinator"


def _given(work: Work, letter: Letter, kind: str) -> dict[str, str]:
    """An answer by link, with the name that was given: not an identified person. The same twice is refused."""
    data, department = work.data, letter.department
    who = " ".join([data["name"], work.text("phone")]).strip()
    given = data.get("document")
    print_ = fingerprint(kind, data["text"], who, given.sha256 if isinstance(given, Stored) else "")
    if any(answer.get("print") == print_ for answer in letter.answers):
        raise Refused(Kind.GUARDED, [Reason("X4", N_("This answer is on record already."))])
    document = filed(work, given, given_by=f"{department.name} {who}") if given else ""
    work.log["outside"] = {"department": department.code, "name": who}
    return {
        "at": work.occurred.isoformat(),
        "text": data["text"],
        "document": document,
        "name": who,
        "kind": kind,
        "print": print_,
    }

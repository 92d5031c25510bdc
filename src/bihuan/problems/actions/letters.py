"""X2–X4: formal letters, from the draft to the verdict on the reply."""

from django.utils.translation import gettext as _

from bihuan.people.models import Department
from bihuan.problems.actions.affecting import hand_copies, market_departments
from bihuan.problems.actions.external import drop_plan, fix_plan
from bihuan.problems.actions.papers import filed
from bihuan.problems.actions.posting import letter_mail, post_letter
from bihuan.problems.actions.registry import action
from bihuan.problems.lettertemplates import URGENCY
from bihuan.problems.models import Letter
from bihuan.problems.numbers import letter_number
from bihuan.problems.refusals import BadInput
from bihuan.problems.signedlinks import give_link
from bihuan.problems.work import Work
from bihuan.process.duties import Subject


def copies_of(work: Work, chosen: list[Department]) -> list[str]:
    """The codes of the copies: those chosen, and all market departments while users are affected (X2)."""
    codes = [row.code for row in chosen]
    if work.case.users_affected != "none":
        codes += [row.code for row in market_departments()]
    return list(dict.fromkeys(codes))


@action("draft_letter")
def draft_letter(work: Work) -> None:
    """X2, X4: a letter with its reply deadline; copies to the market departments are the product's own."""
    data, branch = work.data, work.row("branches", work.data["branch"])
    me = work.actor
    letter = Letter(
        branch=branch,
        department=data.get("department") or branch.department,
        subject=data["subject"],
        body=data["body"],
        reply_by=data["reply_by"],
        copies=copies_of(work, data.get("copies", [])),
        urgency=data.get("urgency") or URGENCY[work.case.level],
        contact=work.text("contact") or (f"{me.name} {me.phone}".strip() if me else ""),
        enclosures=work.text("enclosures"),
        drafted_by=work.actor,
        round=branch.round,
    )
    work.add("letters", letter)
    work.tell("manager", "letter_to_sign", subject=letter.subject)


@action("sign_letter")
def sign_letter(work: Work) -> None:
    """D56, D58: the manager signs and records whether company executives are copied; the number is given now."""
    letter, data = work.row("letters", work.data["letter"]), work.data
    letter.number = letter_number(work.at)
    letter.status, letter.signed_by, letter.signed_at = "signed", work.actor, work.occurred
    letter.copy_executives, letter.copy_reason = data["copy_executives"], data["reason"]
    letter.save()
    work.tell([letter.drafted_by], "letter_signed", letter=letter.number)


@action("return_letter")
def return_letter(work: Work) -> None:
    """D56: the manager does not sign this draft; it gets no number, and another may be drafted."""
    letter = work.row("letters", work.data["letter"])
    letter.status, letter.return_reason = "returned", work.data["reason"]
    letter.save()
    work.tell(
        [letter.drafted_by], "letter_returned", subject=letter.subject, reason=work.data["reason"][:300]
    )


@action("send_letter")
def send_letter(work: Work) -> None:
    """X2: sent, with all copies at the same moment; its reply is owed by the deadline it names."""
    letter, data = work.row("letters", work.data["letter"]), work.data
    if data["channel"] == "email":
        require_mail(letter.department)
    letter.status, letter.channel = "sent", data["channel"]
    letter.sent_at = data.get("sent_at") or work.occurred
    letter.delivered_to = work.text("delivered_to")
    letter.copies = list(dict.fromkeys([*letter.copies, *copies_of(work, [])]))
    letter.save()
    link = give_link(work, letter.department, letter=letter, starts=letter.reply_by)
    if letter.channel == "email":
        post_letter(work, letter, [letter_mail(work, letter, "letter_out", link)])
    hand_copies(work, letter, list(Department.objects.filter(code__in=letter.copies)))
    if letter.copy_executives:
        work.tell("executive", "letter_copied", letter=letter.number, subject=letter.subject)
    work.about("letter", Subject(letter.pk, due_at=letter.reply_by, at=letter.sent_at))
    branch = next(row for row in work.parts.branches if row.pk == letter.branch_id)
    others = [row for row in work.parts.letters if row.branch_id == branch.pk and row.verdict == "not_theirs"]
    if any(row.department_id != letter.department_id for row in others):
        work.about("branch", Subject(branch.pk))
        work.announce("new_letter_sent")


def require_mail(department: Department) -> None:
    """BadInput unless the department has an address to write to."""
    if not department.email:
        text = _("{department} has no e-mail address; choose another channel or enter the address.")
        raise BadInput({"channel": [text.format(department=department.name)]})


@action("confirm_delivery")
def confirm_delivery(work: Work) -> None:
    """X2: handed over on paper; who signed for it."""
    letter = work.row("letters", work.data["letter"])
    letter.status, letter.delivered_at = "delivered", work.occurred
    letter.delivered_to = work.text("delivered_to")
    letter.save()


@action("record_reply")
def record_reply(work: Work) -> None:
    """X4: a clear plan is followed up; a faulty or foreign one calls the special meeting.

    An unclear reply may be mended until the deadline: it stays on record and the reply stays owed. One that the
    department gave by its link came when it was given, whenever it is judged.
    """
    letter, data = work.row("letters", work.data["letter"]), work.data
    by_link = letter.replied_at if not letter.verdict else None
    came_at = by_link or work.occurred
    if by_link is None:
        document = filed(work, data["document"]) if data.get("document") else ""
        add_answer(letter, {"at": came_at.isoformat(), "text": data["text"], "document": document})
    letter.answers[-1]["verdict"] = data["verdict"]
    letter.verdict, letter.reply, letter.replied_at = data["verdict"], data["text"], came_at
    is_mendable = data["verdict"] == "unclear" and work.occurred < letter.reply_by
    letter.status = letter.status if is_mendable else "replied"
    letter.save()
    branch = next(row for row in work.parts.branches if row.pk == letter.branch_id)
    if is_mendable:
        work.triggers.discard("record_reply")
        return
    work.about("letter", Subject(letter.pk))
    work.about("letter_reply", Subject(letter.pk, at=came_at))
    if data["verdict"] == "clear":
        fix_plan(work, branch, data["text"])
    else:
        drop_plan(work, branch)
        work.about("branch", Subject(branch.pk))
        work.announce("reply_unsatisfactory")


def add_answer(letter: Letter, answer: dict[str, str]) -> None:
    """Keep a reply as it came in, beside the earlier ones."""
    letter.answers = [*letter.answers, {"verdict": "", **answer}]

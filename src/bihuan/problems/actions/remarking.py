"""Remarks beside the line: urging, supervising, comments, documents, amendments, links; what time marks."""

from datetime import datetime

from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.problems.actions.affecting import impact_changed
from bihuan.problems.actions.correcting import open_actions
from bihuan.problems.actions.linking import chase_owed
from bihuan.problems.actions.papers import filed
from bihuan.problems.actions.registry import action
from bihuan.problems.cleaning import Context, Wrong, boolean, code_of, instant, text
from bihuan.problems.cleaning.values import CATEGORIES, SOURCES
from bihuan.problems.models import OPEN_DUTY, CorrectiveAction, Duty, Link
from bihuan.problems.refusals import BadInput, Refused
from bihuan.problems.repeats import tie
from bihuan.problems.warning import Warner, climb, is_due
from bihuan.problems.work import Work
from bihuan.process import terms
from bihuan.process.duties import Subject
from bihuan.process.facts import SERIOUS, SYSTEM
from bihuan.process.fields import Field
from bihuan.process.lifecycle import STEPS
from bihuan.process.verdict import Kind, Reason
from bihuan.process.words import N_


def _doers(work: Work) -> list[User]:
    """Who holds the case now: handlers of orders that are out, else who owes something (R7), and the coordinator."""
    people = [order.handler for order in work.parts.orders if order.status in ("issued", "accepted")]
    if not people:
        owing = {
            duty.owed_by_id for duty in work.parts.duties if duty.met_at is None and duty.voided_at is None
        }
        people = list(User.objects.filter(pk__in=owing - {None}))
    people += [work.case.coordinator] if work.case.coordinator else []
    return list({person.pk: person for person in people}.values())


@action("urge")
def urge(work: Work) -> None:
    """催办 (R7): a nudge to who holds the case, logged, once in ten minutes a person."""
    urged = {**work.case.urged_at, str(work.person.id): work.at.isoformat()}
    work.case.urged_at = urged
    work.tell(_doers(work) or "coordinator", "urged", text=work.data["text"][:300])


@action("supervise")
def supervise(work: Work) -> None:
    """督办 (F3.3): the intervention of coordinator or manager, logged."""
    doers, answer_by = _doers(work), work.data.get("answer_by")
    args = {"due": answer_by.isoformat()} if answer_by else {}
    work.tell(doers or "coordinator", "supervised", text=work.data["text"][:300], **args)
    for person in doers if answer_by else ():
        if person.pk != work.person.id:
            work.about("supervision", Subject(person.pk, person.pk, answer_by))
            work.announce("supervision_asked")


@action("answer_supervision")
def answer_supervision(work: Work) -> None:
    """F3.3: who was supervised says where it stands; whoever asked hears it."""
    work.about("supervision", Subject(work.person.id, work.person.id))
    work.tell("manager", "supervision_answered", text=work.data["text"][:300])
    if work.case.coordinator is not None:
        work.tell([work.case.coordinator], "supervision_answered", text=work.data["text"][:300])


@action("comment")
def comment(work: Work) -> None:
    """A remark on the timeline."""


@action("attach")
def attach(work: Work) -> None:
    """An upload, which becomes a part of the case, or the reference of a paper kept elsewhere."""
    filed(work, work.data["document"])


@action("amend")
def amend(work: Work) -> None:
    """D53: a correction with its reason; the old value stays in the event."""
    name, value = work.data["field"], work.data["value"]
    was_business, was_users = work.case.business_affected, work.case.users_affected
    try:
        setattr(work.case, name, _amended(name, value, work.at))
    except Wrong as wrong:
        raise BadInput({"value": [str(wrong)]}) from wrong
    impact_changed(work, was_business=was_business, was_users=was_users)


def _amended(name: str, value: str, at: datetime) -> object:
    context = Context(STEPS["amend"], SYSTEM)
    if name == "category":
        return code_of(value, CATEGORIES)
    if name == "source":
        return code_of(value, SOURCES)
    if name == "users_affected":
        return code_of(value, terms.USERS_AFFECTED)
    if name == "business_affected":
        return boolean(value, context)
    if name == "discovered_at":
        found = instant(value, context)
        if found > at:
            raise Wrong(_("The discovery lies in the future."))
        return found
    context.field = Field("value", "text" if name == "title" else "longtext", "")
    return text(value, context)


@action("link")
def link(work: Work) -> None:
    """D72: a tie to another case, seen from both sides' pages."""
    other = work.data["number"]
    if work.data["kind"] == "repeat":
        tie(work, other, work.text("text"))
    else:
        work.add("links", Link(number=other.number, kind=work.data["kind"], text=work.text("text")))


@action("take_merged")
def take_merged(work: Work) -> None:
    """F5.4: the main case takes over what a merged one still owes: the manager report by its time, the actions."""
    merged = work.data["number"]
    work.add("links", Link(number=merged.number, kind="merged"))
    for duty in Duty.objects.filter(OPEN_DUTY, problem=merged, key="manager_report").order_by("id"):
        work.about("manager_report", Subject(0, due_at=duty.due_at, at=duty.start_at))
        work.announce("merged_owing")
    moving = CorrectiveAction.objects.filter(problem=merged, status="open").order_by("id")
    open_actions(
        work,
        [
            {"owner": row.owner, "text": row.text, "due_on": row.due_on, "opened_by": row.opened_by}
            for row in moving.select_related("owner", "opened_by")
        ],
    )


@action("mark_late")
def mark_late(work: Work) -> None:
    """Limits have passed: warnings, the manager is told (D29), a missing reply calls a meeting (X4).

    Claim, warnings and consequences are one transaction; a second sweep finds nothing and is refused.
    """
    warner = Warner(work.at, work.parts.duties)
    due = [duty for duty in work.parts.duties if is_due(duty, work.at)]
    climbed = [(duty, climb(duty, work.case, work.at)) for duty in due]
    for duty, rungs in climbed:
        warner.announce(duty, work.case, rungs)
    late = [duty for duty, rungs in climbed if any(rung.kind == "overdue" for rung in rungs)]
    if not late:
        raise Refused(Kind.GUARDED, [Reason("L10", N_("No limit has newly passed."))])
    Duty.objects.bulk_update(due, ["stage", "wake_at"])
    warner.post()
    chase_owed(work, climbed)
    _draw_consequences(work, late)
    work.log["late"] = [duty.key for duty in late]
    work.log["late_since"] = [duty.due_at for duty in late]
    work.is_missed = bool(warner.missed)


def _draw_consequences(work: Work, late: list[Duty]) -> None:
    own = [duty for duty in late if duty.key != "manager_report"]
    if own and work.case.level not in SERIOUS:
        work.about("manager_report", Subject(0, at=max(duty.due_at for duty in own)))
        work.announce("duty_late")
    for duty in late:
        if duty.key == "letter_reply":
            letter = next(row for row in work.parts.letters if row.pk == duty.subject)
            if letter.replied_at is not None and not letter.verdict:
                continue  # it came in time; whether it is a clear plan has still to be said
            work.about("branch", Subject(letter.branch_id, at=duty.due_at))
            work.announce("reply_unsatisfactory")

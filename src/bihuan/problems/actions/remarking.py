"""Remarks beside the line: urging, supervising, comments, documents, amendments, links; what time marks."""

from bihuan.people.models import User
from bihuan.problems.actions.registry import action
from bihuan.problems.cleaning import Context, Wrong, boolean, code_of, instant, text
from bihuan.problems.models import Link
from bihuan.problems.refusals import BadInput
from bihuan.problems.work import Work
from bihuan.process import terms
from bihuan.process.duties import Subject
from bihuan.process.facts import SYSTEM
from bihuan.process.fields import Field
from bihuan.process.lifecycle import STEPS


def _doers(work: Work) -> list[User]:
    """Who holds the case now: the handlers of live orders and the coordinator."""
    people = [order.handler for order in work.parts.orders if order.status in ("issued", "accepted")]
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
    work.tell(_doers(work) or "coordinator", "supervised", text=work.data["text"][:300])


@action("comment")
def comment(work: Work) -> None:
    """A remark on the timeline."""


@action("attach")
def attach(work: Work) -> None:
    """An upload or the reference of a paper kept elsewhere, on the timeline. The upload itself is a document part."""


@action("amend")
def amend(work: Work) -> None:
    """D53: a correction with its reason; the old value stays in the event."""
    name, value = work.data["field"], work.data["value"]
    try:
        setattr(work.case, name, _amended(name, value))
    except Wrong as wrong:
        raise BadInput({"value": [str(wrong)]}) from wrong


def _amended(name: str, value: str) -> object:
    context = Context(STEPS["amend"], SYSTEM)
    if name == "category":
        return code_of(value, terms.CATEGORIES)
    if name == "source":
        return code_of(value, terms.SOURCES)
    if name == "users_affected":
        return code_of(value, terms.USERS_AFFECTED)
    if name == "business_affected":
        return boolean(value, context)
    if name == "discovered_at":
        return instant(value, context)
    context.field = Field("value", "text" if name == "title" else "longtext", "")
    return text(value, context)


@action("link")
def link(work: Work) -> None:
    """D72: a tie to another case, seen from both sides' pages."""
    other = work.data["number"]
    work.add("links", Link(number=other.number, kind=work.data["kind"], text=work.text("text")))


@action("take_merged")
def take_merged(work: Work) -> None:
    """F5.4: the main case takes over a merged one, and with it the report to the manager if it was owed."""
    work.add("links", Link(number=work.data["number"].number, kind="duplicate"))
    if "manager_report" in work.text("text").split():
        work.announce("merged_serious")


@action("mark_late")
def mark_late(work: Work) -> None:
    """What follows from a passed limit: the manager is told (D29), a missing reply calls a meeting (X4)."""
    at = work.at
    late = [
        duty
        for duty in work.parts.duties
        if duty.met_at is None and duty.voided_at is None and duty.due_at <= at
    ]
    own = [duty for duty in late if duty.key != "manager_report"]
    if own and work.case.level >= 3:
        work.about("manager_report", Subject(0, at=max(duty.due_at for duty in own)))
        work.announce("duty_late")
    for duty in late:
        if duty.key == "letter_reply":
            letter = next(row for row in work.parts.letters if row.pk == duty.subject)
            work.about("branch", Subject(letter.branch_id, at=duty.due_at))
            work.announce("reply_unsatisfactory")
    work.log["late"] = [duty.key for duty in late]

"""F1: the report, by form or by phone; calls; the form that follows; cases of another system."""

from datetime import datetime

from bihuan.people.models import User
from bihuan.people.roster import ids_on_shift
from bihuan.problems.actions.affecting import impact_changed
from bihuan.problems.actions.knowing import meet
from bihuan.problems.actions.registry import action
from bihuan.problems.byphone import asks_by_hand
from bihuan.problems.escalation import mend
from bihuan.problems.models import Call, RegisterRow
from bihuan.problems.refusals import Refused
from bihuan.problems.work import Work
from bihuan.process.duties import Subject
from bihuan.process.facts import SERIOUS
from bihuan.process.guards.reporting import AUTHORITIES
from bihuan.process.verdict import Kind, Reason
from bihuan.process.words import N_

FORM = ("source", "category", "symptom", "impact", "field_data", "cause_analysis", "system", "discovered_at")


def fill_form(work: Work) -> None:
    """Copy what the form says into the case; impact facts fall back to the questionnaire."""
    case, data = work.case, work.data
    for name in FORM:
        if name in data:
            setattr(case, name, data[name])
    case.categories = [code for code in data.get("categories", []) if code != case.category]
    case.title = work.text("title") or case.symptom.splitlines()[0][:40]
    answers = data.get("answers", {})
    case.answers = answers or case.answers
    case.users_affected = data.get("users_affected") or answers.get("users_affected") or case.users_affected
    case.backup = data.get("backup", answers.get("backup", case.backup))
    case.kpi_affected = data.get("kpi_affected", answers.get("kpi_affected", case.kpi_affected))
    business = answers.get("business")
    affected = data.get("business_affected", business in ("stopped", "affected") if business else None)
    case.business_affected = case.business_affected if affected is None else affected
    case.external = data.get("external", case.external)


@action("report")
def report(work: Work) -> None:
    """F1.1: the form is filed; the clocks start now, or at the phone contact if that was earlier (L8)."""
    case, data = work.case, work.data
    assert work.actor is not None
    fill_form(work)
    case.level = case.level_reported = data["level"]
    case.reporter = work.actor
    phoned = data.get("phoned_at")
    case.reported_at = min(work.at, phoned) if phoned else work.at
    case.filed_at = work.at
    work.file_case()
    if known := data.get("known_error"):
        meet(work, known)
    if case.level in SERIOUS:
        work.announce("serious_reported")
    callee = data.get("phoned_to")
    if phoned and callee:
        record_call(work, callee, "reached", "report", phoned)
        work.about("phone_call", Subject(0, at=phoned))


@action("report_by_phone")
def report_by_phone(work: Work) -> None:
    """F1.2–F1.4: the call comes first; the clocks start with it, the form is owed within the hour."""
    case, data = work.case, work.data
    assert work.actor is not None
    case.level = case.level_reported = data["level"]
    case.symptom = data["symptom"]
    case.title = case.symptom.splitlines()[0][:40]
    case.system = data.get("system")
    case.category = data.get("category", "unclassified")
    case.reporter = data.get("reporter") or work.actor
    case.reported_at = case.discovered_at = work.occurred
    case.form_pending = True
    case.business_affected = True
    work.file_case()
    work.announce("serious_reported")
    record_call(work, data["callee"], data["outcome"], "report", work.occurred)


def record_call(work: Work, callee: User, outcome: str, purpose: str, at: datetime) -> None:
    """Put an attempt on record, and say what it reached. Who notes that he was called was called by the reporter."""
    actor_id = work.person.id
    call = Call(
        caller_id=work.case.reporter_id if callee.pk == actor_id or work.case.version == 0 else actor_id,
        callee=callee,
        outcome=outcome,
        purpose=purpose,
        occurred_at=at,
        phone=work.text("number") or getattr(callee, "phone", ""),
        text=work.text("text"),
    )
    work.add("calls", call)
    if outcome != "reached":
        return
    if purpose == "report" and (call.callee.roles & AUTHORITIES or call.callee_id in work.case.chain):
        work.case.phone_reached_at = work.case.phone_reached_at or at
        work.announce("phone_reached")
    elif purpose == "handler" and _calls_handlers_in(work):
        work.announce("handler_reached")


def _calls_handlers_in(work: Work) -> bool:
    """F2.5 is the coordinator's call; who sits at the telephone makes it for him, who sent the order out instead."""
    person, case = work.person, work.case
    return "coordinator" in person.roles or person.on_watch or person.id != case.reporter_id


@action("log_call")
def log_call(work: Work) -> None:
    """F1.3, F2.5: every attempt is a record; reaching somebody with authority ends the chain."""
    data = work.data
    record_call(work, data["callee"], data["outcome"], data.get("purpose", "report"), work.occurred)
    work.about("callee", Subject(data["callee"].pk))
    work.announce("call_logged")


@action("call_by_hand")
def call_by_hand(work: Work) -> None:
    """F1.3: the chain asks somebody whom no machine can ring. The reporter owes the call, who is on watch is told."""
    callee = work.data["callee"]
    if callee.pk not in {ask.user_id for ask in asks_by_hand(work.case)}:
        raise Refused(Kind.GUARDED, [Reason("F1.3", N_("Nobody has to be phoned by hand for this case."))])
    work.about("callee", Subject(callee.pk, at=min(work.data["asked_at"], work.at)))
    whom = {work.case.reporter_id, *ids_on_shift("duty_officer", work.at)} - {callee.pk}
    people = User.objects.active().filter(pk__in=whom)
    work.tell(people, "call_now", person=callee.name, phone=work.text("number"))


@action("log_machine_call")
def log_machine_call(work: Work) -> None:
    """F1.3, F2.5: what the machine tried. A pressed key confirms: the chain by a step of its own, in that person's
    name; the handler of an order is in contact from that call on, whoever dialled."""
    data = work.data
    call = Call(
        callee=data["callee"],
        outcome=data["outcome"],
        purpose=data.get("purpose") or "other",
        occurred_at=data["called_at"],
        phone=work.text("number"),
        text=work.text("text"),
    )
    work.add("calls", call)
    handlers = {order.handler_id for order in work.parts.orders if order.status in ("issued", "accepted")}
    if call.outcome == "reached" and call.purpose == "handler" and call.callee_id in handlers:
        work.about("handler_contact", Subject(0, at=min(call.occurred_at, work.at)))
        work.announce("handler_reached")


@action("restart_chain")
def restart_chain(work: Work) -> None:
    """F1.3, L10: what should ask and would not have asked again asks now. Refused if nothing is wrong."""
    if not mend(work):
        raise Refused(Kind.GUARDED, [Reason("F1.3", N_("Everything that asks will ask again."))])


@action("acknowledge")
def acknowledge(work: Work) -> None:
    """F1.3: a person of authority says that he knows. It ends the chain, not the response clock."""
    work.announce("acknowledged")


@action("complete_form")
def complete_form(work: Work) -> None:
    """F1.4: the form that follows a report by phone. Level and start of the clocks stay as they were."""
    was_business, was_users = work.case.business_affected, work.case.users_affected
    is_external = work.case.external
    fill_form(work)
    work.case.external = work.case.external or is_external
    impact_changed(work, was_business=was_business, was_users=was_users)
    work.case.form_pending = False
    work.case.filed_at = work.at


@action("record_history")
def record_history(work: Work) -> None:
    """A case of another system: its events kept as they are, no duties, notices or clocks (D65).

    `history` holds number, reporter, title, symptom, level, opened_at, closed_at and the new `events`; taken
    again on the case, it adds events, and the rest is what all events together say. The register has a row of it.
    """
    case, history = work.case, work.data["history"]
    closed, count = history["closed_at"], len(history["events"])
    case.is_imported, case.source = True, "import"
    case.level = case.level_reported = history["level"]
    case.title, case.symptom = history["title"], history["symptom"]
    case.reported_at = case.discovered_at = datetime.fromisoformat(history["opened_at"])
    case.resolved_at = case.archived_at = datetime.fromisoformat(closed) if closed else None
    case.reporter = history["reporter"]
    if case.version == 0:
        work.file_case()
        RegisterRow.objects.create(problem=case, confirmed_at=work.at)
    case.part_counts = {
        **case.part_counts,
        "register": 1,
        "history": case.part_counts.get("history", 0) + count,
    }

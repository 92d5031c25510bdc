"""F1.3: at levels 1 and 2 one person after the other is asked, round and round, until somebody with authority confirms.

`follow` belongs to the door: it opens and ends chains in the transaction of the step that is the cause. `advance`
belongs to the sweep: it asks the next person. A chain ends by a confirmation, a logged call that reached somebody,
the coordinator's response, or because the case no longer needs it; that a message was sent never ends it.
"""

from datetime import timedelta
from typing import Any

from bihuan.notices.inbox import stand_down
from bihuan.notices.routing import ways, wishes_of
from bihuan.people.chain import call_order
from bihuan.people.models import User
from bihuan.problems import accepting
from bihuan.problems.models import ACCEPT, CHAIN, IDLE, RUNNING, ChainAttempt, Escalation, Problem
from bihuan.problems.policy import figures_of
from bihuan.problems.work import Work
from bihuan.process.facts import SERIOUS
from bihuan.process.terms import WORK

NEEDED_IN = frozenset({"awaiting_response"}) | WORK
REMARKS = frozenset(
    {
        "urge",
        "supervise",
        "comment",
        "attach",
        "link",
        "mark_late",
        "acknowledge",
        "log_call",
        "log_machine_call",
        "call_by_hand",
        "restart_chain",
    }
)
"""Steps that do not carry a case on, so that it stays idle for all of them."""
LEEWAY = timedelta(minutes=1)
"""How much later than planned a question may be before something is wrong."""


def follow(work: Work) -> None:
    """Open or end what has to be asked of people because of this step. No query below levels 1 and 2."""
    case, triggers = work.case, work.triggers
    if case.chain_since is not None:
        _end_if_answered(work)
    is_new = bool({"serious_reported", "entered_serious"} & triggers) and case.state in NEEDED_IN
    if is_new and case.chain_since is None and case.phone_reached_at is None:
        _start(work)
    if case.level in SERIOUS or "level_changed" in triggers:
        _watch_idleness(work)
    if work.step.key in accepting.ISSUING:
        accepting.watch(work)


def _start(work: Work) -> None:
    """Freeze whom to ask; who takes this step knows already and is not asked, nor is the reporter."""
    case, knowing = work.case, {work.person.id, work.case.reporter_id}
    called = [entry for entry in call_order(work.at, case.system_id) if entry.user.pk not in knowing]
    if not called:
        work.log["chain"] = {"started": []}
        return
    channels, step = ways(), work.limits.policy["chain_step"]
    rungs = [
        {
            "user": entry.user.pk,
            "username": entry.user.username,
            "name": entry.user.name,
            "part": entry.part,
            "number": entry.user.phone,
            "channels": [route.channel for route in wishes_of(entry.user, channels).routes]
            if channels
            else [],
            "seconds": int(step.total_seconds()),
        }
        for entry in called
    ]
    Escalation.objects.create(problem=case, kind=CHAIN, rungs=rungs, started_at=work.at, next_at=work.at)
    case.chain, case.chain_since, case.chain_told_at = [rung["user"] for rung in rungs], work.at, None
    work.log["chain"] = {"started": [rung["username"] for rung in rungs]}


def _end_if_answered(work: Work) -> None:
    how, person = _answer(work)
    if not how:
        return
    case = work.case
    row = Escalation.objects.filter(RUNNING, problem=case, kind=CHAIN).first()
    if row is not None:
        row.ended_at, row.end = work.at, how
        if person is not None:
            row.confirmed_by_id, row.confirmed_at = person, work.occurred
        row.save(update_fields=["ended_at", "end", "confirmed_by", "confirmed_at"])
        asked = ChainAttempt.objects.filter(escalation=row, outcome="asked")
        if person is not None:
            asked.filter(user=person).update(outcome="reached")
        asked.update(outcome="no_answer")
        stand_down(topic_of(row), work.at)
    case.chain_since = None
    work.announce("chain_ended")
    if person is not None:
        case.chain_told_at = work.at
    work.log["chain"] = {"ended": how}


def _answer(work: Work) -> tuple[str, int | None]:
    """How this step ends the chain, and who confirmed; nothing if it does not."""
    triggers, case = work.triggers, work.case
    if "acknowledged" in triggers:
        return "confirmed", work.person.id
    if "phone_reached" in triggers:
        return "reached", work.parts.calls[-1].callee_id
    if "responded" in triggers:
        return "responded", work.person.id
    if case.level not in SERIOUS or case.state not in NEEDED_IN:
        return "closed", None
    return "", None


def _watch_idleness(work: Work) -> None:
    """L10: once somebody answers for a case of level 1 or 2, silence of 15 minutes is asked about."""
    case = work.case
    running = Escalation.objects.filter(RUNNING, problem=case, kind=IDLE)
    if not needs_watch(case):
        running.update(ended_at=work.at, end="closed")
        return
    if work.step.key in REMARKS:
        return
    next_at = work.at + work.limits.policy["idle_repeat"]
    if not running.update(next_at=next_at, started_at=work.at, round=1):
        _watch(work)


def _watch(work: Work) -> None:
    next_at = work.at + work.limits.policy["idle_repeat"]
    Escalation.objects.create(problem=work.case, kind=IDLE, started_at=work.at, next_at=next_at)


def mend(work: Work) -> list[str]:
    """Set going again whatever of this case would not have asked any more; returns what was wrong."""
    case = work.case
    found: list[str] = []
    running = {row.kind: row for row in Escalation.objects.filter(RUNNING, problem=case)}
    chain, idle = running.get(CHAIN), running.get(IDLE)
    if chain is not None and not chain.rungs:
        chain.ended_at, chain.end = work.at, "closed"
        chain.save(update_fields=["ended_at", "end"])
        chain = None
    if chain is None and needs_chain(case):
        case.chain_since = None
        _start(work)
        found += ["chain"] if case.chain_since else []
    for row in (chain, idle):
        if row is not None and row.next_at > work.at + longest_pause(row):
            Escalation.objects.filter(pk=row.pk).update(next_at=work.at)
            found.append(row.kind)
    if idle is None and needs_watch(case):
        _watch(work)
        found.append(IDLE)
    if accepting.mend(work):
        found.append(ACCEPT)
    work.log["mended"] = found
    return found


def needs_chain(case: Problem) -> bool:
    """Must somebody be asked on? A case whose chain began, or one of level 1 or 2 that nobody knows of."""
    is_unknown = case.state == "awaiting_response" and not (case.chain_told_at or case.phone_reached_at)
    return case.level in SERIOUS and case.state in NEEDED_IN and bool(case.chain_since or is_unknown)


def needs_watch(case: Problem) -> bool:
    """Is somebody to be asked where this case stands, if nothing happens?"""
    return case.level in SERIOUS and case.state in WORK and case.coordinator_id is not None


def longest_pause(row: Escalation) -> timedelta:
    """The longest time that a running row may rest; more, and it would not be asked again in time."""
    if row.kind == CHAIN:
        return max((pause_of(rung) for rung in row.rungs), default=timedelta()) + LEEWAY
    pause: timedelta = figures_of(row.problem.policy_version)["idle_repeat"]
    return pause + LEEWAY


def topic_of(row: Escalation) -> str:
    """What all notices of one chain have in common."""
    return f"{row.kind}:{row.pk}"


def chain_of(problem: Problem) -> Escalation | None:
    """The latest chain of a case, running or ended."""
    return (
        Escalation.objects.filter(problem=problem, kind=CHAIN)
        .select_related("confirmed_by")
        .order_by("-id")
        .first()
    )


def next_rung(row: Escalation) -> dict[str, Any]:
    """Who is asked next."""
    found: dict[str, Any] = row.rungs[row.position % len(row.rungs)]
    return found


def attempts_of(problem: Problem) -> list[ChainAttempt]:
    """Every attempt of the machine on this case, the newest first, at most 200."""
    found = ChainAttempt.objects.filter(escalation__problem=problem, escalation__kind=CHAIN)
    return list(found.select_related("user").order_by("-id")[:200])


def pause_of(rung: dict[str, Any]) -> timedelta:
    """How long the chain waits for this person."""
    return timedelta(seconds=int(rung["seconds"]))


def people_asked(row: Escalation) -> list[User]:
    """The people of a chain as they are now, in its order."""
    known = User.objects.in_bulk([rung["user"] for rung in row.rungs])
    return [known[rung["user"]] for rung in row.rungs if rung["user"] in known]

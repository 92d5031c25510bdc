"""What a step's form shows before anybody typed: drafted texts and likely choices, all of them editable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bihuan.clock import SHANGHAI
from bihuan.people.assignment import suggest_handlers
from bihuan.people.roster import on_duty
from bihuan.problems.knownerrors import TEXTS, drafted
from bihuan.problems.lettertemplates import URGENCY, filled
from bihuan.problems.models import Meeting
from bihuan.problems.policy import figures_of
from bihuan.problems.queries.case import departments_of
from bihuan.problems.repeats import earlier_like
from bihuan.process.calendar import end_of_day_after
from bihuan.web import marks, timewords
from bihuan.web.meetings.known import known_of

if TYPE_CHECKING:
    from bihuan.web.case.casepage import CasePage


def initial_of(step: str, page: CasePage) -> dict[str, Any]:
    """Raw values by field, in the shape that `formdata` reads."""
    make = INITIAL.get(step)
    return make(page) if make else {}


def typed_time(moment: Any) -> str:
    """A moment as a date-and-time box holds it: Shanghai, minutes."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _level(page: CasePage) -> dict[str, Any]:
    return {"level": str(page.problem.level)}


def _shelf(page: CasePage) -> dict[str, Any]:
    file = page.parts.files[-1] if page.parts.files else None
    return {"location": page.problem.archive_location, "shelf_no": file.shelf_no if file else ""}


def _dispatch(page: CasePage) -> dict[str, Any]:
    suggested = suggest_handlers(page.problem.category, page.problem.system)
    busy = {order.handler for order in page.facts.orders if order.is_live}
    free = [user for user in suggested if user.pk not in busy]
    page.suggested = free
    return {"handler": free[0].username if free else "", "level": str(page.problem.level)}


def _form(page: CasePage) -> dict[str, Any]:
    problem = page.problem
    """What is on file. Nobody has said yet what a report by phone does not ask for: that stays blank (F1.4)."""
    names = ["title", "symptom", "impact", "field_data", "cause_analysis", "external"]
    if not problem.form_pending:
        names += ["source", "users_affected", "business_affected", "backup", "kpi_affected"]
    found: dict[str, Any] = {name: getattr(problem, name) for name in names}
    category = "" if problem.category == "unclassified" else problem.category
    found |= {"category": category, "categories": problem.categories}
    found["system"] = problem.system.code if problem.system else ""
    found["discovered_at"] = typed_time(problem.discovered_at)
    if problem.title == problem.symptom.splitlines()[0][:40]:
        found["title"] = ""
    return found


def _brief(page: CasePage) -> dict[str, Any]:
    problem = page.problem
    parts = [
        _("{level} problem {number}: {title}.").format(
            level=marks.word("levels", str(problem.level)), number=problem.number, title=problem.title
        ),
        _("Reported at {at} by {name}.").format(
            at=timewords.stamp(problem.reported_at), name=page.name(problem.reporter_id)
        ),
    ]
    if problem.impact:
        parts.append(_("Impact: {text}").format(text=problem.impact))
    if problem.handler_id:
        parts.append(_("Handled by {name}.").format(name=page.name(problem.handler_id)))
    return {"channel": "phone", "content": "\n".join(parts)}


def _call(page: CasePage) -> dict[str, Any]:
    problem, me = page.problem, page.user
    if problem.reporter_id == me.pk:
        coordinator = (
            page.person_of(problem.coordinator_id)
            if problem.coordinator_id
            else on_duty("coordinator", page.now)
        )
        return {"purpose": "report", "callee": coordinator.username if coordinator else ""}
    if problem.reporter_told_at and problem.state == "awaiting_confirmation":
        return {"purpose": "reporter", "callee": page.person_of(problem.reporter_id).username}
    return {"purpose": "handler", "callee": page.person_of(problem.handler_id).username}


def _departments(page: CasePage) -> dict[str, Any]:
    return {"departments": departments_of(page.problem)}


def _plan(page: CasePage) -> dict[str, Any]:
    waiting = [meeting for meeting in page.parts.meetings if meeting.held_at is None]
    lead = page.facts.lead_order
    executor = page.person_of(lead.handler).username if lead else ""
    found = {"attendees": waiting[-1].attendees if waiting else [], "executor": executor}
    return found | (taken_down(waiting[-1]) if waiting else {})


def taken_down(meeting: Meeting) -> dict[str, str]:
    """What the minutes say so far, by item."""
    return {key: item["text"] for key, item in meeting.items.items() if item["text"]}


def _review(page: CasePage) -> dict[str, Any]:
    """What the product knows of the three questions; over it what was taken down."""
    known = known_of(page.problem, page.user)
    called = [m for m in page.parts.meetings if m.kind == "review" and m.held_at is None]
    found: dict[str, Any] = {
        "root_cause_avoidable": known.avoidable, "recurrence": known.recurrence, "similar": known.similar_with_cases,
        "held_at": typed_time(page.now),
    }  # fmt: skip
    if called:
        found |= {"attendees": called[0].attendees, "place": called[0].place} | taken_down(called[0])
    return found


def _repeat(page: CasePage) -> dict[str, Any]:
    """The latest case alike; whether it is a repeat is left to who judges."""
    latest = earlier_like(page.problem).values_list("number", flat=True).first()
    return {"number": latest or ""}


def _letter(page: CasePage) -> dict[str, Any]:
    days = figures_of(page.problem.policy_version)[f"letter_reply_{page.problem.level}"]
    user = page.user
    drafted = {
        "reply_by": typed_time(end_of_day_after(page.now, days) - timedelta(seconds=59)),
        "contact": f"{user.name} {user.phone}".strip(),
        "urgency": URGENCY[page.problem.level],
    }
    running = [branch for branch in page.parts.branches if branch.status != "ended"]
    if running:
        branch = running[-1]
        drafted["subject"], drafted["body"] = filled(page.problem, branch, branch.department.kind)
    return drafted


def _bulletin(page: CasePage) -> dict[str, Any]:
    """The kind that is next, and what the case says so far."""
    problem, issued = page.problem, page.facts.bulletins
    kind = "final" if issued and problem.resolved_at else "follow_up" if issued else "first"
    told = {row.department.code for row in page.parts.tellings} or set(departments_of(problem))
    return {
        "kind": kind,
        "subject": problem.title[:40],
        "departments": sorted(told),
        "scope": problem.impact[:500],
        "cause": (problem.cause_analysis or problem.judgement)[:500],
        "recovery_at": typed_time(problem.resolved_at) if kind == "final" else "",
    }


def _chase(page: CasePage) -> dict[str, Any]:
    return {"channel": "phone"}


def _alarm(page: CasePage) -> dict[str, Any]:
    """The one that the address names."""
    return {"alarm": page.named}


def _known_error(page: CasePage) -> dict[str, Any]:
    """The wording as it stands; for a new one what the case says."""
    own = page.known.own
    if own is None:
        system = page.problem.system
        return {**drafted(page.problem, page.parts), "systems": [system.code] if system else []}
    found: dict[str, Any] = {name: getattr(own, name) for name in TEXTS}
    return found | {"systems": [system.code for system in own.systems.all()]}


def _met(page: CasePage) -> dict[str, Any]:
    """What the person clicked on, else what fits best."""
    fits = page.known.fits
    return {"known_error": page.named or (fits[0].number if fits else "")}


def _unmet(page: CasePage) -> dict[str, Any]:
    met = [tie for tie in page.known.ties if not tie.is_home]
    return {"known_error": met[0].error.number} if len(met) == 1 else {}


def _order(page: CasePage) -> dict[str, Any]:
    """Cause and plan as they stand, for whoever corrects them."""
    mine = [o for o in page.parts.orders if o.handler_id == page.user.pk and o.status == "accepted"]
    order = mine[-1] if len(mine) == 1 else None
    if order is None:
        return {}
    return {"cause": order.cause, "plan": order.plan, "needs_change": order.needs_change}


INITIAL: dict[str, Callable[[CasePage], dict[str, Any]]] = {
    "shelve_file": _shelf,
    "respond": _level,
    "change_level": _level,
    "dispatch": _dispatch,
    "complete_form": _form,
    "brief_manager": _brief,
    "log_call": _call,
    "notify_departments": _departments,
    "decide_plan": _plan,
    "hold_review": _review,
    "judge_repeat": _repeat,
    "draft_letter": _letter,
    "chase_letter": _chase,
    "issue_bulletin": _bulletin,
    "plan_order": _order,
    "link_alarm": _alarm,
    "release_alarm": _alarm,
    "record_known_error": _known_error,
    "link_known_error": _met,
    "unlink_known_error": _unmet,
}

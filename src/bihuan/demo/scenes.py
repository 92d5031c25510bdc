"""The scenes of a demo case: each beat is one step with the person who takes it and the data he enters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bihuan.demo.script import Card, read_table

Data = dict[str, Any]
SERIOUS = (1, 2)


@dataclass(frozen=True)
class Scene:
    """One beat: the step, who takes it (a username; `reporter`, `handler` of the card), its usual data."""

    step: str
    actor: str
    data: Callable[[Card], Data]


def _nothing(card: Card) -> Data:
    return {}


def _phrase(name: str, card: Card) -> str:
    """A stock phrase with the card's texts put in."""
    phrase: str = read_table("phrases")[name]
    return phrase.format(card=card)


def _said(name: str) -> Callable[[Card], Data]:
    return lambda card: {"text": _phrase(name, card)}


def _taken(*names: str) -> Callable[[Card], Data]:
    return lambda card: {name: getattr(card, name) for name in names}


def answers_of(card: Card) -> Data:
    """The questionnaire as the reporter would have answered it."""
    return {
        "key_business": card.level in SERIOUS,
        "business": "stopped" if card.stopped else "affected" if card.is_business_affected else "none",
        "users_affected": card.users,
        "backup": card.backup,
        "kpi_affected": card.kpi,
        "alarm": card.source == "monitoring",
    }


def form_of(card: Card) -> Data:
    """The report form without the level."""
    return {
        "discovered_at": "0",
        "source": card.source,
        "category": card.category,
        "system": card.system,
        "title": card.title,
        "symptom": card.symptom,
        "impact": card.impact,
        "field_data": card.field_data,
        "cause_analysis": card.first_cause,
        "business_affected": card.is_business_affected,
        "users_affected": card.users,
        "backup": card.backup,
        "kpi_affected": card.kpi,
    }


def _report(card: Card) -> Data:
    return form_of(card) | {"level": card.level, "answers": answers_of(card)}


def _phone(card: Card) -> Data:
    return {
        "level": card.level,
        "symptom": card.title or card.symptom,
        "callee": "coordinator",
        "outcome": "reached",
        "system": card.system,
        "category": card.category,
    }


def criteria_of(card: Card) -> Data:
    """The four criteria: business where affected, the alarm where there was one, the risk at 4 and 5."""
    affected, alarm = card.is_business_affected, card.source == "monitoring"
    no_business = {"not_applicable": _phrase("no_business", card)}
    return {
        "business_normal": "met" if affected else no_business,
        "work_resumed": "met" if affected else no_business,
        "alarm_cleared": "met" if alarm else {"not_applicable": _phrase("no_alarm", card)},
        "risk_removed": "met" if not affected else {"not_applicable": _phrase("no_risk", card)},
    }


def _resolve(card: Card) -> Data:
    return _taken("result", "method", "advice")(card) | {"criteria": criteria_of(card)}


def _dispatch(card: Card) -> Data:
    return {"handler": card.handler, "task": card.task or _phrase("task", card)}


def _analysis(card: Card) -> Data:
    return {"cause": card.cause, "method": card.method, "prevention": card.prevention or card.advice}


def _departments(card: Card) -> Data:
    return {"departments": ["marketing", "customer_service"], "text": _phrase("notify", card)}


def _call(callee: str, purpose: str, outcome: str) -> Callable[[Card], Data]:
    return lambda card: {"callee": callee or card.handler, "purpose": purpose, "outcome": outcome}


SCENES: dict[str, Scene] = {
    "report": Scene("report", "reporter", _report),
    "phone": Scene("report_by_phone", "reporter", _phone),
    "form": Scene("complete_form", "reporter", form_of),
    "call": Scene("log_call", "reporter", _call("coordinator", "report", "reached")),
    "call_leader": Scene("log_call", "reporter", _call("leader1", "report", "reached")),
    "contact": Scene("log_call", "coordinator", _call("", "handler", "reached")),
    "brief": Scene(
        "brief_manager", "coordinator", lambda card: {"channel": "phone", "content": _phrase("brief", card)}
    ),
    "respond": Scene(
        "respond", "coordinator", lambda card: {"level": card.level, "judgement": card.judgement}
    ),
    "dispatch": Scene("dispatch", "coordinator", _dispatch),
    "dispatch_at_once": Scene(
        "dispatch",
        "coordinator",
        lambda card: _dispatch(card) | {"level": card.level, "judgement": card.judgement},
    ),
    "accept": Scene("accept_order", "handler", _nothing),
    "plan": Scene("plan_order", "handler", _taken("cause", "plan")),
    "change": Scene("request_change", "handler", lambda card: {"plan": card.plan}),
    "change_ok": Scene("update_change", "changer", lambda card: {"status": "approved"}),
    "consent": Scene("approve_emergency_change", "manager", _said("consent")),
    "change_done": Scene(
        "update_change",
        "changer",
        lambda card: {
            "status": "implemented",
            "executor": card.handler,
            "result": _phrase("change_done", card),
        },
    ),
    "give_up": Scene("give_up", "handler", lambda card: {"kind": "cause_unknown"}),
    "decide_plan": Scene("decide_plan", "lead", _taken("cause", "plan")),
    "resolve": Scene("resolve", "handler", _resolve),
    "tell": Scene("tell_reporter", "coordinator", _said("tell")),
    "notify": Scene("notify_departments", "reporter", _departments),
    "confirm": Scene("confirm", "reporter", _said("confirm")),
    "analysis": Scene("submit_analysis", "handler", _analysis),
    "analysis_ok": Scene("accept_analysis", "coordinator", _said("analysis_ok")),
    "register": Scene("enter_register", "coordinator", _nothing),
    "review": Scene("hold_review", "lead", lambda card: {"attendees": ["lead", "lead2", card.handler]}),
    "minutes": Scene("sign_minutes", "lead", _said("minutes")),
    "hand_over": Scene("hand_over", "coordinator", _nothing),
    "archive": Scene("accept_archive", "clerk", _nothing),
}
"""The beats with usual data. Any other beat is a step's own key; its actor and data stand on the card."""


BACK = {
    "resolve": {"recovered_at": 6},
    "review": {"held_at": 75},
    "hold_special_meeting": {"held_at": 90},
    "change_done": {"started_at": 25, "finished_at": 4},
}
"""Times that lie this many minutes before the beat, unless the card says otherwise."""


def act_of(card: Card, beat: str, after: timedelta) -> tuple[str, str, Data]:
    """The step of a beat, the username of who takes it, and its data with the spans not yet settled."""
    name = beat.partition("/")[0]
    own = dict(card.more.get(beat, {}))
    scene = SCENES.get(name)
    step = scene.step if scene else name
    actor = own.pop("by", scene.actor if scene else "coordinator")
    minutes = after // timedelta(minutes=1)
    usual = {field: str(minutes - back) for field, back in BACK.get(name, {}).items()}
    data = usual | (scene.data(card) if scene else {}) | own
    return step, {"reporter": card.reporter, "handler": card.handler}.get(actor, actor), data

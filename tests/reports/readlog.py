"""Reads the event log into cases by plain Python: nothing of the product is used here."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]


def when(text: Any) -> datetime | None:
    if not isinstance(text, str):
        return None
    found = datetime.fromisoformat(text.replace(" ", "T"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass
class Owed:
    key: str
    subject: int
    start: datetime
    due: datetime
    counts_due: datetime
    met: datetime | None = None
    void: datetime | None = None


@dataclass
class Case:
    number: str
    values: Row = field(default_factory=dict)
    duties: list[Owed] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    stopgaps: dict[str, bool] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    meetings: list[tuple[str, datetime]] = field(default_factory=list)
    letters: list[datetime] = field(default_factory=list)
    branches: list[list[datetime | None]] = field(default_factory=list)
    told: list[datetime] = field(default_factory=list)
    actions: dict[int, Row] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return self.values.get(name)


def cases_of(events: list[Row]) -> list[Case]:
    """The cases as the log leaves them; `events` are rows of the table of events in the order of their chains."""
    found: dict[str, Case] = {}
    for event in events:
        data = json.loads(event["data"]) if isinstance(event["data"], str) else event["data"]
        if "facts" not in data:
            continue
        case = found.setdefault(event["stream"], Case(event["stream"]))
        row = {"occurred": when(event["occurred_at"]), "recorded": when(event["recorded_at"])}
        _values(case, event["step"], data)
        _duties(case, data, row)
        _parts(case, event["step"], data, row)
    return list(found.values())


def _values(case: Case, step: str, data: Row) -> None:
    given = data.get("fields", {})
    if step == "report":
        case.values |= {"external": False, "round": 1, "cause_class": "", "system": None, "handler_id": None}
        names = ("category", "source", "system", "discovered_at", "external")
        case.values |= {name: given[name] for name in names if name in given}
    case.values |= {name: pair[1] for name, pair in data.get("set", {}).items()}
    case.values |= data["facts"]
    for name in ("reported_at", "resolved_at", "ended_at", "discovered_at"):
        if isinstance(case.values.get(name), str):
            case.values[name] = when(case.values[name])


def _duties(case: Case, data: Row, row: Row) -> None:
    changes = data.get("duties", {})

    def rows(key: str, subject: int, *, is_met: bool | None = False) -> list[Owed]:
        mine = [d for d in case.duties if (d.key, d.subject) == (key, subject) and d.void is None]
        return [d for d in mine if is_met is None or (d.met is not None) == is_met]

    for key, subject in changes.get("void", []):
        (rows(key, subject) or rows(key, subject, is_met=None))[0].void = row["recorded"]
    for key, subject, at in changes.get("met", []):
        rows(key, subject)[0].met = when(at)
    for key, subject, _met in changes.get("resumed", []):
        rows(key, subject, is_met=True)[-1].met = None
    for key, subject, _old, new in changes.get("moved", []):
        for duty in rows(key, subject, is_met=None)[-1:]:
            duty.due = when(new) or duty.due
            if "extended" not in data.get("triggers", []):
                duty.counts_due = duty.due
    for key, _clause, subject, start, due, met in changes.get("opened", []):
        begun, ends = when(start), when(due)
        assert begun
        assert ends
        case.duties.append(Owed(key, subject, begun, ends, ends, when(met)))


def _parts(case: Case, step: str, data: Row, row: Row) -> None:
    given, triggers = data.get("fields", {}), data.get("triggers", [])
    held = when(given.get("held_at")) or row["occurred"]
    case.orders += data.get("orders", [])
    if step == "resolve":
        case.stopgaps[given["order"]] = bool(given.get("workaround"))
    elif step in ("reject_result", "reopen"):
        case.stopgaps.clear()  # played cases have one order
        case.told.clear()  # of the result that did not hold
    elif step == "notify_departments" and given.get("departments"):
        case.told.append(row["occurred"])
    elif step == "update_change":
        case.changes[given["change_no"]] = given["status"]
    elif step == "link":
        case.links.append(given["kind"])
    elif step == "judge_repeat" and given["verdict"] == "repeat":
        case.links.append("repeat")
    elif step in ("decide_plan", "hold_review", "hold_special_meeting"):
        kind = {"decide_plan": "group", "hold_review": "review"}.get(step, "special")
        case.meetings.append((kind, row["occurred"] if kind == "group" else held))
    elif step == "send_letter":
        case.letters.append(when(given.get("sent_at")) or row["occurred"])
    elif step == "open_external":
        case.branches.append([row["recorded"], None])
    elif step == "verify_external" and given["solved"]:
        case.branches[-1][1] = row["occurred"]
    _actions(case, step, data, row, triggers)


def _actions(case: Case, step: str, data: Row, row: Row, triggers: list[str]) -> None:
    subjects = data.get("subjects", {}).get("action", [])
    if "action_opened" in triggers:
        for ident, _owner, due, _at in subjects:
            fresh = {"opened": row["recorded"], "closed": None, "due": when(due)}
            case.actions.setdefault(ident, fresh)["status"] = "open"
    elif step == "close_action":
        case.actions[subjects[0][0]] |= {"status": "closed", "closed": row["occurred"]}
    if step == "merge":
        for action in case.actions.values():
            action["status"] = "void" if action["status"] == "open" else action["status"]

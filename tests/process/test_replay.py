"""The lab: duties of a log under other figures, worked out by hand."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from bihuan.process.duties import Limits, figures_of_cases
from bihuan.process.figures import DEFAULT_POLICY
from bihuan.process.replay import Outcome, Totals, differences, replay

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = START + timedelta(days=60)
IN_FORCE = Limits(DEFAULT_POLICY)


def minutes(count: int) -> datetime:
    return START + timedelta(minutes=count)


def event(step: str, at: datetime, state: str, *triggers: str, level: int = 3, **more: Any) -> Any:
    facts = {
        "state": state, "level": level, "level_reported": 3, "business_affected": False, "form_pending": False,
        "reported_at": START.isoformat(), "resolved_at": more.pop("resolved_at", None),
    }  # fmt: skip
    data = {"policy": 1, "triggers": list(triggers), "facts": facts, **more}
    return SimpleNamespace(stream="WT-1", step=step, occurred_at=at, recorded_at=at, data=data)


COURSE = [
    event("report", START, "awaiting_response"),
    event("respond", minutes(20), "awaiting_dispatch", "responded"),
    event("dispatch", minutes(100), "handling"),
]


def under(events: list[Any], **figures: Any) -> dict[str, Outcome]:
    found = replay(events, Limits({**DEFAULT_POLICY, **figures}), LATER)
    return {outcome.key: outcome for outcome in found}


def test_the_figures_that_ruled_give_what_was() -> None:
    found = under(COURSE)
    assert {key: one.status for key, one in found.items()} == {
        "response": "met", "dispatch": "met", "resolution": "late",
    }  # fmt: skip
    assert found["response"].due_at == minutes(30)
    assert found["resolution"].due_at == START + timedelta(hours=10)


def test_a_shorter_limit_makes_late_what_was_in_time() -> None:
    after = replay(COURSE, Limits({**DEFAULT_POLICY, "response_3": timedelta(minutes=19)}), LATER)
    changes = differences(replay(COURSE, IN_FORCE, LATER), after)
    assert [(change.before.key, change.is_worse, change.slack) for change in changes] == [
        ("response", True, timedelta(minutes=-11))
    ]
    assert under(COURSE, response_3=timedelta(minutes=20))["response"].status == "met"


def test_a_longer_limit_leaves_in_time_what_was_late() -> None:
    solved = [*COURSE, event("resolve", minutes(700), "awaiting_confirmation", "resolved",
                             resolved_at=minutes(660).isoformat())]  # fmt: skip
    before = under(solved)["resolution"]
    after = under(solved, resolution_3=timedelta(hours=11))["resolution"]
    assert (before.status, after.status, after.met_at) == ("late", "met", minutes(660))


def test_a_level_that_rose_counts_from_the_start() -> None:
    raised = [*COURSE[:2], event("change_level", minutes(60), "awaiting_dispatch", "level_changed", level=2)]
    assert under(raised)["resolution"].due_at == START + timedelta(hours=3)
    changed = under(raised, resolution_2=timedelta(hours=4))["resolution"]
    assert (changed.due_at, changed.level) == (START + timedelta(hours=4), 2)


def test_an_extension_does_not_move_the_limit_that_counts() -> None:
    until = (START + timedelta(hours=20)).isoformat()
    extended = [*COURSE, event("approve_request", minutes(120), "handling", "extended",
                               subjects={"resolution": [[0, 0, until]]})]  # fmt: skip
    assert under(extended)["resolution"].due_at == START + timedelta(hours=10)


def history(*rows: tuple[int, str]) -> list[Any]:
    events = [{"at": minutes(at).isoformat(), "status": status, "sub_status": ""} for at, status in rows]
    closed = events[-1]["at"] if rows[-1][1] == "Completed" else None
    fields = {"history": {"level": 2, "closed_at": closed, "events": events}}
    return [SimpleNamespace(stream="1-1", step="record_history", occurred_at=LATER, recorded_at=LATER,
                            data={"fields": fields, "policy": 1})]  # fmt: skip


def test_an_imported_case_is_judged_by_its_statuses() -> None:
    found = under(history((0, "Queued"), (11, "Accepted"), (179, "Completed")))
    assert (found["response"].status, found["response"].met_at) == ("late", minutes(11))
    assert (found["resolution"].status, found["resolution"].level) == ("met", 2)
    assert under(history((0, "Accepted"), (5, "Queued")))["resolution"].status == "late"
    assert (
        under(history((0, "Queued"), (11, "Accepted")), response_2=timedelta(hours=1))["response"].status
        == "met"
    )


def test_totals_count_both_sides() -> None:
    totals = Totals()
    after = replay(COURSE, Limits({**DEFAULT_POLICY, "dispatch": timedelta(hours=1)}), LATER)
    totals.take(replay(COURSE, IN_FORCE, LATER), after)
    place = ("F2.6", "dispatch", 3)
    assert (totals.due[place], totals.late_before[place], totals.late_after[place]) == (1, 0, 1)


def test_every_limit_of_a_level_may_be_tried() -> None:
    wanted = {f"{key}_{level}" for key in ("response", "resolution") for level in range(1, 6)}
    assert wanted | {"dispatch", "archive_serious", "special_meeting"} <= figures_of_cases()
    assert "monthly_report_day" not in figures_of_cases()

"""One moment of a case and what becomes of its duties."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bihuan.process.advance import Changes, advance
from bihuan.process.duties import BY_KEY, DUTIES, LABELS, TRIGGERS, Limits, Moment, Subject
from bihuan.process.facts import DutyFact, Facts
from bihuan.process.figures import DEFAULT_POLICY
from bihuan.process.lifecycle import STEPS

LIMITS = Limits(DEFAULT_POLICY)
REPORTED = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
NOW = REPORTED + timedelta(hours=1)
HOUR = timedelta(hours=1)


def case(*duties: DutyFact, level: int = 3, **rest: Any) -> Facts:
    rest = {"state": "handling", "resolved_at": NOW} | rest
    return Facts(
        number="WT-1",
        level=level,
        level_reported=level,
        reporter=1,
        reported_at=REPORTED,
        duties=duties,
        **rest,
    )


def moment(*triggers: str, **subjects: Subject | tuple[Subject, ...]) -> Moment:
    found = {kind: one if isinstance(one, tuple) else (one,) for kind, one in subjects.items()}
    return Moment(frozenset(triggers), NOW, NOW, found)


def duty(id_: int, key: str, subject: int = 0, **rest: Any) -> DutyFact:
    return DutyFact(id_, key, REPORTED, REPORTED + 10 * HOUR, subject, **rest)


def keys(changes: Changes) -> dict[str, list[Any]]:
    """What a moment brought, by key of the duty."""
    found: dict[str, list[Any]] = {
        "opened": [new.rule.key for new in changes.opened],
        "met": [fact.key for fact, _at in changes.met],
        "voided": [fact.key for fact in changes.voided],
        "moved": [fact.key for fact, _due in changes.moved],
        "resumed": [fact.key for fact in changes.resumed],
    }
    return {name: rows for name, rows in found.items() if rows}


def test_every_trigger_of_the_table_is_a_step_or_is_explained() -> None:
    used = {trigger for rule in DUTIES for trigger in (*rule.opens, *rule.meets, *rule.voids, *rule.resumes)}
    assert used <= set(STEPS) | set(TRIGGERS)
    assert set(TRIGGERS) <= used | {"level_changed", "extended", "ended_unsolved"}  # these three work on all
    assert not set(STEPS) & set(TRIGGERS)


def test_rules_of_one_duty_agree_on_what_it_is() -> None:
    for key, rules in BY_KEY.items():
        assert (
            len({(rule.label, rule.owed_by, rule.per, rule.voids, rule.survives) for rule in rules}) == 1
        ), key
        assert LABELS[key] == rules[0].label


def test_nothing_happens_of_itself() -> None:
    assert not advance(case(duty(1, "response")), moment("comment"), LIMITS)


def test_a_duty_met_and_opened_anew_by_one_step_ends_open() -> None:
    changes = advance(case(duty(1, "external_follow_up", 5)), moment("follow_up", branch=Subject(5)), LIMITS)
    assert keys(changes) == {"opened": ["external_follow_up"], "met": ["external_follow_up"]}
    assert changes.opened[0].met_at is None


def test_a_duty_that_the_same_moment_meets_is_opened_as_met() -> None:
    changes = advance(case(level=1), moment("report_by_phone", "serious_reported", "phone_reached"), LIMITS)
    met = {new.rule.key for new in changes.opened if new.met_at}
    assert met == {"phone_call"}
    early = REPORTED - HOUR
    changes = advance(
        case(level=1), moment("serious_reported", "phone_reached", phone_call=Subject(0, at=early)), LIMITS
    )
    assert [new.met_at for new in changes.opened if new.rule.key == "phone_call"] == [early]


def test_one_of_a_kind_is_not_opened_twice_but_two_of_others_are() -> None:
    changes = advance(case(duty(1, "convene")), moment("give_up"), LIMITS)
    assert keys(changes) == {}
    changes = advance(case(duty(1, "manager_report")), moment("entered_serious"), LIMITS)
    assert keys(changes) == {"opened": ["manager_report"]}
    changes = advance(case(duty(1, "manager_report")), moment("duty_late"), LIMITS)
    assert keys(changes) == {}


def test_one_report_meets_every_open_row() -> None:
    rows = (duty(1, "manager_report"), duty(2, "manager_report"), duty(3, "response"))
    assert keys(advance(case(*rows), moment("brief_manager"), LIMITS)) == {"met": ["manager_report"] * 2}


def test_what_is_about_a_part_is_met_by_that_part_alone() -> None:
    rows = (duty(1, "action", 7), duty(2, "action", 8))
    changes = advance(case(*rows), moment("close_action", action=Subject(8)), LIMITS)
    assert [fact.id for fact, _at in changes.met] == [2]
    assert keys(changes)["opened"] == ["action_check"]


def test_what_is_met_is_left_alone() -> None:
    rows = (duty(1, "response", met_at=NOW), duty(2, "dispatch", is_void=True))
    assert keys(advance(case(*rows), moment("respond", "dispatch", "ended_unsolved"), LIMITS)) == {}


def test_an_end_without_solution_voids_all_but_corrective_actions() -> None:
    rows = [duty(place, key) for place, key in enumerate(LABELS, start=1)]
    changes = advance(case(*rows), moment("void", "ended_unsolved"), LIMITS)
    kept = set(LABELS) - set(keys(changes)["voided"])
    assert kept == {"action", "action_check"}


def test_a_resolution_is_met_when_the_problem_was_solved() -> None:
    solved = REPORTED + timedelta(minutes=20)
    changes = advance(case(duty(1, "resolution"), resolved_at=solved), moment("resolve", "resolved"), LIMITS)
    assert [(fact.key, at) for fact, at in changes.met] == [("resolution", solved)]


def test_what_follows_a_resolution_and_what_becomes_of_it() -> None:
    serious = case(duty(1, "resolution"), level=2)
    opened = keys(advance(serious, moment("resolve", "resolved"), LIMITS))["opened"]
    assert opened == ["reporter_told", "analysis", "register", "review", "archive"]
    rows = [duty(1, "resolution", met_at=NOW)]
    rows += [duty(place, key, met_at=NOW if place % 2 else None) for place, key in enumerate(opened, start=2)]
    undone = advance(case(*rows, level=2), moment("reject_result", "resolution_undone"), LIMITS)
    assert set(keys(undone)["voided"]) == set(opened)  # the met ones too (S2)
    assert keys(undone)["resumed"] == ["resolution"]


@pytest.mark.parametrize(("before", "after", "hours"), [(4, 1, 2), (4, 3, 10), (2, 5, 168)])
def test_a_new_level_counts_from_the_original_start(before: int, after: int, hours: int) -> None:
    row = replace(duty(1, "resolution"), due_at=REPORTED + DEFAULT_POLICY[f"resolution_{before}"])  # type: ignore[operator]
    changes = advance(case(row, level=after), moment("change_level", "level_changed"), LIMITS)
    assert [due for _fact, due in changes.moved] == [REPORTED + hours * HOUR]


def test_a_new_level_moves_no_limit_that_does_not_hang_on_it() -> None:
    rows = (duty(1, "dispatch"), duty(2, "reporter_told"), duty(3, "action", 5))
    assert keys(advance(case(*rows, level=1), moment("change_level", "level_changed"), LIMITS)) == {}


def test_an_extension_moves_the_resolution_alone() -> None:
    until = REPORTED + 90 * HOUR
    rows = (duty(1, "resolution"), duty(2, "dispatch"))
    changes = advance(
        case(*rows), moment("approve_request", "extended", resolution=Subject(0, due_at=until)), LIMITS
    )
    assert [(fact.key, due) for fact, due in changes.moved] == [("resolution", until)]


def test_a_returned_file_is_owed_by_its_old_date() -> None:
    row = replace(duty(1, "archive"), met_at=NOW)
    changes = advance(case(row, state="summarising"), moment("return_archive"), LIMITS)
    assert keys(changes) == {"resumed": ["archive"]}


def test_a_moved_report_keeps_start_and_limit() -> None:
    subject = Subject(0, due_at=NOW + HOUR, at=REPORTED)
    new = advance(case(), moment("take_merged", "merged_owing", manager_report=subject), LIMITS).opened
    assert [(one.start_at, one.due_at) for one in new] == [(REPORTED, NOW + HOUR)]


def test_a_month_has_duties_of_its_own() -> None:
    month = SimpleNamespace(month="2026-11", duties=())
    assert keys(advance(month, moment("open_month"), LIMITS)) == {
        "opened": ["monthly_report", "monthly_meeting"]
    }

"""The ladder of warnings: which rung, when, to whom; after a long sleep too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.process.figures import DEFAULT_POLICY as POLICY
from bihuan.process.ladder import COORDINATOR, DEPUTY, MANAGER, OWNER, Clock, due_rungs, rung, warn_at

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def clock(key: str = "resolution", level: int = 3, minutes: float = 100, *, is_paused: bool = False) -> Clock:
    return Clock(key, level, START, START + minutes * MINUTE, is_paused)


def said(of: Clock, stage: int, minutes: float) -> tuple[list[str], int, float]:
    rungs, stage, wake = due_rungs(of, stage, START + minutes * MINUTE, POLICY)
    return [one.kind for one in rungs], stage, (wake - START) / MINUTE


def test_warnings_at_80_and_100_per_cent_then_hourly() -> None:
    assert said(clock(), 0, 79) == ([], 0, 80)
    assert said(clock(), 0, 80) == (["due_soon"], 1, 100)
    assert said(clock(), 1, 100) == (["overdue"], 2, 160)
    assert said(clock(), 2, 159) == ([], 2, 160)
    assert said(clock(), 2, 160) == (["still_overdue"], 3, 220)


@pytest.mark.parametrize("level", [1, 2])
def test_every_quarter_of_an_hour_at_levels_1_and_2(level: int) -> None:
    assert said(clock(level=level), 2, 115) == (["still_overdue"], 3, 130)


def test_who_hears_what() -> None:
    rungs, *_rest = due_rungs(clock("response"), 0, START + 300 * MINUTE, POLICY)
    assert [(one.kind, one.to) for one in rungs] == [
        ("half", (DEPUTY,)),
        ("due_soon", (OWNER, COORDINATOR)),
        ("overdue", (OWNER, COORDINATOR, MANAGER)),
        ("still_overdue", (OWNER, COORDINATOR)),
    ]
    assert [one.at for one in rungs[:3]] == [START + part * MINUTE for part in (50, 80, 100)]


@pytest.mark.parametrize(
    ("key", "level", "has_half"), [("response", 3, True), ("response", 2, False), ("dispatch", 5, False)]
)
def test_the_deputy_is_for_responses_at_levels_3_to_5(key: str, level: int, has_half: bool) -> None:
    assert (rung(clock(key, level), 0, POLICY).kind == "half") is has_half


def test_after_a_long_sleep_each_rung_to_the_limit_and_the_last_repeat() -> None:
    assert said(clock(), 0, 100 + 26 * 60) == (["due_soon", "overdue", "still_overdue"], 28, 100 + 27 * 60)
    rungs, *_rest = due_rungs(clock(), 0, START + (100 + 26 * 60 + 5) * MINUTE, POLICY)
    assert rungs[-1].at == START + (100 + 26 * 60) * MINUTE


def test_a_resting_case_hears_no_repeats_but_its_limit() -> None:
    assert said(clock(is_paused=True), 0, 500) == (["due_soon", "overdue"], 8, 520)


def test_figures_in_another_order_keep_the_order_of_time() -> None:
    policy = {**POLICY, "deputy_at": 90, "warn_first": 50}
    assert [rung(clock("response"), stage, policy).kind for stage in range(3)] == [
        "due_soon",
        "half",
        "overdue",
    ]


def test_the_first_warning() -> None:
    assert warn_at(START, START + 10 * MINUTE, POLICY) == START + 8 * MINUTE


@given(
    level=st.integers(1, 5),
    minutes=st.integers(1, 20_000),
    looks=st.lists(st.integers(0, 40_000), min_size=1, max_size=12),
    key=st.sampled_from(["response", "resolution"]),
)
def test_however_often_one_looks_each_rung_is_told_once_and_in_order(
    level: int, minutes: int, looks: list[int], key: str
) -> None:
    of, stage, told = clock(key, level, minutes), 0, []
    for look in sorted(looks):
        at = START + look * MINUTE
        rungs, stage, wake = due_rungs(of, stage, at, POLICY)
        assert wake > at
        assert all(one.at <= at for one in rungs)
        assert rung(of, stage, POLICY).at == wake
        told += rungs
    assert [one.at for one in told] == sorted({one.at for one in told})
    last = START + max(looks) * MINUTE
    first = {"due_soon": warn_at(of.start_at, of.due_at, POLICY), "overdue": of.due_at}
    for kind, at in first.items():
        assert ([one.at for one in told if one.kind == kind] == [at]) is (at <= last)

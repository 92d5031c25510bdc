"""Which channels and when: the rules alone, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.clock import SHANGHAI
from bihuan.notices.planning import (
    PATIENCE,
    SMS_AT_MOST,
    SMS_WITHIN,
    TRY_FOR,
    Route,
    Wishes,
    after_quiet,
    pause_after,
    plan,
    sms_may_go_at,
)

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # in Shanghai
MIDNIGHT = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
SMS, CHAT, MAIL = Route("sms", "sms", "138"), Route("ding", "chat", "138"), Route("mail", "mail", "a@b")
CALL, HAND = Route("sip", "voice", "138"), Route("hand", "manual", "138")
NIGHT = (22 * 60, 7 * 60)
moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: NINE + timedelta(minutes=minutes))


@pytest.mark.parametrize("level", [1, 2])
def test_urgent_goes_through_all_channels_and_heeds_no_wish(level: int) -> None:
    wishes = Wishes((CALL, SMS, MAIL), quiet=NIGHT, digest="daily", muted=frozenset({1, 2, 3}))
    planned = plan(level, wishes, MIDNIGHT, in_one_go=50)
    assert [row.route for row in planned] == [CALL, SMS, MAIL]
    assert [row.next_at - MIDNIGHT for row in planned] == [0 * PATIENCE, PATIENCE, 2 * PATIENCE]
    assert not any(row.is_digest for row in planned)


@pytest.mark.parametrize("level", [3, 4, 5])
def test_others_take_the_first_channel_that_wakes_nobody(level: int) -> None:
    planned = plan(level, Wishes((CALL, HAND, MAIL, CHAT)), NINE)
    assert [row.route for row in planned] == [MAIL]
    assert planned[0].next_at == NINE
    assert planned[0].give_up_at == NINE + TRY_FOR


def test_nothing_to_wake_with_is_nothing_to_send() -> None:
    assert plan(3, Wishes((CALL, HAND)), NINE) == []
    assert plan(1, Wishes(), NINE) == []


def test_a_muted_level_stays_in_the_inbox() -> None:
    assert plan(4, Wishes((MAIL,), muted=frozenset({4})), NINE) == []
    assert plan(3, Wishes((MAIL,), muted=frozenset({4})), NINE)


@pytest.mark.parametrize(
    ("quiet", "local", "until"),
    [
        (NIGHT, "2026-11-22T21:59", "2026-11-22T21:59"),
        (NIGHT, "2026-11-22T22:00", "2026-11-23T07:00"),
        (NIGHT, "2026-11-23T03:00", "2026-11-23T07:00"),
        (NIGHT, "2026-11-23T07:00", "2026-11-23T07:00"),
        ((12 * 60, 14 * 60), "2026-11-22T13:59", "2026-11-22T14:00"),
        ((12 * 60, 14 * 60), "2026-11-22T14:00", "2026-11-22T14:00"),
        ((60, 60), "2026-11-22T01:00", "2026-11-22T01:00"),
    ],
)
def test_quiet_hours_end_in_shanghai(quiet: tuple[int, int], local: str, until: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    assert after_quiet(moment.astimezone(UTC), quiet) == datetime.fromisoformat(until).replace(
        tzinfo=SHANGHAI
    )


@given(moments, st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_never_hold_longer_than_a_day_and_never_twice(at: datetime, start: int, end: int) -> None:
    until = after_quiet(at, (start, end))
    assert timedelta(0) <= until - at <= timedelta(days=1)
    assert after_quiet(until, (start, end)) == until


@pytest.mark.parametrize(("digest", "until"), [("hourly", "2026-11-22T10:00"), ("daily", "2026-11-23T08:30")])
def test_a_digest_waits_for_its_time(digest: str, until: str) -> None:
    row = plan(3, Wishes((MAIL,), digest=digest), NINE)[0]
    assert row.next_at == datetime.fromisoformat(until).replace(tzinfo=SHANGHAI)
    assert row.is_digest
    assert row.give_up_at == row.next_at + TRY_FOR


def test_what_waited_for_the_morning_comes_in_one_message() -> None:
    row = plan(3, Wishes((MAIL,), quiet=NIGHT), MIDNIGHT)[0]
    assert row.is_digest
    assert row.next_at.astimezone(SHANGHAI).hour == 7


def test_many_at_once_are_bundled() -> None:
    assert not plan(3, Wishes((MAIL,)), NINE, in_one_go=3)[0].is_digest
    assert plan(3, Wishes((MAIL,)), NINE, in_one_go=4)[0].is_digest


@given(st.lists(st.integers(0, 3600), max_size=30), st.integers(0, 3600))
def test_never_more_than_five_sms_in_fifteen_minutes(asked: list[int], _seed: int) -> None:
    sent: list[datetime] = []
    for second in sorted(asked):
        at = NINE + timedelta(seconds=second)
        may_go = sms_may_go_at(sent, max([at, *sent]))
        sent.append(may_go)
    for moment in sent:
        assert sum(moment <= other < moment + SMS_WITHIN for other in sent) <= SMS_AT_MOST


def test_pauses_grow_and_urgent_ones_stay_short() -> None:
    pauses = [pause_after(count, is_urgent=False) for count in range(1, 20)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=30)
    assert pause_after(50, is_urgent=True) == timedelta(minutes=1)

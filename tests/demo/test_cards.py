"""The cards of the demo, read without a database: sound courses, known fields, no beat in the future."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bihuan.demo.months import month_acts
from bihuan.demo.scenes import act_of
from bihuan.demo.script import Card, read_cards, read_table, settle_times, span
from bihuan.process import terms
from bihuan.process.lifecycle import STEPS

CARDS = read_cards()
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_there_are_about_sixty_and_no_key_twice() -> None:
    keys = [card.key for card in CARDS]
    assert len(keys) == len(set(keys))
    assert 60 <= len(keys) <= 80


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_no_beat_lies_in_the_future_whatever_the_hour(hour: int) -> None:
    now = NOON + timedelta(hours=hour)
    late = [
        (card.key, beat)
        for card in CARDS
        for beat, after in card.beats()
        if card.discovered_at(now) + after > now
    ]
    assert late == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.key)
def test_every_beat_is_a_step_with_known_fields(card: Card) -> None:
    people = {row["username"] for row in read_table("organisation")["people"]}
    beats = [beat for beat, _after in card.beats()]
    assert set(card.more) <= set(beats), "data for a beat that is not in the course"
    assert len(beats) == len(set(beats)), "a beat twice: tell them apart by a suffix"
    for beat, after in card.beats():
        step, actor, data = act_of(card, beat, after)
        assert actor in people
        known = {field.name for field in STEPS[step].fields} | {"occurred_at"}
        assert set(data) <= known, f"{beat}: {set(data) - known}"
        settle_times(data, NOON)


def test_all_categories_levels_and_sources_occur() -> None:
    assert {card.category for card in CARDS} == set(terms.CATEGORIES) - {"unclassified"}
    assert {card.level for card in CARDS} == set(terms.LEVELS)
    sources = Counter(card.source for card in CARDS)
    assert set(terms.SOURCES) - {"import"} == set(sources)


@pytest.mark.parametrize(
    ("text", "minutes"), [("0", 0), ("95m", 95), ("2h40", 160), ("1d3h", 27 * 60), ("12", 12), ("-5m", -5)]
)
def test_spans(text: str, minutes: int) -> None:
    assert span(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "soon", "3x", "1h2d"])
def test_no_such_span(text: str) -> None:
    with pytest.raises(ValueError, match="no such span"):
        span(text)


def test_names_on_cards_are_short_enough_and_texts_real() -> None:
    for card in CARDS:
        assert 4 < len(card.title) <= 60, card.key
        assert len(card.symptom) > 10, card.key


@pytest.mark.parametrize("day", range(1, 31))
def test_the_meeting_of_a_month_follows_its_first_case(day: int) -> None:
    """Whatever day the demo is loaded on: a month is open from its first case on, not before."""
    first = datetime(2026, 9, day, 12, tzinfo=UTC)
    acts = list(month_acts(first, first + timedelta(days=70)))
    assert acts
    assert all(when > first for when, *_act in acts)
    assert [step for _at, step, *_act in acts[:3]] == ["call_meeting", "hold_monthly_meeting", "sign_minutes"]

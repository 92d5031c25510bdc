"""Input of every kind: what is wrong is told by field; nothing that can be typed ends in a fault."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.problems.cleaning import CLEANERS, Context, Wrong, clean
from bihuan.problems.cleaning.references import REFERENCES
from bihuan.problems.gate import BadInput, Refused
from bihuan.process import terms
from bihuan.process.facts import SYSTEM, Facts, OrderFact
from bihuan.process.fields import KINDS, Field
from bihuan.process.lifecycle import STEPS
from tests.stories.conftest import desk
from tests.stories.desk import Desk
from tests.stories.samples import SAMPLES

__all__ = ["desk"]
AT = datetime(2026, 11, 22, tzinfo=UTC)
ORDERS = (OrderFact(7, "GD-1", 1, "accepted", True), OrderFact(8, "7", 1, "accepted", False))
FACTS = Facts("WT-1", "handling", 3, 3, 1, AT, orders=ORDERS)
LABEL = "Text"

json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["met", "1", "是", "[]", "{}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def cleaned(kind: str, value: Any, **rest: Any) -> Any:
    """What a field of this kind makes of a value."""
    spec = Field("field", kind, LABEL, **rest)
    context = Context(STEPS["resolve"], SYSTEM, FACTS, field=spec)
    return CLEANERS[kind](value, context)


def wrong(kind: str, value: Any, **rest: Any) -> None:
    with pytest.raises(Wrong, match=r"\S"):
        cleaned(kind, value, **rest)


def test_every_kind_has_its_cleaner() -> None:
    assert set(CLEANERS) == set(KINDS)
    used = {field.kind for step in STEPS.values() for field in step.fields}
    assert used <= set(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@given(value=json)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_of_any_kind_ends_in_a_fault(kind: str, value: Any) -> None:
    step = STEPS["resolve"]
    spec = Field("field", kind, LABEL, choices=terms.CHANNELS if kind == "choice" else None)
    whole = type(step)(**{**vars(step), "fields": (spec,)})
    result, errors = clean(whole, {"field": value}, Context(step, SYSTEM, FACTS))
    assert not (result and errors)
    assert all(message.strip() for messages in errors.values() for message in messages)


@pytest.mark.parametrize("text", ["\x00", "a\x07b", "\ud800", "\uffff", "\x1b[31m"])
@pytest.mark.parametrize("wrap", [lambda t: t, lambda t: [t], lambda t: {"reason": [t]}, lambda t: {t: "x"}])
def test_a_character_that_cannot_be_kept_is_refused_however_deep(text: str, wrap: Any) -> None:
    step = STEPS["comment"]
    _result, errors = clean(step, {"text": wrap(text)}, Context(step, SYSTEM, FACTS))
    assert list(errors) == ["text"]


def test_texts() -> None:
    assert cleaned("text", "一行") == "一行"
    assert cleaned("longtext", "两\n行") == "两\n行"
    wrong("text", "两\n行")
    wrong("text", "长" * 201)
    assert len(cleaned("longtext", "长" * 8000)) == 8000
    wrong("longtext", "长" * 8001)
    wrong("text", 5)


@pytest.mark.parametrize(("value", "number"), [(3, 3), ("3", 3), (" 3 ", 3), ("-2", -2)])
def test_whole_numbers(value: Any, number: int) -> None:
    assert cleaned("int", value) == number


@pytest.mark.parametrize("value", [True, 1.5, "x", "1.5", [], 2**40, "9" * 5000])
def test_what_is_no_number(value: Any) -> None:
    wrong("int", value)


def test_levels_are_one_to_five() -> None:
    assert [cleaned("level", level) for level in (1, "5")] == [1, 5]
    for value in (0, 6, True, "一"):
        wrong("level", value)


@pytest.mark.parametrize("value", [True, "true", "on", "1", "YES"])
def test_yes(value: Any) -> None:
    assert cleaned("bool", value) is True


@pytest.mark.parametrize("value", [False, "false", "off", "0", "No"])
def test_no(value: Any) -> None:
    assert cleaned("bool", value) is False


@pytest.mark.parametrize("value", [2, "perhaps", [], {}])
def test_neither_yes_nor_no(value: Any) -> None:
    wrong("bool", value)


def test_instants_without_an_offset_are_shanghais() -> None:
    nine = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
    for value in (
        "2026-11-22 09:05",
        "2026-11-22T09:05",
        "2026-11-22T01:05:00Z",
        "2026-11-22T09:05+08:00",
        nine,
    ):
        assert cleaned("datetime", value) == nine
    for value in (
        "2026-11-22",
        "09:05",
        "2026-13-01 00:00",
        "1999-01-01 00:00",
        "2201-01-01 00:00",
        5,
        "2026-11-22 25:00",
    ):
        wrong("datetime", value)


def test_days() -> None:
    assert cleaned("date", "2026-11-22") == date(2026, 11, 22)
    for value in ("2026-11-31", "22.11.2026", "1999-12-31", 5):
        wrong("date", value)


def test_parts_by_number_first_then_by_id() -> None:
    assert cleaned("order", "GD-1").id == 7
    assert cleaned("order", 7).id == 7
    assert cleaned("order", "7").id == 8  # a text is a number before it is an id
    for value in ("GD-9", 9, True, None, [7], {}):
        wrong("order", value)


def test_a_part_may_be_left_out_while_only_one_can_be_meant() -> None:
    step = STEPS["transfer"]
    one = Facts("WT-1", "handling", 3, 3, 1, AT, orders=ORDERS[:1])
    field = next(field for field in step.fields if field.kind in REFERENCES)
    for facts, is_found in ((one, True), (FACTS, False), (Facts("WT-1", "handling", 3, 3, 1, AT), False)):
        result, errors = clean(
            type(step)(**{**vars(step), "fields": (field,)}), {}, Context(step, SYSTEM, facts)
        )
        assert bool(result) is is_found
        assert bool(errors) is not is_found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_errors_are_in_the_readers_language(desk: Desk, language: str) -> None:
    from django.utils.translation import override

    with override(language):
        text = desk.rejects("reporter", "report", "symptom", symptom="") if desk.report() else ""
    assert text == {"zh-hans": "此项必填。", "en": "This field is required."}[language]


@pytest.mark.parametrize("step", sorted(SAMPLES))
@given(data=st.data())
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spoilt_fields_of_a_step_are_told_or_taken_and_never_a_fault(
    desk: Desk, step: str, data: Any
) -> None:
    if not hasattr(desk, "case"):
        desk.handled(1)
    name = data.draw(st.sampled_from([field.name for field in STEPS[step].fields]))
    who = next((who for who in STEPS[step].who if who in desk.people), "coordinator")
    named = {"month": ""} if "case" not in STEPS[step].subjects else {}
    try:
        if not named:
            desk.takes(who, step, **{name: data.draw(json)})
    except (BadInput, Refused) as refusal:
        assert refusal

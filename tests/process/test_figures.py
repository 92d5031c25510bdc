"""The numbers of the policy."""

from datetime import timedelta

import pytest

from bihuan.process import figures
from bihuan.process.clauses import CLAUSES
from bihuan.process.figures import DEFAULT_POLICY, FIGURES, check_figure, policy_from_json, policy_to_json

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize("figure", FIGURES.values(), ids=str)
def test_every_figure_is_labelled_cited_and_within_its_own_bounds(figure: figures.Figure) -> None:
    assert figure.label
    assert figure.clause in CLAUSES
    assert figure.unit in figures.UNITS
    assert figure.provenance in {figures.STATED, figures.LOST, figures.HOUSE}
    assert isinstance(figure.value, timedelta) is (figure.unit == figures.DURATION)
    assert check_figure(figure.key, policy_to_json(DEFAULT_POLICY)[figure.key]) == figure.value


def test_the_limits_of_the_levels() -> None:
    response = [DEFAULT_POLICY[f"response_{level}"] for level in range(1, 6)]
    resolution = [DEFAULT_POLICY[f"resolution_{level}"] for level in range(1, 6)]
    assert response == [10 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 24 * HOUR]
    assert resolution == [2 * HOUR, 3 * HOUR, 10 * HOUR, 24 * HOUR, 168 * HOUR]


def test_exactly_four_figures_are_lost_in_the_source() -> None:
    lost = {figure.key for figure in FIGURES.values() if figure.provenance == figures.LOST}
    assert lost == {"response_2", "response_5", "archive", "retention_years"}


def test_what_the_source_states_is_marked_so() -> None:
    stated = {figure.key for figure in FIGURES.values() if figure.provenance == figures.STATED}
    assert stated == {
        "response_1", "response_3", "response_4", "resolution_1", "resolution_2", "resolution_3",
        "resolution_4", "resolution_5", "dispatch", "analysis", "register", "review",
    }  # fmt: skip


def test_a_policy_survives_its_way_through_json() -> None:
    changed = {**DEFAULT_POLICY, "dispatch": 2 * HOUR, "analysis": 5}
    assert policy_from_json(policy_to_json(changed)) == changed
    assert policy_to_json(changed)["dispatch"] == 7200


def test_a_policy_from_before_a_figure_existed_takes_its_default() -> None:
    old = policy_to_json(DEFAULT_POLICY)
    del old["urge_throttle"]
    assert policy_from_json(old) == DEFAULT_POLICY


@pytest.mark.parametrize(("raw", "value"), [(3600, HOUR), ("3600", HOUR), (" 60 ", MINUTE)])
def test_a_duration_is_read_in_seconds(raw: object, value: timedelta) -> None:
    assert check_figure("dispatch", raw) == value


@pytest.mark.parametrize(
    "raw", ["", "x", "-60", "1.5", 1.5, True, None, [], "３６００", "9" * 5000, 59, 10**12]
)
def test_what_is_no_duration_is_refused_with_a_message(raw: object) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].+"):
        check_figure("dispatch", raw)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("warn_first", 0), ("warn_first", 100), ("monthly_report_day", 29), ("monthly_report_day", 0),
        ("analysis", 0), ("letter_reply_1", -1), ("retention_years", 0), ("nothing", 1),
    ],
)  # fmt: skip
def test_figures_have_bounds(key: str, raw: int) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].+"):
        check_figure(key, raw)


def test_a_letter_may_ask_for_an_answer_on_the_same_day() -> None:
    assert check_figure("letter_reply_1", 0) == 0


def test_an_unknown_figure_in_a_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="no such figure"):
        policy_from_json({"nothing": 1})

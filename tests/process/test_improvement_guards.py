"""D76: what an improvement by a project needs, and what it stands for."""

from dataclasses import replace

import pytest

from bihuan.process.facts import ActionFact
from bihuan.process.guards import asking, solving
from bihuan.process.requestfacts import RequestFact
from tests.process.test_guards import AT, CASE, ask, clauses


@pytest.mark.parametrize(
    ("level", "status", "expected"),
    [(5, "open", []), (4, "open", ["D76"]), (5, "void", ["D76"]), (4, "closed", ["D76", "D76"])],
)
def test_an_improvement_is_for_level_5_and_carried_by_an_action(
    level: int, status: str, expected: list[str]
) -> None:
    carried = ActionFact(1, "1", 4, 3, AT.date(), status)
    request = RequestFact(1, "1", "improvement", 3)
    case = replace(CASE, level=level, actions=(carried,))
    assert clauses(asking.may_be_improved, ask(case)) == expected
    assert clauses(asking.request_still_fits, ask(case, request=request)) == expected
    asked = replace(case, requests=(request,))
    assert clauses(asking.may_be_improved, ask(asked)) == [*expected, "D76"]


@pytest.mark.parametrize(
    ("level", "is_approved", "has_alarm", "expected"),
    [
        (5, True, False, []),
        (5, False, False, ["F5.3", "F5.3"]),
        (4, True, False, ["F5.3", "F5.3"]),
        (5, True, True, ["F5.3"]),
    ],
)
def test_the_approved_plan_stands_for_the_removed_risk_at_level_5_alone(
    level: int, is_approved: bool, has_alarm: bool, expected: list[str]
) -> None:
    names = ("business_normal", "work_resumed", "alarm_cleared", "risk_removed")
    criteria = {name: {"not_applicable": "立项改进"} for name in names}
    request = RequestFact(1, "1", "improvement", 3, is_open=False, is_approved=is_approved)
    case = replace(
        CASE, level=level, business_affected=False, alarm_raised=has_alarm, requests=(request,), actions=()
    )
    assert clauses(solving.criteria_hold, ask(case, criteria=criteria)) == expected
    has_none = ["D76"] if level == 5 and is_approved else []
    assert clauses(solving.improvement_has_action, ask(case, criteria=criteria)) == has_none

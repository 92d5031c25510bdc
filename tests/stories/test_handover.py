"""D75: what a coordinator leaves open goes to the next one by a sheet that both have signed."""

import pytest

from bihuan.problems.gate import Refused
from bihuan.problems.handover import accept_sheet, make_sheet, sheet_of
from bihuan.problems.models import Event
from tests.stories.desk import Desk


def test_duties_move_with_the_signed_sheet_and_history_has_both_names(desk: Desk) -> None:
    coordinator, taker = desk.people["coordinator"], desk.people["coordinator2"]
    desk.handled(level=3)
    answered = desk.case
    desk.report(level=2)
    row = make_sheet(coordinator, taker, by=coordinator, at=desk.at, note="关注计费主库")
    assert {entry["number"] for entry in row.sheet} == {answered.number, desk.case.number}
    assert all(entry["duties"] for entry in row.sheet)
    desk.owes("coordinator", "response")
    with pytest.raises(Refused):
        accept_sheet(row, by=coordinator, at=desk.at)
    row = accept_sheet(row, by=taker, at=desk.at)
    assert (sorted(row.moved), row.left, sheet_of(coordinator)) == (
        sorted([answered.number, desk.case.number]), [], [],
    )  # fmt: skip
    desk.owes("coordinator2", "response")
    desk.case = answered
    desk.owes("coordinator2", "resolution")
    assert desk.fresh().coordinator == taker
    said = Event.objects.filter(stream=answered.number).order_by("-seq")[0]
    assert (said.step, said.actor_name) == ("take_over", "coordinator2")
    assert coordinator.name in said.data["fields"]["text"] and taker.name in said.data["fields"]["text"]
    with pytest.raises(Refused):
        accept_sheet(row, by=taker, at=desk.at)
    desk.holds()


def test_the_manager_signs_for_an_absent_coordinator(desk: Desk) -> None:
    people = desk.people
    desk.handled(level=3)
    row = make_sheet(people["coordinator"], people["coordinator2"], by=people["manager"], at=desk.at)
    accept_sheet(row, by=people["coordinator2"], at=desk.at)
    assert desk.fresh().coordinator == people["coordinator2"]


@pytest.mark.parametrize(
    ("giver", "taker", "by"),
    [
        ("coordinator", "coordinator", "coordinator"),
        ("coordinator", "handler", "coordinator"),
        ("coordinator", "coordinator2", "coordinator2"),
        ("coordinator", "coordinator2", "reporter"),
        ("handler", "coordinator2", "coordinator"),
    ],
)
def test_who_may_not_hand_over(desk: Desk, giver: str, taker: str, by: str) -> None:
    with pytest.raises(Refused):
        make_sheet(desk.people[giver], desk.people[taker], by=desk.people[by], at=desk.at)

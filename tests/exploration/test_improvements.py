"""Every way of a request to improve by a project leads on (D76)."""

from tests.exploration.explorer import Move
from tests.exploration.test_life_cycle import explored
from tests.stories.desk import Desk

CRITERIA = ("business_normal", "work_resumed", "alarm_cleared", "risk_removed")
NONE_MET = {key: {"not_applicable": "立项改进"} for key in CRITERIA}


def test_an_improvement_by_a_project_at_level_5(desk: Desk) -> None:
    # D76: asked, refused, consented: wherever the manager stands, a way on is left
    desk.report(level=5, business_affected=False)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("coordinator", "open_action")
    found = explored(
        desk,
        [
            Move("handler", "accept_order"),
            Move("coordinator", "ask_improvement", when=lambda facts: len(facts.requests) < 3),
            Move("manager", "approve_request"),
            Move("manager", "refuse_request"),
            Move("handler", "resolve", {"criteria": lambda at: NONE_MET},
                 when=lambda facts: facts.improves_by_project),
        ],
        goals=(),
        stops=("awaiting_confirmation",),
    )  # fmt: skip
    assert "awaiting_confirmation" in found.states.values()

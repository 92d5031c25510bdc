"""D76: an improvement at level 5 is solved by an approved plan with an open action, and marked until it closes."""

from django.test import Client

from tests.stories.desk import Desk

CRITERIA = ("business_normal", "work_resumed", "alarm_cleared", "risk_removed")
NOT_YET = {key: {"not_applicable": "随立项改进消除"} for key in CRITERIA}


def is_unfinished(desk: Desk) -> bool:
    """Does the page of the case say so?"""
    client = Client()
    client.force_login(desk.people["coordinator"], backend="bihuan.people.signin.PeopleBackend")
    page = client.get(f"/problems/{desk.case.number}", headers={"Accept-Language": "zh-Hans"})
    assert page.status_code == 200
    return "改进未完成" in page.content.decode()


def test_the_manager_consents_and_the_plan_stands_for_the_solution(desk: Desk) -> None:
    desk.report(level=5, business_affected=False, source="patrol")
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("handler", "accept_order")
    desk.refuses("handler", "resolve", clause="F5.3", criteria=NOT_YET)
    desk.refuses("coordinator", "ask_improvement", clause="D76")  # nothing carries it yet
    desk.takes("coordinator", "open_action")
    desk.forbids("handler", "ask_improvement")
    desk.takes("coordinator", "ask_improvement")
    desk.owes("manager", "request_decision")
    desk.refuses("coordinator", "ask_improvement", clause="D76")
    desk.refuses("handler", "resolve", clause="F5.3", criteria=NOT_YET)  # asked is not consented
    desk.takes("manager", "approve_request")
    desk.met("request_decision")
    desk.expects_notice("coordinator", "request_decided", kind="improvement", status="approved")
    desk.refuses("coordinator", "ask_improvement", clause="D76")
    desk.takes("handler", "resolve", criteria=NOT_YET)
    assert desk.state == "awaiting_confirmation"
    assert is_unfinished(desk)
    desk.takes("handler2", "close_action")
    assert not is_unfinished(desk)
    desk.holds()


def test_without_consent_the_risk_has_to_be_removed(desk: Desk) -> None:
    desk.handled(5)
    desk.takes("coordinator", "open_action")
    desk.takes("coordinator", "ask_improvement")
    desk.takes("manager", "refuse_request")
    desk.refuses("handler", "resolve", clause="F5.3", criteria=NOT_YET)
    desk.takes("coordinator", "ask_improvement")  # with a better plan


def test_it_is_for_level_5_alone(desk: Desk) -> None:
    desk.handled(4)
    desk.takes("coordinator", "open_action")
    desk.refuses("coordinator", "ask_improvement", clause="D76")

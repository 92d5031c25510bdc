"""F5.4: who confirms a result, and when another one may."""

from datetime import timedelta

import pytest

from tests.stories.desk import Desk


def test_nothing_is_ever_confirmed_by_time(desk: Desk) -> None:
    # D37
    desk.confirmed_up_to_the_reporter()
    for _day in range(10):
        desk.pass_time(days=1)
    assert desk.state == "awaiting_confirmation"


def test_after_a_day_without_an_answer_the_coordinator_may_confirm(desk: Desk) -> None:
    desk.confirmed_up_to_the_reporter()
    desk.pass_time(hours=23, minutes=59)
    desk.refuses("coordinator", "confirm", clause="F5.4")
    desk.refuses("coordinator", "reject_result", clause="F5.4")
    desk.pass_time(minutes=1)
    desk.refuses("manager", "confirm", clause="F5.4")  # where the coordinator may, the manager does not
    desk.takes("coordinator", "confirm")


@pytest.mark.parametrize("level", [1, 2])
def test_at_levels_1_and_2_only_with_a_logged_call_to_the_reporter(desk: Desk, level: int) -> None:
    desk.answered(level)
    desk.takes("coordinator", "log_call", callee="reporter", purpose="reporter")  # before the telling: no use
    desk.pass_time(minutes=1)
    desk.takes("coordinator", "tell_reporter")
    desk.pass_time(hours=25)
    desk.refuses("coordinator", "confirm", clause="F5.4")
    desk.refuses("coordinator", "log_call", clause="F5.4", callee="reporter2", purpose="reporter")
    desk.takes("coordinator", "log_call", callee="reporter", purpose="reporter", outcome="no_answer")
    desk.takes("coordinator", "confirm")


def test_the_coordinator_who_handled_it_does_not_verify(desk: Desk) -> None:
    desk.report()
    desk.takes("coordinator", "dispatch", handler="coordinator", judgement="自行处理")
    desk.takes("coordinator", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.refuses("manager", "confirm", clause="F5.4")  # the reporter has a day to answer first
    desk.pass_time(hours=24)
    desk.refuses("coordinator", "confirm", clause="F5.4")
    assert "confirm" in desk.offers("coordinator2")
    desk.takes("manager", "confirm")  # failing another


def test_a_reporter_who_handled_it_does_not_verify(desk: Desk) -> None:
    # D6
    desk.report()
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch", handler="reporter")
    desk.takes("reporter", "accept_order")
    desk.takes("reporter", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.refuses("reporter", "confirm", clause="F5.4")
    desk.takes("coordinator", "confirm")


def test_who_filed_and_responded_does_not_verify(desk: Desk) -> None:
    desk.report(by="coordinator")
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("handler", "accept_order")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.refuses("coordinator", "confirm", clause="D4")
    assert {"confirm", "reject_result"} <= desk.offers("manager")
    desk.takes("coordinator2", "confirm")


def test_a_coordinator_who_only_filed_is_a_reporter_like_any(desk: Desk) -> None:
    desk.report(by="coordinator2")
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("handler", "accept_order")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("coordinator2", "confirm")
    assert desk.at - timedelta(days=1) < desk.case.reported_at

"""Two persons wherever the clauses ask for two, though one holds both roles; supervision (督办)."""

from bihuan.people.models import User
from tests.stories.desk import Desk


def grant(desk: Desk, who: str, *roles: str) -> None:
    """From now on this person holds exactly these roles."""
    User.objects.filter(username=who).update(role_codes=list(roles))
    desk.people[who] = User.objects.get(username=who)


def test_nobody_decides_his_own_request(desk: Desk) -> None:
    # L7, L9
    grant(desk, "coordinator", "coordinator", "manager")
    desk.handled(2)
    desk.takes("coordinator", "change_level", level=4)
    desk.refuses("coordinator", "approve_request", clause="L9")
    desk.refuses("coordinator", "refuse_request", clause="L9")
    desk.takes("manager", "approve_request")
    desk.takes("coordinator", "suspend")
    desk.refuses("coordinator", "approve_request", clause="L9")
    desk.takes("manager", "refuse_request")
    desk.takes("coordinator", "extend")
    desk.refuses("coordinator", "approve_request", clause="L9")


def test_nobody_accepts_what_he_handed_over(desk: Desk) -> None:
    # F7.2
    grant(desk, "coordinator", "coordinator", "clerk")
    desk.summed_up(3)
    desk.takes("coordinator", "hand_over")
    desk.refuses("coordinator", "accept_archive", clause="F7.2")
    assert "accept_archive" not in desk.offers("coordinator")
    desk.takes("clerk", "accept_archive")
    desk.holds()


def test_a_lead_alone_decides_nothing(desk: Desk) -> None:
    # F4.1, D31
    grant(desk, "lead2", "handler")
    desk.handled(3)
    desk.takes("coordinator", "convene_group", attendees=["handler"])
    desk.refuses("lead", "decide_plan", clause="D31", attendees=[])
    desk.refuses("lead", "decide_plan", clause="D31", attendees=["lead", "handler"])


def test_a_supervision_is_answered_by_its_date(desk: Desk) -> None:
    # F3.3
    desk.handled(3)
    desk.refuses("manager", "supervise", clause="F3.3", answer_by="2026-11-22T02:00+08:00")
    desk.takes("manager", "supervise", answer_by="2026-11-22T05:00+08:00")
    desk.owes("handler", "supervision", by="11-22 05:00", clause="F3.3")
    desk.refuses("handler2", "answer_supervision", clause="F3.3", text="x")
    desk.wait_until("11-22 05:01")
    desk.expects_notice("manager", "overdue", duty="supervision")
    desk.takes("handler", "answer_supervision", text="备库追日志，预计半小时")
    desk.expects_notice("manager", "supervision_answered")
    desk.takes("coordinator", "answer_supervision", text="已安排厂商")
    desk.owes_not("supervision")
    desk.takes("manager", "supervise")  # without a date it is logged and owes nothing
    desk.owes_not("supervision")
    desk.holds()

"""F3.2, F4.2, D33: what changes a system; an unsolved case through the group and a change that fails once."""

from datetime import timedelta

from tests.stories.desk import Desk


def test_an_unsolved_case_a_joint_meeting_and_a_change_that_fails_once(desk: Desk) -> None:
    # F3.5, F4.1, F4.2, F3.2
    desk.handled(2)
    desk.takes("handler", "give_up", kind="cause_unknown")
    desk.owes("coordinator", "convene", by="11-22 03:30")
    desk.pass_time(minutes=10)
    desk.takes("coordinator", "convene_group", joint_with_cab=True)
    desk.met("convene")
    desk.expects_notice("board", "group_convened")
    desk.refuses("lead", "decide_plan", clause="F4.2")  # the change number is required
    desk.pass_time(minutes=40)
    desk.takes(
        "coordinator", "decide_plan", attendees=["lead", "lead2", "board"], change_no="BG-20", chair="lead"
    )
    record = desk.parts.meetings[0]
    assert (record.kind, record.record["change_no"]) == ("joint", "BG-20")
    assert {"lead", "lead2", "board"} == set(record.attendees)
    desk.takes("handler", "accept_order")
    desk.takes("changer", "update_change", status="approved")
    desk.pass_time(minutes=30)
    desk.refuses("changer", "update_change", clause="F3.2", status="failed", result="装载失败", rollback="")
    desk.takes("changer", "update_change", status="failed", result="装载失败", rollback="已回退到原版本")
    assert (
        desk.parts.changes[0].finished_at == desk.at
    )  # when it was rolled back, where nobody said otherwise
    desk.expects_notice("handler", "change_moved", status="failed")
    desk.refuses("handler", "resolve", clause="F3.2")
    desk.takes("handler", "request_change", change_no="BG-21")
    desk.refuses("handler", "resolve", clause="F3.2")  # an open change blocks the answer
    desk.takes("changer", "update_change", status="approved")
    desk.pass_time(minutes=20)
    desk.takes("changer", "update_change", status="implemented", executor="changer", result="成功",
               started_at=desk.at - timedelta(minutes=15), finished_at=desk.at)  # fmt: skip
    desk.takes("handler", "resolve")
    assert desk.state == "awaiting_confirmation"
    desk.met("resolution")  # the waiting for the change is inside the limit
    first, second = desk.parts.changes
    assert (first.status, first.rollback, second.status) == ("failed", "已回退到原版本", "implemented")
    assert [entry[0] for entry in first.history] == ["requested", "approved", "failed"]
    desk.takes("lead", "sign_minutes")
    desk.holds()


def test_an_emergency_change_owes_its_papers(desk: Desk) -> None:
    # D33: first done, then papered
    desk.handled(1)
    desk.takes("handler", "request_change", emergency=True)
    desk.refuses("changer", "update_change", clause="D33", status="failed")
    desk.takes("manager", "approve_emergency_change")
    desk.takes("changer", "update_change", status="implemented")
    desk.owes("handler", "change_papers", by="11-25 23:59:59", clause="F3.2")
    desk.takes("handler", "resolve")
    desk.wait_until("11-25 09:00")
    desk.expects_notice("handler", "due_soon", duty="change_papers")
    desk.rejects("handler", "file_change_papers", "document")
    desk.forbids("handler2", "file_change_papers", document="变更单 BG-1")
    desk.takes("handler", "file_change_papers", document="变更单 BG-1 补签件")
    desk.met("change_papers")
    desk.refuses("handler", "file_change_papers", clause="D33", change_no="BG-1", document="再交一次")
    desk.holds()


def test_papers_owed_keep_the_file_from_the_archive(desk: Desk) -> None:
    # S5
    desk.handled(1, business_affected=False)
    desk.takes("handler", "request_change", emergency=True)
    desk.takes("manager", "approve_emergency_change")
    desk.takes("changer", "update_change", status="failed", rollback="已回退")
    desk.takes("handler", "plan_order")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "confirm")
    assert "补交" in desk.refuses("coordinator", "hand_over", clause="S5")


def test_an_approved_change_owes_no_papers(desk: Desk) -> None:
    desk.handled(1)
    desk.takes("handler", "request_change", emergency=True)
    desk.takes("changer", "update_change", status="approved")
    desk.takes("changer", "update_change", status="implemented")
    desk.owes_not("change_papers")

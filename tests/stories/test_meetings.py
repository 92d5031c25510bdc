"""R11–R14, D46: who is called to a meeting, what is taken down, one meeting for several cases."""

from datetime import timedelta

from bihuan.people.models import System
from bihuan.problems.models import Meeting
from tests.stories.desk import Desk


def test_all_leads_are_called_and_those_of_the_affected_system_marked(desk: Desk) -> None:
    # R11
    System.objects.filter(code="billing_run").update(owner=desk.people["lead2"])
    desk.handled(1)
    desk.takes("handler", "give_up")
    desk.takes("coordinator", "convene_group", attendees=["handler"], place="三楼会议室",
               guests=[{"name": "周工", "organisation": "存储厂商"}])  # fmt: skip
    meeting = desk.parts.meetings[0]
    called = {member["username"]: member for member in meeting.members}
    assert {"lead", "lead2", "handler"} <= set(called)
    assert called["lead2"].get("affected") and not called["lead"].get("affected")
    assert meeting.guests == [{"name": "周工", "organisation": "存储厂商"}]
    for who in ("lead", "lead2", "handler"):
        desk.expects_notice(who, "group_convened", meeting=meeting.number, place="三楼会议室")


def test_minutes_are_taken_item_by_item_and_nothing_is_overwritten_unseen(desk: Desk) -> None:
    # D46
    desk.handled(2)
    desk.takes("coordinator", "convene_group")
    desk.forbids("handler", "take_minutes", item="cause", text="x")
    desk.takes("lead", "take_minutes", item="cause", text="固件缺陷")
    desk.refuses("coordinator", "take_minutes", clause="D46", item="cause", text="控制器故障")
    desk.takes("coordinator", "take_minutes", item="cause", text="控制器固件缺陷", seen=1)
    desk.takes("lead2", "take_minutes", item="topic-1", topic="备件到货", text="明日到货")
    desk.refuses("lead", "take_minutes", clause="D46", item="lessons", text="不是本会议的议题")
    items = desk.parts.meetings[0].items
    assert (items["cause"]["text"], items["cause"]["version"]) == ("控制器固件缺陷", 2)
    assert items["topic-1"]["topic"] == "备件到货"
    desk.takes("lead", "decide_plan")
    desk.takes("lead", "take_minutes", item="plan", text="先切换后更换")  # until they are signed
    desk.takes("lead", "sign_minutes")
    desk.refuses(
        "lead", "take_minutes", clause="D46", item="plan", text="改", meeting=items and meeting(desk)
    )
    desk.holds()


def meeting(desk: Desk) -> str:
    return desk.parts.meetings[-1].number


def test_a_meeting_ends_with_words_that_say_something(desk: Desk) -> None:
    # F4.1, F6.3
    desk.handled(1)
    desk.takes("coordinator", "convene_group")
    desk.refuses("lead", "decide_plan", clause="F4.1", plan="无")
    desk.refuses("lead", "decide_plan", clause="F4.1", cause="未知。")
    desk.takes("lead", "decide_plan")
    desk.takes("handler", "resolve")
    desk.refuses("lead", "hold_review", clause="F6.3", lessons="无")


def test_a_review_is_called_and_then_held(desk: Desk) -> None:
    # R13
    desk.answered(1)
    starts = desk.at + timedelta(days=2)
    desk.forbids("handler", "call_meeting", starts_at=starts)
    desk.refuses("lead", "call_meeting", clause="D46", starts_at=desk.at)
    desk.takes("lead", "call_meeting", starts_at=starts, place="二楼会议室")
    desk.expects_notice("lead2", "meeting_called", kind="review")
    desk.pass_time(days=2)
    desk.takes("coordinator", "hold_review", chair="lead", absence="张工：出差")
    held = desk.parts.meetings
    assert [(m.kind, m.place, m.chair.username, m.absence) for m in held] == [
        ("review", "二楼会议室", "lead", "张工：出差")
    ]
    desk.owes("lead", "minutes")  # who chaired signs, though another wrote it down
    desk.forbids("coordinator", "sign_minutes")
    desk.takes("lead", "sign_minutes")
    desk.met("review")
    desk.holds()


def test_one_review_covers_two_cases(desk: Desk) -> None:
    # D46, F6.3
    desk.summed_up(1, business_affected=False)
    third = desk.case
    desk.answered(2)
    second = desk.case
    desk.answered(1)
    desk.refuses("lead", "hold_review", clause="D46", cases=[second.number, third.number])
    desk.takes("lead", "hold_review", cases=[second.number])
    first = desk.case
    number = meeting(desk)
    desk.met("review")
    desk.case = second
    desk.met("review")
    desk.owes_not("minutes")
    assert desk.parts.meetings[-1].number == number
    desk.forbids("lead", "sign_minutes", meeting=number)  # it is signed where it was held
    assert not desk.parts.meetings[-1].source.signed_at
    desk.case = first
    desk.takes("lead", "sign_minutes")
    desk.case = second
    assert desk.parts.meetings[-1].source.signed_at
    assert Meeting.objects.filter(number=number).count() == 2
    desk.holds()


def test_one_group_meeting_for_two_cases_gives_each_its_plan(desk: Desk) -> None:
    # F3.5, F4.1
    desk.handled(1)
    desk.takes("handler", "give_up")
    other = desk.case
    desk.handled(2)
    desk.takes("handler", "give_up")
    desk.takes("coordinator", "convene_group", cases=[other.number])
    own, desk.case = desk.case, other
    assert desk.state == "in_group"
    desk.met("convene")
    desk.owes("lead", "group_plan")
    desk.takes("lead", "decide_plan", plan="另一问题的方案")
    desk.case = own
    assert desk.state == "in_group"
    desk.takes("lead", "decide_plan")
    desk.holds()


def test_the_monthly_meeting_is_called_taken_down_and_held(desk: Desk) -> None:
    # R14
    desk.report()
    desk.pass_time(minutes=1)
    starts = desk.at + timedelta(days=4)
    desk.takes_month_step("coordinator", "call_meeting", "2026-11", starts_at=starts)
    desk.refuses("lead", "call_meeting", clause="D46", month="2026-11", kind="review", starts_at=starts)
    desk.pass_time(days=5)
    desk.takes_month_step("lead", "take_minutes", "2026-11", item="improvements", text="主备切换自动化")
    desk.refuses("lead2", "take_minutes", clause="D46", month="2026-11", item="improvements", text="另写")
    desk.refuses("lead", "hold_monthly_meeting", clause="R14", month="2026-11", prevention="无")
    desk.takes_month_step("lead", "hold_monthly_meeting", "2026-11")
    desk.takes_month_step("lead", "sign_minutes", "2026-11")
    assert Meeting.objects.filter(kind="monthly").count() == 1
    desk.holds()

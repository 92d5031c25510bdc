"""Minutes item by item, decisions, invitation, what is known before a review, the list of actions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from bihuan.people.models import System
from bihuan.problems.models import CorrectiveAction, Meeting, Month, Problem
from bihuan.process.calendar import shanghai_date
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of


@pytest.fixture
def meeting(story: Desk) -> str:
    """The address of a group meeting that was convened."""
    story.handled(2)
    story.takes("handler", "give_up")
    story.takes(
        "coordinator", "convene_group", place="三楼会议室", guests=[{"name": "周工", "organisation": "厂商"}]
    )
    return f"/problems/{story.case.number}/meetings/{story.parts.meetings[0].number}"


def test_two_people_write_at_once_and_no_word_is_lost(sign_in: SignIn, meeting: str) -> None:
    one, two = sign_in("lead"), sign_in("lead2")
    for client in (one, two):
        assert "原因" in text_of(client.get(meeting))  # both have the page open
    assert one.post(f"{meeting}/items", {"item": "cause", "text": "固件缺陷", "seen": ""}).status_code == 302
    answer = two.post(f"{meeting}/items", {"item": "cause", "text": "链路误码", "seen": ""})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "固件缺陷" in page and "链路误码" in page and "第 1 版" in page
    again = two.post(f"{meeting}/items", {"item": "cause", "text": "固件缺陷与链路误码", "seen": "1"})
    assert again.status_code == 302
    assert Meeting.objects.get().items["cause"]["text"] == "固件缺陷与链路误码"


def test_what_was_taken_down_starts_the_closing_form(sign_in: SignIn, story: Desk, meeting: str) -> None:
    lead = sign_in("lead")
    lead.post(f"{meeting}/items", {"item": "plan", "text": "更换存储控制器"})
    lead.post(f"{meeting}/items", {"item": "topic-1", "topic": "备件", "text": "明日到货"})
    shown = text_of(lead.get(f"/problems/{story.case.number}?step=decide_plan"))
    assert "更换存储控制器" in shown
    assert "备件" in text_of(lead.get(meeting))


def test_a_decision_becomes_a_corrective_action(sign_in: SignIn, story: Desk, meeting: str) -> None:
    lead = sign_in("lead")
    day = (shanghai_date(story.at) + timedelta(days=9)).isoformat()
    answer = lead.post(f"{meeting}/decisions", {"text": "更换同批控制器", "owner": "", "due_on": day})
    assert answer.status_code == 422 and "更换同批控制器" in text_of(answer)
    lead.post(f"{meeting}/decisions", {"text": "更换同批控制器", "owner": "handler2", "due_on": day})
    action = CorrectiveAction.objects.get()
    assert (action.owner.username, action.meeting.number) == ("handler2", meeting.rsplit("/", 1)[1])
    assert "更换同批控制器" in text_of(lead.get(meeting))


def test_the_monthly_meeting_decides_about_a_case(sign_in: SignIn, story: Desk) -> None:
    # R14
    story.answered(3)
    story.pass_time(minutes=1)
    month = Month.objects.get()
    story.takes_month_step("lead", "call_meeting", month.month, starts_at=story.at + timedelta(days=3))
    number = Meeting.objects.get().number
    address, lead = f"/months/{month.month}/meetings/{number}", sign_in("lead")
    day = (shanghai_date(story.at) + timedelta(days=9)).isoformat()
    data = {"text": "固件纳入巡检", "owner": "handler2", "due_on": day, "problem": "WT-1"}
    assert lead.post(f"{address}/decisions", data).status_code == 422
    assert lead.post(f"{address}/decisions", data | {"problem": story.case.number}).status_code == 302
    action = CorrectiveAction.objects.get()
    assert (action.problem.number, action.meeting.number) == (story.case.number, number)
    assert "固件纳入巡检" in text_of(lead.get(address))


def test_the_invitation_names_members_guests_and_place(sign_in: SignIn, meeting: str) -> None:
    answer = sign_in("lead").get(f"{meeting}/invitation.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    event = next(iter(Calendar.from_ical(answer.content).walk("VEVENT")))
    assert event["location"] == "三楼会议室" and "周工" in event["description"]
    assert {str(person.params["cn"]) for person in event["attendee"]} >= {"孙主管"} or len(
        event["attendee"]
    ) >= 2


def test_a_review_knows_two_earlier_cases(sign_in: SignIn, story: Desk) -> None:
    # F6.3, D72: same system, same category, within 90 days, and whether their actions were done
    for _place in range(2):
        story.answered(3)
        story.takes("coordinator", "open_action", owner="handler2")
    earlier = story.case.number
    story.handled(3, system="rating")
    story.answered(1)
    Problem.objects.filter(pk=story.case.pk).update(reported_at=story.at + timedelta(seconds=1))
    shown = text_of(sign_in("lead").get(f"/problems/{story.case.number}?step=hold_review"))
    assert earlier in shown and "已发生 2 起" in shown
    assert "1 项整改中 1 项未完成" in shown
    assert System.objects.get(code="rating").name in shown
    assert "时间线" in shown


def test_the_agenda_of_a_review_shows_similar_cases_with_what_solved_them(
    sign_in: SignIn, story: Desk
) -> None:
    # F6.3
    story.archived(symptom="骨干链路闪断致话单积压", system="rating", category="network")
    before, solved = story.case.number, story.parts.analyses[-1].method
    story.answered(1, symptom="骨干链路闪断，话单积压")
    story.takes("lead", "call_meeting", starts_at=story.at + timedelta(days=2))
    here = f"/problems/{story.case.number}"
    page = text_of(sign_in("lead").get(f"{here}/meetings/{story.parts.meetings[-1].number}"))
    assert page.count(before) == 2  # the address and the words of one link
    assert solved in page
    assert before in text_of(sign_in("lead").get(f"{here}?step=hold_review")).split("相近的问题：")[1]


def test_the_list_of_actions_tells_age_and_costs_one_read(sign_in: SignIn, story: Desk) -> None:
    story.answered(3)
    client = sign_in("coordinator")
    client.get("/actions")
    with CaptureQueriesContext(connection) as none:
        assert "没有整改项" in text_of(client.get("/actions"))
    due = shanghai_date(story.at)
    for place in range(55):
        story.takes("coordinator", "open_action", owner="handler2", text=f"整改 {place}", due_on=due)
    CorrectiveAction.objects.filter(number="1").update(
        due_on=due - timedelta(days=3), created_at=story.at - timedelta(days=8)
    )
    with CaptureQueriesContext(connection) as many:
        first = text_of(client.get("/actions"))
    assert len(many) <= len(none)
    assert first.index("整改 0") < first.index("整改 1<")  # the latest one comes first
    assert '<b class="tone-red">3</b>' in first and 'rel="next"' in first
    late = text_of(client.get("/actions?late=1"))
    assert late.count("<tr data-row") == 1 and "整改 0<" in late
    second = text_of(
        client.get("/actions" + first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&"))
    )
    assert "整改 54" in second and "整改 0<" not in second
    assert "整改 0" in text_of(sign_in("handler2").get("/actions?mine=1"))
    assert "没有整改项" in text_of(sign_in("handler3").get("/actions?mine=1"))

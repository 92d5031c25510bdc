"""Steps from the desk: taken through the door, or sent back with reasons and everything that was typed."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bihuan import clock
from bihuan.problems.models import RegisterRow
from bihuan.problems.parts import Parts
from bihuan.process.lifecycle import STEPS
from bihuan.web.case.casepage import CasePage, is_step
from bihuan.web.case.stepforms import StepForm
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of, typed

TASK = "请核查归档空间，先清理再扩容"


def post(sign_in: SignIn, story: Desk, who: str, step: str, htmx: bool = False, **fields: Any) -> Any:
    """What the browser of a person sends when he presses the button of a step."""
    data = {"version": story.fresh().version, **fields}
    headers = {"HX-Request": "true", "HX-Target": "next"} if htmx else {}
    return sign_in(who).post(f"/problems/{story.case.number}/steps/{step}", data, headers=headers)


def test_a_step_is_taken_and_said(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    answer = post(sign_in, story, "coordinator", "respond", level="3", judgement="归档满")
    assert answer.status_code == 302
    assert answer["Location"] == f"/problems/{story.case.number}"
    assert story.state == "awaiting_dispatch"
    assert story.fresh().judgement == "归档满"
    page = text_of(answer.client.get(answer["Location"]))
    assert "已完成：响应。" in page
    assert f'data-draft-done="{story.case.number}:respond"' in page
    assert "data-draft-done" not in text_of(answer.client.get(answer["Location"]))


def test_htmx_follows_to_the_new_page(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    answer = post(sign_in, story, "coordinator", "respond", htmx=True, judgement="归档满")
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/problems/{story.case.number}"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_missing_field_comes_back_beside_it(story: Desk, sign_in: SignIn, htmx: bool) -> None:
    story.report(level=3)
    story.takes("coordinator", "respond")
    before = story.everything()
    answer = post(sign_in, story, "coordinator", "dispatch", htmx=htmx, handler="", task=TASK, backfilled="1")
    page = text_of(answer)
    assert answer.status_code == 422
    assert story.everything() == before
    assert TASK in page
    assert 'name="backfilled" value="1" checked' in page
    assert 'href="#f-handler"' in page
    assert "此项必填" in page
    assert "未保存任何内容" in page
    assert ">取消</a>" in page
    assert ("<html" in page) is not htmx


def test_departments_stand_under_what_they_are(story: Desk, sign_in: SignIn) -> None:
    story.answered()
    story.takes("coordinator", "tell_reporter")
    address = f"/problems/{story.case.number}?step=notify_departments"
    page = text_of(sign_in("reporter").get(address))
    heads = re.findall(r'ticks-group">([^<]+)<', page)
    assert heads == ["外部门", "公司内部部门", "市场口部门", "计费业务中心"]
    page = text_of(sign_in("reporter", "en").get(address))
    assert "Marketing line" in re.findall(r'ticks-group">([^<]+)<', page)


def test_a_step_of_somebody_else_is_refused_with_its_owner(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    before = story.everything()
    answer = post(sign_in, story, "handler", "respond", judgement="我来判断")
    assert answer.status_code == 403
    assert "问题管理协调员" in text_of(answer)
    assert "我来判断" in text_of(answer)
    assert story.everything() == before


def test_the_wrong_state_is_named(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    before = story.everything()
    answer = post(sign_in, story, "coordinator", "tell_reporter", text="已恢复")
    assert answer.status_code == 409
    assert "待响应" in text_of(answer)
    assert "待总结" in text_of(answer)
    assert "已恢复" in text_of(answer)
    assert story.everything() == before


def test_a_stale_page_is_refused_and_can_be_sent_again(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    old = story.fresh().version
    story.takes("handler", "comment")
    before = story.everything()
    answer = post(sign_in, story, "coordinator", "respond", version=old, judgement="归档满")
    page = text_of(answer)
    assert answer.status_code == 409
    assert story.everything() == before
    assert "归档满" in page
    assert f'name="version" value="{story.fresh().version}"' in page
    assert post(sign_in, story, "coordinator", "respond", judgement="归档满").status_code == 302


def test_an_open_change_holds_the_answer_back(story: Desk, sign_in: SignIn) -> None:
    story.handled()
    story.takes("handler", "plan_order", needs_change=True)
    story.takes("handler", "request_change", change_no="BG-77")
    before = story.everything()
    criteria = {f"criteria-{name}": "met" for name in ("business_normal", "work_resumed", "alarm_cleared")}
    answer = post(
        sign_in, story, "handler", "resolve", result="恢复", method="切换", advice="扩容",
        recovered_at=typed(clock.now()), **criteria,
        **{"criteria-risk_removed": "na", "criteria-risk_removed-why": "无隐患"},
    )  # fmt: skip
    page = text_of(answer)
    assert answer.status_code == 409
    assert "BG-77" in page
    assert 'value="无隐患"' in page
    assert story.everything() == before


def test_what_happened_earlier_is_shown_as_such(story: Desk, sign_in: SignIn) -> None:
    story.report(level=4)
    at = story.at + timedelta(minutes=4)
    answer = post(
        sign_in,
        story,
        "coordinator",
        "respond",
        judgement="归档满",
        occurred_at=typed(at),
        backdate_reason="当时在机房",
    )
    assert answer.status_code == 302
    page = text_of(sign_in("handler").get(f"/problems/{story.case.number}?tab=timeline"))
    assert "补录，录入时间" in page
    answer = post(sign_in, story, "coordinator", "urge", text="快", occurred_at=typed(at - timedelta(days=3)))
    assert answer.status_code == 409
    assert '<details class="later" open>' in text_of(answer)


def test_the_minute_of_the_report_means_the_report(story: Desk, sign_in: SignIn) -> None:
    story.at = story.at.replace(second=42)
    story.report(level=4)
    answer = post(
        sign_in,
        story,
        "coordinator",
        "respond",
        judgement="归档满",
        occurred_at=typed(story.at),
        backdate_reason="同时",
    )
    assert answer.status_code == 302
    assert story.fresh().responded_at == story.at


def test_rows_lists_and_criteria_travel(story: Desk, sign_in: SignIn) -> None:
    story.handled()
    story.takes("handler", "give_up")
    answer = post(
        sign_in, story, "coordinator", "convene_group", starts_at=typed(clock.now() + timedelta(hours=1)),
        attendees=["lead", "lead2"], **{"guests-name": ["周工", ""], "guests-organisation": ["存储厂商", ""]},
    )  # fmt: skip
    assert answer.status_code == 302
    meeting = Parts(story.fresh()).meetings[0]
    assert meeting.attendees == ["lead", "lead2"]
    assert meeting.guests == [{"name": "周工", "organisation": "存储厂商"}]
    answer = post(
        sign_in, story, "lead", "decide_plan", cause="固件", plan="换控制器", executor="handler",
        due_at=typed(clock.now() + timedelta(hours=3)), attendees=["lead", "lead2"],
        **{"actions-text": ["扩容", ""], "actions-owner": ["handler2", ""], "actions-due_on": ["2099-01-02", ""]},
    )  # fmt: skip
    assert answer.status_code == 302
    assert [row.text for row in Parts(story.fresh()).actions] == ["扩容"]


@pytest.mark.parametrize("step", [key for key in STEPS if is_step(key)])
def test_every_step_has_a_form(story: Desk, step: str) -> None:
    story.handled(level=1)
    page = CasePage(story.fresh(), story.people["coordinator"], clock.now())
    form = StepForm(STEPS[step], page)
    assert form.label
    assert {row.name for row in form.fields} <= {spec.name for spec in STEPS[step].fields}
    needed = {spec.name for spec in STEPS[step].fields if spec.required}
    assert needed <= {row.name for row in form.fields}
    for row in form.fields:
        nothing_yet = (step, row.name) in {("link_alarm", "alarm"), ("judge_repeat", "number")}
        assert row.widget not in ("select", "ticks") or row.choices or nothing_yet, row.name


@pytest.mark.parametrize("step", [key for key in STEPS if is_step(key)])
@pytest.mark.parametrize("who", ["coordinator", "reporter"])
def test_rubbish_is_answered_in_words(story: Desk, sign_in: SignIn, step: str, who: str) -> None:
    story.handled(level=4)
    before = story.everything()
    fields = {spec.name: "☃" * 9000 for spec in STEPS[step].fields}
    answer = post(sign_in, story, who, step, version="x", **(fields or {"occurred_at": "nonsense"}))
    assert answer.status_code in (403, 409, 422), step
    assert story.everything() == before


def test_the_register_row_is_drafted_and_corrected(story: Desk, sign_in: SignIn) -> None:
    story.confirmed()
    page = text_of(sign_in("coordinator").get(f"/problems/{story.case.number}?step=enter_register"))
    assert page.count('name="corrections-advice"') == 1
    assert "升级控制器固件" in page
    answer = post(sign_in, story, "coordinator", "enter_register", **{"corrections-remark": "随月报通报"})
    assert answer.status_code == 302
    assert RegisterRow.objects.get().corrections == {"remark": "随月报通报"}


def test_who_solves_problems_stands_before_who_leads_the_centre(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    story.takes("coordinator", "respond")
    page = text_of(sign_in("coordinator").get(f"/problems/{story.case.number}?step=dispatch"))
    select = page[page.index('name="handler"') :].partition("</select>")[0]
    groups = [part.partition('"')[0] for part in select.split('<optgroup label="')[1:]]
    assert groups[:2] == ["建议人选", "处理人员"] and groups[-1] == "领导"
    leaders = select[select.index('label="领导"') :]
    assert all(f'value="{who}"' in leaders for who in ("manager", "leader1", "board", "executive"))
    assert 'value="handler2"' not in leaders

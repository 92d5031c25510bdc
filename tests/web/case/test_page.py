"""The page of a case: what is next, who holds it, why just then; every tab in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.problems.models import Problem
from bihuan.web.case.tabs import TABS
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of

LANGUAGES = ("zh-hans", "en")
HAN = re.compile(r"[一-鿿]")


def play_external(story: Desk) -> None:
    """A level 2 case with changes, a branch, letters, meetings, documents and a round two."""
    story.handled(level=2)
    story.takes("handler", "plan_order", needs_change=True)
    story.takes("handler", "request_change")
    story.takes("changer", "update_change", status="approved")
    story.takes("changer", "update_change", status="implemented")
    story.takes("coordinator", "open_external")
    story.takes("coordinator", "draft_letter")
    story.takes("manager", "sign_letter")
    story.takes("coordinator", "send_letter")
    story.takes("coordinator", "record_reply")
    story.takes("coordinator", "record_notice")
    story.takes("coordinator", "verify_external")
    story.takes("handler", "give_up")
    story.takes("coordinator", "convene_group")
    story.takes(
        "lead", "decide_plan", actions=[{"owner": "handler2", "text": "扩容", "due_on": "2099-01-01"}]
    )
    story.takes("handler", "accept_order")
    story.takes("handler", "resolve")
    story.takes("coordinator", "tell_reporter")
    story.takes("reporter", "reject_result")


def played(story: Desk) -> list[Problem]:
    """One case of each state, and one with everything on file."""
    courses: list[Callable[[], Any]] = [
        story.report,
        lambda: (story.report(), story.takes("coordinator", "respond")),
        lambda: story.handled(level=1),
        lambda: (
            story.handled(),
            story.takes("handler", "give_up"),
            story.takes("coordinator", "convene_group"),
        ),
        story.answered,
        story.confirmed,
        lambda: (story.summed_up(), story.takes("coordinator", "hand_over")),
        lambda: story.archived(level=2),
        lambda: (story.report(), story.takes("reporter", "withdraw")),
        lambda: (story.report(level=4), story.takes("coordinator", "void")),
        lambda: story.report_by_phone(),
        lambda: play_external(story),
    ]
    found = []
    for play in courses:
        play()
        found.append(story.fresh())
    return found


@pytest.mark.postgres
def test_every_tab_of_every_state_in_both_languages(story: Desk, sign_in: SignIn) -> None:
    cases = played(story)
    assert len({case.state for case in cases}) == 10
    for language in LANGUAGES:
        browser = sign_in("coordinator", language)
        for problem in cases:
            for tab in TABS:
                answer = browser.get(f"/problems/{problem.number}?tab={tab}")
                assert answer.status_code == 200, (problem.number, tab)
                assert problem.number in text_of(answer)
                assert "{" not in re.sub(r"content='.*?'|data-words='.*?'", "", text_of(answer))
    for username in ("coordinator", "handler", "auditor"):
        browser = sign_in(username)
        for problem in cases:
            with CaptureQueriesContext(connection) as queries:
                browser.get(f"/problems/{problem.number}")
            assert len(queries) <= (15 if problem is not cases[-1] else 17), problem.state


def test_no_chinese_words_in_the_english_desk(story: Desk, sign_in: SignIn) -> None:
    story.report(level=2, symptom="rating stopped", impact="", field_data="", cause_analysis="")
    page = text_of(sign_in("coordinator", "en").get(f"/problems/{story.case.number}"))
    people = {user.name for user in story.people.values()} | {"计费出账", "计费业务中心", "中文", "内线"}
    for name in people:
        page = page.replace(name, "")
    assert not HAN.search(page), HAN.findall(page)


def test_the_next_step_is_what_the_reader_owes(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)

    def heading(who: str) -> str:
        page = text_of(sign_in(who).get(f"/problems/{story.case.number}"))
        found = re.search(r'id="next-title">([^<]+)<', page)
        assert found
        return found.group(1)

    assert heading("coordinator") == "响应"
    assert heading("handler") == "等待他人处理"
    story.takes("coordinator", "respond")
    assert heading("coordinator") == "派单"
    story.takes("coordinator", "dispatch")
    assert heading("handler") == "接单"
    story.takes("handler", "accept_order")
    assert heading("handler") == "填写原因和方案"
    story.takes("handler", "plan_order")
    assert heading("handler") == "回单"
    story.takes("handler", "resolve")
    assert heading("coordinator") == "通知报告人"
    story.takes("coordinator", "tell_reporter")
    assert heading("reporter") == "通知相关部门"


def test_a_step_can_be_asked_for_and_refused_ones_say_why(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    page = text_of(sign_in("coordinator").get(f"/problems/{story.case.number}?step=dispatch"))
    assert f'action="/problems/{story.case.number}/steps/dispatch"' in page
    assert "不可用的操作" in page
    assert "此步骤属于：问题报告人" in page or "问题报告人" in page
    page = text_of(sign_in("handler").get(f"/problems/{story.case.number}?step=respond"))
    assert "/steps/respond" not in page


@pytest.mark.postgres
def test_a_clock_says_why(story: Desk, sign_in: SignIn) -> None:
    story.report(level=4)
    story.takes("coordinator", "respond")
    story.pass_time(minutes=3)
    story.takes("coordinator", "change_level", level=2, reason="影响扩大")
    page = text_of(sign_in("coordinator").get(f"/problems/{story.case.number}"))
    assert "自报告时间" in page
    assert "因“变更级别”由" in page
    assert "条款 L2" in page


def test_the_bar_shows_what_is_done_by_whom(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    story.takes("coordinator", "respond")
    page = text_of(sign_in("reporter").get(f"/problems/{story.case.number}"))
    life = page[page.index('class="life"') : page.index('id="next"')]
    assert life.count("life-done") == 1
    assert life.count("life-now") == 1
    assert f"响应 · {story.people['coordinator'].name}" in life
    assert "小组讨论中" not in life


def test_htmx_gets_the_part_it_asked_for(story: Desk, sign_in: SignIn) -> None:
    story.report()
    browser = sign_in("coordinator")
    headers = {"HX-Request": "true", "HX-Target": "tab"}
    tab = text_of(browser.get(f"/problems/{story.case.number}?tab=timeline", headers=headers))
    assert tab.lstrip().startswith(("<section", "{#"))
    assert "<html" not in tab
    headers["HX-Target"] = "next"
    card = text_of(browser.get(f"/problems/{story.case.number}?step=urge", headers=headers))
    assert "/steps/urge" in card
    assert "<html" not in card


def test_the_timeline_turns_its_pages(story: Desk, sign_in: SignIn) -> None:
    story.report(level=4)
    for number in range(45):
        story.at += timedelta(seconds=1)
        story.takes("handler", "comment", text=f"第{number}条说明")
    browser = sign_in("handler")
    first = text_of(browser.get(f"/problems/{story.case.number}?tab=timeline"))
    assert "第44条说明" in first
    assert "第3条说明" not in first
    earlier = re.search(r'href="([^"]*before=\d+)#tab"', first)
    assert earlier
    second = text_of(browser.get(earlier.group(1).replace("&amp;", "&")))
    assert "第3条说明" in second


def test_a_step_that_is_gone_is_explained(story: Desk, sign_in: SignIn) -> None:
    """An address that a duty led to yesterday: somebody else was faster, or it is another's."""
    story.handled()
    page = text_of(sign_in("coordinator").get(f"/problems/{story.case.number}?step=respond"))
    assert "当前状态没有此操作" in page
    page = text_of(sign_in("coordinator").get(f"/problems/{story.case.number}?step=resume"))
    assert "问题未挂起" in page[page.index("missed") : page.index("</dl>", page.index("missed"))]
    page = text_of(sign_in("coordinator").get(f"/problems/{story.case.number}?step=<script>"))
    assert "missed" not in page

"""The report form: the level, the telephone, what may be on the desk already, and once is enough."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from bihuan import clock
from bihuan.people.accounts import add_user
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts
from bihuan.web.case.sentforms import sent_once
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of, typed

SYMPTOM = "充值库归档目录写满，全部充值请求超时，营业厅排队"


def form(**fields: Any) -> dict[str, Any]:
    return {
        "key": "k1", "discovered_at": typed(clock.now() - timedelta(minutes=3)), "source": "monitoring",
        "category": "database", "system": "recharge", "symptom": SYMPTOM, "impact": "无法充值", "level": "3",
    } | fields  # fmt: skip


def test_a_report_is_filed(story: Desk, sign_in: SignIn) -> None:
    answer = sign_in("reporter").post(
        "/report",
        form(**{"answers-business": "stopped", "answers-backup": "yes", "answers-users_affected": "some"}),
    )
    case = Problem.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/problems/{case.number}"
    assert (case.level, case.business_affected, case.users_affected, case.backup) == (3, True, "some", True)
    assert case.title == SYMPTOM[:40]
    page = text_of(answer.client.get(answer["Location"]))
    assert f"报告已提交，编号 {case.number}" in page
    assert 'data-draft-done="report"' in page


@pytest.mark.postgres
def test_the_same_form_sent_twice_is_one_case(story: Desk, sign_in: SignIn) -> None:
    browser = sign_in("reporter")
    first, second = browser.post("/report", form()), browser.post("/report", form(anyway="1"))
    assert first["Location"] == second["Location"]
    assert Problem.objects.count() == 1
    assert sign_in("handler").post("/report", form(anyway="1"))["Location"] != first["Location"]


def test_a_refused_form_keeps_everything(story: Desk, sign_in: SignIn) -> None:
    answer = sign_in("reporter").post(
        "/report", form(symptom="", level="2", impact="话单积压", **{"answers-business": "affected"})
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert Problem.objects.count() == 0
    assert "话单积压" in page
    assert 'href="#f-symptom"' in page
    assert 'name="answers-business" value="affected" checked' in page
    assert '<option value="recharge" selected>' in page
    assert sign_in("reporter").post("/report", form()).status_code == 302


def test_a_report_of_the_future_is_refused_beside_its_field(story: Desk, sign_in: SignIn) -> None:
    answer = sign_in("reporter").post("/report", form(discovered_at=typed(clock.now() + timedelta(days=1))))
    assert answer.status_code == 409
    assert "aria-invalid" in text_of(answer)
    assert SYMPTOM in text_of(answer)
    assert Problem.objects.count() == 0


@pytest.mark.parametrize(
    ("answers", "level", "phones"),
    [
        ({"answers-business": "stopped", "answers-key_business": "yes", "answers-backup": "no"}, 1, True),
        ({"answers-users_affected": "some"}, 2, True),
        ({"answers-business": "stopped", "answers-key_business": "yes", "answers-backup": "yes"}, 3, False),
        ({"answers-business": "none", "answers-alarm": "yes"}, 4, False),
    ],
)
def test_the_answers_lead_to_a_level_and_to_the_telephone(
    story: Desk, sign_in: SignIn, answers: dict[str, str], level: int, phones: bool
) -> None:
    browser = sign_in("reporter")
    live = text_of(browser.post("/report/level", form(level="", **answers), headers={"HX-Request": "true"}))
    plain = text_of(browser.post("/report", form(level="", derive="1", **answers)))
    for page in (live, plain):
        assert f'name="level" value="{level}" checked' in page
        assert f"建议为{level}级" in page
        assert ("phone-first" in page) is phones
    assert SYMPTOM in plain
    assert Problem.objects.count() == 0


def test_a_level_chosen_by_hand_stays(story: Desk, sign_in: SignIn) -> None:
    page = text_of(
        sign_in("reporter").post(
            "/report/level", form(level="2", level_by_hand="1", **{"answers-alarm": "yes"})
        )
    )
    assert 'name="level" value="2" checked' in page
    assert "建议为4级" in page


@pytest.mark.postgres
def test_a_similar_open_case_is_shown_before_another_is_filed(story: Desk, sign_in: SignIn) -> None:
    story.report(category="database", system="recharge", symptom="充值库归档目录写满，充值请求大量超时")
    browser = sign_in("handler")
    hint = text_of(browser.post("/report/similar", form(), headers={"HX-Request": "true"}))
    assert story.case.number in hint
    answer = browser.post("/report", form())
    assert answer.status_code == 200
    assert "可能已有人报告" in text_of(answer)
    assert Problem.objects.count() == 1
    assert browser.post("/report", form(seen=[story.case.number])).status_code == 302
    assert Problem.objects.count() == 2


def test_another_system_is_offered_after_this_one_and_another_matter_is_not(
    story: Desk, sign_in: SignIn
) -> None:
    story.report(category="database", system="recharge", symptom=SYMPTOM)
    there = story.case.number
    story.report(category="database", system="settlement", symptom=SYMPTOM)
    here, browser = story.case.number, sign_in("handler")
    for place in ({"system": "settlement"}, {"system": "", "category": ""}):
        page = text_of(browser.post("/report/similar", form(**place)))
        assert "可能已有人报告" in page and there in page and here in page, place
    page = text_of(browser.post("/report/similar", form(system="settlement")))
    assert page.index(here) < page.index(there)
    page = text_of(browser.post("/report/similar", form(symptom="报表平台首页打不开，提示证书过期")))
    assert here not in page and there not in page


def test_how_a_like_case_was_solved_is_told_and_stops_nobody(story: Desk, sign_in: SignIn) -> None:
    story.archived(category="network", system="settlement", symptom=SYMPTOM)
    browser = sign_in("handler")
    hint = text_of(browser.post("/report/similar", form(), headers={"HX-Request": "true"}))
    assert "以前这样解决" in hint and story.case.number in hint
    assert story.parts.analyses[-1].method in hint
    assert "可能已有人报告" not in hint
    assert browser.post("/report", form()).status_code == 302


def test_similar_cases_stand_on_the_case_and_in_its_review(story: Desk, sign_in: SignIn) -> None:
    story.archived(category="network", system="settlement", symptom=SYMPTOM)
    before = story.case.number
    story.confirmed(2, category="database", system="recharge", symptom=SYMPTOM)
    here = f"/problems/{story.case.number}"
    assert before not in text_of(sign_in("clerk").get(here))
    page = text_of(sign_in("lead").get(f"{here}?tab=similar"))
    assert "以前这样解决" in page and f'href="/problems/{before}"' in page
    form_of_review = text_of(sign_in("lead").get(f"{here}?step=hold_review"))
    assert before in form_of_review.split("相近的问题：")[1]
    story.report(symptom="机房空调停机", title="", field_data="", cause_analysis="")
    alone = text_of(sign_in("clerk").get(f"/problems/{story.case.number}?tab=similar"))
    assert "没有类似问题" in alone


def test_documents_come_along_or_nothing_does(story: Desk, sign_in: SignIn) -> None:
    browser = sign_in("reporter")
    bad = SimpleUploadedFile("cleanup.exe", b"MZ" + b"\0" * 80)
    answer = browser.post("/report", form(files=[bad]))
    assert answer.status_code == 422
    assert Problem.objects.count() == 0
    good = [SimpleUploadedFile("alert.log", "02:10 归档写满".encode()), SimpleUploadedFile("屏幕.txt", b"ok")]
    assert browser.post("/report", form(files=good)).status_code == 302
    assert [row.name for row in Parts(Problem.objects.get()).documents] == ["alert.log", "屏幕.txt"]


def test_a_report_by_phone_opens_the_case_and_owes_the_form(story: Desk, sign_in: SignIn) -> None:
    call = {"key": "p1", "callee": "coordinator", "outcome": "reached", "level": "1", "symptom": "批价停止"}
    answer = sign_in("reporter").post("/report/phone", call)
    case = Problem.objects.get()
    assert answer.status_code == 302
    assert case.form_pending
    page = text_of(answer.client.get(answer["Location"]))
    assert f"/problems/{case.number}/steps/complete_form" in page
    assert "待补报告单" in page
    sheet = text_of(answer.client.get(f"{answer['Location']}?tab=report"))
    assert sheet.count("未填") >= 5  # source, business, users, backup, key figures: nobody was asked yet


def test_a_call_without_its_outcome_is_sent_back(story: Desk, sign_in: SignIn) -> None:
    answer = sign_in("reporter").post(
        "/report/phone", {"key": "p1", "callee": "leader1", "symptom": "批价停止"}
    )
    assert answer.status_code == 422
    assert "批价停止" in text_of(answer)
    assert '<option value="leader1" selected>' in text_of(answer)


def test_the_telephone_comes_first_in_order(story: Desk, sign_in: SignIn) -> None:
    page = text_of(sign_in("reporter").get("/report"))
    names = [story.people[who].name for who in ("coordinator", "leader1", "leader2", "manager")]
    places = [page.index(name, page.index("call-first")) for name in names]
    assert places == sorted(places)
    assert 'href="tel:' in page


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_waits_and_gets_the_same(transactional_db: None) -> None:
    user = add_user("twice", "双击", roles=["reporter"], by=None, at=clock.now())
    made: list[str] = []
    inside = threading.Event()

    def make() -> str:
        inside.set()
        time.sleep(0.2)
        made.append(f"WT-{len(made)}")
        return made[-1]

    def send() -> str:
        try:
            return sent_once(user, "one-key", clock.now(), make)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(send)
        inside.wait(5)
        second = pool.submit(send)
        assert first.result(10) == second.result(10) == "WT-0"
    assert made == ["WT-0"]


def test_a_form_that_failed_may_be_sent_again(story: Desk) -> None:
    def fail() -> str:
        raise ValueError

    user = story.people["reporter"]
    with pytest.raises(ValueError):
        sent_once(user, "key", clock.now(), fail)
    assert sent_once(user, "key", clock.now(), lambda: "WT-1") == "WT-1"

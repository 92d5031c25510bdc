"""Known errors on the desk: who may look, what is shown first, what is offered, what a report brings along."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan import clock
from bihuan.problems.models import KnownError, KnownErrorEntry, Problem
from bihuan.web.known import urls
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of, typed

READERS = ("reporter", "coordinator", "handler", "lead", "manager", "changer", "clerk", "board", "auditor")
STRANGERS = ("marketing", "outsider", "admin", "security")
WORKAROUND = "先切换到备用控制器，再重启批价进程"
AGAIN = "批价进程全部停住，计费主库又宕机了"

# name, path, who asks, what is answered to GET
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("known_errors", "/known-errors", READERS, 200),
    ("known_errors", "/known-errors?status=all&system=billing_run&q=批价&cursor=x", READERS, 200),
    ("known_errors", "/known-errors?status=none&q=%00", READERS, 200),
    ("known_errors", "/known-errors", STRANGERS, 403),
    ("known_error", "/known-errors/KE-2026-0001", READERS, 200),
    ("known_error", "/known-errors/KE-2026-0001", STRANGERS, 403),
    ("known_error", "/known-errors/KE-1999-0001", READERS, 404),
    ("known_error", "/known-errors/%00", READERS, 404),
    ("known_errors_offered", "/problems/{case}/known-errors", READERS, 200),
    ("known_errors_offered", "/problems/{case}/known-errors", STRANGERS, 404),
]


@pytest.fixture
def known(story: Desk) -> KnownError:
    """A known error of the billing run, and a second case with the same symptom in hand."""
    story.handled()
    story.takes("handler", "record_known_error", workaround=WORKAROUND, systems=["billing_run"])
    story.handled(symptom=AGAIN)
    return KnownError.objects.get()


def test_every_address_is_in_the_list() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {name for name, _path, _who, _code in ASKED}


def test_answers(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    year = known.number[3:7]
    for name, path, who, code in ASKED:
        for username in who:
            address = path.format(case=story.case.number).replace("KE-2026", f"KE-{year}")
            assert sign_in(username).get(address).status_code == code, (name, username)


def test_the_list_by_words_system_and_state(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    browser = sign_in("handler")
    for query, is_found in (
        ("", True), ("?q=批价进程", True), ("?q=专线", False), ("?q=" + known.number, True),
        ("?system=billing_run", True), ("?system=rating", False), ("?status=retired", False),
        ("?status=all", True), ("?q=，", False),
    ):  # fmt: skip
        page = text_of(browser.get("/known-errors" + query))
        assert (WORKAROUND in page) is is_found, query


def test_an_empty_list_leads_to_all_known_errors(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    browser = sign_in("handler")
    empty = text_of(browser.get("/known-errors?q=专线"))
    assert '?status=all">全部已知错误</a>' in empty and "清除筛选" in empty
    assert "清除筛选" not in text_of(browser.get("/known-errors"))
    assert "没有编码为“nosuch”的业务系统。" in text_of(browser.get("/known-errors?system=nosuch"))


def test_lists_cost_the_same_for_few_and_for_many(
    story: Desk, known: KnownError, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _n in range(3):
        story.takes("coordinator", "record_known_error", workaround=WORKAROUND)
        story.handled(symptom=AGAIN)
    browser = sign_in("handler")
    browser.get("/known-errors")
    with django_assert_max_num_queries(11):
        browser.get("/known-errors")
    with django_assert_max_num_queries(12):
        browser.get(f"/known-errors/{known.number}")


def test_a_case_shows_its_workaround_first(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    address = f"/problems/{story.case.number}"
    page = text_of(sign_in("handler").get(address))
    assert f'hx-get="{address}/known-errors"' in page
    assert WORKAROUND not in page
    story.takes("handler", "link_known_error", known_error=known.number)
    page = text_of(sign_in("handler").get(address))
    assert page.index(WORKAROUND) < page.index('id="next"')
    assert "known-sought" not in page
    assert known.number in text_of(sign_in("handler").get(f"/known-errors/{known.number}"))


def test_what_fits_is_offered_and_linked_by_one_form(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    browser, address = sign_in("handler"), f"/problems/{story.case.number}"
    part = text_of(browser.get(f"{address}/known-errors", headers={"HX-Request": "true"}))
    assert WORKAROUND in part
    assert "<html" not in part
    form = text_of(browser.get(f"{address}?step=link_known_error&known_error={known.number}"))
    assert f'<option value="{known.number}" selected>' in form
    answer = browser.post(f"{address}/steps/link_known_error", {"known_error": known.number})
    assert answer.status_code == 302
    assert KnownErrorEntry.objects.filter(problem=story.case, deed="met").exists()


def test_the_form_is_drafted_from_the_case(story: Desk, sign_in: SignIn) -> None:
    story.confirmed()
    story.takes(
        "handler", "submit_analysis", cause="固件缺陷甲", method="切换控制器乙", prevention="升级固件丙"
    )
    address = f"/problems/{story.case.number}"
    page = text_of(sign_in("coordinator").get(f"{address}?step=record_known_error"))
    for text in ("固件缺陷甲", "切换控制器乙\n升级固件丙", story.case.symptom):
        assert text in page
    assert 'value="billing_run" checked' in page


def test_a_search_over_cases_finds_them_too(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    for words in ("备用控制器", known.number):
        page = text_of(sign_in("handler").get("/problems", {"q": words}))
        assert f"/known-errors/{known.number}" in page, words
    assert f"/known-errors/{known.number}" not in text_of(sign_in("handler").get("/problems?q=专线"))
    assert known.number not in text_of(sign_in("marketing").get("/problems?q=控制器"))


def report(**fields: Any) -> dict[str, Any]:
    return {
        "key": "k1", "discovered_at": typed(clock.now() - timedelta(minutes=3)), "source": "monitoring",
        "category": "network", "system": "billing_run", "symptom": AGAIN, "impact": "话单积压", "level": "3",
    } | fields  # fmt: skip


def test_offered_while_a_report_is_typed(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    browser = sign_in("reporter")
    part = text_of(browser.post("/report/similar", report()))
    assert f'name="known_error" value="{known.number}"' in part
    assert WORKAROUND in part
    assert WORKAROUND not in text_of(
        browser.post("/report/similar", report(symptom="空调停机，机柜温度升高"))
    )
    kept = text_of(
        browser.post("/report/similar", report(symptom="空调停机，机柜温度升高", known_error=known.number))
    )
    assert f'value="{known.number}" checked' in kept


def test_a_chosen_one_is_tied_to_the_new_case(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    answer = sign_in("reporter").post("/report", report(known_error=known.number, anyway="1"))
    assert answer.status_code == 302
    case = Problem.objects.get(number=answer["Location"].rpartition("/")[2])
    assert WORKAROUND in text_of(answer.client.get(f"/problems/{case.number}"))


def test_a_stranger_to_the_house_sees_no_known_error(story: Desk, known: KnownError, sign_in: SignIn) -> None:
    story.takes("handler", "link_known_error", known_error=known.number)
    story.takes("handler", "resolve")
    story.takes("coordinator", "tell_reporter")
    story.takes("reporter", "notify_departments", departments=["marketing"])
    page = text_of(sign_in("marketing").get(f"/problems/{story.case.number}"))
    assert story.case.number in page
    assert WORKAROUND not in page

"""What is wrong in an address or a text is said; nothing is silently left out, widened or cut."""

from collections.abc import Callable

import pytest
from django.test import Client

from bihuan.problems import log
from tests.web.conftest import Report

Desk = Callable[..., Client]


def page_of(client: Client, path: str, status: int) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_wrong_filter_shows_no_case(desk: Desk, report: Report) -> None:
    case = report()
    assert case.number in page_of(desk("coordinator"), "/problems?state=open", 200)
    page = page_of(desk("coordinator"), "/problems?level=9", 200)
    assert case.number not in page.split("<main")[1] and "9" in page
    assert case.number not in page_of(desk("coordinator"), "/problems.csv?level=9", 400).split("<main")[1]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "不是月份"), ("en", "is no month")])
def test_a_month_that_is_none_is_said(desk: Desk, language: str, words: str) -> None:
    assert words in page_of(desk("coordinator", language), "/register?month=2026-99", 400)
    assert words not in page_of(desk("coordinator", language), "/register?month=2026-10", 200)


def test_a_filter_that_is_not_there_is_said(desk: Desk) -> None:
    assert "month" in page_of(desk("coordinator"), "/conformance?month=x", 400)
    assert page_of(desk("coordinator"), "/conformance?status=late", 200)


def test_too_long_a_text_is_refused_and_kept(desk: Desk, report: Report) -> None:
    case = report()
    client, text = desk("reporter"), "长" * 8001
    page = page_of(client, f"/problems/{case.number}?step=comment", 200)
    assert 'data-limit="8000"' in page and 'maxlength="8000"' not in page
    answer = client.post(f"/problems/{case.number}/steps/comment", {"text": text})
    assert answer.status_code == 422 and text in answer.content.decode()


def test_the_log_names_steps_beside_cases_in_chinese(desk: Desk, now: object) -> None:
    log.append("exports", "export_cases", None, now, now, {"fields": {}})  # type: ignore[arg-type]
    assert "导出问题" in page_of(desk("auditor"), "/audit?stream=exports", 200)

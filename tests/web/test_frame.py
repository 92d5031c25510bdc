"""What every page shows around its content: languages, theme, navigation, the strip, headers, faults."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from bihuan.clock import now
from bihuan.problems.heartbeat import SILENT, beat
from tests.web.conftest import LANGUAGES, Report

PAGES = ("/", "/problems", "/problems?sort=-reported_at", "/problems/filter", "/inbox", "/me", "/me/password")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_one_language(
    desk: Callable[..., Client], report: Report, path: str, language: str
) -> None:
    report(level=1, answers={})
    page = desk("coordinator", language).get(path).content.decode()
    expected, other = ("工作台", ">Desk<") if language == "zh-hans" else (">Desk<", "工作台")
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in page
    assert expected in page
    assert other not in page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_the_policy(desk: Callable[..., Client], path: str) -> None:
    response = desk("coordinator").get(path)
    page = response.content.decode()
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page
    assert "no-cache" in response["Cache-Control"]


def test_the_language_is_switched_and_comes_back(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    response = client.post("/language", {"language": "en", "next": "/problems?q=x"})
    assert response["Location"] == "/problems?q=x"
    assert ">Problems<" in client.get("/problems").content.decode()


def test_a_foreign_address_is_not_gone_to(desk: Callable[..., Client]) -> None:
    for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert desk("coordinator").post("/theme", {"theme": "dark", "next": bad})["Location"] == "/"


def test_the_theme_is_kept_in_a_cookie(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    assert "data-theme-auto" in client.get("/").content.decode()
    client.post("/theme", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()
    client.post("/theme", {"theme": "<x>"})
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()


def test_the_strip_burns_while_a_serious_case_is_open(desk: Callable[..., Client], report: Report) -> None:
    assert "burning" not in desk("clerk").get("/me").content.decode()
    case = report(level=1, title="批价进程全部停止")
    report(level=2, title="第二件", ago=timedelta(hours=1))
    page = desk("clerk").get("/me").content.decode()
    assert "还有 1 件" in page
    assert case.number in desk("clerk").get("/problems?level=1").content.decode()
    assert "burning" not in desk("outsider").get("/me").content.decode()


def test_a_live_part_is_sent_once(desk: Callable[..., Client], report: Report) -> None:
    client = desk("coordinator")
    for path in ("/live/strip", "/live/home"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    report(level=1)
    assert client.get("/live/strip", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_polled_part_does_not_swallow_the_sign_in_page(db: None, client: Client) -> None:
    response = client.get("/live/strip", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Refresh"] == "true"


@override_settings(DEBUG=False)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_a_page_with_a_number(desk: Callable[..., Client], language: str) -> None:
    response = desk("coordinator", language).get("/nowhere")
    page = response.content.decode()
    assert response.status_code == 404
    assert response["X-Request-ID"] in page
    assert ("页面不存在" in page) is (language == "zh-hans")


@pytest.mark.parametrize(("fault", "code"), [(OperationalError("gone"), 503), (KeyError("x"), 500)])
@pytest.mark.parametrize("place", ["bihuan.web.home.open_duties_of", "bihuan.web.middleware.must_change"])
def test_a_fault_within_is_a_page(
    desk: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, place: str, fault: Exception, code: int
) -> None:
    def fail(*args: object) -> None:
        raise fault

    monkeypatch.setattr(place, fail)
    client = desk("coordinator")
    client.raise_request_exception = False
    with override_settings(DEBUG=False):
        response = client.get("/")
    assert response.status_code == code
    assert response["X-Request-ID"] in response.content.decode()


@override_settings(DEBUG=False, DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_too_large_is_said(desk: Callable[..., Client]) -> None:
    response = desk("coordinator").post("/me", {"language": "x" * 400})
    assert response.status_code == 413
    assert "内容过大" in response.content.decode()


def test_every_page_says_when_deadlines_were_last_watched(desk: Callable[..., Client]) -> None:
    client = desk("coordinator", "en")
    assert "Nobody watches the deadlines yet" in client.get("/problems").content.decode()
    beat("here", now(), {})
    for path in ("/", "/problems", "/inbox", "/me"):
        page = client.get(path).content.decode()
        assert "Deadlines last watched" in page
        assert "engine-trouble" not in page
    fresh = client.get("/live/strip")["ETag"]
    beat("here", now() - SILENT - timedelta(seconds=1), {})
    page = client.get("/me").content.decode()
    assert "Nobody has watched the deadlines since 2" in page
    assert 'class="foot foot-red"' in page
    assert client.get("/live/strip", headers={"If-None-Match": fresh}).status_code == 200
    beat("here", now(), {}, ["WT-20261122-001: chain"])
    assert "would not have been asked again" in client.get("/me").content.decode()

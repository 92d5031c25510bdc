"""Papers of a case as downloads: what is in them, for whom, and that it is put on record."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.conf import LazySettings
from django.http import HttpResponse

from bihuan import clock
from bihuan.papers import fonts
from bihuan.papers.models import StandbyCopy
from bihuan.papers.standby import write_if_due
from bihuan.problems.models import Event, Letter
from tests.papers.opened import faults_of_archive_form, text_of
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn


def body(answer: HttpResponse) -> bytes:
    assert answer.status_code == 200, answer
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    return bytes(answer.content)


def test_a_filled_report_form(sign_in: SignIn, story: Desk, tmp_path: Path) -> None:
    story.report(symptom="计费主库宕机\n批价全停", level=1)
    pdf = body(sign_in("manager").get(f"/problems/{story.case.number}/papers/report/form.pdf"))
    text = text_of(pdf, tmp_path)
    assert faults_of_archive_form(pdf) == []
    for part in (
        story.case.number,
        "计费主库宕机",
        "批价全停",
        "问题报告单",
        story.people["reporter"].name,
        "1级",
    ):
        assert part in text
    assert story.people["reporter"].phone.replace(" ", "") in text


def test_a_case_that_went_all_the_way_has_all_its_papers(
    sign_in: SignIn, story: Desk, tmp_path: Path
) -> None:
    story.archived(level=1)
    browser = sign_in("clerk")
    page = browser.get(f"/problems/{story.case.number}?tab=documents").content.decode()
    found = re.findall(r'href="(/problems/[^"]*)"', page)
    links = [link for link in found if "/papers/" in link]
    kinds = {link.split("/papers/")[1].split("/")[0] for link in links if link.endswith(".pdf")}
    assert {"report", "order", "analysis", "minutes", "bulletin"} <= kinds
    for link in links:
        content = body(browser.get(link))
        if link.endswith(".pdf"):
            assert faults_of_archive_form(content) == []
        else:
            docx.Document(BytesIO(content))


def test_an_analysis_tells_the_course_of_the_case(sign_in: SignIn, story: Desk, tmp_path: Path) -> None:
    story.archived(level=1)
    link = f"/problems/{story.case.number}/papers/analysis/last.pdf"
    text = text_of(body(sign_in("handler").get(link)), tmp_path)
    for part in (
        "问题分析和处理报告",
        "固件缺陷",
        "切换控制器",
        "升级固件",
        "派单",
        "回单",
        "八、是否存在类似问题",
    ):
        assert part in text
    for username in ("handler", "coordinator", "reporter"):
        assert story.people[username].name in text
        assert username not in text


def test_a_download_is_on_record(sign_in: SignIn, story: Desk) -> None:
    story.report()
    sign_in("handler").get(f"/problems/{story.case.number}/papers/report/form.docx")
    sign_in("handler").get("/papers/blank/report.pdf")
    found = Event.objects.get(stream="exports")
    assert (found.step, found.actor) == ("export_paper", story.people["handler"])
    assert found.data["fields"]["problem"] == story.case.number
    assert found.data["fields"]["form"] == "docx"


def test_a_department_has_its_own_letters_and_no_telephone_numbers(
    sign_in: SignIn, story: Desk, tmp_path: Path
) -> None:
    story.handled(level=3)
    story.takes("coordinator", "open_external")
    story.takes("coordinator", "draft_letter")
    story.takes("manager", "sign_letter", letter=story.parts.letters[0].number)
    browser, base = sign_in("marketing"), f"/problems/{story.case.number}/papers"
    letter = story.parts.letters[0]
    assert browser.get(f"{base}/report/form.pdf").status_code == 404
    story.fresh().told.add(story.people["marketing"].department)
    text = text_of(body(browser.get(f"{base}/report/form.pdf")), tmp_path)
    assert story.people["reporter"].phone.replace(" ", "") not in text
    assert browser.get(f"{base}/order/{story.parts.orders[0].number}.pdf").status_code == 404
    assert browser.get(f"{base}/letter/{letter.pk}.pdf").status_code == 404
    Letter.objects.filter(pk=letter.pk).update(copies=["marketing"], sent_at=story.at)
    assert "特此函告" in text_of(body(browser.get(f"{base}/letter/{letter.pk}.pdf")), tmp_path)


def test_a_letter_before_and_after_its_signature(sign_in: SignIn, story: Desk, tmp_path: Path) -> None:
    story.handled(level=3)
    story.takes("coordinator", "open_external")
    story.takes("coordinator", "draft_letter")
    link = f"/problems/{story.case.number}/papers/letter/{story.parts.letters[0].pk}.pdf"
    assert "（草稿）" in text_of(body(sign_in("manager").get(link)), tmp_path)
    story.takes("manager", "sign_letter", letter=story.parts.letters[0].number)
    text = text_of(body(sign_in("manager").get(link)), tmp_path)
    assert "（草稿）" not in text
    assert story.parts.letters[0].number in text
    assert "签发人：" + story.people["manager"].name in text


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "中文字体"), ("en", "no Chinese font")])
def test_without_a_chinese_font_the_page_says_so(
    sign_in: SignIn, story: Desk, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setattr(fonts, "_installed", lambda: frozenset({"DejaVu Sans"}))
    story.report()
    browser = sign_in("handler", language)
    answer = browser.get(f"/problems/{story.case.number}/papers/report/form.pdf")
    assert answer.status_code == 503
    assert words in answer.content.decode()
    assert browser.get(f"/problems/{story.case.number}/papers/report/form.docx").status_code == 200


def test_the_call_tree_is_for_members_and_on_record(sign_in: SignIn, story: Desk, tmp_path: Path) -> None:
    text = text_of(body(sign_in("handler").get("/papers/call-tree.pdf")), tmp_path)
    assert story.people["coordinator"].phone.replace(" ", "") in text
    assert Event.objects.get(stream="exports").data["fields"]["kind"] == "call_tree"


def test_the_page_says_where_the_papers_for_a_dead_network_lie(
    sign_in: SignIn, story: Desk, tmp_path: Path, settings: LazySettings
) -> None:
    settings.STANDBY_FOLDER = tmp_path / "night"
    assert "尚未写入" in sign_in("handler").get("/papers/standby").content.decode()
    write_if_due(clock.now())
    page = sign_in("auditor").get("/papers/standby").content.decode()
    assert str(tmp_path / "night") in page
    assert "call-tree.zh-hans.pdf" in page
    assert "下载当前呼叫树" not in page
    assert "昨夜未更新" not in page
    StandbyCopy.objects.update(written_at=clock.now() - timedelta(days=2))
    assert "昨夜未更新" in sign_in("handler").get("/papers/standby").content.decode()


def test_a_form_that_is_still_owed_states_nothing_that_nobody_said(
    sign_in: SignIn, story: Desk, tmp_path: Path
) -> None:
    story.report_by_phone()
    link = f"/problems/{story.case.number}/papers/report/form.pdf"
    text = text_of(body(sign_in("handler").get(link)), tmp_path)
    assert "有无备份方式否" not in text
    story.takes("reporter", "complete_form")
    assert "有无备份方式否" in text_of(body(sign_in("handler").get(link)), tmp_path)

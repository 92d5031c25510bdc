"""流程手册: the tables and live figures on paper, with version and date; revisions with their standing (R1a)."""

from datetime import timedelta
from pathlib import Path

import pytest

from bihuan import clock
from bihuan.problems.policy import change_figures, current_number, figures_of
from bihuan.process.calendar import shanghai_date
from bihuan.process.clauses import CLAUSES
from bihuan.process.figures import FIGURES, LOST
from tests.papers.opened import faults_of_archive_form, text_of
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn
from tests.web.papers.test_papers_of_cases import body


def handbook(sign_in: SignIn, folder: Path, language: str = "zh-hans") -> str:
    pdf = body(sign_in("outsider", language).get("/process/handbook.pdf"))
    assert faults_of_archive_form(pdf) == []
    return text_of(pdf, folder)


def test_the_handbook_holds_every_clause_and_the_picture(
    sign_in: SignIn, story: Desk, tmp_path: Path
) -> None:
    text = handbook(sign_in, tmp_path)
    for part in ("流程手册", "二、问题生命周期", "待响应", "已归档", "三、级别与时限", "六、待办与时限"):
        assert part in text
    assert [clause for clause in CLAUSES if clause not in text] == []
    assert "尚未发布修订版" in text


@pytest.mark.parametrize(("language", "mark"), [("zh-hans", "（待确认）"), ("en", "confirmed)")])
def test_lost_figures_are_marked(
    sign_in: SignIn, story: Desk, tmp_path: Path, language: str, mark: str
) -> None:
    lost = sum(1 for figure in FIGURES.values() if figure.provenance == LOST)
    assert lost == 4
    assert handbook(sign_in, tmp_path, language).count(mark) >= 2 * lost


def test_figures_are_those_in_force(sign_in: SignIn, story: Desk, tmp_path: Path) -> None:
    assert "17分" not in handbook(sign_in, tmp_path)
    figures = dict(figures_of(current_number())) | {"response_3": timedelta(minutes=17)}
    change_figures(
        figures, reason="试行", by=story.people["coordinator"], at=story.at, based_on=current_number()
    )
    assert "17分" in handbook(sign_in, tmp_path)


def test_revisions_are_published_superseded_and_printed(sign_in: SignIn, story: Desk, tmp_path: Path) -> None:
    today = shanghai_date(clock.now())
    past, future = today - timedelta(days=1), today + timedelta(days=9)
    publish = {"text": "第一条 逐级报告", "reason": "首次发布"}
    story.takes_month_step("coordinator", "publish_process", version="1.0", effective_on=past, **publish)
    story.takes_month_step("coordinator", "publish_process", version="2.0", effective_on=today)
    story.takes_month_step(
        "coordinator", "publish_process", version="3.0", effective_on=future, text="第三版"
    )
    text = handbook(sign_in, tmp_path)
    assert "修订版本2.0" in text
    assert "新增专题会时限" in text

    def printed(version: str) -> str:
        return text_of(body(sign_in("handler").get(f"/process/revisions/{version}/paper.pdf")), tmp_path)

    assert "已被2.0取代" in printed("1.0")
    assert "第一条逐级报告" in printed("1.0")
    assert "现行有效" in printed("2.0")
    assert f"{future}起生效" in printed("3.0")
    page = sign_in("handler").get("/process?tab=revisions").content.decode()
    assert "已被 2.0 取代" in page
    assert f"{future} 起生效" in page

"""会议纪要 on paper: of a case with what was decided, of a month with its improvements (3.5)."""

from pathlib import Path

import pytest
from django.utils.translation import override

from bihuan.papers.kinds import minutes
from bihuan.papers.pdf import render_pdf
from bihuan.papers.source import CaseSource
from bihuan.problems.models import Meeting
from tests.papers.opened import text_of
from tests.stories.desk import Desk, instant

pytestmark = pytest.mark.postgres


def test_the_minutes_of_a_review(desk: Desk, tmp_path: Path) -> None:
    desk.archived(level=1)
    review = next(row for row in desk.parts.meetings if row.kind == "review")
    with override("zh-hans"):
        data = minutes.data_of(CaseSource(desk.fresh()), review)
        text = text_of(render_pdf(minutes.KIND, data, at=desk.at), tmp_path)
    for part in ("会议纪要", desk.case.number, review.number, "固件缺陷", "巡检", desk.people["lead"].name):
        assert part in text
    assert data["agenda"][0]["item"] == "根本原因与可否避免"


def test_the_minutes_of_a_month(desk: Desk, tmp_path: Path) -> None:
    desk.report(level=3)
    desk.wait_until("12-01 00:10")
    desk.takes_month_step(
        "lead",
        "hold_monthly_meeting",
        "2026-11",
        held_at=instant("11-27 10:00"),
        prevention="固件版本纳入巡检",
    )
    desk.takes_month_step("lead", "sign_minutes", "2026-11")
    held = Meeting.objects.select_related("month").get(month__month="2026-11")
    with override("zh-hans"):
        data = minutes.data_of_month(held)
        text = text_of(render_pdf(minutes.KIND, data, at=desk.at), tmp_path)
    assert (data["problems"], data["chair"]) == ("2026-11 全部问题", desk.people["lead"].name)
    assert data["signed_by"] == desk.people["lead"].name
    for part in ("改进意见", "主备切换自动化", "预防措施", "固件版本纳入巡检"):
        assert part in text

"""The monthly report on paper: ten sections, figures with definitions, drawings as vectors; opens strictly."""

import io
import zipfile

import pikepdf
import pytest
from django.utils.translation import override
from docx import Document

from bihuan.papers.filling import render_docx
from bihuan.papers.pdf import render_pdf
from bihuan.problems.audit import verify
from bihuan.problems.models import Month
from bihuan.reports.monthly import monthly_figures
from bihuan.reports.monthlypaper import KIND, data_of
from tests.stories.desk import Desk


@pytest.fixture
def reported(desk: Desk) -> Desk:
    desk.archived(level=1)
    desk.report(level=3, category="network", symptom="<b>&'\"断纤")
    desk.wait_until("12-03 10:00")
    desk.takes_month_step("coordinator", "submit_monthly_report", "2026-11", plan="扩容")
    return desk


def values(desk: Desk) -> dict[str, object]:
    row = Month.objects.select_related("submitted_by", "signed_by").get(month="2026-11")
    return data_of(monthly_figures("2026-11", desk.at), row, None, desk.at)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_is_an_archive_with_vectors_and_fonts(reported: Desk, language: str) -> None:
    with override(language):
        made = render_pdf(KIND, values(reported), at=reported.at, by="协小调")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "/OutputIntents" in pdf.Root
        assert len(pdf.pages) >= 3
        assert not any(
            obj.get("/Subtype") == "/Image" for obj in pdf.objects if isinstance(obj, pikepdf.Stream)
        )


def test_the_docx_opens_with_sections_digest_and_drawings(reported: Desk) -> None:
    with override("zh-hans"):
        data = values(reported)
        made = render_docx(KIND, data, at=reported.at, by="协小调")
    paper = Document(io.BytesIO(made))
    heads = [p.text for p in paper.paragraphs if p.style.name == "Heading 2"]
    assert heads[0] == "一、本月概况"
    assert heads[-1] == "附、问题明细表"
    assert len(heads) == 11
    text = "\n".join(c.text for t in paper.tables for r in t.rows for c in r.cells)
    assert Month.objects.get(month="2026-11").digest in text
    assert "解决率" in text
    assert not [p.text for p in paper.paragraphs if "[[" in p.text]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        drawings = [name for name in package.namelist() if name.endswith(".svg")]
        assert len(drawings) == sum(1 for key in data if key.startswith("chart_"))
        assert b"svgBlip" in package.read("word/document.xml")
        assert b"<svg" in package.read(drawings[0])
        assert b"image/svg+xml" in package.read("[Content_Types].xml")


def test_what_was_corrected_later_is_restated_and_the_frozen_month_stays(desk: Desk) -> None:
    from bihuan.problems.figures.freezing import is_intact
    from bihuan.problems.figures.lists import Narrowing, listed
    from bihuan.problems.queries.months import draw_report, span_of

    desk.wait_until("11-30 20:00")
    desk.confirmed(level=3)
    desk.wait_until("12-03 10:00")
    desk.takes_month_step("coordinator", "submit_monthly_report", "2026-11")
    desk.takes("coordinator", "reopen")
    desk.pass_time(hours=1)
    december = draw_report("2026-12", desk.at)
    restated = {row["key"]: (row["month"], row["reported"], row["now"]) for row in december["restated"]}
    assert restated["resolved"] == ("2026-11", 1, 0)
    assert restated["closing"] == ("2026-11", 0, 1)
    assert december["balance"]["opening"] == december["before"]["balance"]["closing"] + 1
    span = span_of("2026-11", desk.at)
    assert listed("resolved", span, Narrowing(), month="2026-11").total == 1  # as it was frozen
    assert listed("resolved", span, Narrowing({"level": 2}), month="2026-11").total == 0
    assert listed("resolved", span, Narrowing()).total == 0
    month = Month.objects.get(month="2026-11")
    assert is_intact(month)
    month.figures["balance"]["new"] += 1
    assert is_intact(month) is False
    desk.holds()
    for figures in (
        month.figures,
        {**month.figures, "counts": {}},
    ):  # one number of one figure, altered in the table
        Month.objects.filter(pk=month.pk).update(figures=figures)
        assert "frozen report" in str(verify())

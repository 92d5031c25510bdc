"""Every kind of paper, filled and blank, in both languages, as PDF/A-2b and as DOCX."""

import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from django.utils.translation import override

from bihuan.papers.blocks import completed, texts_in
from bihuan.papers.filling import render_docx
from bihuan.papers.kind import Kind
from bihuan.papers.kinds import KINDS
from bihuan.papers.pdf import render_pdf
from tests.papers.opened import converted, faults_of_archive_form, text_of

AT = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
ORG = {"org": "计费业务中心"}
LANGUAGES = ("zh-hans", "en")
NASTY = "#let x = 1 $a$ *b* _c_ \\ <d> & {{ number }} {% if %} “引号”\x00\x0b\ud800 \u202e"


def as_pdf(kind: Kind, data: dict[str, Any], language: str = "zh-hans") -> bytes:
    with override(language):
        return render_pdf(kind, ORG | data, at=AT, by="李协调")


def words(document: bytes) -> str:
    """All text of a DOCX, strictly opened: paragraphs and cells, without spaces."""
    paper = docx.Document(BytesIO(document))
    texts = [item.text for item in paper.element.body.iter() if item.tag.endswith("}t")]
    texts += [p.text for s in paper.sections for part in (s.header, s.footer) for p in part.paragraphs]
    return "".join("".join(text or "" for text in texts).split())


def values_of(kind: Kind, data: dict[str, Any]) -> list[str]:
    """Every line of every value that the paper must show."""
    found = completed(kind.all_blocks, data)
    texts = [found[name] for name in texts_in(kind.all_blocks)]
    texts += [
        text for rows in found.values() if isinstance(rows, list) for row in rows for text in row.values()
    ]
    return ["".join(line.split()) for text in texts for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KINDS)
def test_a_pdf_is_of_archive_form_and_quickly_made(key: str, language: str) -> None:
    kind = KINDS[key]
    as_pdf(kind, kind.sample(), language)  # the fonts of the machine are looked for once a process
    start = time.perf_counter()
    made = [as_pdf(kind, kind.sample(), language), as_pdf(kind, kind.blank(), language)]
    assert time.perf_counter() - start < 2
    assert [faults_of_archive_form(pdf) for pdf in made] == [[], []]


@pytest.mark.parametrize("key", KINDS)
def test_a_pdf_says_what_the_data_says(key: str, tmp_path: Path) -> None:
    kind = KINDS[key]
    text = text_of(as_pdf(kind, kind.sample()), tmp_path)
    missing = [line for line in values_of(kind, kind.sample()) if line[:6] not in text]
    assert missing == []
    assert kind.page == "letter" or "2026-11-2209:05由李协调打印" in text


def test_a_pdf_carries_its_moment_and_its_title() -> None:
    with pikepdf.open(BytesIO(as_pdf(KINDS["report"], KINDS["report"].sample()))) as found:
        assert str(found.docinfo["/Title"]) == "问题报告单 WT-20261122-001"
        assert str(found.docinfo["/CreationDate"]).startswith("D:20261122090500")
        assert str(found.Root.Lang).lower().startswith("zh")


@pytest.mark.parametrize("key", KINDS)
def test_text_from_people_is_never_source(key: str, tmp_path: Path) -> None:
    kind = KINDS[key]
    data: dict[str, Any] = dict.fromkeys(texts_in(kind.all_blocks), NASTY)
    assert "#letx=1$a$*b*" in text_of(as_pdf(kind, data), tmp_path)
    with override("zh-hans"):
        document = render_docx(kind, ORG | data, at=AT)
    assert "#letx=1$a$*b*_c_\\<d>&{{number}}{%if%}“引号”" in words(document)


def test_a_long_text_runs_over_pages_and_headings_repeat(tmp_path: Path) -> None:
    kind = KINDS["analysis"]
    step = {
        "at": "2026-11-22 03:00",
        "who": "李协调",
        "what": "阶段回复",
        "outcome": "备库已启动，正在追日志",
    }
    data = kind.sample() | {"course": [step] * 120, "cause": "固件缺陷。" * 900}
    pdf = as_pdf(kind, data)
    with pikepdf.open(BytesIO(pdf)) as found:
        assert len(found.pages) >= 5
    text = text_of(pdf, tmp_path)
    assert text.count("操作人") >= 3
    assert text.count("固件缺陷。") >= 800  # some stand across two lines
    long = as_pdf(KINDS["report"], KINDS["report"].sample() | {"field_data": "日志行\n" * 150})
    with pikepdf.open(BytesIO(long)) as found:
        assert len(found.pages) >= 3
    assert text_of(long, tmp_path).count("日志行") == 150


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KINDS)
def test_a_docx_opens_strictly_and_says_what_the_data_says(key: str, language: str) -> None:
    kind = KINDS[key]
    with override(language):
        document = render_docx(kind, ORG | kind.sample(), at=AT, by="李协调")
    text = words(document)
    assert [line for line in values_of(kind, kind.sample()) if line not in text] == []
    assert "{{" not in text and "{%" not in text
    fonts = docx.Document(BytesIO(document)).styles["Normal"].element.rPr.rFonts
    assert fonts.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia") == "宋体"


def test_every_docx_opens_in_a_word_processor(tmp_path: Path) -> None:
    papers = []
    for key, kind in KINDS.items():
        with override("zh-hans"):
            path = tmp_path / f"{key}.docx"
            path.write_bytes(render_docx(kind, ORG | kind.sample(), at=AT, by="李协调"))
            papers.append(path)
    for key, pdf in zip(KINDS, converted(tmp_path, *papers), strict=True):
        kind = KINDS[key]
        text = text_of(pdf.read_bytes(), tmp_path)
        missing = [line for line in values_of(kind, kind.sample()) if line[:4] not in text]
        assert missing == [], key

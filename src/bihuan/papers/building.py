"""The built-in DOCX template of a kind, made from its blocks: what the records clerk may download and change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.utils.translation import override
from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as ALIGN
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from bihuan.papers.blocks import Block, Cell, Column, Grid, Heading, Line, Listing, Masthead, Picture, Prose
from bihuan.papers.kind import Kind
from bihuan.papers.pictures import marker

WIDTH = {"form": Mm(170), "letter": Mm(156)}
MARGINS = {"form": (25, 21, 20, 20), "letter": (37, 32, 28, 26)}
LINE = Mm(6.4)
RED = RGBColor(0xC8, 0x10, 0x2E)


@lru_cache(maxsize=64)
def built_in(kind: Kind, language: str) -> bytes:
    """The template of a kind as DOCX, with its labels in `language` (a code of LANGUAGES)."""
    with override(language):
        paper = Document()
        _page(paper, kind)
        for block in kind.lead:
            _draw(paper, block, kind)
        title = paper.add_paragraph("{{ title }}", style="Title")
        title.alignment = SIDE.CENTER
        if kind.lead:
            title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(28), Pt(20)
        for block in kind.blocks:
            _draw(paper, block, kind)
        out = BytesIO()
        paper.save(out)
    return out.getvalue()


def _page(paper: Paper, kind: Kind) -> None:
    section, margins = paper.sections[0], MARGINS[kind.page]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, margins)
    section.header_distance = section.footer_distance = Mm(12)
    _style(paper, "Normal", 16 if kind.page == "letter" else 10.5)
    _style(paper, "Title", 20 if kind.page == "letter" else 17, head=True)
    _style(paper, "Heading 2", 12, head=True)
    for language in paper.styles.element.iter(qn("w:lang")):  # decides the shapes of Chinese punctuation
        language.set(qn("w:eastAsia"), "zh-CN")
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.style = foot.style = paper.styles["Normal"]
    if kind.page == "letter":
        foot.alignment = SIDE.CENTER
        _page_numbers(foot, ("— ", "PAGE"), (" —", ""))
        return
    _sides(head, "{{ org }}", "{{ reference }}", WIDTH[kind.page])
    _sides(foot, "{{ printed }}", "", WIDTH[kind.page])
    _page_numbers(foot, ("", "PAGE"), (" / ", "NUMPAGES"))


def _style(paper: Paper, name: str, size: float, *, head: bool = False) -> None:
    """Latin and East Asian fonts of a style: Word takes the second from an attribute of its own."""
    style: Any = paper.styles[name]
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.bold = head
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:hAnsi"), "Times New Roman")
    fonts.set(qn("w:eastAsia"), "黑体" if head else "宋体")
    style.paragraph_format.space_before = Pt(8 if head else 0)
    style.paragraph_format.space_after = Pt(6 if head else 2)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _sides(paragraph: Any, left: str, right: str, width: Any) -> Any:
    """A line with one text at the left and one at the right margin."""
    stops = paragraph.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(width, 2)  # right
    paragraph.add_run(f"{left}\t{right}")
    return paragraph


def _page_numbers(paragraph: Any, *pairs: tuple[str, str]) -> None:
    """Texts with a field of the word processor after each; no field for an empty code."""
    for before, code in pairs:
        paragraph.add_run(before)
        if code:
            field, run, text = (OxmlElement(f"w:{name}") for name in ("fldSimple", "r", "t"))
            field.set(qn("w:instr"), code)
            text.text = "1"
            run.append(text)
            field.append(run)
            paragraph._p.append(field)


def _draw(paper: Paper, block: Block, kind: Kind) -> None:
    match block:
        case Grid():
            _grid(paper, block, kind)
        case Listing():
            _listing(paper, block, kind)
        case Heading(label):
            paper.add_paragraph(str(label), style="Heading 2")
        case Prose():
            _prose(paper, block, kind)
        case Line():
            _line(paper, block, kind)
        case Masthead(name):
            _masthead(paper, name)
        case Picture(name):
            paper.add_paragraph(marker(name))


def _prose(paper: Paper, block: Prose, kind: Kind) -> None:
    if block.label:
        paper.add_paragraph().add_run(str(block.label)).bold = True
    paragraph = paper.add_paragraph(_value(block.name))
    paragraph.paragraph_format.line_spacing = Pt(28) if kind.page == "letter" else 1.3
    if block.is_indented:
        paragraph.paragraph_format.first_line_indent = Pt(32)


def _line(paper: Paper, block: Line, kind: Kind) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(18 if block.is_apart else 4)
    if block.is_centred and block.left:
        paragraph.alignment = SIDE.CENTER
        paragraph.add_run(_labelled(block.left))
    elif block.left is None and kind.page == "letter":  # signature and date
        paragraph.alignment, paragraph.paragraph_format.right_indent = SIDE.RIGHT, Pt(48)
        paragraph.add_run(_labelled(block.right))
    else:
        _sides(paragraph, _labelled(block.left), _labelled(block.right), WIDTH[kind.page])
    if block.is_ruled:
        _rule(paragraph, "top", "4", "595959")


def _masthead(paper: Paper, name: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = SIDE.CENTER
    run = paragraph.add_run(_value(name))
    run.font.size, run.font.bold, run.font.color.rgb = Pt(30), True, RED
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    _rule(paragraph, "bottom", "12", "C8102E")


def _rule(paragraph: Any, side: str, size: str, colour: str) -> None:
    borders, border = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", "4"), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _grid(paper: Paper, block: Grid, kind: Kind) -> None:
    label = Mm(26)
    widths = (label, (WIDTH[kind.page] - 2 * label) // 2) * 2
    table = _table(paper, 4)
    for row in block.rows:
        line = table.add_row()
        line.height = max(LINE * max(cell.lines for cell in row), Mm(8))
        cells = line.cells
        if len(row) == 1:
            cells[1].merge(cells[3])
        for place, cell in enumerate(row):
            _label(cells[2 * place], cell.label)
            cells[2 * place + 1].paragraphs[0].add_run(_value(cell.name))
            cells[2 * place + 1].vertical_alignment = ALIGN.TOP if cell.lines > 1 else ALIGN.CENTER
        for target, width in zip(cells, widths, strict=True):
            target.width = width
    _column_widths(table, widths)
    paper.add_paragraph()


def _listing(paper: Paper, block: Listing, kind: Kind) -> None:
    """Three rows: the loop's begin and end stand in rows of their own, which go when the template is filled."""
    table, total = _table(paper, len(block.columns)), sum(column.weight for column in block.columns)
    head, begin, body, end = (table.add_row() for _row in range(4))
    for line, name in ((head, "w:tblHeader"), (body, "w:cantSplit")):  # the head on every page, no row on two
        (mark := OxmlElement(name)).set(qn("w:val"), "true")
        line._tr.get_or_add_trPr().append(mark)
    begin.cells[0].paragraphs[0].add_run("{%tr for row in " + block.name + " %}")
    end.cells[0].paragraphs[0].add_run("{%tr endfor %}")
    _column_widths(table, [WIDTH[kind.page] * column.weight // total for column in block.columns])
    for place, column in enumerate(block.columns):
        _label(head.cells[place], column.label)
        _row_value(body.cells[place], column)
        for line in (head, begin, body, end):
            line.cells[place].width = WIDTH[kind.page] * column.weight // total
    paper.add_paragraph()


def _row_value(cell: _Cell, column: Column) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run("{{ row." + column.name + " }}")
    cell.vertical_alignment = ALIGN.CENTER
    if column.is_centred:
        paragraph.alignment = SIDE.CENTER


def _table(paper: Paper, columns: int) -> Any:
    table = paper.add_table(rows=0, cols=columns, style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "50"), ("left", "100"), ("bottom", "50"), ("right", "100")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
    return table


def _column_widths(table: Any, widths: Sequence[int]) -> None:
    """Widths of the columns as such: word processors differ in whether they look there or at the cells."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _label(cell: _Cell, label: Any) -> None:
    paragraph, cell.vertical_alignment = cell.paragraphs[0], ALIGN.CENTER
    paragraph.alignment = SIDE.CENTER
    (run := paragraph.add_run(str(label))).bold = True
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")


def _labelled(cell: Cell | None) -> str:
    return f"{cell.label} {_value(cell.name)}".strip() if cell else ""


def _value(name: str) -> str:
    return "{{ " + name + " }}"

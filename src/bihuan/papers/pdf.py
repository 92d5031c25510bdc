"""A paper as PDF/A-2b: the blocks with their values go to the typesetter as data."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from bihuan.clock import SHANGHAI
from bihuan.papers.blocks import (
    Block,
    Cell,
    Grid,
    Heading,
    Line,
    Listing,
    Masthead,
    Picture,
    Prose,
    clean,
    completed,
)
from bihuan.papers.fonts import LATIN, book, chinese_fonts
from bihuan.papers.frame import Frame, frame_of
from bihuan.papers.kind import Kind

FOLDER = Path(__file__).resolve().parent / "typst"


def render_pdf(kind: Kind, data: dict[str, Any], *, at: datetime, by: str = "") -> bytes:
    """One paper as PDF/A-2b in the active language; `by` is who prints it, `at` when (aware).

    Raises NoChineseFont on a machine that cannot print Chinese.
    """
    return _compile(kind, data, at, by, "pdf")[0]


def render_pictures(kind: Kind, data: dict[str, Any], *, at: datetime, by: str = "") -> list[bytes]:
    """The pages of the same paper as PNG, for looking at."""
    return _compile(kind, data, at, by, "png")


def _compile(kind: Kind, data: dict[str, Any], at: datetime, by: str, form: str) -> list[bytes]:
    serif, sans = chinese_fonts()
    frame = frame_of(kind, data, at, by)
    described = {
        "serif": serif,
        "sans": sans,
        "latin": LATIN,
        "page": kind.page,
        "at": list(at.astimezone(SHANGHAI).timetuple()[:6]),
        **_frame_values(frame),
        "blocks": _blocks(kind, data, frame),
    }
    compiler = typst.Compiler(str(FOLDER / "paper.typ"), root=str(FOLDER), font_paths=book())
    given = {"paper": json.dumps(described, ensure_ascii=False)}
    if form == "pdf":
        made: Any = compiler.compile(format="pdf", sys_inputs=given, pdf_standards="a-2b")
    else:
        made = compiler.compile(format="png", sys_inputs=given, ppi=110)
    return [bytes(made)] if isinstance(made, bytes | bytearray) else [bytes(page) for page in made]


def _frame_values(frame: Frame) -> dict[str, str]:
    return {
        "lang": frame.language,
        "org": frame.org,
        "heading": f"{frame.title} {frame.reference}".strip(),
        "printed": frame.printed,
        "reference": frame.reference,
    }


def _blocks(kind: Kind, data: dict[str, Any], frame: Frame) -> list[dict[str, Any]]:
    values = completed(kind.all_blocks, data)
    title = {"kind": "title", "text": frame.title}
    return [
        *(_block(block, values) for block in kind.lead),
        title,
        *(_block(block, values) for block in kind.blocks),
    ]


def _block(block: Block, values: dict[str, Any]) -> dict[str, Any]:
    match block:
        case Grid(rows):
            return {"kind": "grid", "rows": [[_cell(cell, values) for cell in row] for row in rows]}
        case Listing():
            return _listing(block, values[block.name])
        case Heading(label):
            return {"kind": "heading", "label": clean(label)}
        case Prose():
            return {
                "kind": "prose",
                "label": clean(block.label),
                "text": values[block.name],
                "lines": block.lines,
                "indented": block.is_indented,
            }
        case Line():
            return {
                "kind": "line",
                "left": _cell(block.left, values) if block.left else None,
                "right": _cell(block.right, values) if block.right else None,
                "centred": block.is_centred,
                "ruled": block.is_ruled,
                "apart": block.is_apart,
            }
        case Masthead(name):
            return {"kind": "masthead", "text": values[name]}
        case Picture(name, height):
            return {"kind": "picture", "text": values[name], "height": height}


def _cell(cell: Cell, values: dict[str, Any]) -> dict[str, Any]:
    return {"label": clean(cell.label), "text": values[cell.name], "lines": cell.lines}


def _listing(block: Listing, rows: list[dict[str, str]]) -> dict[str, Any]:
    empty = dict.fromkeys((column.name for column in block.columns), "")
    return {
        "kind": "listing",
        "lines": block.lines,
        "columns": [
            {"label": clean(column.label), "weight": column.weight, "centred": column.is_centred}
            for column in block.columns
        ],
        "rows": [[row[column.name] for column in block.columns] for row in rows or [empty] * block.blank],
    }

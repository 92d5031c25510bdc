"""What a paper is made of: a few kinds of blocks, described once and drawn as PDF and as DOCX alike.

A block names values, never holds them: the values of one paper are a plain dict of texts, and of lists of dicts of
texts for its tables. Labels are lazy texts, read in the language of the reader. A value that is missing leaves its
place blank, so the blank form of a kind is the kind without values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and the value beside it; `lines` is the least height of the value, for writing by hand."""

    label: Any
    name: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table of labels and values; a row holds one cell or two."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a listing; `weight` is its share of the width."""

    label: Any
    name: str
    weight: int = 2
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A ruled table with a heading that repeats on every page; without rows it has `blank` empty ones.

    `lines` is how high an empty cell is, for writing by hand.
    """

    name: str
    columns: tuple[Column, ...]
    blank: int = 3
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    label: Any


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text; each line of the value is a paragraph. `lines` is its least height, `is_indented` as in letters."""

    name: str
    label: Any = ""
    lines: int = 0
    is_indented: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line with a value at the left, in the middle or at the right; a label is put before its value.

    `is_ruled` draws a rule above it, `is_apart` leaves room above it.
    """

    left: Cell | None = None
    right: Cell | None = None
    is_centred: bool = False
    is_ruled: bool = False
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Masthead:
    """The name of the sender over a red rule, as on a letter."""

    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as wide as the page; its value is an SVG of our own. `height` in mm bounds it, 0 follows the width."""

    name: str
    height: int = 215


Block = Grid | Listing | Heading | Prose | Line | Masthead | Picture


def cells_of(block: Block) -> Iterator[Cell]:
    """The cells with a value of their own in a grid or a line."""
    if isinstance(block, Grid):
        for row in block.rows:
            yield from row
    elif isinstance(block, Line):
        yield from (cell for cell in (block.left, block.right) if cell)


def texts_in(blocks: tuple[Block, ...]) -> list[str]:
    """The names of all values that are texts, in the order of the paper."""
    found: list[str] = []
    for block in blocks:
        found += [cell.name for cell in cells_of(block)]
        if isinstance(block, Prose | Masthead | Picture):
            found.append(block.name)
    return list(dict.fromkeys(found))


def listings_in(blocks: tuple[Block, ...]) -> dict[str, tuple[str, ...]]:
    """The names of all values that are lists, each with the names in a row."""
    return {
        block.name: tuple(column.name for column in block.columns)
        for block in blocks
        if isinstance(block, Listing)
    }


def completed(blocks: tuple[Block, ...], data: Data) -> dict[str, Any]:
    """Every name of the paper with its text, blank where none is given, free of signs that no paper can hold."""
    found: dict[str, Any] = {name: clean(data.get(name)) for name in texts_in(blocks)}
    for name, columns in listings_in(blocks).items():
        rows = data.get(name) or []
        found[name] = [{column: clean(row.get(column)) for column in columns} for row in rows]
    return found


def clean(value: object) -> str:
    """A value as text: lines end in a line feed, control characters go."""
    text = "" if value is None else str(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")
    return "".join(sign for sign in text if sign == "\n" or _is_printable(sign)).strip("\n")


def _is_printable(sign: str) -> bool:
    return sign >= " " and sign not in "\x7f\ufffe\uffff" and not "\ud800" <= sign <= "\udfff"

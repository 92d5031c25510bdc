"""Texts and rows with holes: what is the same in every copy, and the places of what is not."""

from __future__ import annotations

import re
from typing import Any

Values = list[str]
"""What fills the holes of one copy, by the number of the slot."""

OPEN, CLOSE, INT_OPEN, INT_CLOSE = "\ue000", "\ue001", "\ue002", "\ue003"
HOLES = re.compile(f'"{INT_OPEN}(\\d+){INT_CLOSE}"|{OPEN}(\\d+){CLOSE}')


class Mould:
    """A text with holes; `parts` are literals and numbers of slots by turns."""

    def __init__(self, text: str) -> None:
        self.parts: list[str | int] = []
        place = 0
        for hole in HOLES.finditer(text):
            if hole.start() > place:
                self.parts.append(text[place : hole.start()])
            self.parts.append(int(hole[1] or hole[2]))
            place = hole.end()
        if place < len(text) or not self.parts:
            self.parts.append(text[place:])

    @property
    def is_plain(self) -> bool:
        """No holes at all."""
        return len(self.parts) == 1 and isinstance(self.parts[0], str)

    def fill(self, values: Values) -> str:
        """The text with every hole filled."""
        return "".join([part if part.__class__ is str else values[part] for part in self.parts])  # type: ignore[call-overload]


class Row:
    """One row of a table: what is the same in every copy, and moulds for what is not."""

    def __init__(self, columns: list[Any]) -> None:
        self.fixed = [None if isinstance(value, Mould) else value for value in columns]
        self.moulds = [(place, value) for place, value in enumerate(columns) if isinstance(value, Mould)]

    def fill(self, values: Values) -> list[Any]:
        """The row of a copy."""
        row = self.fixed[:]
        for place, mould in self.moulds:
            row[place] = mould.fill(values)
        return row

"""A kind of paper: its name, its blocks, its sample. `kinds.KINDS` lists them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bihuan.papers.blocks import Block, Data, Listing, Prose, listings_in, texts_in

ALWAYS = ("org", "title", "printed", "reference")
"""Names that every paper knows beside its own: the centre, the title, who printed it when, its number."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper.

    `title` is what stands on top (a value of the name `title` overrules it), `reference` the name of the value that
    identifies one paper, `sample` values of real length for trying a template, `blank` the values of the blank form.
    A paper with a `lead` of blocks has them above its title, as a letter does.
    """

    key: str
    title: Any
    blocks: tuple[Block, ...]
    sample: Callable[[], dict[str, Any]]
    reference: str = "number"
    page: str = "form"
    lead: tuple[Block, ...] = ()
    blank: Callable[[], dict[str, Any]] = field(default=dict)

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        """The blocks above and below the title."""
        return self.lead + self.blocks

    @property
    def names(self) -> frozenset[str]:
        """Every name that a template of this kind may use."""
        return frozenset({*ALWAYS, *texts_in(self.all_blocks), *listings_in(self.all_blocks)})

    @property
    def listings(self) -> list[tuple[str, tuple[str, ...], int]]:
        """Each listing: its name, the names in a row, how many empty rows a blank form has."""
        found = (block for block in self.all_blocks if isinstance(block, Listing))
        return [(block.name, tuple(column.name for column in block.columns), block.blank) for block in found]

    @property
    def running(self) -> list[str]:
        """Names of the values that are running text, each line of which is a paragraph."""
        return [block.name for block in self.all_blocks if isinstance(block, Prose)]

    def heading(self, data: Data) -> str:
        """The title of one paper."""
        return str(data.get("title") or self.title)

"""Which page of a list an address asks for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from bihuan.problems.queries.cursor import BadCursor, Page

Read = TypeVar("Read")


class Paged(ABC):
    """A list of which an address shows one page, with the addresses of the pages beside it."""

    @property
    @abstractmethod
    def page(self) -> Page[Any]:
        """The page that is shown."""

    @abstractmethod
    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""

    @property
    def next_url(self) -> str:
        """The page after this one, empty at the end."""
        return self.beside(self.page.next) if self.page.next else ""

    @property
    def previous_url(self) -> str:
        """The page before this one, empty at the beginning."""
        return self.beside(self.page.previous) if self.page.previous else ""


def page_asked(request: HttpRequest, read: Callable[[str], Read]) -> Read:
    """What `read` gives for the cursor of the address; the first page for one that fits no more."""
    try:
        return read(request.GET.get("cursor", "")[:400])
    except BadCursor:
        return read("")

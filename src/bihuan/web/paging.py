"""Which page of a list an address asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

from bihuan.problems.queries.cursor import BadCursor

Page = TypeVar("Page")


def page_asked(request: HttpRequest, read: Callable[[str], Page]) -> Page:
    """What `read` gives for the cursor of the address; the first page for one that fits no more."""
    try:
        return read(request.GET.get("cursor", "")[:400])
    except BadCursor:
        return read("")

"""`limit` and `cursor` of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bihuan.api.described import ROUTES
from bihuan.api.faults import Fault

USUAL, MOST = 50, 200
F = TypeVar("F")
Reader = Callable[[dict[str, list[str]]], tuple[F, dict[str, list[str]]]]
"""Filters and errors by field, from a query."""


@dataclass(frozen=True, slots=True)
class Paging:
    """How many rows at once, and after which; an empty cursor is the first page."""

    limit: int
    cursor: str


def asked_of(request: HttpRequest, route: str, read: Reader[F]) -> tuple[F, Paging]:
    """What a list is asked for: filters, as `read` understands them, and paging. 422 with all errors by field."""
    filters, errors = read(dict(request.GET.lists()))
    paging, more = paging_of(request, route)
    if errors or more:
        raise Fault(422, errors={**errors, **more})
    return filters, paging


def paging_of(request: HttpRequest, route: str) -> tuple[Paging, dict[str, list[str]]]:
    """The paging that a query asks for, with its errors by field. 400 for a name that the list does not know."""
    known = {parameter.name for parameter in ROUTES[route].query} | {"limit", "cursor"}
    if unknown := sorted(name[:40] for name in request.GET if name not in known):
        told = _("There is no such parameter: {names}.").format(names=", ".join(unknown[:10]))
        raise Fault(400, told, errors={name: [_("There is no such parameter.")] for name in unknown[:10]})
    text = request.GET.get("limit", "").strip()
    cursor = request.GET.get("cursor", "").strip()
    if not text:
        return Paging(USUAL, cursor), {}
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= MOST:
        return Paging(USUAL, cursor), {"limit": [_("A number from 1 to {most}.").format(most=MOST)]}
    return Paging(int(text), cursor), {}

"""What stands around every paper: the centre, the title, the number, who printed it and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext

from bihuan.papers.blocks import clean
from bihuan.papers.kind import Kind
from bihuan.papers.wording import stamp
from bihuan.people.models import Department


class Frame(NamedTuple):
    """The words around one paper; `language` is zh or en."""

    language: str
    org: str
    title: str
    reference: str
    printed: str


def frame_of(kind: Kind, data: dict[str, Any], at: datetime, by: str) -> Frame:
    """The frame in the active language; one query for the centre's name unless the data brings it."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    words = gettext("Printed at {at} by {name}") if by else gettext("Printed at {at}")
    return Frame(
        language,
        clean(data.get("org")) or organisation(),
        clean(kind.heading(data)),
        clean(data.get(kind.reference)),
        words.format(at=stamp(at), name=clean(by)),
    )


def organisation() -> str:
    """The name of the billing centre: that of the department of its own kind (D2). One query."""
    own = Department.objects.filter(kind=Department.Kind.OWN).order_by("id").values_list("name", flat=True)
    return own.first() or gettext("Billing centre")

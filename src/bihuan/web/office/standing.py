"""Where a published revision of the process stands on a day: in force, superseded, still to come (R1a)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import pgettext

from bihuan.problems.models import Revision
from bihuan.problems.queries.office import in_force_on


def standing(found: Revision, every: Sequence[Revision], today: date) -> str:
    """In force, superseded by which, or in force from a day that is still to come."""
    now = in_force_on(today, every)
    if now and now.pk == found.pk:
        return pgettext("revision", "in force")
    if found.effective_on > today:
        return pgettext("revision", "in force from {day}").format(day=found.effective_on)
    return pgettext("revision", "superseded by {version}").format(version=_after(found, every))


def _after(found: Revision, every: Iterable[Revision]) -> str:
    """The revision that followed, as `revisions` orders them: the latest effective date first."""
    later = ""
    for row in every:
        if row.pk == found.pk:
            break
        later = row.version
    return later

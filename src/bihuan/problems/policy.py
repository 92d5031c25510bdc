"""The figures in force: versioned, cached, and per case the version that ruled at its report (D74)."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction

from bihuan.people.models import User
from bihuan.people.permissions import require
from bihuan.people.prepared import Prepared
from bihuan.problems import log
from bihuan.problems.models import CalendarDay, PolicyVersion
from bihuan.process.calendar import is_weekday
from bihuan.process.duties import Limits
from bihuan.process.figures import DEFAULT_POLICY, policy_from_json, policy_to_json

STREAM = "policy"


_LAST = Prepared(lambda: PolicyVersion.objects.order_by("-number").values_list("number")[:1], places=0)


class StaleFigures(Exception):
    """Somebody else changed the figures since the form was opened."""


def current_number() -> int:
    """The number of the version in force. One index look-up; 0 before the first version is stored."""
    found = _LAST.rows()
    return int(found[0][0]) if found else 0


@lru_cache(maxsize=64)
def figures_of(number: int) -> Mapping[str, Any]:
    """The figures of one version; versions never change, so they are kept. Unknown keys take the default."""
    if number == 0:
        return DEFAULT_POLICY
    return DEFAULT_POLICY | policy_from_json(PolicyVersion.objects.get(number=number).figures)


def limits_of(number: int) -> Limits:
    """The figures of a version with the calendar of working days."""
    return Limits(figures_of(number), number, is_working_day)


def is_working_day(day: date) -> bool:
    """By the editable table; a day that is not in it follows the plain week. One query a day."""
    row = CalendarDay.objects.filter(day=day).first()
    return row.is_working if row else is_weekday(day)


def change_figures(
    figures: Mapping[str, Any], *, reason: str, by: User, at: datetime, based_on: int
) -> PolicyVersion:
    """Store a new version, in force at once for cases reported from now on; running clocks never move (S4).

    `figures` are the whole set. Raises NotYours, or StaleFigures if `based_on` is not the version in force,
    and then stores nothing. The change is on the log with old and new values.
    """
    require(by, "edit_figures")
    before = figures_of(based_on)
    with transaction.atomic():
        if current_number() != based_on:
            raise StaleFigures
        try:
            with transaction.atomic():
                version = PolicyVersion.objects.create(
                    number=based_on + 1,
                    figures=policy_to_json(dict(figures)),
                    reason=reason,
                    changed_by=by,
                    at=at,
                )
        except IntegrityError as error:
            raise StaleFigures from error
        old, new = policy_to_json(dict(before)), policy_to_json(dict(figures))
        changed = {key: [old.get(key), value] for key, value in new.items() if old.get(key) != value}
        log.append(
            STREAM, "change_figures", by, at, at, {"number": version.number, "reason": reason, "set": changed}
        )
    return version

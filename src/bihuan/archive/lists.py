"""Lists of the archive: files by their filters, what is to be appraised, what the last readings found. Keyset pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from bihuan.archive.models import FixityResult, Package
from bihuan.problems.models import ArchiveFile
from bihuan.problems.queries.cursor import Page, page_of
from bihuan.process.filefacts import APPROVED, DESTROYED, KEPT, PROPOSED

ORDER = "-created_at"
STATUSES: dict[str, Q] = {
    "kept": Q(disposal=KEPT, expired_at__isnull=True, held_at__isnull=True),
    "expired": Q(disposal=KEPT, expired_at__isnull=False, held_at__isnull=True),
    "held": Q(held_at__isnull=False),
    "proposed": Q(disposal=PROPOSED),
    "approved": Q(disposal=APPROVED),
    "destroyed": Q(disposal=DESTROYED),
}
"""Status of a file → its condition; keys are codes of `terms.FILE_DISPOSALS`."""
TO_APPRAISE = Q(expired_at__isnull=False) & ~Q(disposal=DESTROYED)
UNSEALED = Q(sealed_at__isnull=True) & ~Q(disposal=DESTROYED)


@dataclass(frozen=True)
class FileFilters:
    """What a list shows. `words` looks at the beginning of the number and of the shelf number."""

    status: str = ""
    level: int = 0
    words: str = ""
    is_damaged: bool = False
    is_unsealed: bool = False
    is_to_appraise: bool = False


def read_file_filters(given: Mapping[str, str]) -> FileFilters:
    """Filters from `status`, `level`, `q`; what is no choice narrows nothing."""
    status, level = given.get("status", ""), given.get("level", "")
    words = "".join(sign for sign in given.get("q", "")[:60] if sign.isprintable()).strip()
    return FileFilters(
        status if status in STATUSES else "",
        int(level) if level in ("1", "2", "3", "4", "5") else 0,
        words,
        is_damaged=status == "damaged",
        is_unsealed=status == "unsealed",
    )


def file_page(filters: FileFilters, cursor: str, limit: int) -> Page[ArchiveFile]:
    """One page of files, each with its case and package, the newest first. One query. Raises BadCursor."""
    return page_of(_narrowed(filters), ORDER, cursor, limit)


def results(limit: int = 50, package: Package | None = None) -> list[FixityResult]:
    """The last readings, of all packages or of one. One query."""
    rows = FixityResult.objects.select_related("package__file__problem").order_by("-at", "-id")
    return list((rows.filter(package=package) if package else rows)[:limit])


def damaged(limit: int = 50) -> list[Package]:
    """Packages whose last reading found something, or that cannot be built. One query."""
    rows = Package.objects.select_related("file__problem").filter(~Q(faults=[]) | ~Q(failure=""))
    return list(rows.order_by("-checked_at", "-id")[:limit])


@dataclass(frozen=True)
class FixityState:
    """How far the monthly reading is."""

    sealed: int
    overdue: int
    oldest: datetime | None


def fixity_state(at: datetime) -> FixityState:
    """How many packages stand, how many should have been read by now, and the oldest last reading. Three queries."""
    rows = Package.objects.filter(check_at__isnull=False)
    oldest = (
        rows.filter(checked_at__isnull=False)
        .order_by("checked_at")
        .values_list("checked_at", flat=True)
        .first()
    )
    return FixityState(rows.count(), rows.filter(check_at__lte=at).count(), oldest)


def _narrowed(filters: FileFilters) -> QuerySet[ArchiveFile]:
    query = ArchiveFile.objects.select_related("problem", "package", "proposed_by")
    if filters.status:
        query = query.filter(STATUSES[filters.status])
    if filters.level:
        query = query.filter(problem__level=filters.level)
    if filters.words:
        query = query.filter(Q(number__startswith=filters.words) | Q(shelf_no__startswith=filters.words))
    if filters.is_damaged:
        query = query.filter(package__isnull=False).exclude(package__faults=[])
    if filters.is_unsealed:
        query = query.filter(UNSEALED)
    return query.filter(TO_APPRAISE) if filters.is_to_appraise else query

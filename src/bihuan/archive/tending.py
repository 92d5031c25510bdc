"""What the archive does by itself: builds and seals packages, reads them again, opens appraisals, clears the destroyed.

Called after every sweep, by any number of workers. Each turn does little, so that nobody waits for it; a turn that was
killed is done again by the next one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.archive.building import Built, NotBuilt, build, root
from bihuan.archive.models import FixityResult, Package
from bihuan.archive.verifying import Reading, verify_file
from bihuan.notices.outbox import Message, draft, post
from bihuan.papers.fonts import NoChineseFont
from bihuan.problems.documents import file_of
from bihuan.problems.gate import Refused, take_step
from bihuan.problems.models import ArchiveFile, Document, Problem
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.told import holders
from bihuan.process.calendar import shanghai_date
from bihuan.process.filefacts import DESTROYED, KEPT

BUILT_A_TURN = 2
READ_A_TURN = 1
"""Packages read again in one turn: bounds the rate at which the disk is read."""
EXPIRED_A_TURN = 50
LEASE = timedelta(minutes=15)
AGAIN_AFTER = timedelta(minutes=10)
DAMAGED_AGAIN_AFTER = timedelta(days=1)
LOG = structlog.get_logger("bihuan.archive")


def tend(at: datetime) -> int:
    """One turn at `at`; returns how much was done. Nothing to do costs four index look-ups."""
    done = sum(build_one(file, at) for file in _unsealed(at)[:BUILT_A_TURN])
    done += sum(_open_appraisal(file, at) for file in _expired(at)[:EXPIRED_A_TURN])
    done += sum(clear_destroyed(file, at) for file in _destroyed()[:BUILT_A_TURN])
    for package in _due_for_reading(at)[:READ_A_TURN]:
        done += check(package, at) is not None
    return done


def build_one(file: ArchiveFile, at: datetime) -> bool:
    """Build and seal the package of one file, unless another worker is at it; a failure is kept for the page."""
    package, _is_new = Package.objects.get_or_create(file=file)
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
    if not Package.objects.filter(free, pk=package.pk).update(claimed_until=at + LEASE):
        return False
    problem = Problem.objects.select_related("system").get(pk=file.problem_id)
    try:
        with override(settings.LANGUAGE_CODE):  # what is said of a failure stands on a page of the house
            built = build(problem, file)
        _seal(problem, package, built, at)
    except (NotBuilt, NoChineseFont) as failure:
        again = at + AGAIN_AFTER
        Package.objects.filter(pk=package.pk).update(failure=str(failure), try_at=again, claimed_until=None)
        LOG.error("package not built", case=problem.number, reason=str(failure))
        return False
    except BaseException:
        again = at + AGAIN_AFTER
        Package.objects.filter(pk=package.pk).update(try_at=again, claimed_until=None)
        raise
    return True


def check(package: Package, at: datetime) -> Reading | None:
    """Read one package now, keep the result, tell of damage; None if another worker is at it."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
    if not Package.objects.filter(free, pk=package.pk).update(claimed_until=at + LEASE):
        return None
    file = ArchiveFile.objects.select_related("problem").get(pk=package.file_id)
    try:
        reading = verify_file(file)
    except BaseException:
        Package.objects.filter(pk=package.pk).update(claimed_until=None, check_at=at + AGAIN_AFTER)
        raise
    faults = reading.faults
    with transaction.atomic():
        FixityResult.objects.create(package=package, at=at, bytes_read=reading.bytes_read, faults=faults)
        package.checked_at, package.faults, package.claimed_until = at, faults, None
        package.check_at = at + (DAMAGED_AGAIN_AFTER if faults else interval())
        package.save()
        if faults:
            _tell_of_damage(file, faults, at)
    return reading


def interval() -> timedelta:
    """How long after a reading the next one is due, by the figures in force."""
    return timedelta(days=int(figures_of(current_number())["fixity_days"]))


def clear_destroyed(file: ArchiveFile, at: datetime) -> bool:
    """Take package and attachments of a destroyed file off the disk. Safe to repeat."""
    package, _is_new = Package.objects.get_or_create(file=file)
    if file.disposal != DESTROYED or package.removed_at is not None:
        return False
    if package.path:
        folder = root() / package.path
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            package.failure = _("The package of a destroyed file could not be removed: {path}").format(
                path=package.path
            )
            package.try_at = at + AGAIN_AFTER
            package.save()
            return False
    for path in Document.objects.filter(problem=file.problem_id).values_list("path", flat=True):
        file_of(path).unlink(missing_ok=True)
    package.path, package.failure, package.removed_at = "", "", at
    package.faults, package.check_at = [], at + interval()
    package.save()
    return True


def _seal(problem: Problem, package: Package, built: Built, at: datetime) -> None:
    """The digest into the chain, the place into the row: both or neither."""
    fields = {"digest": built.digest, "files": built.files, "bytes": built.bytes}
    with transaction.atomic():
        take_step("seal_package", actor=None, at=at, problem=problem, data=fields)
        package.path, package.failure, package.try_at, package.claimed_until = built.path, "", None, None
        package.check_at = at + interval()
        package.save()


def _unsealed(at: datetime) -> list[ArchiveFile]:
    waits = Q(package__try_at__gt=at) | Q(package__claimed_until__gt=at)
    rows = ArchiveFile.objects.filter(sealed_at__isnull=True).exclude(waits)
    return list(rows.exclude(disposal=DESTROYED).order_by("id")[:BUILT_A_TURN])


def _expired(at: datetime) -> list[ArchiveFile]:
    rows = ArchiveFile.objects.filter(expired_at__isnull=True, retain_until__lte=shanghai_date(at))
    return list(
        rows.filter(disposal=KEPT).select_related("problem").order_by("retain_until", "id")[:EXPIRED_A_TURN]
    )


def _destroyed() -> list[ArchiveFile]:
    rows = ArchiveFile.objects.filter(disposal=DESTROYED)
    return list(
        rows.filter(Q(package__isnull=True) | Q(package__removed_at__isnull=True)).order_by("id")[
            :BUILT_A_TURN
        ]
    )


def _due_for_reading(at: datetime) -> list[Package]:
    rows = Package.objects.filter(check_at__lte=at).exclude(claimed_until__gt=at)
    return list(rows.order_by("check_at", "id")[:READ_A_TURN])


def _open_appraisal(file: ArchiveFile, at: datetime) -> bool:
    """Expiry never deletes: it puts the file on the appraisal list (F7.2)."""
    try:
        take_step("open_appraisal", actor=None, at=at, problem=file.problem)
    except Refused:
        return False
    return True


def _tell_of_damage(file: ArchiveFile, faults: Iterable[str], at: datetime) -> None:
    """Clerk and coordinator, once a day: which case, which file."""
    case = file.problem
    people = {*holders("clerk"), *([case.coordinator_id] if case.coordinator_id else holders("coordinator"))}
    args = {"what": "; ".join(list(faults)[:3])[:400], "title": case.title}
    messages = [Message(pk, "file_damaged", args) for pk in sorted(people)]
    cause = f"fixity:{shanghai_date(at)}"
    post(draft(messages, stream=case.number, cause=cause, at=at, level=case.level, args={}))

"""One file of the archive: its term, its package, its papers; before the acceptance what the clerk checks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.archive.exporting import tar_of
from bihuan.archive.faultwords import fault_in_words
from bihuan.archive.lists import results
from bihuan.archive.models import FixityResult, Package
from bihuan.archive.tending import build_one, check
from bihuan.papers.fonts import NoChineseFont
from bihuan.papers.kinds import certificate as certificates
from bihuan.papers.of_case import CasePaper, papers_of
from bihuan.papers.pdf import render_pdf
from bihuan.papers.source import CaseSource
from bihuan.people.models import User
from bihuan.people.permissions import may
from bihuan.problems.access import NotFound, access_problem
from bihuan.problems.certificates import certificates_of
from bihuan.problems.documents import file_of
from bihuan.problems.models import ArchiveFile, Certificate, Document, Problem
from bihuan.problems.offers import Offer, offered_steps
from bihuan.problems.parts import Parts
from bihuan.reports.register import record_export
from bihuan.web import errors
from bihuan.web.office.access import doer, holder, reader
from bihuan.web.papers.answers import attachment

CHECKERS = ("clerk", "coordinator")
ABOUT = (
    "accept_archive", "return_archive", "shelve_file", "propose_disposal", "approve_disposal", "refuse_disposal",
    "destroy_file", "hold_file", "lift_hold",
)  # fmt: skip
BEFORE = frozenset({"summarising", "awaiting_archive"})


@dataclass
class FilePage:
    """One file, or one that awaits its acceptance, as one person sees it."""

    problem: Problem
    user: User
    said = staticmethod(fault_in_words)

    @cached_property
    def parts(self) -> Parts:
        """The parts of the case."""
        return Parts(self.problem)

    @property
    def file(self) -> ArchiveFile | None:
        """The file; none before the acceptance, or of another system's case."""
        return self.parts.files[-1] if self.parts.files else None

    @cached_property
    def package(self) -> Package | None:
        """Its package, once somebody was at it."""
        return Package.objects.filter(file=self.file).first() if self.file else None

    @cached_property
    def readings(self) -> list[FixityResult]:
        """The last readings of its package."""
        return results(12, self.package) if self.package else []

    @cached_property
    def papers(self) -> list[CasePaper]:
        """Every paper of the case."""
        return papers_of(CaseSource(self.problem, self.user, self.parts))

    @cached_property
    def attachments(self) -> list[tuple[Document, bool]]:
        """Every attachment, and whether what lies on the disk is what was uploaded."""
        return [(row, _holds(row)) for row in self.parts.documents]

    @cached_property
    def certificates(self) -> list[Certificate]:
        """What was decided on the file so far."""
        return certificates_of(self.problem.number)

    @cached_property
    def offers(self) -> list[Offer]:
        """The steps about the file that are this person's, allowed or with the reasons against them."""
        found = offered_steps(self.problem, self.user, clock.now(), self.parts)
        return [offer for offer in found if offer.step.key in ABOUT and offer.is_yours]

    @property
    def may_read(self) -> bool:
        """Whether this person may have the package read now."""
        return bool(self.user.roles & set(CHECKERS)) and self.package is not None and bool(self.package.path)

    @property
    def may_take(self) -> bool:
        """Whether this person may download the package."""
        return may(self.user, "take_package") and self.package is not None and bool(self.package.path)

    @property
    def may_build(self) -> bool:
        """Whether this person may have the package built without waiting for the worker."""
        return "clerk" in self.user.roles and self.file is not None and not self.file.sealed_at


@require_safe
def file(request: HttpRequest, number: str) -> HttpResponse:
    """The file of a case, or the check-list of one that is to be accepted."""
    user = reader(request)
    problem = access_problem(user, number)
    if problem.state not in BEFORE | {"archived"}:
        raise NotFound(number)
    return render(request, "archive/file.html", {"page": FilePage(problem, user), "problem": problem})


@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    """The whole package as one tar; who took it out of the house is put on record."""
    user = doer(request, "take_package")
    page = FilePage(access_problem(user, number), user)
    if page.file is None or not page.may_take:
        raise NotFound(number)
    content = tar_of(page.file)
    record_export("package", user, clock.now(), problem=number)
    return FileResponse(
        content, as_attachment=True, filename=f"{number}.tar", content_type="application/x-tar"
    )


@require_POST
def read_now(request: HttpRequest, number: str) -> HttpResponse:
    """Read the package against its checksums, the rows and the events, now."""
    page = FilePage(access_problem(holder(request, *CHECKERS), number), cast(User, request.user))
    if page.package is None or not page.package.path:
        raise NotFound(number)
    reading = check(page.package, clock.now())
    if reading is None:
        messages.warning(request, _("The package is being read just now; look again in a minute."))
    elif reading.faults:
        messages.error(request, _("The package does not hold; what was found stands below."))
    else:
        messages.success(request, _("The package holds: files, rows and events are as they were sealed."))
    return redirect("archive_file", number)


@require_POST
def build_now(request: HttpRequest, number: str) -> HttpResponse:
    """Build the package now instead of waiting for the worker."""
    page = FilePage(access_problem(holder(request, "clerk"), number), cast(User, request.user))
    if page.file is None or page.file.sealed_at is not None:
        raise NotFound(number)
    if build_one(page.file, clock.now()):
        messages.success(request, _("The package stands and is sealed."))
    else:
        messages.warning(request, _("The package could not be built now; the reason stands below."))
    return redirect("archive_file", number)


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate of appraisal or destruction, as it was written."""
    user = reader(request)
    row = Certificate.objects.filter(number=number).first() if number.isprintable() else None
    if row is None:
        raise Http404
    try:
        content = render_pdf(certificates.KIND, certificates.data_of(row), at=row.made_at)
    except NoChineseFont as missing:
        return errors.fault(request, 503, text=str(missing))
    record_export(
        "paper", user, clock.now(), kind="certificate", form="pdf", problem=row.stream, title=row.number
    )
    return attachment(content, f"{certificates.title_of(row.kind)} {row.number}", "pdf")


def _holds(row: Document) -> bool:
    path = file_of(row.path)
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == row.sha256


__all__ = ["build_now", "certificate", "download", "file", "read_now"]

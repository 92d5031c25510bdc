"""The archive: files, what the readings of their packages found, a package as a download (F7)."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router

from bihuan import clock
from bihuan.api.auth import user_of
from bihuan.api.encoding import answered, items
from bihuan.api.faults import Fault
from bihuan.api.paging import paging_of
from bihuan.api.shapes.archive import FileShape, ReadingShape, WholeFileShape
from bihuan.archive.exporting import tar_of
from bihuan.archive.lists import file_page, read_file_filters, results
from bihuan.archive.models import Package
from bihuan.people.permissions import may
from bihuan.problems.access import NotFound
from bihuan.problems.models import ArchiveFile
from bihuan.reports.register import record_export

router = Router(tags=["archive"])


@router.get("/archive", operation_id="list_files")
def list_files(request: HttpRequest) -> HttpResponse:
    _reader(request)
    paging, errors = paging_of(request, "list_files")
    if errors:
        raise Fault(422, errors=errors)
    page = file_page(read_file_filters(request.GET.dict()), paging.cursor, paging.limit)
    return items([FileShape(**_told(row)) for row in page.rows], next=page.next or None)


@router.get("/archive/{number}", operation_id="get_file")
def get_file(request: HttpRequest, number: str) -> HttpResponse:
    _reader(request)
    file = _file(number)
    package = _package(file)
    readings = results(12, package) if package else []
    found = WholeFileShape(
        **_told(file),
        failure=package.failure if package else "",
        faults=list(package.faults) if package else [],
        readings=[
            ReadingShape(at=row.at, bytes_read=row.bytes_read, faults=list(row.faults)) for row in readings
        ],
    )
    return answered(found)


@router.get("/archive/{number}/package", operation_id="get_package")
def get_package(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    user = _reader(request)
    if not may(user, "take_package"):
        raise Fault(403)
    file = _file(number)
    package = _package(file)
    if package is None or not package.path:
        raise NotFound(number)
    content = tar_of(file)
    record_export("package", user, clock.now(), problem=number)
    return FileResponse(
        content, as_attachment=True, filename=f"{number}.tar", content_type="application/x-tar"
    )


def _reader(request: HttpRequest) -> Any:
    user = user_of(request)
    if not user.reads_all_cases:
        raise NotFound("archive")
    return user


def _file(number: str) -> ArchiveFile:
    rows = ArchiveFile.objects.select_related("problem", "package").filter(problem__number=number)
    found = rows.first() if number.isprintable() else None
    if found is None:
        raise NotFound(number)
    return found


def _package(file: ArchiveFile) -> Package | None:
    found: Package | None = getattr(file, "package", None)
    return found


def _told(file: ArchiveFile) -> dict[str, Any]:
    package, case = _package(file), file.problem
    return {
        "number": case.number, "title": case.title, "level": case.level, "archived_at": file.created_at,
        "location": case.archive_location, "shelf_no": file.shelf_no, "retain_until": file.retain_until,
        "status": file.status, "sealed_at": file.sealed_at, "package_digest": file.package_digest or None,
        "package_files": file.package_files, "package_bytes": file.package_bytes,
        "checked_at": package.checked_at if package else None,
        "holds": not package.faults if package and package.checked_at else None,
    }  # fmt: skip

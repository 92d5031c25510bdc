"""A paper as a download, made in the language of the reader and put on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from bihuan.papers.fonts import NoChineseFont
from bihuan.papers.kind import Kind
from bihuan.papers.pdf import render_pdf
from bihuan.papers.versions import docx_of
from bihuan.people.models import User
from bihuan.reports.register import record_export
from bihuan.web import errors

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"pdf": "application/pdf", "docx": DOCX}


def attachment(content: bytes, name: str, form: str) -> HttpResponse:
    """Bytes as a file that the browser keeps and never runs."""
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{name}.{form}") or "attachment"
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def paper_answer(
    request: HttpRequest,
    kind: Kind,
    data: dict[str, Any],
    form: str,
    *,
    user: User,
    at: datetime,
    number: str = "",
) -> HttpResponse:
    """One paper as PDF or DOCX; 404 for another form, a page that says so where no Chinese font is there.

    `number` is the case it belongs to; without one it is a blank form, which nobody needs to know of.
    """
    if form not in TYPES:
        raise Http404
    try:
        make = render_pdf if form == "pdf" else docx_of
        content = make(kind, data, at=at, by=user.name)
    except NoChineseFont as missing:
        return errors.fault(request, 503, text=str(missing))
    title = kind.heading(data)
    if number:
        record_export("paper", user, at, kind=kind.key, form=form, problem=number, title=title)
    reference = str(data.get(kind.reference, "") or number)
    return attachment(content, f"{title} {reference}".strip(), form)

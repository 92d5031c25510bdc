"""The report of a month as a file: PDF/A for the record, DOCX for whoever goes on writing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.papers.filling import render_docx
from bihuan.papers.pdf import render_pdf
from bihuan.process.calendar import month_of, month_start
from bihuan.reports.monthlypaper import KIND, data_of
from bihuan.reports.register import record_export
from bihuan.web.office.access import reader
from bihuan.web.office.monthpage import MonthPage

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def paper(request: HttpRequest, month: str, form: str) -> HttpResponse:
    """The paper; that it was taken is put on record."""
    user, now = reader(request), clock.now()
    try:
        month_start(month)
    except ValueError as error:
        raise Http404 from error
    if form not in TYPES or month > month_of(now):
        raise Http404
    page = MonthPage(request, user, now, month)
    record_export("monthly_report", user, now, month=month, form=form)
    data = data_of(page.figures, page.row, page.meeting, now)
    make = render_pdf if form == "pdf" else render_docx
    response = HttpResponse(make(KIND, data, at=now, by=user.name), content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="monthly-{month}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The event log as a file for programs that mine processes."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.reports.register import record_export
from bihuan.reports.xes import event_log
from bihuan.web.office.access import doer


@require_safe
def xes(request: HttpRequest) -> StreamingHttpResponse:
    """Every case as XES, people as codes; `original=1`: only what other systems recorded. Put on record."""
    user, now = doer(request, "export_event_log"), clock.now()
    original_only = request.GET.get("original") == "1"
    record_export("event_log", user, now, form="xes", original_only=original_only, names=False)
    pieces = (piece.encode() for piece in event_log(original_only=original_only))
    response = StreamingHttpResponse(pieces, content_type="application/xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="events-{now:%Y%m%d}.xes"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

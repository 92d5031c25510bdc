"""Excel files of the register: asked for by a form, followed by a progress bar, taken once they are written."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.process.calendar import month_of
from bihuan.reports.exports import TooMany, ask_export, export_of, file_of_export
from bihuan.reports.models import Export
from bihuan.reports.selection import read_selection
from bihuan.web.office.access import doer

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the rows that the register shows, with its columns."""
    user, now = doer(request, "export_register"), clock.now()
    selection = read_selection(request.POST.dict(), request.POST.getlist("col"), month_of(now))
    try:
        export = ask_export(selection, user, get_language() or "", now)
    except TooMany as fault:
        messages.error(request, str(fault))
        return redirect(f"{reverse('register')}?month={selection.month}")
    return redirect("register_export", export.pk)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the file is; asked for again and again until it is done."""
    export = _own(request, pk)
    template = "_progress" if request.headers.get("HX-Request") else "export"
    return render(request, f"office/register/{template}.html", {"export": export})


@require_safe
def take(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself."""
    export = _own(request, pk)
    path = file_of_export(export)
    if path is None:
        raise Http404(_("The file is not there any more."))
    name = f"register-{export.selection['month']}.xlsx"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=SHEET)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(request: HttpRequest, pk: int) -> Export:
    export = export_of(doer(request, "export_register"), pk)
    if export is None:
        raise Http404
    return export

"""Documents of a case: uploaded by the step `attach`, sent as downloads."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from bihuan import clock
from bihuan.api import rows
from bihuan.api.auth import user_of
from bihuan.api.encoding import answered, items
from bihuan.api.faults import Fault
from bihuan.api.idempotency import once
from bihuan.problems.access import NotFound, access_problem
from bihuan.problems.documents import Unacceptable, file_of, kept
from bihuan.problems.gate import take_step
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts, parts_of
from bihuan.problems.policy import figures_of
from bihuan.problems.refusals import BadInput

router = Router(tags=["documents"])

AROUND = 1024 * 1024
"""Bytes of a request beside its file, at most."""


@router.get("/problems/{number}/documents", operation_id="list_documents")
def list_documents(request: HttpRequest, number: str) -> HttpResponse:
    user = user_of(request)
    problem = access_problem(user, number, ())
    return items(rows.documents(problem, Parts(problem), user))


@router.post("/problems/{number}/documents", operation_id="upload_document")
@once
def upload(request: HttpRequest, number: str) -> HttpResponse:
    user, at = user_of(request), clock.now()
    problem = access_problem(user, number, ())
    if request.content_type != "multipart/form-data":
        raise Fault(415, _("Send the document as multipart/form-data, in the field “file”."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_ATTACHMENT_BYTES + AROUND:
        raise Fault(413)
    file = request.FILES.get("file")
    if file is None:
        raise BadInput({"file": [_("This field is required.")]})
    limit = int(str(figures_of(problem.policy_version)["attachment_limit_mb"]))
    try:
        with kept(file, at=at, limit_mb=limit) as stored:
            data = {"document": stored, "text": request.POST.get("text", "")}
            done = take_step("attach", actor=user, at=at, problem=problem, data=data)
    except Unacceptable as fault:
        raise BadInput({"file": [str(fault)]}) from fault
    assert isinstance(done, Problem)
    return answered(rows.documents(done, parts_of(done), user)[-1], 201)


@router.get("/problems/{number}/documents/{document}", operation_id="get_document")
def download(request: HttpRequest, number: str, document: str) -> HttpResponse | FileResponse:
    problem = access_problem(user_of(request), number, ())
    found = [row for row in Parts(problem).documents if document in (str(row.pk), row.number)]
    if not found or not file_of(found[0].path).is_file():
        raise NotFound(document)
    row = found[0]
    response = FileResponse(
        file_of(row.path).open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

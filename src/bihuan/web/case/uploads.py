"""Documents from and to the browser: an upload for the time of a step, and downloads after the access check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.access import NotFound, access_problem
from bihuan.problems.documents import Unacceptable, file_of, kept
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts
from bihuan.problems.policy import figures_of
from bihuan.problems.refusals import BadInput
from bihuan.process.lifecycle import Step


@contextmanager
def upload_of(request: HttpRequest, step: Step, raw: dict[str, Any], problem: Problem) -> Iterator[None]:
    """Put the file that came with the form into the input; it stays only if the step is taken."""
    name = next((field.name for field in step.fields if field.kind == "document"), "")
    upload = request.FILES.get(f"{name}-file") if name else None
    if upload is None:
        yield
        return
    limit = int(figures_of(problem.policy_version)["attachment_limit_mb"])
    try:
        with kept(upload, at=clock.now(), limit_mb=limit) as stored:
            raw[name] = stored
            yield
    except Unacceptable as fault:
        raise BadInput({name: [str(fault)]}) from fault


@require_safe
def document(request: HttpRequest, number: str, document: str) -> HttpResponse | FileResponse:
    """One document of a case as a download, for whoever may read the case."""
    problem = access_problem(cast(User, request.user), number)
    row = next((row for row in Parts(problem).documents if row.number == document), None)
    if row is None or not file_of(row.path).is_file():
        raise NotFound(document)
    response = FileResponse(
        file_of(row.path).open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

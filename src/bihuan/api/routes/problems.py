"""Cases: reported, listed, read, and every step of one case."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from bihuan import clock
from bihuan.api.auth import user_of
from bihuan.api.bodies import step_body, with_ignored
from bihuan.api.cases import case_shape, row_shape, similar_shape
from bihuan.api.described import MOST_ASKED
from bihuan.api.encoding import answered, items
from bihuan.api.faults import Fault
from bihuan.api.idempotency import once
from bihuan.api.paging import asked_of
from bihuan.problems.access import access_problem
from bihuan.problems.gate import take_step
from bihuan.problems.models import Problem
from bihuan.problems.queries.filters import read_filters
from bihuan.problems.queries.lists import case_page
from bihuan.problems.similar import similar_cases, similar_to

router = Router(tags=["problems"])


@router.post("/problems", operation_id="report")
@once
def report(request: HttpRequest) -> HttpResponse:
    return _opened(request, "report")


@router.post("/problems/by-phone", operation_id="report_by_phone")
@once
def report_by_phone(request: HttpRequest) -> HttpResponse:
    return _opened(request, "report_by_phone")


@router.get("/problems", operation_id="list_problems")
def list_problems(request: HttpRequest) -> HttpResponse:
    filters, paging = asked_of(request, "list_problems", read_filters)
    page = case_page(filters, paging.cursor, paging.limit, user_of(request), clock.now())
    return items([row_shape(row) for row in page.rows], next=page.next or None)


@router.get("/similar", operation_id="find_similar")
def find_similar(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    if not text or len(text) > MOST_ASKED:
        told = _("Send the words of a problem, at most {most} characters.").format(most=MOST_ASKED)
        raise Fault(422, errors={"q": [told]})
    return items([similar_shape(case) for case in similar_cases(user_of(request), text)])


@router.get("/problems/{number}/similar", operation_id="list_similar")
def list_similar(request: HttpRequest, number: str) -> HttpResponse:
    user = user_of(request)
    return items([similar_shape(case) for case in similar_to(user, access_problem(user, number, ()))])


@router.get("/problems/{number}", operation_id="get_problem")
def get_problem(request: HttpRequest, number: str) -> HttpResponse:
    user = user_of(request)
    return answered(case_shape(access_problem(user, number, ("system",)), user, clock.now()))


@router.post("/problems/{number}/steps/{step}", operation_id="take_step")
@once
def take(request: HttpRequest, number: str, step: str) -> HttpResponse:
    user, at = user_of(request), clock.now()
    problem = access_problem(user, number, ())
    body = step_body(request)
    done = take_step(
        step,
        actor=user,
        at=at,
        problem=problem,
        data=body.data,
        version=body.version,
        occurred_at=body.occurred_at,
    )
    return with_ignored(answered(case_shape(cast(Problem, done), user, at)), step, body.data)


def _opened(request: HttpRequest, step: str) -> HttpResponse:
    """A step that begins a case: 201 with the case and where it is found."""
    user, at, body = user_of(request), clock.now(), step_body(request)
    done: Any = take_step(step, actor=user, at=at, data=body.data, occurred_at=body.occurred_at)
    response = answered(case_shape(done, user, at), 201)
    response.headers["Location"] = f"/api/v1/problems/{done.number}"
    return with_ignored(response, step, body.data)

"""The parts of one case, each kind as `{items}` in the order in which they arose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bihuan import clock
from bihuan.api import rows
from bihuan.api.alarmrows import alarms
from bihuan.api.auth import user_of
from bihuan.api.cases import duty_shape, usernames
from bihuan.api.encoding import items
from bihuan.people.models import User
from bihuan.problems.access import access_problem
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts

router = Router(tags=["parts"])


@router.get("/problems/{number}/events", operation_id="list_events")
def list_events(request: HttpRequest, number: str) -> HttpResponse:
    user = user_of(request)
    return items(rows.events(access_problem(user, number, ()), user))


@router.get("/problems/{number}/duties", operation_id="list_duties_of_problem")
def list_duties(request: HttpRequest, number: str) -> HttpResponse:
    parts = Parts(access_problem(user_of(request), number, ()))
    names = usernames(duty.owed_by_id for duty in parts.duties)
    at = clock.now()
    return items([duty_shape(duty, names, at) for duty in parts.duties])


@router.get("/problems/{number}/orders", operation_id="list_orders")
def list_orders(request: HttpRequest, number: str) -> HttpResponse:
    return _listed(request, number, rows.orders)


@router.get("/problems/{number}/changes", operation_id="list_changes")
def list_changes(request: HttpRequest, number: str) -> HttpResponse:
    return _listed(request, number, rows.changes)


@router.get("/problems/{number}/letters", operation_id="list_letters")
def list_letters(request: HttpRequest, number: str) -> HttpResponse:
    return _listed(request, number, rows.letters)


@router.get("/problems/{number}/meetings", operation_id="list_meetings")
def list_meetings(request: HttpRequest, number: str) -> HttpResponse:
    return _listed(request, number, rows.meetings)


@router.get("/problems/{number}/actions", operation_id="list_actions")
def list_actions(request: HttpRequest, number: str) -> HttpResponse:
    return _listed(request, number, rows.actions)


@router.get("/problems/{number}/alarms", operation_id="list_alarms_of_problem")
def list_alarms(request: HttpRequest, number: str) -> HttpResponse:
    return _listed(request, number, alarms)


def _listed(
    request: HttpRequest, number: str, shapes: Callable[[Problem, Parts, User], list[Any]]
) -> HttpResponse:
    user = user_of(request)
    problem = access_problem(user, number, ())
    return items(shapes(problem, Parts(problem), user))

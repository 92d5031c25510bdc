"""Steps of no single case, and the process itself as data."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router

from bihuan import clock
from bihuan.api import processdata
from bihuan.api.auth import user_of
from bihuan.api.bodies import json_object, step_body, with_ignored
from bihuan.api.cases import duty_shape, usernames
from bihuan.api.encoding import answered
from bihuan.api.idempotency import once
from bihuan.api.rows import meeting_shapes
from bihuan.api.shapes.office import MonthShape, RevisionShape
from bihuan.people.models import User
from bihuan.problems.access import NotFound
from bihuan.problems.gate import take_step
from bihuan.problems.models import Month, Revision
from bihuan.problems.months import MonthParts
from bihuan.problems.policy import current_number

router = Router(tags=["office"])


@router.post("/months/{month}/steps/{step}", operation_id="take_month_step")
@once
def take(request: HttpRequest, month: str, step: str) -> HttpResponse:
    user, at = user_of(request), clock.now()
    found = Month.objects.filter(month=month).first() if month.isprintable() else None
    if found is None:
        raise NotFound(month)
    body = step_body(request)
    done = take_step(step, actor=user, at=at, month=found, data=body.data, version=body.version)
    return with_ignored(answered(_month_shape(cast(Month, done), user)), step, body.data)


@router.post("/process/steps/publish_process", operation_id="publish_process")
@once
def publish(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    done = take_step("publish_process", actor=user, at=clock.now(), data=json_object(request))
    return answered(_revision_shape(cast(Revision, done), user.username))


@router.get("/process", operation_id="get_process")
def get_process(request: HttpRequest) -> HttpResponse:
    encoded = processdata.encoded_process(get_language() or "", current_number())
    return HttpResponse(encoded, content_type="application/json")


def _month_shape(month: Month, user: User) -> MonthShape:
    at, parts = clock.now(), MonthParts(month)
    people = [month.submitted_by_id, month.signed_by_id, *(duty.owed_by_id for duty in parts.duties)]
    names = usernames(people, user)
    return MonthShape.of(
        month,
        submitted_by=names.get(month.submitted_by_id or 0),
        signed_by=names.get(month.signed_by_id or 0),
        meetings=meeting_shapes(parts.meetings),
        duties=[duty_shape(duty, names, at) for duty in parts.duties],
    )


def _revision_shape(revision: Revision, published_by: str) -> RevisionShape:
    return RevisionShape.of(revision, published_by=published_by)

"""What a request brings: a JSON object, and beside the fields of a step its version and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bihuan.api.faults import Fault
from bihuan.process.lifecycle import STEPS

MOST_VERSION = 2**31 - 1
IGNORED = "Ignored-Fields"
"""Header that names members of a body which the step does not know: a slip of the pen is seen, nothing breaks."""
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class StepBody:
    """The fields of a step as they came, the version that was read, and when it really happened."""

    data: dict[str, Any]
    version: int | None
    occurred_at: Any


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The body as an object, empty if there is none. Raises Fault: 400 unreadable, 415 no JSON, 422 no object."""
    raw = request.body
    if not raw.strip():
        return {}
    media = (request.content_type or "application/json").lower()
    if media != "application/json" and not media.endswith("+json"):
        raise Fault(415)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Fault(400, _("This is no JSON: {fault}").format(fault=str(error)[:120])) from None
    if not isinstance(value, dict):
        raise Fault(422, _("Send a JSON object with the fields by name."))
    return value


def step_body(request: HttpRequest) -> StepBody:
    """The body of a step. Raises as `json_object`, and Fault 422 for a version that is no whole number."""
    data = json_object(request)
    version = data.pop("version", None)
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise Fault(422, errors={"version": [_("Enter a whole number.")]})
    if version is not None and not 0 <= version <= MOST_VERSION:
        raise Fault(422, errors={"version": [_("The number is too large.")]})
    return StepBody(data, version, data.pop("occurred_at", None))


def with_ignored(response: HttpResponse, step: str, data: dict[str, Any]) -> HttpResponse:
    """The answer, with the names of fields that the step does not know, percent-encoded, in order, at most 20."""
    known = {field.name for field in STEPS[step].fields}
    ignored = [name for name in data if name not in known]
    if ignored:
        response.headers[IGNORED] = ", ".join(
            quote(name[:40], errors="replace") for name in ignored[:MOST_NAMED]
        )
    return response

"""Every error of the API as `application/problem+json` (RFC 9457), in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError, Throttled, ValidationError

from bihuan.api.encoding import encoded
from bihuan.api.shapes.base import FaultShape, ReasonShape
from bihuan.problems.access import NotFound
from bihuan.problems.queries.cursor import BadCursor
from bihuan.problems.reasons import reason_text
from bihuan.problems.refusals import BadInput, Refused, UnknownStep
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

log = structlog.get_logger("bihuan.api")

MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, tuple[str, str]] = {
    400: (N_("The request cannot be read"), N_("The body or the address is damaged; send it again.")),
    401: (N_("No valid token"), N_("Send a valid token: Authorization: Bearer TOKEN.")),
    403: (N_("This is not yours to do"), N_("Your role or your token does not allow it.")),
    404: (N_("There is no such thing"), N_("The address is wrong, or it is nothing you may see.")),
    405: (N_("Not in this way"), N_("This address takes no such request; see the header Allow.")),
    409: (N_("This cannot be done now"), N_("The case has moved on, or something must be done before.")),
    413: (N_("Too large"), N_("Send less at once: 5 MB of JSON, 20 MB a document.")),
    415: (N_("Another kind of content is needed"), N_("Send JSON with Content-Type: application/json.")),
    422: (N_("Some fields are wrong"), N_("Nothing was stored; look at the errors by field.")),
    429: (N_("Too many attempts"), N_("Wait a few minutes before you try again.")),
    500: (N_("Something went wrong here"), N_("It was logged under the number; nothing was stored.")),
    503: (N_("The desk is not ready"), N_("The database does not answer. Try again in a minute.")),
}
"""Status → title and the usual detail."""


class Fault(Exception):
    """An error that the API itself finds; `detail` is in the reader's language, empty for the usual one."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or str(status))
        self.status, self.detail = status, detail
        self.errors, self.headers = dict(errors or {}), dict(headers or {})


def answer(
    status: int,
    *,
    detail: str = "",
    reasons: Sequence[ReasonShape] = (),
    errors: Mapping[str, list[str]] | None = None,
    number: str = "",
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One error as a response."""
    title, usual = TITLES[status]
    fault = FaultShape(
        title=_(title),
        status=status,
        detail=detail or _(usual),
        reasons=list(reasons),
        errors=dict(errors or {}),
        number=number,
    )
    return HttpResponse(encoded(fault), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def shown(reasons: Sequence[Reason]) -> list[ReasonShape]:
    """Reasons of the rules in the reader's language."""
    return [
        ReasonShape(clause=reason.clause, text=reason_text(reason), field=reason.about) for reason in reasons
    ]


def answer_of(request: HttpRequest, error: Exception) -> HttpResponse:
    """The response that says what an exception means; anything unexpected is logged with its number."""
    if isinstance(error, Refused):
        told = shown(error.reasons)
        return answer(error.status, detail=" ".join(reason.text for reason in told), reasons=told)
    if isinstance(error, BadInput):
        return answer(422, errors=error.errors)
    if isinstance(error, Fault):
        return answer(error.status, detail=error.detail, errors=error.errors, headers=error.headers)
    if isinstance(error, BadCursor):
        return answer(422, errors={"cursor": [_("This is no cursor of this list.")]})
    if isinstance(error, ValidationError):
        return answer(422, errors={_place(row): [str(row["msg"])] for row in error.errors})
    if isinstance(error, IntegrityError):  # two at once wanted what there is only once of
        log.warning("two at once", path=request.path, fault=str(error))
        return answer(409)
    status = _status_of(error)
    if status == 401:
        return answer(401, headers={"WWW-Authenticate": 'Bearer realm="bihuan"'})
    if status >= 500:
        number = getattr(request, "number", "")
        log.exception("the API failed", path=request.path, number=number, exc_info=error)
        return answer(status, number=number)
    return answer(status)


def _status_of(error: Exception) -> int:
    if isinstance(error, NotFound | UnknownStep | Http404):
        return 404
    if isinstance(error, RequestDataTooBig | TooManyFilesSent):
        return 413
    if isinstance(error, UnreadablePostError | MultiPartParserError | SuspiciousOperation):
        return 400
    if isinstance(error, Throttled):
        return 429
    if isinstance(error, HttpError) and error.status_code in TITLES:
        return int(error.status_code)
    return 503 if isinstance(error, OperationalError | InterfaceError) else 500


def _place(row: Mapping[str, object]) -> str:
    place = row.get("loc")
    return str(place[-1]) if isinstance(place, list | tuple) and place else ""


@csrf_exempt
def elsewhere(request: HttpRequest) -> HttpResponse:
    """404 for every address under /api that is no route."""
    return answer(404)

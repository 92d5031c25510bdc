"""The same request twice is done once: answers are kept under the sender's Idempotency-Key for 24 hours.

The row of a key is written first, on its own, and is unique; so of several requests at once one works and the
others are told so. The answer is written in the transaction of the step, checked against the attempt: either both
stand or neither does, whatever dies in between. An attempt that never came to an end may be taken over
after a while, and the slower one then stores nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bihuan import clock
from bihuan.api.auth import user_of
from bihuan.api.faults import Fault, answer_of
from bihuan.api.models import KeptAnswer

KEPT_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(minutes=2)
HEADER = "Idempotency-Key"
LONGEST = 200

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class _TakenOver(Exception):
    """Another request works on the key by now; whatever this one did is undone."""


def once(view: View[P]) -> View[P]:
    """Let a route answer a repeated request with the answer of the first."""

    @wraps(view)
    def answered_once(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.headers.get(HEADER, "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > LONGEST or not key.isascii() or not key.isprintable():
            raise Fault(422, errors={HEADER: [_("At most 200 printable ASCII characters.")]})
        row, is_new = _begin(user_of(request).pk, key, _digest(request), clock.now())
        if not is_new:
            return _repeated(row)
        return _work(row, request, lambda: view(request, *args, **kwargs))

    return answered_once


def purge(at: datetime) -> int:
    """Forget answers older than 24 hours; returns how many. For the sweep."""
    return KeptAnswer.objects.filter(begun_at__lt=at - KEPT_FOR).delete()[0]


def _begin(user_id: int, key: str, digest: str, at: datetime) -> tuple[KeptAnswer, bool]:
    """The row of a key, and whether this request is the one to work on it. Raises Fault 409 or 422."""
    for _attempt in range(2):
        row = KeptAnswer(user_id=user_id, key=key, digest=digest, begun_at=at)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return row, True
        except IntegrityError:
            kept = KeptAnswer.objects.filter(user_id=user_id, key=key).first()
        if kept is None:
            continue
        if kept.begun_at < at - KEPT_FOR:
            KeptAnswer.objects.filter(pk=kept.pk, begun_at=kept.begun_at).delete()
            continue
        return _decided(kept, digest, at)
    raise _still_running()


def _decided(kept: KeptAnswer, digest: str, at: datetime) -> tuple[KeptAnswer, bool]:
    if kept.digest != digest:
        raise Fault(422, errors={HEADER: [_("This key was used for another request.")]})
    if kept.status is not None:
        return kept, False
    if kept.begun_at < at - GIVEN_UP_AFTER:
        same = KeptAnswer.objects.filter(pk=kept.pk, begun_at=kept.begun_at, status__isnull=True)
        if same.update(begun_at=at):
            kept.begun_at = at
            return kept, True
    raise _still_running()


def _still_running() -> Fault:
    return Fault(409, _("The first request with this key is still at work."), headers={"Retry-After": "1"})


def _work(row: KeptAnswer, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with transaction.atomic():
            response = view()
            _keep(row, response)
        return response
    except _TakenOver:
        raise _still_running() from None
    except Exception as error:
        response = answer_of(request, error)
    if response.status_code >= 500:
        KeptAnswer.objects.filter(pk=row.pk, begun_at=row.begun_at, status__isnull=True).delete()
        return response
    try:
        _keep(row, response)
    except _TakenOver:
        raise _still_running() from None
    return response


def _keep(row: KeptAnswer, response: HttpResponse) -> None:
    mine = KeptAnswer.objects.filter(pk=row.pk, begun_at=row.begun_at, status__isnull=True)
    media = response.headers.get("Content-Type", "")
    if not mine.update(status=response.status_code, content_type=media, body=response.content):
        raise _TakenOver


def _repeated(row: KeptAnswer) -> HttpResponse:
    headers = {"Idempotency-Replayed": "true"}
    return HttpResponse(bytes(row.body), status=row.status, content_type=row.content_type, headers=headers)


def _digest(request: HttpRequest) -> str:
    """Method, address and body; of an upload its fields and files, so that its boundary does not matter."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name, values in sorted(request.POST.lists()):
        found.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(repr((name, file.name, file.content_type)).encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()

"""Alarms in, from Alertmanager, Zabbix and anything else; their tokens are good for nothing else."""

from __future__ import annotations

from typing import Any, cast

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import HttpBearer

from bihuan import clock
from bihuan.api.encoding import answered
from bihuan.api.faults import Fault
from bihuan.api.shapes.alarms import ReceiptShape
from bihuan.intake import alertmanager, generic, zabbix
from bihuan.intake.messages import Reader, Unreadable
from bihuan.intake.receipt import receive
from bihuan.intake.senders import WrongScope, sender_of
from bihuan.intake.settling import settle_now

LONGEST = 200


class SenderToken(HttpBearer):
    """`Authorization: Bearer TOKEN`: the token of a monitoring system, or a person's with the scope `intake`."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """The name of the sender, None for 401; raises Fault 403 for a token without the scope."""
        try:
            return sender_of(token, clock.now()) if 0 < len(token) <= LONGEST else None
        except WrongScope:
            raise Fault(403, _("This token lacks the scope “{scope}”.").format(scope="intake")) from None


router = Router(tags=["intake"], auth=SenderToken())


@router.post("/intake/alertmanager", operation_id="intake_alertmanager")
def from_alertmanager(request: HttpRequest) -> HttpResponse:
    return _taken(request, "alertmanager", alertmanager.read)


@router.post("/intake/zabbix", operation_id="intake_zabbix")
def from_zabbix(request: HttpRequest) -> HttpResponse:
    return _taken(request, "zabbix", zabbix.read)


@router.post("/intake/alerts", operation_id="intake_alerts")
def from_others(request: HttpRequest) -> HttpResponse:
    return _taken(request, "generic", generic.read)


def _taken(request: HttpRequest, kind: str, read: Reader) -> HttpResponse:
    """Stored is stored: only then the answer is 200. A database that fails makes 503, and the sender tries again."""
    at = clock.now()
    try:
        messages = read(_payload(request), at)
    except Unreadable as fault:
        raise Fault(422, errors={place: [_(text)] for place, text in fault.errors.items()}) from None
    sender = cast(str, request.auth)  # type: ignore[attr-defined]  # set by ninja
    receipt = receive(kind, messages, sender=sender, at=at)
    settle_now(receipt.pending, at)
    return answered(ReceiptShape(received=receipt.received, new=receipt.news))


def _payload(request: HttpRequest) -> Any:
    """The JSON of a request, whatever its media type: not every monitoring names it."""
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise Fault(400, _("This is no JSON: {fault}").format(fault=str(error)[:120])) from None

"""The change system keeps its record and tells what became of a change (F3.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from bihuan import clock
from bihuan.api.encoding import answered
from bihuan.api.faults import Fault
from bihuan.api.shapes.parts import ChangeWordShape
from bihuan.intake.changein import NotSigned, check, hear

router = Router(tags=["intake"], auth=None)


@router.post("/intake/changes", operation_id="intake_changes")
def from_change_system(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    try:
        key = check(request.headers, request.body, at)
    except NotSigned:
        told = _("The signature of the message is not right.")
        raise Fault(401, told, headers={"WWW-Authenticate": "Webhook-Signature"}) from None
    spoken = hear(key, request.body, at)
    if spoken.status != 200:
        texts = spoken.body.get("reasons") or [spoken.body.get("title", "")]
        raise Fault(spoken.status, " ".join(texts), errors=spoken.body.get("errors") or {})
    return answered(ChangeWordShape(**spoken.body))

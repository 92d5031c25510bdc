"""Where a notice leads: the very form that it asks for, else the part of the case where its matter is shown."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from bihuan.notices.models import Delivery, Notice
from bihuan.notices.texts import duty_of
from bihuan.people.models import User
from bihuan.problems.queries.home import open_duties_of
from bihuan.process.answers import step_asked
from bihuan.process.facts import SERIOUS
from bihuan.web.navigation import has_route

SHOWN_ON = {
    "order_cancelled": "orders",
    "order_transferred": "orders",
    "change_moved": "changes",
    "letter_copied": "letters",
    "receipt_confirmed": "timeline",
    "bulletin_issued": "timeline",
    "external_progress": "letters",
    "interim_reply": "timeline",
    "briefed": "timeline",
    "level_lowered": "timeline",
    "taken_over": "timeline",
    "request_decided": "timeline",
    "suspension_ended": "timeline",
    "case_ended": "timeline",
    "supervision_answered": "timeline",
    "alarm_cleared": "timeline",
    "meeting_called": "meetings",
}
"""Kinds that ask for nothing → the tab of the case where their matter is shown."""
PRESSING = frozenset({"urged", "supervised", "idle", "engine_found", "alarm_returned"})
"""Kinds that ask whoever reads them for what he owes on the case."""


def link_of(notice: Notice, user: User) -> str:
    """Where `user` acts upon the notice. At most three queries, and only for kinds that depend on the reader."""
    place = _beside_the_case(notice)
    if place:
        return place
    if not notice.stream.startswith("WT-"):
        return place_of_stream(notice.stream)
    if notice.kind == "chain_asked" or (notice.kind == "order_unaccepted" and notice.level in SERIOUS):
        return reverse("call", args=[notice.stream])
    duty = duty_of(notice)
    step = step_asked(notice.kind, duty)
    if notice.kind == "analysis_checked" and notice.args.get("status") == "returned":
        step = "submit_analysis"
    if not step and (duty == "resolution" or notice.kind in PRESSING):
        step = _owed_by(user, notice.stream)
    case = reverse("case", args=[notice.stream])
    if step == "log_call":
        return reverse("call", args=[notice.stream])
    if step:
        return f"{case}?step={step}#next"
    return f"{case}?tab={SHOWN_ON[notice.kind]}" if notice.kind in SHOWN_ON else case


def place_of_stream(stream: str) -> str:
    """Where the chain of events `stream` is shown: a case, a month, or the inbox for anything else."""
    if stream.startswith("WT-"):
        return reverse("case", args=[stream])
    month = stream.removeprefix("month:")
    if month[:4].isdigit() and month[4:5] == "-" and has_route("month"):
        return reverse("month", args=[month])
    return reverse("inbox")


def _beside_the_case(notice: Notice) -> str:
    """Pages of their own: hand-over sheets, deliveries, the process document."""
    if notice.kind == "hand_over":
        sheet = notice.args.get("sheet")
        return reverse("handover", args=[sheet]) if sheet else reverse("handovers")
    if notice.kind == "process_published":
        return reverse("process")
    if notice.kind == "undelivered":
        return f"{reverse('deliveries')}?{urlencode({'view': 'failed', 'number': notice.stream})}"
    if notice.kind == "call_by_hand":
        row = Delivery.objects.filter(pk=notice.args.get("delivery")).first()
        return reverse("delivery", args=[row.notice_id]) if row else reverse("deliveries")
    return ""


def _owed_by(user: User, number: str) -> str:
    """What the reader owes on this case: an order in hand first, then the duty that is due first."""
    mine = [duty for duty in open_duties_of(user) if duty.number == number]
    orders = [duty.step for duty in mine if duty.key in ("accept_order", "resolve")]
    return (orders or [duty.step for duty in mine if duty.step] or [""])[0]

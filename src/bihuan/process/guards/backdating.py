"""S6: a step may be written down later than it happened, within limits and with a reason."""

from collections.abc import Mapping
from typing import Any

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason, Verdict, guarded
from bihuan.process.words import N_


def backdating_is_sound(ask: Ask, raw: Mapping[str, Any]) -> Verdict:
    """At most 24 hours back, not before the report, not ahead; above ten minutes with a reason."""
    return guarded(_reasons(ask, raw))


def _reasons(ask: Ask, raw: Mapping[str, Any]) -> Reasons:
    if ask.occurred > ask.at:
        yield Reason("S6", N_("The time given lies in the future."), about="occurred_at")
    back = ask.at - ask.occurred
    if back > ask.policy["backdate_limit"]:
        yield Reason("S6", N_("A step is entered at most 24 hours after it happened."), about="occurred_at")
    reported = getattr(ask.facts, "reported_at", None)
    if back and reported and ask.occurred < reported:
        yield Reason("S6", N_("A step cannot have happened before the report."), about="occurred_at")
    if back > ask.policy["backdate_reason_above"] and not (raw.get("backdate_reason") or raw.get("reason")):
        yield Reason("S6", N_("Above ten minutes a later entry needs its reason."), about="backdate_reason")

"""What notices say: one text a kind, composed in the reader's language when it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from bihuan.clock import SHANGHAI
from bihuan.notices import outwardtexts
from bihuan.notices.models import Notice
from bihuan.process import duties, terms
from bihuan.process.words import N_

TEXTS: dict[str, str] = {
    "owed": N_("To do: {duties}"),
    "half": N_(
        "Half of the limit is gone: {duty}, due {due}. The person on duty has not acted; please step in."
    ),
    "due_soon": N_("Due soon: {duty}, by {due}"),
    "overdue": N_("Overdue: {duty}, was due {due}"),
    "still_overdue": N_("Still overdue: {duty}, was due {due}"),
    "order_issued": N_("Work order {order} was dispatched to you by {by}"),
    "order_waits": N_("Work order {order} has waited for you since {since_order}: please accept it"),
    "order_unaccepted": N_(
        "{handler} has not accepted work order {order} since {since_order}: please call, or transfer the order"
    ),
    "order_again": N_("The result was rejected, work order {order} is yours again: {reason}"),
    "order_transferred": N_("Work order {order} was transferred to another handler by {by}"),
    "order_cancelled": N_("Work order {order} was cancelled by {by}"),
    "order_answered": N_("{by} answered work order {order}"),
    "interim_reply": N_("Interim reply by {by} on {order}: {text}"),
    "transfer_asked": N_("{by} asks to transfer {order}: {text}"),
    "change_requested": N_("Change {change} was requested by {by}"),
    "emergency_change": N_("Emergency change {change} awaits your consent"),
    "change_moved": N_("Change {change}: {status}"),
    "change_consented": N_("The manager consented to emergency change {change}"),
    "level_lowered": N_("{by} confirmed level {new} instead of {old}: {reason}"),
    "briefed": N_("{by} reports: {content}"),
    "taken_over": N_("{by} took the case over from you"),
    "suspension_ended": N_("The suspension ended as planned at {until}"),
    "request_decided": N_("{kind}: {status} by {by}"),
    "group_convened": N_("The group is convened for {starts} (meeting {meeting})"),
    "meeting_called": N_("{kind} on {starts} (meeting {meeting}) {place}"),
    "supervision_answered": N_("{by} answers the supervision: {text}"),
    "group_suggested": N_("The result was rejected again; consider convening the group"),
    "action_opened": N_("Corrective action {action} is yours, due {due}"),
    "reporter_told": N_("Result of your report: {text}"),
    "department_told": N_("Affected departments are told: {text}"),
    "analysis_checked": N_("Your analysis report: {status} {remark}"),
    "archive_returned": N_("The file was returned by the records clerk: {reason}"),
    "file_held": N_("The manager put a hold on the file: {reason}"),
    "hold_lifted": N_("The manager lifted the hold on the file: {reason}"),
    "disposal_refused": N_("Your proposal for the file was refused: {reason}"),
    "file_damaged": N_("The package of the file does not hold: {what}"),
    "case_merged": N_("Your report was merged into {into}"),
    "case_ended": N_("The case was ended by {by}: {state}"),
    "letter_to_sign": N_("A letter awaits your signature: {subject}"),
    "letter_signed": N_("Letter {letter} was signed off"),
    "letter_returned": N_("{by} returned the draft of the letter {subject}: {reason}"),
    "letter_answered": N_("{department} answered letter {letter} by its link: please judge the reply"),
    "notice_by_link": N_("{department} gave written notice by its link: please check what it solved"),
    "receipt_confirmed": N_("{department} confirms that it was told; name given: {name}"),
    "bulletin_issued": N_("Bulletin: {subject}"),
    "letter_copied": N_("Copy of letter {letter}: {subject}"),
    "external_progress": N_("Progress at {department}: {text}"),
    "urged": N_("{by} urges you: {text}"),
    "supervised": N_("Supervision by {by}: {text}"),
    "chain_asked": N_(
        "Nobody has confirmed this problem yet. {by} reported it at {since}; please confirm that you know of it"
        " and see to the response (round {round})"
    ),
    "engine_found": N_(
        "The self-check found that nobody would have asked on: {what}. It was set going again; please look at the case"
    ),
    "call_now": N_("No machine can call {person}: please phone {phone} now and put the call on record"),
    "idle": N_("Nothing was entered since {last}: please say where it stands"),
    "alarm_cleared": N_("The monitoring says that the alarm is cleared: {alarm}"),
    "alarm_returned": N_("The alarm came back, the fix did not hold: {alarm}"),
    "hand_over": N_("{giver} hands {count} open cases over to you: please read the sheet and sign"),
    "undelivered": N_("{person} could not be told by {channel}: {reason}"),
    "call_by_hand": N_("Please call {person}, {phone}: a notice waits for a call by hand"),
    "process_published": N_("Revision {version} of the process document was published"),
}
"""Kind → text. The names in braces are the `args` of the notice; whoever adds a kind adds its line here."""

FOUND = {
    "chain": N_("the call chain"),
    "idle": N_("the reminder of an idle case"),
    "accept": N_("the reminder of an order nobody accepts"),
    "duty": N_("the warnings of a duty"),
    "behind": N_("something due that no sweep gets done"),
}
ANALYSIS = {"accepted": N_("accepted."), "returned": N_("sent back:")}


def text_of(notice: Notice) -> str:
    """The sentence of a notice in the active language; an argument it lacks stays blank."""
    if notice.department_id:
        return outwardtexts.subject_of(notice)
    args = {name: _shown(name, value, notice) for name, value in notice.args.items()}
    return _(TEXTS[notice.kind]).format_map(_Lenient(args)).strip()


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _shown(name: str, value: Any, notice: Notice) -> Any:
    if name == "duty":
        return _duty(value)
    if name == "duties":
        return _("; ").join(dict.fromkeys(_owed(notice.args)))
    if name in ("due", "starts", "until", "since", "since_order", "last"):
        return _moment(value)
    if name == "what" and value in FOUND:
        return _(FOUND[value])
    if name == "state":
        return _label(terms.STATES, value)
    if name == "kind":
        return _label(terms.REQUEST_KINDS | terms.MEETING_KINDS, value)
    if name == "status":
        return _status(notice.kind, value)
    return value


def _owed(args: Mapping[str, Any]) -> Iterator[str]:
    """Each duty with its own time."""
    dues = args.get("dues") or [args.get("due", "")] * len(args["duties"])
    for key, due in zip(args["duties"], dues, strict=True):
        yield _("{duty} by {due}").format(duty=_duty(key), due=_moment(due))


def duty_of(notice: Notice) -> str:
    """The duty that the notice speaks of, of several the first that is due; empty if it speaks of none."""
    return str(notice.args.get("duty") or next(iter(notice.args.get("duties") or ()), ""))


def _status(kind: str, value: str) -> str:
    if kind == "analysis_checked":
        return _(ANALYSIS[value]) if value in ANALYSIS else value
    return _label(terms.CHANGE_STATUS if kind == "change_moved" else terms.REQUEST_STATUS, value)


def _duty(key: str) -> str:
    return _(duties.LABELS[key]) if key in duties.LABELS else key


def _label(table: Mapping[str, terms.Term], code: str) -> str:
    return _(table[code].label) if code in table else code


def _moment(value: str) -> str:
    """An instant as 2026-11-22 09:05 in Shanghai, a day as it is."""
    try:
        if len(value) == len("2026-11-22"):
            return date.fromisoformat(value).isoformat()
        return datetime.fromisoformat(value).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    except (TypeError, ValueError):
        return str(value)

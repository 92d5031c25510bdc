"""The figures of the process: every number that the policy holds, with the clause it comes from.

A policy is a plain dict from figure key to value. `DEFAULT_POLICY` is the one that ships; the coordinator
edits figures into new versions, and a running case keeps the version in force when it was reported (D74).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bihuan.process.words import N_

STATED, LOST, HOUSE = "STATED", "LOST", "HOUSE"
"""Where a figure comes from: the source states it, the source lost it (to be confirmed), the house set it."""

Value = timedelta | int

DURATION, DAYS, WORKING_DAYS = "duration", "days", "working_days"
PERCENT, COUNT, DAY_OF_MONTH, YEARS, MEGABYTES = "percent", "count", "day_of_month", "years", "megabytes"

UNITS: dict[str, str] = {
    DURATION: N_("running time, around the clock"),
    DAYS: N_("calendar days, to the end of the last day"),
    WORKING_DAYS: N_("working days, to the end of the last day"),
    PERCENT: N_("per cent of the limit"),
    COUNT: N_("number"),
    DAY_OF_MONTH: N_("day of the month"),
    YEARS: N_("years"),
    MEGABYTES: N_("megabytes"),
}
"""Unit → what a reader is told. Only `duration` holds a timedelta; all others hold a whole number."""

_BOUNDS: dict[str, tuple[int, int]] = {
    DURATION: (60, 366 * 86_400),
    DAYS: (1, 366),
    WORKING_DAYS: (1, 60),
    PERCENT: (1, 99),
    COUNT: (1, 100),
    DAY_OF_MONTH: (1, 28),
    YEARS: (1, 100),
    MEGABYTES: (1, 1024),
}


@dataclass(frozen=True)
class Figure:
    """One number of the policy.

    `value` is the default: a timedelta for the unit `duration`, else a whole number. `minimum` and `maximum`
    bound an edited value, in seconds for durations.
    """

    key: str
    label: str
    clause: str
    value: Value
    unit: str
    provenance: str
    note: str = ""
    minimum: int = 0
    maximum: int = 0


def _figure(
    key: str,
    label: str,
    clause: str,
    value: Value,
    unit: str,
    provenance: str = HOUSE,
    note: str = "",
    least: int = -1,
) -> Figure:
    low, high = _BOUNDS[unit]
    return Figure(key, label, clause, value, unit, provenance, note, low if least < 0 else least, high)


def _minutes(n: int) -> timedelta:
    return timedelta(minutes=n)


def _hours(n: int) -> timedelta:
    return timedelta(hours=n)


_ROLLING = N_("One day is 24 hours and seven days are 168 hours, running around the clock")
_AT_ONCE = N_("The source says “at once” and gives no number")
_SERIOUS = N_("Levels 1 and 2")

_ROWS = (
    _figure("response_1", N_("Response, level 1"), "L1", _minutes(10), DURATION, STATED),
    _figure(
        "response_2",
        N_("Response, level 2"),
        "L2",
        _minutes(10),
        DURATION,
        LOST,
        N_("The second public copy of the document has 10 minutes"),
    ),
    _figure("response_3", N_("Response, level 3"), "L3", _minutes(30), DURATION, STATED),
    _figure("response_4", N_("Response, level 4"), "L4", _hours(1), DURATION, STATED),
    _figure(
        "response_5",
        N_("Response, level 5"),
        "L5",
        _hours(24),
        DURATION,
        LOST,
        N_("The second public copy of the document has 1 day; one day is 24 hours"),
    ),
    _figure("resolution_1", N_("Resolution, level 1"), "L1", _hours(2), DURATION, STATED),
    _figure("resolution_2", N_("Resolution, level 2"), "L2", _hours(3), DURATION, STATED),
    _figure("resolution_3", N_("Resolution, level 3"), "L3", _hours(10), DURATION, STATED),
    _figure("resolution_4", N_("Resolution, level 4"), "L4", _hours(24), DURATION, STATED),
    _figure("resolution_5", N_("Resolution, level 5"), "L5", _hours(168), DURATION, STATED, _ROLLING),
    _figure("dispatch", N_("Dispatch of the first work order"), "F2.6", _hours(3), DURATION, STATED),
    _figure(
        "phone_call", N_("Phone call to the coordinator"), "F1.2", _minutes(10), DURATION, HOUSE, _AT_ONCE
    ),
    _figure(
        "call_now",
        N_("Call by hand where no machine can ring"),
        "F1.3",
        _minutes(2),
        DURATION,
        HOUSE,
        N_("House rule, to be confirmed: the source gives no number"),
    ),
    _figure("form", N_("Report form after a report by phone"), "F1.4", _hours(1), DURATION),
    _figure("manager_report", N_("Report to the manager"), "F2.1", _minutes(10), DURATION, HOUSE, _AT_ONCE),
    _figure(
        "manager_report_external",
        N_("Report to the manager, external department"),
        "X1",
        _hours(2),
        DURATION,
        HOUSE,
        N_("The source says “as soon as possible” and gives no number"),
    ),
    _figure(
        "manager_report_late",
        N_("Report to the manager, overdue at levels 3 to 5"),
        "F2.1",
        _hours(2),
        DURATION,
    ),
    _figure(
        "handler_contact", N_("Contact with the handler"), "F2.5", _minutes(10), DURATION, HOUSE, _AT_ONCE
    ),
    _figure(
        "convene_urgent", N_("Convening the group, urgent"), "F3.5", _minutes(30), DURATION, HOUSE, _SERIOUS
    ),
    _figure("convene", N_("Convening the group"), "F3.5", _hours(4), DURATION),
    _figure(
        "group_plan_urgent", N_("Plan of the group, urgent"), "F4.1", _hours(2), DURATION, HOUSE, _SERIOUS
    ),
    _figure("group_plan", N_("Plan of the group"), "F4.1", 1, DAYS),
    _figure("reporter_told", N_("Telling the reporter of the result"), "F5.1", _minutes(30), DURATION),
    _figure(
        "departments_told",
        N_("Telling the affected departments"),
        "F5.2",
        _minutes(30),
        DURATION,
        HOUSE,
        _AT_ONCE,
    ),
    _figure("confirmation", N_("Confirmation by the reporter"), "F5.4", _hours(24), DURATION),
    _figure("analysis", N_("Analysis report"), "F6.1", 3, DAYS, STATED),
    _figure("analysis_check", N_("Check of the analysis report"), "F6.1", 2, DAYS),
    _figure("analysis_again", N_("Analysis report, after its return"), "F6.1", 1, DAYS),
    _figure("register", N_("Entry in the register"), "F6.2", 3, DAYS, STATED),
    _figure("action_check", N_("Check of a corrective action"), "F6.3", 7, DAYS),
    _figure("request_decision", N_("Decision on a request"), "L9", _hours(4), DURATION),
    _figure(
        "change_papers",
        N_("Papers of an emergency change, after its start"),
        "F3.2",
        3,
        DAYS,
        HOUSE,
        N_("An emergency change starts first with the manager's consent; its papers follow"),
    ),
    _figure("review", N_("Incident review"), "F6.3", 7, DAYS, STATED, _SERIOUS),
    _figure("minutes", N_("Signed minutes of a meeting"), "F6.3", 3, DAYS),
    _figure(
        "archive", N_("Hand-over to the archive"), "F7.1", 7, DAYS, LOST, N_("The number of weeks is lost")
    ),
    _figure(
        "archive_serious",
        N_("Hand-over to the archive, levels 1 and 2"),
        "F7.1",
        14,
        DAYS,
        HOUSE,
        N_("Two weeks, since the review may fall on the seventh day"),
    ),
    _figure("archive_check", N_("Check by the records clerk"), "F7.2", 3, DAYS),
    _figure(
        "retention_years",
        N_("Retention of a file"),
        "F7.2",
        3,
        YEARS,
        LOST,
        N_("The number of years is lost; counted from the 1st of January after archiving"),
    ),
    _figure("retention_years_serious", N_("Retention, levels 1 and 2 and letters"), "F7.2", 10, YEARS),
    _figure("appraisal", N_("Appraisal of a file whose term is over"), "F7.2", 30, DAYS),
    _figure("appraisal_decision", N_("Decision on the proposal for a file"), "F7.2", 14, DAYS),
    _figure("destruction", N_("Destruction of a file, once approved"), "F7.2", 7, DAYS),
    _figure(
        "fixity_days",
        N_("Every package is read against its checksums, at the latest after"),
        "F7.2",
        30,
        DAYS,
    ),
    _figure("letter_reply_1", N_("Suggested reply to a letter, level 1"), "X4", 0, DAYS, least=0),
    _figure("letter_reply_2", N_("Suggested reply to a letter, level 2"), "X4", 1, DAYS, least=0),
    _figure("letter_reply_3", N_("Suggested reply to a letter, level 3"), "X4", 3, DAYS, least=0),
    _figure("letter_reply_4", N_("Suggested reply to a letter, level 4"), "X4", 7, DAYS, least=0),
    _figure("letter_reply_5", N_("Suggested reply to a letter, level 5"), "X4", 7, DAYS, least=0),
    _figure("link_days", N_("Link to a department stays valid"), "X4", 30, DAYS),
    _figure("special_meeting", N_("Special-topic meeting"), "X4", 3, WORKING_DAYS),
    _figure("follow_up_urgent", N_("Follow-up with the department, urgent"), "X6", 1, DAYS, HOUSE, _SERIOUS),
    _figure("follow_up", N_("Follow-up with the department"), "X6", 3, DAYS),
    _figure("external_check", N_("Check after a written notice"), "X7", 1, DAYS),
    _figure("warn_first", N_("First warning"), "L10", 80, PERCENT),
    _figure("repeat_urgent", N_("Repeated warning, urgent"), "L10", _minutes(15), DURATION, HOUSE, _SERIOUS),
    _figure("repeat", N_("Repeated warning"), "L10", _hours(1), DURATION),
    _figure("deputy_at", N_("Deputy is called, response at levels 3 to 5"), "L10", 50, PERCENT),
    _figure("reopen_window", N_("Reopening after resolution"), "F5.4", 7, DAYS),
    _figure("repeat_window", N_("Repeat problem within"), "F6.3", 90, DAYS),
    _figure("repeat_check", N_("Judging whether a case is a repeat"), "D72", 1, DAYS),
    _figure("backdate_limit", N_("Back-dating, at most"), "S6", _hours(24), DURATION),
    _figure("backdate_reason_above", N_("Back-dating, reason needed above"), "S6", _minutes(10), DURATION),
    _figure("urge_throttle", N_("Pause between two urgings by one person"), "R7", _minutes(10), DURATION),
    _figure("report_delay_warning", N_("Warning of a late report"), "F1.1", _minutes(30), DURATION),
    _figure(
        "report_delay_warning_urgent",
        N_("Warning of a late report, urgent"),
        "F1.1",
        _minutes(10),
        DURATION,
        HOUSE,
        _SERIOUS,
    ),
    _figure(
        "chain_step",
        N_("Call chain: pause before the next person is asked"),
        "F1.3",
        timedelta(seconds=90),
        DURATION,
        HOUSE,
        N_("The whole chain must be asked within the limit of the response"),
    ),
    _figure(
        "chain_tries",
        N_("Call chain: times each person is asked in a row"),
        "F1.3",
        1,
        COUNT,
        HOUSE,
        _SERIOUS,
    ),
    _figure(
        "chain_echo",
        N_("Call chain: a second confirmation is still logged within"),
        "F1.3",
        _minutes(10),
        DURATION,
    ),
    _figure(
        "idle_repeat", N_("Asking where an idle case stands"), "L10", _minutes(15), DURATION, HOUSE, _SERIOUS
    ),
    _figure("alarm_check", N_("Confirmation of an alarm by the duty officer"), "D71", _minutes(10), DURATION),
    _figure(
        "alarm_clear_for",
        N_("An alarm counts as cleared once it was silent for"),
        "F5.3",
        _minutes(10),
        DURATION,
    ),
    _figure(
        "alarm_return",
        N_("Judging an alarm that came back after the verification"),
        "D73",
        _hours(1),
        DURATION,
    ),
    _figure("order_reminder_first", N_("First reminder to accept an order"), "F2.4", _minutes(10), DURATION),
    _figure(
        "order_reminder_second", N_("Second reminder to accept an order"), "F2.4", _minutes(30), DURATION
    ),
    _figure("group_leads", N_("Subsystem leads at a deciding meeting, at least"), "F4.1", 2, COUNT),
    _figure("group_after_rejections", N_("Rejections before the group is suggested"), "F5.4", 2, COUNT),
    _figure("monthly_report_day", N_("Monthly report, day of the next month"), "F6.4", 5, DAY_OF_MONTH),
    _figure("monthly_signature", N_("Signature of the monthly report"), "F6.4", 3, DAYS),
    _figure("monthly_meeting_from", N_("Monthly meeting, from this day on"), "F6.5", 25, DAY_OF_MONTH),
    _figure(
        "monthly_meeting_to", N_("Monthly meeting, to this day of the next month"), "F6.5", 5, DAY_OF_MONTH
    ),
    _figure("attachment_limit_mb", N_("Size of one attachment, at most"), "R10", 20, MEGABYTES),
)

FIGURES: dict[str, Figure] = {figure.key: figure for figure in _ROWS}
"""Every figure, in the order of the process."""

DEFAULT_POLICY: dict[str, Value] = {key: figure.value for key, figure in FIGURES.items()}


def check_figure(key: str, raw: object) -> Value:
    """Return the value of the figure `key` that `raw` stands for.

    `raw` is a whole number, or its digits as text: seconds for a duration, else the number itself.
    Raises ValueError whose text is an English message for translation.
    """
    figure = FIGURES.get(key)
    if figure is None:
        raise ValueError(N_("There is no such figure"))
    if isinstance(raw, str) and raw.strip().isascii() and raw.strip().isdigit() and len(raw) < 20:
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError(N_("A whole number is expected"))
    if not figure.minimum <= raw <= figure.maximum:
        raise ValueError(N_("The number is outside the allowed range"))
    return timedelta(seconds=raw) if figure.unit == DURATION else raw


def policy_to_json(policy: Mapping[str, Value]) -> dict[str, int]:
    """Return the policy as whole numbers (durations in seconds), in the order of `FIGURES`."""
    return {key: _as_number(policy[key]) for key in FIGURES if key in policy}


def policy_from_json(raw: Mapping[str, object]) -> dict[str, Value]:
    """Return the policy that `raw` stands for; a figure it lacks takes its default.

    Raises ValueError (an English message) for an unknown key or a value outside its bounds.
    """
    given = {key: check_figure(key, value) for key, value in raw.items()}
    return {key: given.get(key, default) for key, default in DEFAULT_POLICY.items()}


def _as_number(value: Value) -> int:
    return int(value.total_seconds()) if isinstance(value, timedelta) else value

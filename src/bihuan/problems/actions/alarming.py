"""Alarms of the monitoring: they raise a case, are linked to it, clear, and come back (D71, F5.3, D73)."""

from datetime import datetime
from typing import Any

from bihuan.problems import alarmstate
from bihuan.problems.actions.confirming import end_unsolved, undo_resolution
from bihuan.problems.actions.registry import action
from bihuan.problems.actions.reporting import fill_form
from bihuan.problems.models import CaseAlarm
from bihuan.problems.repeats import tie
from bihuan.problems.work import Work
from bihuan.process.facts import SERIOUS


@action("report_by_alarm")
def report_by_alarm(work: Work) -> None:
    """D71: the alarm files the report in the name of the duty officer, who confirms it or declares it false."""
    case, data = work.case, work.data
    fill_form(work)
    case.source = "monitoring"
    case.level = case.level_reported = data["level"]
    case.reporter = data["reporter"]
    case.reported_at = case.filed_at = work.at
    case.alarm_raised = True
    work.file_case()
    _link(work, work.data["signal"])
    repeats = data.get("repeats")
    if repeats is not None:
        tie(work, repeats)
    if case.level in SERIOUS:
        work.announce("serious_reported")


@action("confirm_alarm")
def confirm_alarm(work: Work) -> None:
    """D71: the duty officer stands in for a report that an alarm raised."""
    work.case.alarm_confirmed_at = work.occurred


@action("dismiss_alarm")
def dismiss_alarm(work: Work) -> None:
    """D71, D52: no problem after all, says the duty officer; who would have acted on it is told."""
    work.tell("coordinator", "case_ended", state=work.step.target)
    end_unsolved(work)


@action("attach_alarm")
def attach_alarm(work: Work) -> None:
    """One more alarm of the same problem, by a rule."""
    _link(work, work.data["signal"])


@action("link_alarm")
def link_alarm(work: Work) -> None:
    """F5.3: this alarm is about the case, says whoever works on it; from now on it counts like any other."""
    signal = work.data["alarm"]
    _link(work, signal)
    if alarmstate.source:
        alarmstate.source.belongs(signal["alarm"], work.case, work.at)


@action("note_alarm")
def note_alarm(work: Work) -> None:
    """F5.3: the monitoring says that a linked alarm has cleared, or that it fires again."""
    row = _noted(work)
    if not row.fires and work.case.coordinator is not None:
        work.tell([work.case.coordinator], "alarm_cleared", alarm=row.name)


@action("alarm_returned")
def alarm_returned(work: Work) -> None:
    """D73: back during verification; the fix did not hold, the case goes on with its original clock."""
    row = _noted(work)
    work.case.fix_failed_at = work.at
    undo_resolution(work, row.name)
    if work.case.coordinator is not None:
        work.tell([work.case.coordinator], "alarm_returned", alarm=row.name)


@action("doubt_result")
def doubt_result(work: Work) -> None:
    """D73, D39: back after the verification; the coordinator reopens the case or says why the result stands."""
    row = _noted(work)
    work.case.fix_failed_at = work.at
    work.log["alarm"] = row.name


@action("stand_by_result")
def stand_by_result(work: Work) -> None:
    """D39: the alarm has another cause; the reason is on record, and what was marked is taken back."""
    work.case.fix_failed_at = None


@action("release_alarm")
def release_alarm(work: Work) -> None:
    """F5.3: this alarm is not about the case, or the monitoring has lost it. It no longer blocks anything."""
    row = work.row("alarms", work.data["alarm"])
    row.released_at, row.released_by, row.reason = work.at, work.actor, work.data["reason"]
    row.save()
    if alarmstate.source:
        alarmstate.source.leaves(row.alarm, work.case)


def _link(work: Work, signal: dict[str, Any]) -> None:
    """A new part of the case, or the same one taken on again.

    What fires after the solution is not noted by that: the steps of an alarm that comes back put it on record (D73).
    """
    row = next((row for row in work.parts.alarms if row.alarm == signal["alarm"]), None)
    row = row or CaseAlarm(alarm=signal["alarm"], kind=signal["kind"], fingerprint=signal["fingerprint"])
    row.name, row.summary, row.severity = signal["name"], signal["summary"], signal["severity"]
    row.fires, row.since = signal["fires"], _instant(signal["since"])
    row.noted_fires, row.noted_since = row.fires and work.case.resolved_at is None, row.since
    row.released_at, row.released_by, row.reason = None, None, ""
    if row.pk is None:
        work.add("alarms", row)
    else:
        row.save()


def _noted(work: Work) -> CaseAlarm:
    """The linked alarm that the signal is about, brought up to what it says."""
    signal = work.data["signal"]
    row: Any = next(row for row in work.parts.alarms if row.alarm == signal["alarm"])
    row.fires = row.noted_fires = signal["fires"]
    row.since = row.noted_since = _instant(signal["since"])
    row.summary, row.severity = signal["summary"], signal["severity"]
    row.save()
    found: CaseAlarm = row
    return found


def _instant(raw: str) -> datetime:
    return datetime.fromisoformat(raw)

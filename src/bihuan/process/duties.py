"""The duties: who owes what to whom, what opens and what meets it, within which figure, by which clause.

Only this table knows of time limits. `advance` turns one moment of a case (the triggers of a step) into
changes of its duties; the gate stores them, and `problems.audit` folds the log through it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from bihuan.process import calendar
from bihuan.process.facts import SERIOUS
from bihuan.process.figures import DAY_OF_MONTH, DAYS, FIGURES, WORKING_DAYS
from bihuan.process.words import N_

#: What can happen beside the steps themselves; an action announces them, and duties hang on them.
TRIGGERS: dict[str, str] = {
    "serious_reported": "a report at level 1 or 2 arrived",
    "entered_serious": "the level rose into 1 or 2",
    "phone_reached": "a person of authority was reached by phone",
    "acknowledged": "a person of authority confirmed to the call chain that he knows of it",
    "call_logged": "a call by hand to this person was put on record, whatever came of it",
    "chain_ended": "the call chain ended: somebody answered, or the case needs it no more",
    "responded": "the coordinator gave the first response",
    "handler_reached": "the handler was reached, or handles it himself",
    "level_changed": "the level in force changed",
    "extended": "the manager approved an extension",
    "request_asked": "a request went to the manager",
    "resolved": "all orders answered, changes finished, branches ended (S1)",
    "resolution_undone": "the result was rejected, or the case reopened (S2)",
    "merged_owing": "a merged case still owed its report to the manager: it is owed here, by the same time",
    "actions_moved": "the corrective actions of a merged case went over to the main case",
    "business_found": "business turned out to be affected after the reporter was told",
    "business_cleared": "business turned out not to be affected",
    "plan_dropped": "a later reply took the plan of a branch back",
    "ended_unsolved": "withdrawn, voided or merged (D52)",
    "meeting_held": "a meeting of the group was held",
    "action_opened": "a corrective action was opened",
    "emergency_started": "an emergency change started before its approval (D33)",
    "supervision_asked": "coordinator or manager wants an answer to a supervision (F3.3)",
    "reply_unsatisfactory": "a reply was faulty, unclear at its deadline, missing, or pointed elsewhere (X4)",
    "plan_fixed": "an external plan was fixed",
    "branch_settled": "a written notice came, or the branch ended",
    "new_letter_sent": "another letter took the place of an unsatisfactory reply",
    "destruction_approved": "the manager approved that a file is destroyed, or lifted the hold on one so approved",
    "repeat_suspected": "an earlier case of the same system, category and cause was found (D72)",
    "repeat_linked": "the coordinator linked the case as a repeat of an earlier one (D72)",
    "duty_late": "a duty passed its limit at levels 3 to 5 (D29)",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The part of a case that a duty is about: an action, a meeting, a letter, a branch.

    `at` is when it happened where that differs from the moment: a review recorded days after it was held.
    """

    id: int
    owner: int = 0
    due_at: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What one step brought: its own key and further triggers, when, and about which parts."""

    triggers: frozenset[str]
    occurred: datetime
    recorded: datetime
    subjects: Mapping[str, tuple[Subject, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """The figures in force for a case, with the calendar of working days."""

    policy: Mapping[str, Any]
    version: int = 0
    is_working_day: Callable[[date], bool] = calendar.is_weekday

    def due(self, figure: str, start: datetime, facts: Any) -> datetime:
        """When a limit that starts at `start` ends: aware, UTC."""
        value, unit = self.policy[figure], FIGURES[figure].unit
        if unit == DAYS:
            return calendar.end_of_day_after(start, value)
        if unit == WORKING_DAYS:
            return calendar.add_working_days(start, value, self.is_working_day)
        if unit == DAY_OF_MONTH:
            return calendar.day_of_month_due(facts.month, value)
        return start + value


@dataclass(frozen=True)
class DutyRule:
    """One row of the table.

    `limit` names the figure, or gives it from the facts; None takes the due time of the subject. `start` is
    what it counts from: the clock of the case, the moment, or the resolved time. `per` names the kind of
    part it is about; `is_datable`: the part may name a later day than the figure gives. `resumes` reopen a met row
    with its old due time. `voids_all`: what makes it void reaches every part, but for the one that the moment meets.
    """

    key: str
    label: str
    clause: str
    owed_by: str
    opens: tuple[str, ...]
    meets: tuple[str, ...]
    limit: str | Callable[[Any], str] | None
    start: str = "moment"
    when: Callable[[Any], bool] = lambda facts: True
    voids: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    per: str = ""
    single: bool = True
    survives: bool = False
    is_datable: bool = False
    voids_all: bool = False

    @property
    def depends_on_level(self) -> bool:
        return callable(self.limit)

    def figure(self, facts: Any) -> str | None:
        return self.limit(facts) if callable(self.limit) else self.limit


def _by_level(key: str) -> Callable[[Any], str]:
    return lambda facts: f"{key}_{facts.level}"


def _urgent(key: str) -> Callable[[Any], str]:
    return lambda facts: f"{key}_urgent" if facts.level in SERIOUS else key


def _rule(
    key: str,
    label: str,
    clause: str,
    owed_by: str,
    opens: str,
    meets: str,
    limit: Any,
    start: str = "moment",
    **rest: Any,
) -> DutyRule:
    for name in ("voids", "resumes"):
        rest[name] = tuple(rest.get(name, "").split())
    return DutyRule(
        key, label, clause, owed_by, tuple(opens.split()), tuple(meets.split()), limit, start, **rest
    )


_UNDONE = "resolution_undone"

# fmt: off
DUTIES: tuple[DutyRule, ...] = (
    # The coordinator's own response proves that he was reached, on record and at its true time: a call after it would
    # tell him nothing. The form alone proves nothing (F1.2); nor does a leader's silence.
    _rule("phone_call", N_("Phone the coordinator"), "F1.2", "reporter", "serious_reported",
          "phone_reached acknowledged responded", "phone_call", "clock"),
    # Whom the chain asks while no machine can ring him. F1.3 lays the calls on the reporter; whoever is on duty at the
    # telephone is told as well and may log them for him. Once a person until his call is logged: a second round that
    # finds the first call unmade adds nothing but noise.
    _rule("call_now", N_("Phone whom the chain asks"), "F1.3", "reporter", "call_by_hand", "call_logged", "call_now",
          per="callee", voids="chain_ended", voids_all=True),
    _rule("response", N_("Respond"), "F2.2", "coordinator", "report report_by_phone report_by_alarm", "respond dispatch",
          lambda facts: f"response_{facts.level_reported}", "clock"),
    _rule("alarm_check", N_("Confirm the alarm"), "D71", "reporter", "report_by_alarm",
          "confirm_alarm confirm", "alarm_check"),
    _rule("form", N_("Complete the report form"), "F1.4", "reporter", "phone_reached acknowledged responded",
          "complete_form", "form", when=lambda facts: facts.form_pending),
    _rule("dispatch", N_("Dispatch an order"), "F2.6", "coordinator", "report report_by_phone report_by_alarm", "dispatch",
          "dispatch", "clock"),
    _rule("resolution", N_("Solve the problem"), "F3.3", "coordinator", "report report_by_phone report_by_alarm", "resolved",
          _by_level("resolution"), "clock", resumes=_UNDONE),
    _rule("manager_report", N_("Report to the manager"), "F2.1", "coordinator", "serious_reported",
          "brief_manager", "manager_report", "clock", single=False),
    _rule("manager_report", N_("Report to the manager"), "F2.1", "coordinator", "entered_serious",
          "brief_manager", "manager_report", single=False),
    _rule("manager_report", N_("Report to the manager"), "F5.4", "coordinator", "merged_owing",
          "brief_manager", None, single=False),
    _rule("manager_report", N_("Report to the manager"), "X1", "coordinator", "open_external",
          "brief_manager", "manager_report_external", single=False),
    _rule("manager_report", N_("Report to the manager"), "D29", "coordinator", "duty_late",
          "brief_manager", "manager_report_late"),
    # The handler's acceptance is the contact itself, on record and at its true time: a call logged after it would
    # prove nothing more, and the duty would only nag the coordinator while the case is in hand.
    _rule("handler_contact", N_("Call the handler in"), "F2.5", "coordinator", "responded",
          "handler_reached accept_order", "handler_contact", when=lambda facts: facts.level in SERIOUS),
    _rule("request_decision", N_("Decide on the request"), "L9", "manager", "request_asked",
          "approve_request refuse_request", "request_decision", voids="resolved", per="request"),
    _rule("convene", N_("Convene the group"), "F3.5", "coordinator", "give_up",
          "convene_group join_group transfer cancel_order", _urgent("convene")),
    _rule("group_plan", N_("Decide the plan"), "F4.1", "lead", "convene_group join_group", "decide_plan",
          _urgent("group_plan")),
    _rule("change_papers", N_("Hand in the papers of the emergency change"), "F3.2", "owner", "emergency_started",
          "file_change_papers", "change_papers", per="change"),
    _rule("supervision", N_("Answer the supervision"), "F3.3", "owner", "supervision_asked", "answer_supervision",
          None, per="supervision", voids="resolved"),
    _rule("reporter_told", N_("Tell the reporter"), "F5.1", "coordinator", "resolved", "tell_reporter",
          "reporter_told", voids=_UNDONE),
    _rule("departments_told", N_("Tell the affected departments"), "F5.2", "reporter",
          "tell_reporter business_found", "notify_departments", "departments_told",
          voids=f"{_UNDONE} business_cleared", when=lambda facts: facts.business_affected),
    _rule("confirmation", N_("Confirm the result"), "F5.4", "reporter", "tell_reporter", "confirm",
          "confirmation", voids=_UNDONE, when=lambda facts: facts.state == "awaiting_confirmation"),
    _rule("analysis", N_("Submit the analysis report"), "F6.1", "lead_handler", "resolved", "submit_analysis",
          "analysis", "resolved", voids=_UNDONE),
    _rule("analysis", N_("Submit the analysis report"), "F6.1", "lead_handler", "return_analysis",
          "submit_analysis", "analysis_again", voids=_UNDONE),
    _rule("analysis_check", N_("Check the analysis report"), "F6.1", "coordinator", "submit_analysis",
          "accept_analysis return_analysis", "analysis_check", voids=_UNDONE),
    _rule("register", N_("Enter in the register"), "F6.2", "coordinator", "resolved", "enter_register",
          "register", "resolved", voids=_UNDONE),
    _rule("repeat_check", N_("Judge whether it is a repeat"), "D72", "coordinator", "repeat_suspected",
          "judge_repeat repeat_linked", "repeat_check", voids=_UNDONE),
    _rule("review", N_("Hold the incident review"), "F6.3", "lead", "resolved", "hold_review join_review", "review",
          "resolved", voids=_UNDONE, when=lambda facts: facts.level in SERIOUS),
    _rule("minutes", N_("Sign off the minutes"), "D46", "owner", "meeting_held", "sign_minutes", "minutes",
          per="meeting"),
    _rule("action", N_("Carry out the corrective action"), "F6.3", "owner", "action_opened", "close_action",
          None, per="action", voids="actions_moved", survives=True),
    _rule("action_check", N_("Check the corrective action"), "F6.3", "coordinator", "close_action",
          "check_action", "action_check", per="action", survives=True, is_datable=True),
    _rule("alarm_return", N_("Judge the alarm that came back"), "D73", "coordinator", "doubt_result",
          "stand_by_result", "alarm_return", voids=_UNDONE),
    _rule("archive", N_("Hand over to the archive"), "F7.1", "coordinator", "resolved", "hand_over",
          lambda facts: "archive_serious" if facts.level in SERIOUS else "archive", "resolved",
          voids=_UNDONE, resumes="return_archive"),
    _rule("archive_check", N_("Check the file"), "F7.2", "clerk", "hand_over", "accept_archive return_archive",
          "archive_check", voids=_UNDONE),
    _rule("appraisal", N_("Appraise the file"), "F7.2", "clerk", "open_appraisal refuse_disposal", "propose_disposal",
          "appraisal"),
    _rule("appraisal_decision", N_("Decide on the proposal for a file"), "F7.2", "manager", "propose_disposal",
          "approve_disposal refuse_disposal", "appraisal_decision"),
    _rule("destruction", N_("Destroy the file"), "F7.2", "clerk", "destruction_approved", "destroy_file",
          "destruction", voids="hold_file"),
    _rule("letter_reply", N_("Obtain the reply"), "X4", "coordinator", "send_letter",
          "record_reply hold_special_meeting", None, per="letter", voids="branch_settled"),
    _rule("special_meeting", N_("Hold the special-topic meeting"), "X4", "coordinator", "reply_unsatisfactory",
          "hold_special_meeting", "special_meeting", per="branch", voids="branch_settled new_letter_sent"),
    _rule("external_follow_up", N_("Follow up with the department"), "X6", "coordinator", "plan_fixed follow_up",
          "follow_up", _urgent("follow_up"), per="branch", voids="branch_settled plan_dropped"),
    _rule("external_check", N_("Check what the department solved"), "X7", "coordinator", "record_notice",
          "verify_external", "external_check", per="branch"),
    _rule("monthly_report", N_("Submit the monthly report"), "F6.4", "coordinator", "open_month",
          "submit_monthly_report", "monthly_report_day"),
    _rule("monthly_signature", N_("Sign the monthly report as read"), "F6.4", "manager", "submit_monthly_report",
          "sign_monthly_report", "monthly_signature"),
    _rule("monthly_meeting", N_("Hold the monthly meeting"), "F6.5", "lead", "open_month",
          "hold_monthly_meeting", "monthly_meeting_to"),
)
# fmt: on

LABELS: dict[str, str] = {rule.key: rule.label for rule in DUTIES}
BY_KEY: dict[str, tuple[DutyRule, ...]] = {
    key: tuple(rule for rule in DUTIES if rule.key == key) for key in LABELS
}


def figures_of_cases() -> frozenset[str]:
    """Every figure that a duty of a case may run by."""
    cases = [SimpleNamespace(level=level, level_reported=level) for level in range(1, 6)]
    found = {rule.figure(case) for rule in DUTIES if not rule.key.startswith("monthly_") for case in cases}
    return frozenset(figure for figure in found if figure)

"""The life cycle: every step of the process, in one table.

A step is allowed when the person stands in one of its relations (`who`, see `judge.RELATIONS`), the case is
in one of its `sources`, and none of its `guards` (known before the form is filled) and `checks` (known
after) has a reason against it. `target` is the state it leads to, None where it stays. Two states follow
from facts instead (S1): `awaiting_confirmation` and the way back to `awaiting_dispatch`, see `settled_state`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bihuan.process import forms, terms
from bihuan.process.facts import Facts
from bihuan.process.fields import Field
from bihuan.process.guards import (
    alarming,
    archiving,
    asking,
    changing,
    external,
    known,
    meeting,
    ordering,
    reporting,
    solving,
    summarising,
)
from bihuan.process.terms import OPEN, WORK
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

Guard = Callable[..., Iterable[Reason]]

ANY = frozenset(terms.STATES)
NOT_ARCHIVED = ANY - {"archived"}
ARCHIVED = frozenset({"archived"})
RESULT = frozenset({"awaiting_confirmation", "summarising"})
CARE = OPEN | {"summarising"}
IN_HAND = frozenset({"handling", "in_group"})
KNOWABLE = IN_HAND | RESULT | {"awaiting_archive", "archived", "merged"}
UNFINISHED = frozenset({"awaiting_response"}) | WORK


@dataclass(frozen=True)
class Step:
    """One verb of the process.

    `sources` is empty for a step that creates its subject or belongs to no case; `automatic` steps are
    taken by the system only and never offered; `main` marks what carries a case forward, as against
    remarks beside it.
    """

    key: str
    label: str
    clauses: tuple[str, ...]
    who: tuple[str, ...]
    sources: frozenset[str] = frozenset()
    target: str | None = None
    fields: tuple[Field, ...] = ()
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    subjects: tuple[str, ...] = ("case",)
    automatic: bool = False
    main: bool = True

    @property
    def creates(self) -> bool:
        return "case" in self.subjects and not self.sources


def _step(key: str, label: str, clauses: str, who: str, **rest: object) -> Step:
    return Step(key, label, tuple(clauses.split()), tuple(who.split()), **rest)  # type: ignore[arg-type]


# fmt: off
_STEPS = (
    # F1 — report
    _step("report", N_("File a report"), "F1.1 R10 L6 L8 C1 A1", "member", target="awaiting_response",
          fields=forms.REPORT, checks=(reporting.report_is_sound, known.known_error_is_new_here)),
    _step("report_by_phone", N_("Report by phone"), "F1.2 F1.3 L8", "member", target="awaiting_response",
          fields=forms.REPORT_BY_PHONE, checks=(reporting.phone_is_for_serious, reporting.callee_has_authority)),
    _step("record_history", N_("Record a case of another system"), "D65", "system", target="archived",
          fields=forms.HISTORY, automatic=True),
    # Beside those who owe the calls: whoever sits at the telephone in the night and makes them (D67), and whoever sent
    # an order out, for the call to its handler (F2.5). A call is attested by who made it; it should not wait for others.
    _step("log_call", N_("Log a call"), "F1.3 F2.5", "reporter coordinator duty_officer dispatcher", sources=CARE,
          main=False, fields=forms.CALL, checks=(reporting.callee_fits_purpose, reporting.dispatcher_calls_handlers)),
    _step("acknowledge", N_("Confirm that you know of it"), "F1.3", "coordinator leader manager executive on_chain",
          sources=OPEN, main=False, fields=forms.NOTE, guards=(reporting.chain_asks,)),
    _step("complete_form", N_("Complete the report form"), "F1.4", "reporter", sources=CARE,
          fields=forms.COMPLETE_FORM, guards=(reporting.form_is_pending,), checks=(reporting.report_is_sound,)),
    _step("report_by_alarm", N_("Report by an alarm"), "F1.4 D71", "system", target="awaiting_response",
          fields=forms.ALARM_REPORT, automatic=True),
    _step("confirm_alarm", N_("Confirm the alarm"), "D71 F1.4", "duty_officer", sources=OPEN,
          guards=(reporting.alarm_awaits,)),
    _step("dismiss_alarm", N_("Declare a false alarm"), "D71 D52 F5.4", "duty_officer",
          sources=frozenset({"awaiting_response"}), target="void", fields=forms.REASON,
          guards=(reporting.alarm_awaits, reporting.manager_voids_serious)),
    # F2 — response
    _step("respond", N_("Respond"), "F2.2 R2 L6", "coordinator", sources=frozenset({"awaiting_response"}),
          target="awaiting_dispatch", fields=forms.RESPOND, checks=(reporting.lower_level_has_reason,)),
    _step("take_over", N_("Take over the case"), "D75 R1", "coordinator", sources=CARE | {"awaiting_archive"},
          fields=forms.NOTE, main=False, guards=(reporting.another_coordinates,)),
    _step("brief_manager", N_("Report to the manager"), "F2.1 X1 R4", "coordinator", sources=CARE,
          fields=forms.BRIEF),
    _step("change_level", N_("Change the level"), "L7 S4", "coordinator", sources=WORK, fields=forms.LEVEL,
          checks=(asking.level_differs, asking.no_downgrade_asked)),
    _step("suspend", N_("Ask for suspension"), "L9", "coordinator", sources=WORK, fields=forms.UNTIL,
          guards=(asking.may_be_suspended,), checks=(asking.until_is_ahead,)),
    _step("extend", N_("Ask for an extension"), "L9", "coordinator", sources=WORK, fields=forms.UNTIL,
          guards=(asking.may_be_extended,), checks=(asking.until_is_ahead, asking.extension_is_in_time)),
    _step("ask_improvement", N_("Ask to improve by a project"), "D76 L5", "coordinator", sources=WORK,
          fields=forms.IMPROVEMENT, guards=(asking.may_be_improved,)),
    _step("resume", N_("Resume"), "L9", "coordinator", sources=WORK, fields=forms.NOTE,
          guards=(asking.is_suspended,)),
    _step("approve_request", N_("Approve the request"), "L7 L9 D76", "manager", sources=WORK, fields=forms.DECISION,
          guards=(asking.request_waits,), checks=(asking.not_own_request, asking.request_still_fits)),
    _step("refuse_request", N_("Refuse the request"), "L7 L9 D76", "manager", sources=WORK, fields=forms.REFUSAL,
          guards=(asking.request_waits,), checks=(asking.not_own_request, asking.request_is_open)),
    _step("dispatch", N_("Dispatch an order"), "F2.3 F2.4 F2.5 F2.6 R3 S3 A2", "coordinator",
          sources=frozenset({"awaiting_response", "awaiting_dispatch", "handling"}), target="handling",
          fields=forms.DISPATCH, checks=(reporting.lower_level_has_reason, ordering.handler_has_no_live_order,
                                         ordering.contact_is_sound)),
    # F2.4, F3 — handling
    _step("accept_order", N_("Accept the order"), "F2.4 D24", "handler", sources=IN_HAND, fields=forms.ORDER,
          guards=(ordering.has_issued_order,), checks=(ordering.order_is_issued,)),
    _step("interim_reply", N_("Interim reply"), "F3.1 F3.3", "handler", sources=IN_HAND,
          fields=forms.ORDER_TEXT, main=False, guards=(ordering.has_live_order,), checks=(ordering.order_is_live,)),
    _step("ask_transfer", N_("Ask for a transfer"), "F2.6 D23", "handler", sources=IN_HAND,
          fields=forms.ORDER_TEXT, main=False, guards=(ordering.has_live_order,), checks=(ordering.order_is_live,)),
    _step("transfer", N_("Transfer the order"), "F2.6 D23", "coordinator", sources=IN_HAND, fields=forms.TRANSFER,
          guards=(ordering.has_movable_order,),
          checks=(ordering.order_is_movable, ordering.handler_has_no_live_order)),
    _step("cancel_order", N_("Cancel the order"), "F2.6 D20", "coordinator", sources=IN_HAND,
          fields=forms.CANCEL_ORDER, main=False, guards=(ordering.has_movable_order,),
          checks=(ordering.order_is_movable, changing.no_change_runs)),
    _step("plan_order", N_("Enter cause and plan"), "F3.1 F3.2", "handler", sources=IN_HAND, fields=forms.PLAN,
          guards=(ordering.has_accepted_order,), checks=(ordering.order_is_accepted, changing.change_stays_planned)),
    _step("request_change", N_("Request a change"), "F3.2 R6 X5", "handler coordinator", sources=IN_HAND,
          fields=forms.CHANGE, checks=(changing.change_number_is_new, changing.change_order_is_live, changing.emergency_is_serious)),
    _step("update_change", N_("Update the change"), "F3.2 F4.3 R6 D33", "changer", sources=IN_HAND,
          fields=forms.CHANGE_UPDATE, guards=(changing.has_open_change,), checks=(changing.change_moves_on,)),
    _step("approve_emergency_change", N_("Consent to an emergency change"), "D33 F3.2", "manager",
          sources=IN_HAND, fields=forms.CHANGE_CONSENT, guards=(changing.has_unapproved_emergency,),
          checks=(changing.emergency_is_unapproved,)),
    _step("file_change_papers", N_("Hand in the papers of the change"), "D33 F3.2 R6", "change_asker coordinator changer",
          sources=CARE, fields=forms.CHANGE_PAPERS, guards=(changing.papers_are_owed,), checks=(changing.change_owes_papers,)),
    _step("give_up", N_("Say that it cannot be solved"), "F3.5 D30", "handler",
          sources=frozenset({"handling"}), fields=forms.GIVE_UP, guards=(ordering.has_accepted_order,),
          checks=(ordering.order_is_accepted,)),
    # F4 — group
    _step("convene_group", N_("Convene the group"), "F3.5 R5 R12", "coordinator",
          sources=frozenset({"awaiting_dispatch", "handling"}), target="in_group", fields=forms.CONVENE),
    _step("call_meeting", N_("Call a meeting"), "R11 R13 R14 D46", "coordinator lead", sources=CARE,
          subjects=("case", "month"), fields=forms.CALL_MEETING, main=False, checks=(meeting.kind_can_be_called,)),
    _step("take_minutes", N_("Take minutes"), "D46 F4.1 F6.3", "coordinator lead", sources=CARE,
          subjects=("case", "month"), fields=forms.TAKE_MINUTES, main=False, guards=(meeting.some_is_unsigned,),
          checks=(meeting.is_unsigned, meeting.item_is_on_agenda, meeting.item_is_as_read)),
    _step("decide_plan", N_("Decide the plan"), "F4.1 F4.2 F4.3 R11", "lead coordinator",
          sources=frozenset({"in_group"}), target="handling", fields=forms.DECIDE,
          checks=(meeting.two_leads_decided, meeting.joint_names_change, meeting.board_is_on_record,
                  meeting.plan_is_concrete, meeting.plan_due_is_ahead)),
    # F5 — result
    _step("resolve", N_("Answer the order"), "F5.1 F5.3 F3.4 S1 A2", "handler", sources=frozenset({"handling"}),
          fields=forms.RESOLVE, guards=(ordering.has_accepted_order,),
          checks=(ordering.order_is_accepted, solving.order_change_is_done, solving.criteria_hold,
                  alarming.alarms_are_silent,
                  solving.recovery_is_sound, solving.workaround_has_action,
                  solving.improvement_has_action, solving.late_has_reason)),
    _step("tell_reporter", N_("Tell the reporter"), "F5.1", "coordinator", sources=RESULT, fields=forms.TEXT,
          guards=(solving.not_yet_told,)),
    _step("confirm", N_("Confirm the result"), "F5.4", "reporter coordinator manager",
          sources=frozenset({"awaiting_confirmation"}), target="summarising", fields=forms.NOTE,
          guards=(solving.may_verify, alarming.no_alarm_fires)),
    _step("reject_result", N_("Reject the result"), "F5.4", "reporter coordinator manager",
          sources=frozenset({"awaiting_confirmation"}), target="handling", fields=forms.REOPEN,
          guards=(solving.may_verify,), checks=(solving.orders_are_done,)),
    _step("notify_departments", N_("Tell the affected departments"), "F5.2", "reporter coordinator",
          sources=RESULT, fields=forms.NOTIFY, guards=(solving.business_was_affected,),
          checks=(solving.coordinator_names_absence,)),
    # F6 — summary
    _step("submit_analysis", N_("Submit the analysis report"), "F6.1", "lead_handler", sources=RESULT,
          fields=forms.ANALYSIS, guards=(summarising.analysis_is_owed,)),
    _step("accept_analysis", N_("Accept the analysis report"), "F6.1", "coordinator", sources=RESULT,
          fields=forms.NOTE, guards=(summarising.analysis_awaits_check, summarising.not_own_analysis)),
    _step("return_analysis", N_("Return the analysis report"), "F6.1", "coordinator", sources=RESULT,
          fields=forms.REASON, guards=(summarising.analysis_awaits_check, summarising.not_own_analysis)),
    _step("suspect_repeat", N_("An earlier case turned out alike"), "D72 F6.3", "system", sources=RESULT,
          fields=forms.SUSPECT, automatic=True, main=False),
    _step("judge_repeat", N_("Judge whether it is a repeat"), "D72 F6.3", "coordinator", sources=RESULT,
          fields=forms.REPEAT, guards=(summarising.repeat_is_asked,), checks=(summarising.repeat_is_named,)),
    _step("enter_register", N_("Enter in the register"), "F6.2 R8", "coordinator", sources=RESULT,
          fields=forms.REGISTER, guards=(summarising.not_yet_registered,)),
    _step("hold_review", N_("Record the incident review"), "F6.3 R13", "lead coordinator", sources=RESULT,
          fields=forms.REVIEW, guards=(summarising.review_is_owed,),
          checks=(meeting.a_lead_took_part, summarising.meeting_was_held, summarising.review_follows_resolution,
                  meeting.lessons_are_there, meeting.recurrence_has_plan)),
    _step("sign_minutes", N_("Sign off the minutes"), "D46 F6.3", "chair", sources=RESULT | IN_HAND,
          subjects=("case", "month"), fields=forms.MINUTES, guards=(summarising.minutes_are_open,), checks=(summarising.minutes_are_unsigned,)),
    _step("open_action", N_("Open a corrective action"), "F6.3 D36", "lead coordinator", sources=ANY,
          fields=forms.ACTION, main=False, checks=(solving.due_on_is_ahead, solving.check_follows_due)),
    _step("close_action", N_("Report the action as done"), "F6.3", "action_owner", sources=ANY,
          fields=forms.CLOSE_ACTION, guards=(solving.has_open_action,), checks=(solving.action_is_open,)),
    _step("check_action", N_("Check the action"), "F6.3", "lead coordinator manager", sources=ANY,
          fields=forms.CHECK_ACTION, guards=(solving.has_closed_action,),
          checks=(solving.action_is_closed, solving.not_own_action)),
    # F7 — archive
    _step("hand_over", N_("Hand over to the archive"), "F7.1 S5", "coordinator",
          sources=frozenset({"summarising"}), target="awaiting_archive", fields=forms.NOTE,
          guards=(summarising.papers_are_complete,)),
    _step("accept_archive", N_("Accept into the archive"), "F7.2", "clerk",
          sources=frozenset({"awaiting_archive"}), target="archived", fields=forms.LOCATION,
          guards=(summarising.not_own_hand_over,)),
    _step("return_archive", N_("Return the file"), "F7.2", "clerk", sources=frozenset({"awaiting_archive"}),
          target="summarising", fields=forms.REASON),
    _step("reopen", N_("Reopen"), "D39 S2", "coordinator",
          sources=frozenset({"summarising", "awaiting_archive"}), target="handling", fields=forms.REOPEN,
          guards=(solving.within_reopen_window,), checks=(solving.orders_are_done,)),
    _step("shelve_file", N_("Enter where the file lies"), "F7.2", "clerk", sources=ARCHIVED, fields=forms.SHELVE,
          main=False, guards=(archiving.file_is_kept,)),
    _step("hold_file", N_("Put a hold on the file"), "F7.2", "manager", sources=ARCHIVED, fields=forms.REASON,
          main=False, guards=(archiving.file_is_kept, archiving.hold_is_absent)),
    _step("lift_hold", N_("Lift the hold"), "F7.2", "manager", sources=ARCHIVED, fields=forms.REASON, main=False,
          guards=(archiving.file_is_kept, archiving.hold_is_there)),
    _step("propose_disposal", N_("Appraise the file"), "F7.2 D51", "clerk", sources=ARCHIVED, fields=forms.PROPOSAL,
          guards=(archiving.file_is_kept, archiving.term_has_expired, archiving.nothing_is_proposed),
          checks=(archiving.proposal_is_sound,)),
    _step("approve_disposal", N_("Approve the proposal"), "F7.2", "manager", sources=ARCHIVED, fields=forms.NOTE,
          guards=(archiving.file_is_kept, archiving.proposal_waits, archiving.not_own_proposal,
                  archiving.proposal_still_fits)),
    _step("refuse_disposal", N_("Refuse the proposal"), "F7.2", "manager", sources=ARCHIVED, fields=forms.REASON,
          guards=(archiving.file_is_kept, archiving.proposal_waits, archiving.not_own_proposal)),
    _step("destroy_file", N_("Destroy the file"), "F7.2", "clerk", sources=ARCHIVED, fields=forms.NOTE,
          guards=(archiving.file_is_kept, archiving.destruction_is_approved, archiving.file_is_not_held)),
    # D52 — ends that are no solution
    _step("withdraw", N_("Withdraw"), "D52 F5.4", "reporter", sources=frozenset({"awaiting_response"}),
          target="withdrawn", fields=forms.REASON),
    _step("void", N_("Void"), "D52 F5.4", "coordinator serious_manager", sources=UNFINISHED, target="void",
          fields=forms.REASON, guards=(reporting.manager_ends_serious, reporting.manager_was_told, reporting.nothing_runs)),
    _step("merge", N_("Merge into another case"), "D52 F5.4", "coordinator serious_manager", sources=UNFINISHED,
          target="merged", fields=forms.MERGE, guards=(reporting.manager_ends_serious, reporting.nothing_runs),
          checks=(reporting.main_case_fits,)),
    # remarks beside the line
    _step("urge", N_("Urge"), "R7 F2.4 F3.3", "member", sources=CARE, fields=forms.TEXT, main=False,
          guards=(reporting.urge_is_throttled,)),
    _step("supervise", N_("Supervise"), "F3.3 R1b", "coordinator manager", sources=CARE, fields=forms.SUPERVISE,
          main=False, checks=(asking.answer_is_ahead,)),
    _step("answer_supervision", N_("Answer the supervision"), "F3.3", "member", sources=CARE, fields=forms.TEXT,
          main=False, guards=(asking.answer_is_owed,)),
    _step("comment", N_("Comment"), "D53", "reader", sources=NOT_ARCHIVED, fields=forms.TEXT, main=False),
    _step("attach", N_("Attach a document"), "D53", "member", sources=NOT_ARCHIVED, fields=forms.ATTACH,
          main=False),
    _step("amend", N_("Amend"), "D53", "reporter coordinator", sources=NOT_ARCHIVED, fields=forms.AMEND,
          main=False, checks=(reporting.field_may_be_amended,)),
    _step("link", N_("Link to another case"), "D72 D52", "coordinator", sources=ANY, fields=forms.LINK, main=False,
          checks=(reporting.link_is_elsewhere,)),
    # known errors
    _step("record_known_error", N_("Record a known error"), "F6.1 D36 R1", "coordinator lead_handler", sources=KNOWABLE,
          fields=forms.KNOWN_ERROR, main=False, checks=(known.known_error_helps,)),
    _step("retire_known_error", N_("Retire the known error"), "D36 R1", "coordinator", sources=ANY, fields=forms.REASON,
          main=False, guards=(known.own_known_error_lives,)),
    _step("link_known_error", N_("Link to a known error"), "D72 F2.2 F3.1", "coordinator handler", sources=OPEN | KNOWABLE,
          fields=forms.LINK_KNOWN_ERROR, main=False, checks=(known.known_error_is_new_here,)),
    _step("unlink_known_error", N_("Take the link to a known error back"), "D72", "coordinator handler",
          sources=OPEN | KNOWABLE, fields=forms.UNLINK_KNOWN_ERROR, main=False, guards=(known.has_met_known_error,),
          checks=(known.known_error_was_met,)),
    # alarms of the monitoring
    _step("attach_alarm", N_("One more alarm of the problem"), "D71 F5.3", "system", sources=CARE, fields=forms.SIGNAL,
          automatic=True, main=False),
    _step("link_alarm", N_("Link an alarm"), "F5.3 D71", "reporter handler coordinator", sources=CARE, main=False,
          fields=forms.LINK_ALARM, checks=(alarming.alarm_is_free,)),
    _step("note_alarm", N_("Note what the monitoring says"), "F5.3 D73", "system", sources=CARE, fields=forms.SIGNAL,
          automatic=True, main=False),
    _step("alarm_returned", N_("The alarm came back"), "D73 S2", "system", sources=frozenset({"awaiting_confirmation"}),
          target="handling", fields=forms.SIGNAL, automatic=True),
    _step("doubt_result", N_("The fix did not hold"), "D73 D39", "system", sources=frozenset({"summarising"}),
          fields=forms.SIGNAL, automatic=True),
    _step("stand_by_result", N_("Say that the result stands"), "D73 D39", "coordinator",
          sources=frozenset({"summarising"}), fields=forms.REASON, guards=(alarming.result_is_doubted,)),
    _step("release_alarm", N_("Take an alarm off the case"), "F5.3", "coordinator", sources=OPEN, main=False,
          fields=forms.RELEASE_ALARM, guards=(alarming.has_linked_alarm,), checks=(alarming.alarm_is_linked,)),
    # X — external departments
    _step("open_external", N_("Open an external branch"), "X1", "coordinator", sources=WORK,
          fields=forms.EXTERNAL, checks=(external.department_is_elsewhere, external.department_has_no_branch)),
    _step("draft_letter", N_("Draft a letter"), "X2 X4", "coordinator", sources=WORK, fields=forms.LETTER,
          guards=(external.branch_is_open,), checks=(external.branch_runs, external.reply_is_ahead)),
    _step("sign_letter", N_("Sign off the letter"), "X3 D56 D58 R15", "manager", sources=WORK, fields=forms.SIGN,
          guards=(external.has_letter("drafted"),), checks=(external.letter_is("drafted"), external.letter_is_of_the_round, external.not_own_letter)),
    _step("return_letter", N_("Return the letter to its drafter"), "X3 D56", "manager", sources=WORK,
          fields=forms.RETURN_LETTER, main=False, guards=(external.has_letter("drafted"),),
          checks=(external.letter_is("drafted"), external.not_own_letter)),
    _step("send_letter", N_("Send the letter"), "X2", "coordinator", sources=WORK, fields=forms.SEND,
          guards=(external.has_letter("signed"),),
          checks=(external.letter_is("signed"), external.letter_is_of_the_round, external.reply_is_after_sending)),
    _step("confirm_delivery", N_("Confirm the delivery"), "X2", "coordinator", sources=WORK, fields=forms.DELIVERED,
          main=False, guards=(external.has_letter("sent"),), checks=(external.letter_is("sent"),)),
    _step("chase_letter", N_("Chase the reply"), "X4 R7", "coordinator", sources=WORK, fields=forms.CHASE, main=False,
          guards=(external.has_letter("sent", "delivered"),),
          checks=(external.letter_is("sent", "delivered"), external.letter_is_of_the_round)),
    _step("issue_link", N_("Give the department a new link"), "X4 D63", "coordinator", sources=WORK,
          fields=forms.ONE_LETTER, main=False, guards=(external.has_letter(*external.OUT),),
          checks=(external.letter_is(*external.OUT), external.letter_is_of_the_round)),
    _step("revoke_link", N_("Revoke the link of the department"), "X4 D63", "coordinator", sources=WORK,
          fields=forms.ONE_LETTER, main=False, guards=(external.has_letter(*external.OUT),),
          checks=(external.letter_is(*external.OUT),)),
    _step("reply_by_link", N_("The department answers by its link"), "X4 D63", "system", sources=WORK,
          fields=forms.LINK_REPLY, automatic=True,
          checks=(external.letter_is("sent", "delivered"), external.letter_is_of_the_round)),
    _step("notice_by_link", N_("The department gives notice by its link"), "X7 D63", "system", sources=WORK,
          fields=forms.LINK_NOTICE, automatic=True,
          checks=(external.letter_is(*external.OUT), external.letter_is_of_the_round, external.no_notice_for_letter)),
    _step("record_reply", N_("Record the reply"), "X4", "coordinator", sources=WORK, fields=forms.REPLY,
          guards=(external.has_letter("sent", "delivered"),),
          checks=(external.letter_is("sent", "delivered"), external.letter_is_of_the_round)),
    _step("hold_special_meeting", N_("Record the special-topic meeting"), "X4 D60", "coordinator", sources=WORK,
          fields=forms.SPECIAL, guards=(external.branch_is_open,),
          checks=(external.branch_runs, external.branch_needs_plan, summarising.meeting_was_held)),
    _step("follow_up", N_("Follow up with the department"), "X6", "coordinator", sources=WORK,
          fields=forms.FOLLOW_UP, guards=(external.branch_is_open,), checks=(external.branch_runs, external.branch_has_plan)),
    _step("record_notice", N_("Record the written notice"), "X7", "coordinator", sources=WORK, fields=forms.NOTICE,
          guards=(external.branch_is_open,),
          checks=(external.branch_runs, external.branch_letter_was_sent, external.branch_has_no_notice)),
    _step("verify_external", N_("Check what the department solved"), "X7 D62", "coordinator", sources=WORK,
          fields=forms.VERIFY, guards=(external.branch_is_open,), checks=(external.branch_runs, external.branch_has_notice)),
    # bulletins, and the proof that a department was told
    _step("issue_bulletin", N_("Issue a bulletin"), "F5.2 R4", "coordinator", sources=CARE, fields=forms.BULLETIN,
          main=False, guards=(solving.bulletins_are_for_serious,), checks=(solving.bulletin_is_in_order,)),
    _step("confirm_receipt", N_("A department confirms that it was told"), "F5.2", "system", sources=NOT_ARCHIVED,
          fields=forms.LINK_RECEIPT, automatic=True, main=False),
    # because time passed
    _step("remind_department", N_("Remind the department of its reply"), "X4", "system", sources=WORK,
          automatic=True, main=False),
    _step("mark_late", N_("Mark as late"), "L10 D26 D29", "system", sources=CARE, automatic=True, main=False),
    _step("end_suspension", N_("End the suspension"), "L9", "system", sources=WORK, automatic=True, main=False),
    _step("take_merged", N_("Take over a merged case"), "D52 F5.4", "system", sources=CARE, fields=forms.MERGED,
          automatic=True, main=False),
    _step("join_group", N_("Join the group meeting of another case"), "F3.5 R12", "system", target="in_group",
          sources=frozenset({"awaiting_dispatch", "handling"}), fields=forms.JOIN_MEETING, automatic=True),
    _step("join_review", N_("Join the review of another case"), "F6.3 D46", "system", sources=RESULT,
          fields=forms.JOIN_MEETING, automatic=True, guards=(summarising.review_is_owed,)),
    _step("seal_package", N_("Seal the package of the file"), "F7.1 F7.2", "system", sources=ARCHIVED,
          fields=forms.PACKAGE, automatic=True, main=False, guards=(archiving.file_is_kept, archiving.is_unsealed)),
    _step("open_appraisal", N_("The term of the file is over"), "F7.2 D51", "system", sources=ARCHIVED,
          automatic=True, main=False,
          guards=(archiving.file_is_kept, archiving.term_has_expired, archiving.nothing_is_proposed)),
    _step("log_machine_call", N_("Call by the machine"), "F1.3 F2.5", "system", sources=NOT_ARCHIVED,
          fields=forms.MACHINE_CALL, automatic=True, main=False),
    _step("call_by_hand", N_("No machine can ring: phone by hand"), "F1.3", "system", sources=UNFINISHED,
          fields=forms.BY_HAND, automatic=True, main=False),
    _step("restart_chain", N_("Set the call chain going again"), "F1.3 L10", "system", sources=UNFINISHED,
          automatic=True, main=False),
    # a month, the process itself
    _step("open_month", N_("Open the month"), "F6.4 F6.5", "system", subjects=("month",), automatic=True),
    _step("submit_monthly_report", N_("Submit the monthly report"), "F6.4 R9", "coordinator", subjects=("month",),
          fields=forms.MONTHLY_REPORT, guards=(summarising.month_is_over, summarising.report_is_unsubmitted)),
    _step("sign_monthly_report", N_("Sign the monthly report as read"), "F6.4 D48", "manager", subjects=("month",),
          fields=forms.NOTE, guards=(summarising.report_awaits_signature,), checks=(summarising.not_own_report,)),
    _step("hold_monthly_meeting", N_("Record the monthly meeting"), "F6.5 R14 D49", "lead coordinator",
          subjects=("month",), fields=forms.MONTHLY_MEETING, guards=(summarising.meeting_is_unheld,),
          checks=(meeting.a_lead_took_part, summarising.meeting_was_held, summarising.meeting_is_in_season,
                  summarising.none_has_reason)),
    _step("publish_process", N_("Publish a revision of the process"), "R1a", "coordinator", subjects=("process",),
          fields=forms.PUBLISH, checks=(summarising.revision_is_new,)),
)
# fmt: on

STEPS: dict[str, Step] = {step.key: step for step in _STEPS}
"""Every step by key, in the order of the process."""


def settled_state(facts: Facts) -> str:
    """The state after S1: answered and free of open changes and branches, or left without an order."""
    if facts.state != "handling":
        return facts.state
    if not facts.live_orders:
        return "awaiting_dispatch"
    is_answered = all(order.status == "done" for order in facts.live_orders)
    if is_answered and not facts.open_changes and not facts.open_branches:
        return "awaiting_confirmation"
    return "handling"

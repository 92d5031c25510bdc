"""Guards of analysis, register, review, minutes and archive (F6, F7), and of the month."""

from bihuan.process.calendar import month_start, start_of_day
from bihuan.process.facts import SERIOUS
from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.guards.meeting import says_nothing
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

#: Duties that may outlive the hand-over (S5).
BESIDE_ARCHIVE = frozenset({"action", "action_check", "archive", "archive_check"})


def analysis_is_owed(ask: Ask) -> Reasons:
    if ask.case.analysis not in ("", "returned"):
        yield Reason("F6.1", N_("The analysis report is submitted already."))


def analysis_awaits_check(ask: Ask) -> Reasons:
    if ask.case.analysis != "submitted":
        yield Reason("F6.1", N_("No analysis report awaits its check."))


def not_own_analysis(ask: Ask) -> Reasons:
    if ask.case.analysed_by == ask.person.id:
        yield Reason("F6.1", N_("Nobody checks his own analysis report."))


def not_yet_registered(ask: Ask) -> Reasons:
    if ask.case.registered:
        yield Reason("F6.2", N_("The register row is confirmed already."))


def repeat_is_asked(ask: Ask) -> Reasons:
    if not ask.case.owes("repeat_check"):
        yield Reason(
            "D72", N_("Nothing is to be judged: a repeat that you know of is linked to the earlier case.")
        )


def repeat_is_named(ask: Ask) -> Reasons:
    """D72: a repeat names the earlier case, anything else its reason."""
    earlier = ask.data.get("number")
    if ask.data["verdict"] == "other":
        if says_nothing(ask.data.get("text") or "none"):
            yield Reason("D72", N_("Say what tells it apart from the earlier case."), about="text")
    elif earlier is None:
        yield Reason("D72", N_("Name the earlier case."), about="number")
    elif earlier.reported_at >= ask.case.reported_at:
        yield Reason("D72", N_("A repeat follows the case that it repeats."), about="number")


def review_is_owed(ask: Ask) -> Reasons:
    if not ask.case.is_serious:
        yield Reason("F6.3", N_("The review is for levels 1 and 2."))
    elif any(m.kind == "review" and m.held for m in ask.case.meetings) and not ask.case.owes("review"):
        yield Reason("F6.3", N_("The review has been held already."))


def meeting_was_held(ask: Ask) -> Reasons:
    if ask.data["held_at"] > ask.at:
        yield Reason("F6.3", N_("A meeting is recorded once it was held."), about="held_at")


def review_follows_resolution(ask: Ask) -> Reasons:
    """R13: the review looks back on a case that was handled."""
    resolved = ask.case.resolved_at
    if resolved is not None and ask.data["held_at"] < resolved:
        yield Reason("F6.3", N_("The review comes after the resolution."), about="held_at")


def minutes_are_open(ask: Ask) -> Reasons:
    if not any(m.held and not m.signed and m.chair == ask.person.id for m in ask.facts.meetings):
        yield Reason("D46", N_("No minutes of yours await signature."))


def minutes_are_unsigned(ask: Ask) -> Reasons:
    meeting = ask.data["meeting"]
    if not meeting.held or meeting.signed:
        yield Reason(
            "D46", N_("Meeting {number} awaits no signature."), {"number": meeting.number}, "meeting"
        )
    elif meeting.chair != ask.person.id:
        yield Reason(
            "D46", N_("Another person chaired meeting {number}."), {"number": meeting.number}, "meeting"
        )


def papers_are_complete(ask: Ask) -> Reasons:
    """S5, D50: the gate of the archive, naming each duty and paper that is missing."""
    case = ask.case
    for key in dict.fromkeys(duty.key for duty in case.open_duties if duty.key not in BESIDE_ARCHIVE):
        yield Reason("S5", N_("Still owed: {duty}."), {"duty": key})
    if case.form_pending:
        yield Reason("D50", N_("The report form is missing."))
    if not any(order.status == "done" for order in case.orders):
        yield Reason("D50", N_("No answered work order is there."))
    if case.analysis != "accepted":
        yield Reason("D50", N_("The accepted analysis report is missing."))
    if not case.registered:
        yield Reason("D50", N_("The register row is missing."))
    if case.level in SERIOUS and not any(m.kind == "review" and m.held and m.signed for m in case.meetings):
        yield Reason("D50", N_("The signed minutes of the review are missing."))
    changed = {change.order for change in case.changes if change.status == "implemented"}
    for order in case.live_orders:
        if order.needs_change and order.id not in changed:
            yield Reason(
                "D50", N_("The change record of order {number} is missing."), {"number": order.number}
            )
    written_to = {letter.branch for letter in case.letters if letter.status not in ("drafted", "signed")}
    for branch in case.branches:
        if branch.id not in written_to:
            yield Reason(
                "D50", N_("The letter of external branch {number} is missing."), {"number": branch.number}
            )
    for branch in case.open_branches:
        yield Reason("X7", N_("The external branch {number} is open."), {"number": branch.number})


def not_own_hand_over(ask: Ask) -> Reasons:
    """F7.2: the clerk checks what another handed over."""
    if ask.case.handed_over_by == ask.person.id:
        yield Reason("F7.2", N_("Nobody accepts a file that he handed over himself; another clerk does."))


def month_is_over(ask: Ask) -> Reasons:
    if ask.at < ask.facts.ends_at:
        yield Reason("F6.4", N_("The month is not over yet."))


def report_is_unsubmitted(ask: Ask) -> Reasons:
    if ask.facts.submitted_by:
        yield Reason("F6.4", N_("The monthly report is submitted already."))


def report_awaits_signature(ask: Ask) -> Reasons:
    if not ask.facts.submitted_by or ask.facts.signed_by:
        yield Reason("F6.4", N_("No monthly report awaits its signature."))


def not_own_report(ask: Ask) -> Reasons:
    if ask.facts.submitted_by == ask.person.id:
        yield Reason("F6.4", N_("Nobody signs his own report."))


def meeting_is_unheld(ask: Ask) -> Reasons:
    if any(meeting.held for meeting in ask.facts.meetings):
        yield Reason("F6.5", N_("The monthly meeting is on record already."))


def meeting_is_in_season(ask: Ask) -> Reasons:
    """D49: between the 25th and the 5th of the next month; a late one is recorded all the same."""
    first_day = ask.policy["monthly_meeting_from"]
    if ask.data["held_at"] < start_of_day(month_start(ask.facts.month).replace(day=first_day)):
        reason = N_("The monthly meeting is held from the {day}th of the month on.")
        yield Reason("F6.5", reason, {"day": first_day}, "held_at")


def none_has_reason(ask: Ask) -> Reasons:
    """R14: improvements and prevention, or an explicit none with the reason."""
    for name in ("improvements", "prevention"):
        if says_nothing(ask.data[name]):
            yield Reason("R14", N_("“None” needs its reason."), about=name)


def revision_is_new(ask: Ask) -> Reasons:
    if ask.data["version"] in ask.facts.versions:
        yield Reason("R1a", N_("This revision number exists already."), about="version")

"""Guards of the external branch: letters, replies, notice and check (X1–X7)."""

from collections.abc import Callable

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

#: A letter that the department has: it may be answered, chased, and its link used.
OUT = ("sent", "delivered", "replied")


def branch_is_open(ask: Ask) -> Reasons:
    if not ask.case.open_branches:
        yield Reason("X1", N_("No external branch is open."))


def department_has_no_branch(ask: Ask) -> Reasons:
    department = ask.data["department"]
    if any(branch.department == department.id for branch in ask.case.open_branches):
        yield Reason(
            "X1",
            N_("A branch to {department} is open already."),
            {"department": department.code},
            "department",
        )


def department_is_elsewhere(ask: Ask) -> Reasons:
    if ask.data["department"].kind == "own":
        yield Reason("X1", N_("The centre itself is not an external department."), about="department")


def branch_runs(ask: Ask) -> Reasons:
    """The branch named has not ended: what has ended stays so (X7)."""
    branch = ask.data["branch"]
    if not branch.is_open:
        yield Reason("X7", N_("The external branch {number} has ended."), {"number": branch.number}, "branch")


def letter_is_of_the_round(ask: Ask) -> Reasons:
    """A round that came to its end takes its letters with it: a new round is X1–X7 anew."""
    letter = ask.data["letter"]
    for branch in ask.case.branches:
        if branch.id == letter.branch and (not branch.is_open or branch.round != letter.round):
            yield Reason("X7", N_("The letter belongs to a round that is over."), about="letter")


def _was_written_to(ask: Ask) -> bool:
    """Was a letter of the present round sent to the department?"""
    branch = ask.data["branch"]
    return any(
        letter.branch == branch.id and letter.round == branch.round and letter.status in OUT
        for letter in ask.case.letters
    )


def has_letter(*statuses: str) -> Callable[[Ask], Reasons]:
    """A guard: some letter of the case stands at one of these states."""

    def guard(ask: Ask) -> Reasons:
        if not any(letter.status in statuses for letter in ask.case.letters):
            yield Reason("X2", N_("No letter is at this point."))

    return guard


def letter_is(*statuses: str) -> Callable[[Ask], Reasons]:
    """A check: the letter named stands at one of these states."""

    def guard(ask: Ask) -> Reasons:
        if ask.data["letter"].status not in statuses:
            yield Reason("X2", N_("The letter is not at this point."), about="letter")

    return guard


def not_own_letter(ask: Ask) -> Reasons:
    if ask.data["letter"].drafted_by == ask.person.id:
        yield Reason("D56", N_("Nobody signs a letter he drafted."), about="letter")


def reply_is_ahead(ask: Ask) -> Reasons:
    if ask.data["reply_by"] <= ask.at:
        yield Reason("X4", N_("The reply deadline must be later than the sending."), about="reply_by")


def reply_is_after_sending(ask: Ask) -> Reasons:
    letter, sent = ask.data["letter"], ask.data.get("sent_at") or ask.occurred
    if sent > ask.at or ask.at - sent > ask.policy["backdate_limit"]:
        yield Reason("S6", N_("The sending must lie within the last 24 hours."), about="sent_at")
    elif letter.reply_by is not None and letter.reply_by <= sent:
        yield Reason("X4", N_("The reply deadline has passed; draft the letter anew."), about="letter")


def branch_needs_plan(ask: Ask) -> Reasons:
    """A meeting that is owed is held even if a plan has come in meanwhile."""
    branch = ask.data["branch"]
    is_owed = any(d.key == "special_meeting" and d.subject == branch.id for d in ask.case.open_duties)
    if branch.has_plan and not is_owed:
        yield Reason("X4", N_("A plan is fixed for this branch already."), about="branch")
    if not _was_written_to(ask):
        yield Reason("X4", N_("The letter comes first."), about="branch")


def branch_has_plan(ask: Ask) -> Reasons:
    if not ask.data["branch"].has_plan:
        yield Reason("X6", N_("No plan is fixed for this branch yet."), about="branch")


def branch_letter_was_sent(ask: Ask) -> Reasons:
    if not _was_written_to(ask):
        yield Reason("X7", N_("A notice answers a letter, and none was sent in this round."), about="branch")


def branch_has_no_notice(ask: Ask) -> Reasons:
    if ask.data["branch"].has_notice:
        yield Reason("X7", N_("The notice of this round is on record already."), about="branch")


def branch_has_notice(ask: Ask) -> Reasons:
    if not ask.data["branch"].has_notice:
        yield Reason("X7", N_("Only a written notice lets the centre's check end a branch."), about="branch")


def no_notice_for_letter(ask: Ask) -> Reasons:
    """The branch of the letter runs and has no notice of this round yet (X7)."""
    letter = ask.data["letter"]
    if any(branch.id == letter.branch and branch.has_notice for branch in ask.case.branches):
        yield Reason("X7", N_("The notice of this round is on record already."), about="letter")

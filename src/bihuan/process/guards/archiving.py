"""Guards of what may still be done with an archived file (F7.2): shelf, hold, appraisal, destruction."""

from bihuan.process.calendar import shanghai_date
from bihuan.process.filefacts import APPROVED, DESTROYED, PROPOSED, FileFact
from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

YEARS = range(1, 101)


def file_is_kept(ask: Ask) -> Reasons:
    """A record of another system has no file here; a destroyed file is no more."""
    file = ask.case.file
    if file is None:
        yield Reason(
            "F7.2", N_("This archive holds no file of the case: it was imported from another system.")
        )
    elif file.disposal == DESTROYED:
        yield Reason("F7.2", N_("The file was destroyed; its certificate and its chain of events are kept."))


def file_is_not_held(ask: Ask) -> Reasons:
    if ask.case.file is not None and ask.case.file.is_held:
        yield Reason("F7.2", N_("A hold lies on the file; the manager lifts it first."))


def hold_is_absent(ask: Ask) -> Reasons:
    if ask.case.file is not None and ask.case.file.is_held:
        yield Reason("F7.2", N_("A hold lies on the file already."))


def hold_is_there(ask: Ask) -> Reasons:
    if ask.case.file is not None and not ask.case.file.is_held:
        yield Reason("F7.2", N_("No hold lies on the file."))


def term_has_expired(ask: Ask) -> Reasons:
    """F7.2, D51: nobody appraises a file before its term is over."""
    file = ask.case.file
    if file is not None and shanghai_date(ask.at) < file.retain_until:
        yield Reason(
            "F7.2",
            N_("The file is kept until {day}; it is appraised after that."),
            {"day": file.retain_until},
        )


def nothing_is_proposed(ask: Ask) -> Reasons:
    file = ask.case.file
    if file is not None and file.disposal == PROPOSED:
        yield Reason("F7.2", N_("A proposal for the file awaits the manager already."))
    elif file is not None and file.disposal == APPROVED:
        yield Reason("F7.2", N_("The destruction of the file is approved already."))


def proposal_is_sound(ask: Ask) -> Reasons:
    """Keeping on needs its years; destroying needs that no hold and no corrective action is open."""
    if ask.data["verdict"] == "keep":
        if ask.data.get("years") not in YEARS:
            yield Reason("F7.2", N_("Say how many years the file is kept on, 1 to 100."), about="years")
    else:
        yield from _may_be_destroyed(ask)


def proposal_waits(ask: Ask) -> Reasons:
    if ask.case.file is not None and ask.case.file.disposal != PROPOSED:
        yield Reason("F7.2", N_("No proposal for the file awaits a decision."))


def not_own_proposal(ask: Ask) -> Reasons:
    """F7.2: two persons, never the same."""
    file = ask.case.file
    if file is not None and file.disposal == PROPOSED and file.proposed_by == ask.person.id:
        yield Reason("F7.2", N_("Nobody decides on his own proposal; another manager does."))


def proposal_still_fits(ask: Ask) -> Reasons:
    """What was proposed must still be possible when the manager approves."""
    file: FileFact | None = ask.case.file
    if file is not None and file.verdict == "destroy":
        yield from _may_be_destroyed(ask)


def destruction_is_approved(ask: Ask) -> Reasons:
    if ask.case.file is not None and ask.case.file.disposal not in (APPROVED, DESTROYED):
        yield Reason("F7.2", N_("The destruction of the file is not approved."))


def is_unsealed(ask: Ask) -> Reasons:
    if ask.case.file is not None and ask.case.file.is_sealed:
        yield Reason("F7.2", N_("The package of the file is sealed already."))


def _may_be_destroyed(ask: Ask) -> Reasons:
    yield from file_is_not_held(ask)
    for action in ask.case.actions:
        if action.status != "checked":
            yield Reason(
                "F7.2", N_("Corrective action {number} is not at its end."), {"number": action.number}
            )

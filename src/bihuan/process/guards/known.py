"""Guards of known errors: a record must help, a tie is made once, only what lives is retired (D36, D72)."""

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.knownfacts import KnownErrorFact
from bihuan.process.verdict import Reason
from bihuan.process.words import N_


def known_error_helps(ask: Ask) -> Reasons:
    """Who meets it at night must learn what to do."""
    if not ask.data.get("workaround") and not ask.data.get("final_fix"):
        yield Reason("D36", N_("A known error names a workaround or the final solution."), about="workaround")


def own_known_error_lives(ask: Ask) -> Reasons:
    """A known error is kept on the case that it was made from, and retired there."""
    if not any(fact.is_home and fact.is_live for fact in ask.case.known_errors):
        yield Reason("D36", N_("No known error in use was made from this case."))


def known_error_is_new_here(ask: Ask) -> Reasons:
    """A case meets a known error once, and only one that is in use."""
    error = ask.data.get("known_error")
    if error is None:
        return
    if error.status == "retired":
        yield Reason(
            "D72", N_("{number} is retired; link one in use."), {"number": error.number}, "known_error"
        )
    elif ask.facts is not None and any(fact.number == error.number for fact in _ties(ask)):
        yield Reason(
            "D72", N_("The case is tied to {number} already."), {"number": error.number}, "known_error"
        )


def has_met_known_error(ask: Ask) -> Reasons:
    if not any(not fact.is_home for fact in _ties(ask)):
        yield Reason("D72", N_("The case is linked to no known error."))


def known_error_was_met(ask: Ask) -> Reasons:
    """Only a link is taken back; what was made from the case stays with it."""
    number = ask.data["known_error"].number
    if not any(fact.number == number and not fact.is_home for fact in _ties(ask)):
        yield Reason("D72", N_("The case is not linked to {number}."), {"number": number}, "known_error")


def _ties(ask: Ask) -> list[KnownErrorFact]:
    return [fact for fact in ask.case.known_errors if fact.stands]

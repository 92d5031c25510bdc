"""The words of a delivery: code, label and tone, declared once."""

from bihuan.process.terms import Term
from bihuan.process.words import N_

STATUS: dict[str, Term] = {
    term.code: term
    for term in (
        Term("queued", N_("Waiting to be sent"), "blue"),
        Term("sending", N_("Being sent"), "blue"),
        Term("sent", N_("Handed on"), "blue"),
        Term("accepted", N_("Accepted by the provider"), "green"),
        Term("delivered", N_("Arrived"), "green"),
        Term("read", N_("Confirmed by the person"), "green"),
        Term("failed", N_("Not delivered"), "red"),
        Term("dropped", N_("Not needed any more"), "grey"),
        Term("retry", N_("To be tried again"), "amber"),
        Term("down", N_("Channel did not work"), "amber"),
        Term("rejected", N_("Refused"), "red"),
        Term("lost", N_("The sender ended; sent again under the same key"), "amber"),
    )
}
"""What a delivery is, and what an attempt was."""

REASONS: dict[str, str] = {
    "superseded": N_("a newer notice has taken its place"),
    "not needed": N_("another channel has reached the person"),
    "answered": N_("answered meanwhile"),
    "next asked": N_("the next person is asked"),
    "read meanwhile": N_("read on the desk meanwhile"),
    "the account is closed": N_("the account is closed"),
    "may not read the case": N_("the person may not read the case"),
    "24 h without success": N_("24 hours without success"),
    "the channel is switched off": N_("the channel is switched off"),
}
"""Own reasons, by the words they are stored in; what providers said is shown as they said it."""

"""What a reading found, in the reader's language. It is stored in English codes and names, for logs and programs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bihuan.process.words import N_

KINDS: dict[str, str] = {
    "package": N_("Archive package"), "file": N_("File of the package"), "row": N_("Stored data"), "event": N_("Event"),
}  # fmt: skip
FOUND: dict[str, str] = {
    "is missing": N_("is missing"),
    "was added": N_("was added"),
    "is no part of the package": N_("is no part of the package"),
    "its checksum does not fit": N_("its checksum does not fit"),
    "is not what was sealed": N_("is not what was sealed"),
    "its digest is not the one in the chain of events": N_(
        "its digest is not the one in the chain of events"
    ),
    "its data cannot be read": N_("its data cannot be read"),
    "the package does not tie it to the one before": N_("the package does not tie it to the one before"),
    "is missing in the database": N_("is missing in the database"),
    "is not what the package says": N_("is not what the package says"),
    "the event was altered": N_("the event was altered"),
}


def fault_in_words(fault: str) -> str:
    """`file data/case.json: its checksum does not fit` in words; a row's column by its name; else as it stands."""
    where, _colon, what = fault.partition(": ")
    kind, _space, name = where.partition(" ")
    if kind not in KINDS:
        return fault
    known = FOUND.get(what.partition(" (")[0])
    if known is None and kind == "row":
        said = _("{column} is not what was sealed").format(column=what)
    else:
        said = _(known) if known else what
    return _("{place}: {found}").format(place=f"{_(KINDS[kind])} {name}".strip(), found=said)

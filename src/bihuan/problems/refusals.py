"""What the door says when it stays shut. Whoever catches these shows them; nothing was stored."""

from collections.abc import Sequence

from bihuan.process.verdict import Kind, Reason
from bihuan.process.words import N_


class Refused(Exception):
    """A step was refused: 403 not yours, 409 wrong state, stale page or guard; with all reasons."""

    def __init__(self, kind: Kind, reasons: Sequence[Reason]) -> None:
        super().__init__("; ".join(reason.text for reason in reasons))
        self.kind, self.reasons = kind, list(reasons)

    @property
    def status(self) -> int:
        """The HTTP status that says the same."""
        return 403 if self.kind is Kind.NOT_YOURS else 409


class Stale(Refused):
    """Somebody else took a step since the page was read."""

    def __init__(self, version: int) -> None:
        reason = Reason(
            "S4", N_("The case has changed since you opened it; look at it again."), {"version": version}
        )
        super().__init__(Kind.WRONG_STATE, [reason])


class BadInput(Exception):
    """Fields are wrong (422): `errors` by field, in the reader's language."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors


class UnknownStep(LookupError):
    """There is no such step, or none for this subject (404)."""

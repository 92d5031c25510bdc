"""The answer to "may this person take this step now?", with every reason of a refusal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Why a step is refused, in the order in which refusals are looked for."""

    ALLOWED = "allowed"
    NOT_YOURS = "not_yours"
    WRONG_STATE = "wrong_state"
    GUARDED = "guarded"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a refusal.

    `text` is an English message id with named placeholders; `args` fills them once the text is
    translated. `about` names the field that the reason speaks of, if any.
    """

    clause: str
    text: str
    args: Mapping[str, object] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed, or refused with all reasons of the first class that fails."""

    kind: Kind
    reasons: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return self.kind is Kind.ALLOWED


ALLOWED = Verdict(Kind.ALLOWED)


def guarded(reasons: Iterable[Reason]) -> Verdict:
    """A verdict from what guards brought: allowed when they brought nothing."""
    found = tuple(reasons)
    return Verdict(Kind.GUARDED, found) if found else ALLOWED

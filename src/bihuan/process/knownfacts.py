"""What ties a case to a known error, as the rules see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownErrorFact:
    """One entry of the case about a known error: it was made from this case (`is_home`), or met again in it.

    `stands` is False once somebody said that it was another error; `is_live` is False once it is retired.
    """

    id: int
    number: str
    is_home: bool
    stands: bool = True
    is_live: bool = True

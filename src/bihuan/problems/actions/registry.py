"""Which body belongs to which step."""

from collections.abc import Callable

from bihuan.problems.work import Work
from bihuan.process.lifecycle import STEPS

Body = Callable[[Work], None]

ACTIONS: dict[str, Body] = {}


def action(key: str) -> Callable[[Body], Body]:
    """Register a function as the body of a step of the table."""
    if key not in STEPS:
        raise KeyError(f"no step {key!r} in the table")

    def register(body: Body) -> Body:
        ACTIONS[key] = body
        return body

    return register

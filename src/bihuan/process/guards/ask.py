"""What a guard is asked: who wants to do what, when, to which case, under which figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.process.facts import Facts, OrderFact, Person
from bihuan.process.figures import DEFAULT_POLICY
from bihuan.process.verdict import Reason

Reasons = Iterator[Reason]


@dataclass(frozen=True)
class Ask:
    """One question to the rules.

    `at` is when it is asked, `occurred` when the thing happened (the same unless back-dated); `data` are
    the cleaned fields, empty while only offers are drawn up. `facts` is the case, or the month.
    """

    facts: Any
    person: Person
    at: datetime
    occurred: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=lambda: DEFAULT_POLICY)
    named_order: OrderFact | None = None

    @property
    def case(self) -> Facts:
        facts: Facts = self.facts
        return facts

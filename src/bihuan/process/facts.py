"""What the rules know of a case: a frozen snapshot, taken from the models by `problems.facts`.

Ids are database ids, instants are aware and in UTC. Nothing here reads a clock or a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from bihuan.process import terms
from bihuan.process.alarms import AlarmFact
from bihuan.process.callfacts import CallFact
from bihuan.process.filefacts import FileFact
from bihuan.process.knownfacts import KnownErrorFact
from bihuan.process.letterfacts import BulletinFact, LetterFact
from bihuan.process.requestfacts import RequestFact

SERIOUS = (1, 2)
IMPROVABLE = 5
"""The level of what may become a problem in the medium or long term (L5, D76)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: an active user with his roles, or the system (id 0, no roles).

    `on_watch`: he or his deputy sits at the telephone now by the roster (D67).
    """

    id: int
    username: str
    roles: frozenset[str]
    is_member: bool = True
    reads_case: bool = True
    on_watch: bool = False

    @property
    def is_system(self) -> bool:
        return self.id == 0


SYSTEM = Person(0, "system", frozenset(), is_member=False)


@dataclass(frozen=True, slots=True)
class OrderFact:
    id: int
    number: str
    handler: int
    status: str
    is_lead: bool
    needs_change: bool = False
    recovered_at: datetime | None = None
    transfer_asked: bool = False
    dispatcher: int = 0

    @property
    def is_live(self) -> bool:
        """Out with a handler: issued or accepted."""
        return self.status in ("issued", "accepted")


@dataclass(frozen=True, slots=True)
class ChangeFact:
    id: int
    number: str
    status: str
    order: int | None = None
    emergency: bool = False
    emergency_approved: bool = False
    asked_by: int = 0
    owes_papers: bool = False

    @property
    def is_open(self) -> bool:
        return self.status in ("requested", "approved")


@dataclass(frozen=True, slots=True)
class BranchFact:
    id: int
    number: str
    department: int
    department_code: str
    status: str
    round: int = 1
    has_plan: bool = False
    has_notice: bool = False
    verified_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status != "ended"


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """`leads` are the subsystem leads called to it by username, `items` the versions of its minutes so far."""

    id: int
    number: str
    kind: str
    chair: int
    held: bool
    signed: bool
    leads: tuple[str, ...] = ()
    has_board: bool = False
    items: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionFact:
    id: int
    number: str
    owner: int
    opened_by: int
    due_on: date
    status: str
    closed_by: int = 0


@dataclass(frozen=True, slots=True)
class DutyFact:
    id: int
    key: str
    start_at: datetime
    due_at: datetime
    subject: int = 0
    met_at: datetime | None = None
    is_void: bool = False

    @property
    def is_open(self) -> bool:
        return self.met_at is None and not self.is_void


@dataclass(frozen=True)
class Facts:
    """One case at one instant. `orders` … `duties` are in the order in which they arose; `repeats` are numbers."""

    number: str
    state: str
    level: int
    level_reported: int
    reporter: int
    reported_at: datetime
    version: int = 0
    round: int = 1
    coordinator: int = 0
    business_affected: bool = False
    users_affected: str = "none"
    form_pending: bool = False
    alarm_raised: bool = False
    alarm_confirmed: bool = False
    phone_reached: bool = False
    responded_at: datetime | None = None
    dispatched_at: datetime | None = None
    resolved_at: datetime | None = None
    reporter_told_at: datetime | None = None
    suspended: bool = False
    discovered_at: datetime | None = None
    analysis: str = ""
    registered: bool = False
    orders: tuple[OrderFact, ...] = ()
    changes: tuple[ChangeFact, ...] = ()
    branches: tuple[BranchFact, ...] = ()
    letters: tuple[LetterFact, ...] = ()
    bulletins: tuple[BulletinFact, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    requests: tuple[RequestFact, ...] = ()
    calls: tuple[CallFact, ...] = ()
    alarms: tuple[AlarmFact, ...] = ()
    files: tuple[FileFact, ...] = ()
    known_errors: tuple[KnownErrorFact, ...] = ()
    repeats: tuple[str, ...] = ()
    duties: tuple[DutyFact, ...] = ()
    urged_at: Mapping[int, datetime] = field(default_factory=dict)
    analysed_by: int = 0
    handed_over_by: int = 0
    chain: tuple[int, ...] = ()
    chain_runs: bool = False
    chain_told_at: datetime | None = None

    @property
    def is_serious(self) -> bool:
        """Level 1 or 2."""
        return self.level in SERIOUS

    @property
    def is_open(self) -> bool:
        return self.state in terms.OPEN

    @property
    def improves_by_project(self) -> bool:
        """D76: at level 5 the manager consented that an approved plan and an open action stand for the solution."""
        return self.level == IMPROVABLE and any(
            request.kind == "improvement" and request.is_approved for request in self.requests
        )

    @property
    def has_open_action(self) -> bool:
        return any(action.status == "open" for action in self.actions)

    @property
    def file(self) -> FileFact | None:
        """The file in the archive (F7.2)."""
        return self.files[-1] if self.files else None

    @cached_property
    def linked_alarms(self) -> tuple[AlarmFact, ...]:
        """Alarms that nobody has taken off the case."""
        return tuple(alarm for alarm in self.alarms if not alarm.released)

    @property
    def has_alarm(self) -> bool:
        """An alarm raised the case or is linked to it (F5.3)."""
        return self.alarm_raised or bool(self.linked_alarms)

    @cached_property
    def live_orders(self) -> tuple[OrderFact, ...]:
        return tuple(order for order in self.orders if order.status != "cancelled")

    @cached_property
    def lead_order(self) -> OrderFact | None:
        """The order whose handler answers for the analysis (D44)."""
        leads = [order for order in self.live_orders if order.is_lead]
        return leads[-1] if leads else (self.live_orders[0] if self.live_orders else None)

    @cached_property
    def open_changes(self) -> tuple[ChangeFact, ...]:
        return tuple(change for change in self.changes if change.is_open)

    @cached_property
    def open_branches(self) -> tuple[BranchFact, ...]:
        return tuple(branch for branch in self.branches if branch.is_open)

    @cached_property
    def open_duties(self) -> tuple[DutyFact, ...]:
        return tuple(duty for duty in self.duties if duty.is_open)

    def owes(self, key: str) -> bool:
        """Is a duty of this key open?"""
        return any(duty.key == key for duty in self.open_duties)

    def is_handler(self, person: int) -> bool:
        return any(order.handler == person for order in self.live_orders)

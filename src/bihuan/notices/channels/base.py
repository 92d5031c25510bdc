"""What an adapter is: settings in, one message out, and an honest answer about what became of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bihuan.notices.enclosures import Enclosed
from bihuan.notices.models.delivery import ACCEPTED, READ, SENT


def always() -> bool:
    """What nobody takes back."""
    return True


RETRY, DOWN, REJECTED = "retry", "down", "rejected"


@dataclass(frozen=True)
class Setting:
    """One setting of a channel, shown as a form field. `is_secret` ones are stored encrypted and never shown."""

    name: str
    label: str
    required: bool = True
    is_secret: bool = False
    default: str = ""
    help: str = ""


@dataclass(frozen=True)
class Outgoing:
    """One message, composed in the reader's language, for all media.

    `key` is the same at every attempt: an adapter hands it on as Message-ID or idempotency key. `short` fits
    into one SMS of 70 characters where it can; `speech` is what a voice says. `enclosures` go with mail alone.
    `is_wanted` may be asked about once a second while a person is rung: False, and the call is to be cut.
    """

    key: str
    address: str
    to_name: str
    subject: str
    text: str
    short: str
    speech: str
    link: str
    level: int
    language: str
    at: datetime
    host: str = "bihuan.invalid"
    facts: Mapping[str, str] | None = None
    enclosures: tuple[Enclosed, ...] = ()
    is_wanted: Callable[[], bool] = always


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt.

    `sent`: handed on, nobody has vouched for it · `accepted`: the provider has it · `read`: the person has
    acknowledged · `retry`: this message not now · `down`: the channel does not work now (`after` seconds of rest
    if it says so) · `rejected`: this message never, so that trying again is useless. `detail` holds no secret.
    """

    status: str
    provider_id: str = ""
    detail: str = ""
    after: float = 0

    @property
    def is_success(self) -> bool:
        """The message left the house."""
        return self.status in (SENT, ACCEPTED, READ)


@dataclass(frozen=True)
class Receipt:
    """What a provider says later about one message, named by our `key` or by the id that the provider gave."""

    is_delivered: bool
    key: str = ""
    provider_id: str = ""
    detail: str = ""


class Adapter(ABC):
    """One kind of channel. Made anew from its settings whenever these change; `send` may run in threads.

    `media` is mail, chat, sms, voice or manual. `address` says what stands for a person: email, phone, account
    or nothing (a group's robot). `seconds` limits one attempt and is below the lease of a delivery.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    media: ClassVar[str]
    address: ClassVar[str] = "phone"
    settings: ClassVar[tuple[Setting, ...]] = ()
    seconds: ClassVar[float] = 10
    in_flight: ClassVar[int] = 2
    receipt_answer: ClassVar[Mapping[str, object] | None] = None
    """What a provider that calls back with reports wants to hear; None if this kind has no such reports."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = {setting.name: setting.default for setting in self.settings} | dict(values)

    @abstractmethod
    def send(self, message: Outgoing) -> Outcome:
        """Send once. Returns an outcome for whatever the other side does; raises for a fault of this code only."""

    def receipts(self, body: bytes) -> list[Receipt]:
        """The reports in the body of such a call. ValueError for a body that is none."""
        raise ValueError(f"{self.kind} has no reports")

    def number(self, name: str) -> int:
        """A setting as a whole number, 0 if it is none."""
        value = str(self.values.get(name, "")).strip()
        return int(value) if value.isascii() and value.isdigit() else 0

    def is_on(self, name: str) -> bool:
        """A setting as yes or no."""
        return str(self.values.get(name, "")).strip().lower() in ("1", "true", "yes", "on")


def accepted(provider_id: object = "", detail: str = "") -> Outcome:
    """The provider took the message."""
    return Outcome(ACCEPTED, str(provider_id or "")[:128], detail)


def retry(detail: str, after: float = 0) -> Outcome:
    """This message cannot go now; the channel works."""
    return Outcome(RETRY, detail=detail[:300], after=after)


def down(detail: str, after: float = 0) -> Outcome:
    """The channel does not work now, or asks for a rest."""
    return Outcome(DOWN, detail=detail[:300], after=after)


def rejected(detail: str) -> Outcome:
    """This message will never go this way."""
    return Outcome(REJECTED, detail=detail[:300])

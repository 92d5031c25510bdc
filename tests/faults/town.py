"""A town to deliver to: people with one address each, notices for them, and workers that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from bihuan.notices import routing, vault
from bihuan.notices.models import Channel, Delivery, Preference
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User

FORM = "full" if os.environ.get("BIHUAN_FAULTS") == "full" else "short"
A_POST = 3
"""Notices of one person in one go; more would be bundled."""


def database_url() -> str:
    """The database of this test, as another process names it."""
    found = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        return f"sqlite://{quote(str(found['NAME']))}"
    return f"postgresql://{found['USER']}@/{found['NAME']}?host={quote(found['HOST'], safe='')}"


def open_channel(code: str, kind: str, position: int, values: dict[str, str], **secrets: str) -> Channel:
    """A channel of the town."""
    routing.forget_ways()
    return Channel.objects.create(
        code=code, kind=kind, name=code, position=position, settings=values, secrets=vault.lock(secrets)
    )


def settle(channel: str, address: str, count: int, at: datetime) -> list[User]:
    """`count` members who are reached by one channel only; `{}` in the address is the number of each."""
    offset = User.objects.count()
    users = User.objects.bulk_create(
        User(
            username=f"{channel}{offset + place}",
            name=f"{channel}{place}",
            role_codes=["handler"],
            created_at=at,
        )
        for place in range(count)
    )
    Preference.objects.bulk_create(
        Preference(
            user=user,
            routes=[
                {"channel": channel, "address": address.format(100000 + place), "verified_at": at.isoformat()}
            ],
            changed_at=at,
        )
        for place, user in enumerate(users)
    )
    return users


def tell(users: list[User], count: int, level: int, at: datetime) -> None:
    """`count` notices, spread over `users`."""
    told = 0
    while told < count:
        notices = []
        for user in (users * A_POST)[: count - told]:
            args = {"duty": "response", "due": at.isoformat(), "title": "计费数据库主机宕机"}
            stream, cause = "WT-20261122-001", f"{user.pk}:{told}"
            message = [Message(user.pk, "overdue")]
            notices += draft(message, stream=stream, cause=cause, at=at, level=level, args=args)
            told += 1
        post(notices)


@dataclass
class Crew:
    """Two workers at a time; `kill_oldest` ends one by SIGKILL and brings a new one."""

    folder: Path
    offset: int = 0
    alive: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed_at: list[float] = field(default_factory=list)

    def hire(self) -> None:
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "BIHUAN_HOME": str(settings.HOME),
            "BIHUAN_DEBUG": "1",
            "BIHUAN_CLOCK_OFFSET": str(self.offset),
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "-m", "bihuan", "worker", "--every", "60"]
        with (self.folder / "workers.log").open("ab") as log:
            self.alive.append(
                subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            )

    def kill_oldest(self) -> None:
        victim = self.alive.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.killed_at.append(time.monotonic())
        self.hire()

    def dismiss(self) -> None:
        for process in self.alive:
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.alive.clear()


@contextmanager
def crew(folder: Path, size: int = 2) -> Iterator[Crew]:
    """Workers for the length of the block."""
    found = Crew(folder)
    try:
        for _place in range(size):
            found.hire()
        yield found
    finally:
        found.dismiss()


def open_count() -> int:
    """How many deliveries have no outcome yet."""
    return Delivery.objects.filter(status__in=("queued", "sending")).count()


def wait_until(test: object, seconds: float, what: str) -> None:
    """Poll until `test()` is true; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while not test():  # type: ignore[operator]
        assert time.monotonic() < end, f"after {seconds} s still not: {what}"
        time.sleep(0.1)


def stuck(since: timedelta, at: datetime) -> int:
    """Leases that ran out more than `since` ago and nobody took over."""
    return Delivery.objects.filter(status="sending", next_at__lt=at - since).count()


def say(line: str) -> None:
    """Figures for whoever runs `make faults`."""
    sys.stderr.write(f"\n{line}\n")

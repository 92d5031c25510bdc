"""A town to deliver to: people with one address each, notices for them, and workers that are killed."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connections

from bihuan.notices import routing, vault
from bihuan.notices.models import Channel, Delivery, Preference
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from tests.house import ROOT

FORM = "full" if os.environ.get("BIHUAN_FAULTS") == "full" else "short"
SECOND_ENGINE = [pytest.mark.postgres] if FORM == "full" else []
"""For faults that the engine has no part in: the short form shows them on SQLite, `make faults` on both."""
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
    """Some workers at a time; `kill_oldest` ends one by SIGKILL and brings a new one."""

    every: int = 60
    offset: int = 0
    alive: list[int] = field(default_factory=list)
    killed_at: list[float] = field(default_factory=list)

    def hire(self) -> None:
        nursery = _nursery(database_url())
        assert nursery.stdin and nursery.stdout
        order = {"offset": self.offset, "every": self.every}
        nursery.stdin.write(json.dumps(order) + "\n")
        nursery.stdin.flush()
        self.alive.append(int(nursery.stdout.readline()))

    def kill_oldest(self, *, replace: bool = True) -> None:
        victim = self.alive.pop(0)
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{victim}").exists(), 300, "killed")
        self.killed_at.append(time.monotonic())
        if replace:
            self.hire()

    def dismiss(self) -> None:
        while self.alive:
            self.kill_oldest(replace=False)


@cache
def _nursery(url: str) -> subprocess.Popen[str]:
    """The program that workers on this database are forked from; it stays for all tests, since it learns for long."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "BIHUAN_HOME": str(settings.HOME),
        "BIHUAN_DEBUG": "1",
        "BIHUAN_POOL": "0",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "bihuan.config.settings",
    }
    with (settings.HOME / "workers.log").open("ab") as log:
        found = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], env=environment, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
    atexit.register(_close, found)
    return found


def _close(nursery: subprocess.Popen[str]) -> None:
    nursery.kill()
    nursery.communicate()


@contextmanager
def crew(size: int = 2, every: int = 60) -> Iterator[Crew]:
    """Workers for the length of the block."""
    found = Crew(every)
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

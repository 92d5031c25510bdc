"""Fills the database that the environment names: the demo, and copies of its cases up to a size.

`python -m bench.fill SIZE` — 85 of 100 cases are archived, spread over four years, the rest are at work now.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import django

ARCHIVED_SHARE = 0.85
YEARS = 4
CHUNK = 1000
STAND_INS = {"reporter": 20, "handler": 12, "handler2": 12, "coordinator": 3}
"""How many more people of the same kind as one of the cast there are."""


def fill(size: int, at: datetime) -> None:
    """Migrate, fill, and leave the database as one that has long been at work."""
    from django.core.management import call_command

    from bench import loading

    call_command("migrate", verbosity=0)
    with loading.unchecked():
        populate(size, at)
    loading.settle()


def populate(size: int, at: datetime) -> None:
    """Play the demo and copy its cases until there are `size`, a thousand to a transaction.

    The seals of the archive are off meanwhile, since archived cases come in row by row.
    """
    from django.db import transaction

    from bench import loading
    from bihuan.demo.play import load_demo
    from bihuan.problems import sealing
    from bihuan.problems.models import Problem

    load_demo(at)
    people = add_people(at)
    sealing.remove()
    ids, numbers = loading.Ids(), loading.Numbers()
    for chunk in chunks(size - Problem.objects.count(), at, people, ids, numbers):
        with transaction.atomic():
            loading.store(chunk)
    numbers.store()
    sealing.install()


def add_people(at: datetime) -> dict[str, list[tuple[str, int]]]:
    """Colleagues of the cast; returns username and id by the one they may stand in for, that one included."""
    from bihuan.people.accounts import add_user
    from bihuan.people.models import User

    found = {}
    for kind, count in STAND_INS.items():
        first = User.objects.get(username=kind)
        names = [f"{kind}_{place:02d}" for place in range(count)]
        colleagues = [
            add_user(name, f"{first.name}{place:02d}", by=None, at=at, roles=first.roles, department=first.department)
            for place, name in enumerate(names)
        ]  # fmt: skip
        found[kind] = [(person.username, person.pk) for person in (first, *colleagues)]
    return found


def chunks(
    wanted: int, at: datetime, people: dict[str, list[tuple[str, int]]], ids: Any, numbers: Any
) -> Iterator[dict[str, list[list[Any]]]]:
    """The rows of all copies, a thousand cases at a time."""
    from bench.cloning import Copier, Template
    from bench.templates import read_cases
    from bench.words import Writer

    dice, writer = random.Random(1), Writer(1)
    templates = [Template(case, frozenset(STAND_INS)) for case in read_cases()]
    archived = [template for template in templates if template.case.state == "archived"]
    others = [template for template in templates if template.case.state != "archived"]

    def stand_in(turn: int, name: str) -> tuple[str, int]:
        return people[name][turn * 7 % len(people[name])]

    copier = Copier(ids.next, numbers.next, stand_in)
    wakes = Wakes(at)
    rows: dict[str, list[list[Any]]] = {}
    for turn in range(wanted):
        is_archived = dice.random() < ARCHIVED_SHARE
        template = dice.choice(archived if is_archived else others)
        days = -dice.randrange(365 * YEARS) if is_archived else -max(0, dice.randrange(-30, 20))
        copy = copier.copy(template, turn, days, writer.texts())
        wakes.set(template, days, copy["duties"])
        for table, more in copy.items():
            rows.setdefault(table, []).extend(more)
        if turn % CHUNK == CHUNK - 1 or turn == wanted - 1:
            yield rows
            rows = {}
            if sys.stderr.isatty():
                print(f"\r{turn + 1:>9} cases", end="", file=sys.stderr)


class Wakes:
    """Sets stage and next warning of running duties to where the sweep would have brought them by now."""

    def __init__(self, at: datetime) -> None:
        from bihuan.problems.models import Duty
        from bihuan.process.figures import DEFAULT_POLICY

        names = [column.attname for column in Duty._meta.concrete_fields]
        self.at, self.policy = at, DEFAULT_POLICY
        self.stage_place, self.wake_place = names.index("stage"), names.index("wake_at")
        self.known: dict[tuple[int, int], list[tuple[int, int, str]]] = {}

    def set(self, template: Any, days: int, duties: list[list[Any]]) -> None:
        """Change the rows of one copy."""
        key = id(template), days
        if key not in self.known:
            self.known[key] = list(self._settled(template, timedelta(days=days)))
        for place, stage, wake_at in self.known[key]:
            duties[place][self.stage_place], duties[place][self.wake_place] = stage, wake_at

    def _settled(self, template: Any, shift: timedelta) -> Iterator[tuple[int, int, str]]:
        from bench.templates import _plain
        from bihuan.process.ladder import Clock, due_rungs

        for place, row in enumerate(template.case.rows["duties"]):
            if row["met_at"] is None and row["voided_at"] is None:
                start, due = (datetime.fromisoformat(row[name]).replace(tzinfo=UTC) + shift
                              for name in ("start_at", "due_at"))  # fmt: skip
                _said, stage, wake_at = due_rungs(
                    Clock(row["key"], row["level"], start, due), 0, self.at, self.policy
                )
                yield place, stage, _plain(wake_at)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]), datetime.now(UTC))

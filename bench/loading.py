"""Puts many rows in at once, past everything that minds single rows: COPY, or one statement for many rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection, models

from bench.templates import TABLES
from bihuan.problems.models import Counter
from bihuan.problems.rarity import count_words
from bihuan.problems.search import _vector, words_from  # the search rows must be what the door writes

SEARCH = "problems_search"


class Ids:
    """New ids by table, going on from what is there."""

    def __init__(self) -> None:
        self.last = {name: _highest(model) for name, model in TABLES.items()}

    def next(self, table: str) -> int:
        """The next id of a table."""
        self.last[table] += 1
        return self.last[table]


YEARLY = re.compile(r"(\D+)(\d{4})(\D+)\d+(\D+)")
"""A letter's number: office, year, count."""


class Numbers:
    """New numbers of cases, orders, meetings and letters, going on from the product's counters.

    `store` brings those up to date.
    """

    def __init__(self) -> None:
        self.last: dict[str, int] = dict(Counter.objects.values_list("series", "last"))

    def next(self, like: str, shift: timedelta) -> str:
        """The next number of the kind of `like`, as the product writes it: of the day so much later, or of the year."""
        if year := YEARLY.fullmatch(like):
            return f"{year[1]}{year[2]}{year[3]}{self._next(f'letter-{year[2]}')}{year[4]}"
        prefix, day, _count = like.split("-")
        moved = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}") + shift
        series = f"{prefix}-{moved:%Y%m%d}"
        return f"{series}-{self._next(series):03d}"

    def _next(self, series: str) -> int:
        self.last[series] = self.last.get(series, 0) + 1
        return self.last[series]

    def store(self) -> None:
        """Write the counters, so that the next report gets a number of its own."""
        Counter.objects.bulk_create(
            [Counter(series=series, last=last) for series, last in self.last.items()],
            update_conflicts=True, unique_fields=["series"], update_fields=["last"],
        )  # fmt: skip


def _highest(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(models.Max("pk"))["pk__max"] or 0


@contextmanager
def unchecked() -> Iterator[None]:
    """One transaction without foreign key checks; what was loaded is checked as a whole afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = origin")
            else:
                cursor.execute("PRAGMA foreign_keys = ON")


def store(rows: dict[str, list[list[Any]]]) -> None:
    """Insert rows by table; `search` holds id, time of report and text of each case."""
    for name, model in TABLES.items():
        columns = [column.column for column in model._meta.concrete_fields]
        _insert(model._meta.db_table, columns, rows.get(name, []))
    if connection.vendor == "postgresql":
        words = ([ident, reported_at, _vector(_words(text))] for ident, reported_at, text in rows["search"])
        _insert(SEARCH, ["id", "reported_at", "words"], words)
    else:
        words = ([ident, " ".join(_words(text))] for ident, _at, text in rows["search"])
        _insert(SEARCH, ["rowid", "words"], words)


def _insert(table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["?"] * len(columns))
            raw = cursor.cursor.connection.cursor()  # past Django, which would log and convert each row
            raw.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def settle() -> None:
    """Sequences go on after the highest id, words are counted, statistics are fresh, every foreign key holds."""
    count_words()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in TABLES.values():
                table, key = model._meta.db_table, model._meta.pk.column
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key}'), "
                    f'greatest((SELECT max("{key}") FROM "{table}"), 1))'
                )
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA foreign_key_check")
            broken = cursor.fetchall()
            if broken:
                raise RuntimeError(f"foreign keys are broken: {broken[:3]}")
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _words(text: str) -> list[str]:
    """What everybody reads stands before the form feed, what only members read behind it."""
    plain, _mark, inner = text.partition("\f")
    return words_from(plain, inner)

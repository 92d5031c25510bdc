"""Logs of another system: the published one where it lies beside the repository, else one made like it."""

import csv
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from tests.house import ROOT
from tests.stories.conftest import desk

__all__ = ["desk"]

PUBLISHED = ROOT.parent / "shared" / "data" / "vinst-closed-problems.csv"
HEADER = (
    "Problem Number", "Problem Change Date+Time", "Problem Sub Status", "Problem Status", "Problem Latest Impact",
    "Problem Involved ST Org line 3", "Problem Involved ST Function Div", "Problem Involved Owner ST", "Product",
    "Country", "Problem Involved Action Owner Country", "Problem Involved Action Owner First Name",
)  # fmt: skip
CASES, EVENTS = 1487, 6660
NOW = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)

Row = dict[str, str]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are told in the reader's language; here he reads English."""
    with translation.override("en"):
        yield


def row(number: str, at: str, status: str = "Accepted", sub_status: str = "In Progress", **more: str) -> Row:
    """One row of the log; the rest of the columns as VINST fills them."""
    values = [number, at, sub_status, status, "High", "Org line A2", "A2_2", "J11 2nd", "PROD191", "se", "Sweden",
              "Åsa"]  # fmt: skip
    return {**dict(zip(HEADER, values, strict=True)), **more}


def write(
    path: Path,
    rows: list[Row],
    *,
    columns: tuple[str, ...] = HEADER,
    delimiter: str = ";",
    encoding: str = "iso-8859-1",
    newline: str = "\r\n",
) -> Path:
    """Write rows as a log file."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, columns, delimiter=delimiter, lineterminator=newline)
        writer.writeheader()
        writer.writerows(rows)
    return path


def made_rows() -> list[Row]:
    """As many cases and events as the published log has, untidy like it: cases that reopen, rows out of order."""
    dice = random.Random(2013)
    rows = []
    for place in range(CASES):
        moment = datetime(2006, 1, 11, 15, tzinfo=UTC) + timedelta(hours=dice.randrange(50_000))
        impact = dice.choice(("Low", "Medium", "High", "Major"))
        count = EVENTS // CASES + (place < EVENTS % CASES)
        for event in range(count):
            moment += timedelta(minutes=1 + dice.randrange(9_000))
            closes = event == count - 1 or (event == 1 and place % 24 == 0)
            status = ("Completed", "Closed") if closes else ("Accepted", "In Progress")
            rows.append(row(f"1-{400_000_000 + place}", moment.isoformat(), *status,
                            **{"Problem Latest Impact": impact, "Product": f"PROD{place % 337}"}))  # fmt: skip
    return rows


@pytest.fixture(scope="session")
def whole_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,487 cases with 6,660 events."""
    if PUBLISHED.exists():
        return PUBLISHED
    return write(tmp_path_factory.mktemp("log") / "log.csv", made_rows())


Logged = Callable[..., Path]


@pytest.fixture
def logged(tmp_path: Path) -> Logged:
    """`logged(rows, …)` writes a log file and returns its path."""
    return lambda rows, **how: write(tmp_path / "log.csv", rows, **how)


COURSE = [
    row("1-100", "2012-03-15T12:09:05+01:00"),
    row("1-100", "2012-03-15T11:53:52+01:00", "Queued", "Awaiting Assignment"),
    row("1-100", "2012-04-02T08:00:00+02:00", "Completed", "Closed"),
    row("1-200", "2012-05-01T08:00:00+02:00", "Queued", "Awaiting Assignment",
        **{"Problem Latest Impact": "Major", "Product": "PROD7"}),
    row("1-200", "2012-05-02T08:00:00+02:00", "Completed", "Cancelled",
        **{"Problem Latest Impact": "Major", "Product": "PROD7"}),
]  # fmt: skip
"""Two cases, five events."""

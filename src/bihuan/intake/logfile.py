"""Reads the log of another system: rows to events, grouped by case, every fault with its line in the file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from bihuan.intake.mapping import BadHistory, Mapping

DELIMITERS = ";,\t"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
#: What a number may look like: it stands in addresses, and a name without a digit is no number.
NUMBER = re.compile(r"(?=\D*\d)[\w.\-]{1,40}")
OWN_NUMBER = re.compile(r"(WT|GD|HY)-\d{8}-\d+")

Key = tuple[str, str, str]
"""What makes an event the same: its instant in UTC, status and sub-status."""


@dataclass(slots=True)
class Entry:
    """One event of a case, from one row; `line` is where the row begins in the file, the header being line 1."""

    line: int
    at: datetime
    status: str
    sub_status: str
    impact: str
    level: int
    details: dict[str, str]

    @property
    def key(self) -> Key:
        return self.at.isoformat(), self.status, self.sub_status


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be stored, and why."""

    line: int
    why: str

    def __str__(self) -> str:
        return _("line {line}: {why}").format(line=self.line, why=self.why)


@dataclass
class LogFile:
    """All that a file says: events by number in the order of the file, and the rows that cannot be read."""

    cases: dict[str, list[Entry]] = field(default_factory=dict)
    bad_rows: list[BadRow] = field(default_factory=list)


class Wrong(ValueError):
    """A row is wrong; the text says how, without the line."""


def read_log(path: Path, mapping: Mapping, at: datetime) -> LogFile:
    """Read and check the whole file; nothing is looked up or stored.

    Raises BadHistory if the file as a whole cannot be read: no header, a column missing, another encoding.
    """
    found = LogFile()
    encoding = _encoding(path, mapping)
    try:
        with path.open(encoding=encoding, newline="") as stream:
            rows, places, width = _header(stream, mapping)
            for line, row in _numbered(rows, found):
                try:
                    number, entry = _entry(line, row, places, width, mapping, at)
                except Wrong as wrong:
                    found.bad_rows.append(BadRow(line, str(wrong)))
                else:
                    found.cases.setdefault(number, []).append(entry)
    except UnicodeError as error:
        text = _("the file is not in the encoding {encoding}; name the right one in the mapping")
        raise BadHistory(text.format(encoding=encoding)) from error
    if not found.cases and not found.bad_rows:
        raise BadHistory(_("the file holds a header and no event"))
    return found


def _encoding(path: Path, mapping: Mapping) -> str:
    with path.open("rb") as stream:
        start = stream.read(3)
    if not start:
        raise BadHistory(_("the file is empty"))
    return next((name for mark, name in MARKS.items() if start.startswith(mark)), mapping.encoding)


Places = dict[str, int]


def _header(stream: io.TextIOBase, mapping: Mapping) -> tuple[Iterator[list[str]], Places, int]:
    """The reader behind the header, where each column stands, and how many there are."""
    first = stream.readline()
    missing: list[str] = []
    for delimiter in sorted(DELIMITERS, key=first.count, reverse=True):
        try:
            header = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            continue
        places, missing_here = _places([name.strip().lower() for name in header], mapping)
        if not missing_here:
            return csv.reader(stream, delimiter=delimiter), places, len(header)
        missing = missing or missing_here
    text = _("line 1: the header lacks the column “{column}”")
    raise BadHistory(text.format(column=missing[0] if missing else mapping.columns["number"][0]))


def _places(header: list[str], mapping: Mapping) -> tuple[Places, list[str]]:
    places: Places = {}
    missing = []
    for name, titles in {**mapping.details, **mapping.columns}.items():
        place = next((header.index(title) for title in titles if title in header), None)
        if place is not None:
            places[name] = place
        elif name in mapping.columns:
            missing.append(titles[0])
    return places, missing


def _numbered(rows: Iterator[list[str]], found: LogFile) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on; blank lines are passed over, unreadable ones noted."""
    line = 2
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            found.bad_rows.append(BadRow(line, str(error)))
        else:
            if any(row):
                yield line, row
        line = rows.line_num + 2  # type: ignore[attr-defined]  # the header was read by hand


def _entry(
    line: int, row: list[str], places: Places, width: int, mapping: Mapping, at: datetime
) -> tuple[str, Entry]:
    if len(row) != width:
        raise Wrong(_("{found} columns instead of {wanted}").format(found=len(row), wanted=width))
    values = {name: row[place].strip() for name, place in places.items()}
    number = mapping.number_prefix + values["number"]
    if not NUMBER.fullmatch(number) or OWN_NUMBER.fullmatch(number):
        raise Wrong(_("“{value}” cannot be the number of a case").format(value=number[:40]))
    status, impact = values["status"], values["impact"]
    if not status or (mapping.statuses and status not in mapping.statuses):
        raise Wrong(_("“{value}” is not a status of this log").format(value=status[:40]))
    level = mapping.levels.get(impact.lower())
    if level is None:
        raise Wrong(_("“{value}” is not an impact of this log").format(value=impact[:40]))
    moment = _moment(values["time"], mapping, at)
    details = {name: values[name] for name in mapping.details if values.get(name)}
    return number, Entry(line, moment, status, values["sub_status"], impact, level, details)


def _moment(text: str, mapping: Mapping, at: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None and mapping.zone is not None:
            found = found.replace(tzinfo=mapping.zone)
        if found.tzinfo is not None:
            found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(_("“{value}” is not a time").format(value=text[:40])) from None
    if found.tzinfo is None:
        raise Wrong(_("the time “{value}” has no offset from UTC").format(value=text[:40]))
    if found > at:
        raise Wrong(_("the time “{value}” has not come yet").format(value=text[:40]))
    return found

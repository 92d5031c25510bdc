"""Does a package hold, and do rows and events still say what it says? Each fault names file, row or event."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bagit

from bihuan.archive import casedata
from bihuan.archive.building import root, sum_of
from bihuan.archive.models import Package
from bihuan.problems import log
from bihuan.problems.audit import Head, chain_fault
from bihuan.problems.models import ArchiveFile, Event, Problem
from bihuan.problems.parts import Parts
from bihuan.process.filefacts import DESTROYED

TAGS = "tagmanifest-sha256.txt"
MOST = 50
"""Faults that are named; one package that is gone altogether needs no more."""


@dataclass
class Reading:
    """What one check found: faults in English codes and names, for people and the log, and the bytes it read."""

    faults: list[str] = field(default_factory=list)
    bytes_read: int = 0

    def add(self, *faults: str) -> None:
        self.faults.extend(faults[: max(0, MOST - len(self.faults))])


def verify_file(file: ArchiveFile) -> Reading:
    """Read the package of a file byte by byte, then compare it with the database. Of a destroyed one, its chain."""
    reading = Reading()
    problem = Problem.objects.select_related("system").get(pk=file.problem_id)
    events = list(Event.objects.filter(stream=problem.number).order_by("seq"))
    _check_chain(reading, problem, events)
    if file.disposal == DESTROYED:
        return reading
    package = Package.objects.filter(file=file).first()
    folder = root() / package.path if package and package.path else None
    if folder is None or not folder.is_dir():
        reading.add("package: is missing")
        return reading
    _check_bag(reading, folder, file)
    _check_seal(reading, events, file)
    _check_contents(reading, folder, problem, events)
    return reading


def _check_bag(reading: Reading, folder: Path, file: ArchiveFile) -> None:
    """Every file against its checksum in the manifests; the tag manifest against the digest that was sealed."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    try:
        listed = {name: sums.get("sha256", "") for name, sums in bagit.Bag(str(folder)).entries.items()}
    except (bagit.BagError, OSError, ValueError) as error:
        reading.add(f"package: {error}"[:300])
        listed = {}
    for name in sorted(listed.keys() | there.keys() - {TAGS}):
        if name not in there:
            reading.add(f"file {name}: is missing")
        elif name not in listed:
            reading.add(f"file {name}: is no part of the package")
        elif sum_of(there[name]) != listed[name]:
            reading.add(f"file {name}: its checksum does not fit")
    reading.bytes_read += sum(path.stat().st_size for path in there.values())
    if TAGS not in there:
        reading.add(f"file {TAGS}: is missing")
    elif sum_of(there[TAGS]) != file.package_digest:
        reading.add(f"file {TAGS}: is not what was sealed")


def _check_chain(reading: Reading, problem: Problem, events: list[Event]) -> None:
    head = Head(problem.version, problem.chain_head)
    if broken := chain_fault(problem.number, events, head):
        reading.add(f"event #{broken.seq}: {broken.why}")


def _check_seal(reading: Reading, events: list[Event], file: ArchiveFile) -> None:
    """The digest in the row must be the one in the chain, which nobody alters alone."""
    sealed = [event.data.get("fields", {}).get("digest") for event in events if event.step == "seal_package"]
    if sealed != [file.package_digest]:
        reading.add("file record: its digest is not the one in the chain of events")


def _check_contents(reading: Reading, folder: Path, problem: Problem, events: list[Event]) -> None:
    try:
        then = json.loads((folder / "data" / "case.json").read_text("utf-8"))
        lines = (folder / "data" / "events.jsonl").read_text("utf-8").splitlines()
        packed = [json.loads(line) for line in lines]
        now = json.loads(json.dumps(casedata.case_data(problem, Parts(problem))))
        reading.add(*(f"row {fault}" for fault in casedata.differences(then, now)))
        _check_events(reading, packed, events)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reading.add(f"package: its data cannot be read ({type(error).__name__})")


def _check_events(reading: Reading, packed: list[dict[str, Any]], events: list[Event]) -> None:
    """The events of the package hold by themselves and are the first ones of the chain."""
    stored = {event.seq: event for event in events}
    previous = log.ROOT
    for place, line in enumerate(packed, start=1):
        event = stored.get(place)
        if line["prev_hash"] != previous:
            reading.add(f"event #{place}: the package does not tie it to the one before")
        if event is None:
            reading.add(f"event #{place}: is missing in the database")
        elif json.loads(json.dumps(casedata.event_data(event))) != line:
            reading.add(f"event #{place}: is not what the package says")
        previous = line["hash"]

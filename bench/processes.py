"""How much processor time processes have used: what a shared machine distorts least."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(roots: Iterable[int]) -> float:
    """Processor seconds of these processes and all below them, those that ended included."""
    used: dict[int, float] = {}
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:  # it ended meanwhile
                continue
            columns = text[text.rindex(")") + 2 :].split()
            used[int(entry.name)] = sum(map(int, columns[11:15])) / TICKS
            below.setdefault(int(columns[1]), []).append(int(entry.name))
    total, waiting = 0.0, list(roots)
    while waiting:
        process = waiting.pop()
        total += used.get(process, 0.0)
        waiting += below.get(process, [])
    return total

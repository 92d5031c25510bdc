"""Telephones that are answered and confirm with the key 1: SIPp plays the exchange on loopback."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.notices.sinks import free_port

SCENARIO = Path(__file__).with_name("exchange.xml")
KEY = re.compile(r'call +"Bihuan ([0-9a-f]{32})"')


@dataclass
class Exchange:
    """The running exchange; `keys` are those of the calls that somebody confirmed."""

    server: str
    log: Path

    def keys(self) -> Counter[str]:
        return Counter(KEY.findall(self.log.read_text(errors="replace")) if self.log.exists() else [])


@contextmanager
def telephones(folder: Path) -> Iterator[Exchange]:
    """Everybody picks up and presses 1."""
    place, port = folder / "sipp", free_port()
    place.mkdir()
    log = place / "calls.log"
    command = ["sipp", "-sf", str(SCENARIO), "-i", "127.0.0.1", "-p", str(port), "-nostdin"]
    command += ["-trace_logs", "-log_file", str(log), "-mp", str(free_port())]
    with (place / "screen").open("ab") as screen:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=screen, stderr=screen, cwd=place)
    try:
        yield Exchange(f"127.0.0.1:{port}", log)
    finally:
        process.kill()
        process.wait()

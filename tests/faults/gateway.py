"""A real Kannel with its fake SMS centre: bearerbox, smsbox and fakesmsc on loopback."""

from __future__ import annotations

import re
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.notices.sinks import free_port

FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
BOXES = """group = core
admin-port = {admin}
admin-password = secret
smsbox-port = {smsbox}
box-allow-ip = 127.0.0.1
access-log = "{folder}/access.log"
log-file = "{folder}/bearerbox.log"
log-level = 1

group = smsc
smsc = fake
smsc-id = fake
host = 127.0.0.1
port = {smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
log-file = "{folder}/smsbox.log"
log-level = 1

group = sendsms-user
username = bihuan
password = secret
concatenation = true
max-messages = 3

group = sms-service
keyword = default
text = "none"
"""
SENT = re.compile(r"Sent SMS.*?\[ACT:([0-9a-f]+)\]")


@dataclass
class Gateway:
    """The running gateway; `keys` are those of the messages that reached the SMS centre."""

    url: str
    folder: Path

    def keys(self) -> Counter[str]:
        log = self.folder / "access.log"
        return Counter(SENT.findall(log.read_text(errors="replace")) if log.exists() else [])


@contextmanager
def sms_gateway(folder: Path) -> Iterator[Gateway]:
    """Kannel and the fake SMS centre for the length of the block."""
    place = folder / "kannel"
    place.mkdir()
    ports = {name: free_port() for name in ("admin", "smsbox", "smsc", "sendsms")}
    config = place / "kannel.conf"
    config.write_text(BOXES.format(folder=place, **ports))
    commands = [
        ["bearerbox", str(config)],
        ["smsbox", str(config)],
        [FAKESMSC, "-r", str(ports["smsc"]), "-m", "0"],
    ]
    running = []
    try:
        for command in commands:
            with (place / "boxes.log").open("ab") as log:
                # the fake centre ends with its input, so it gets one that stays open
                box = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=place)
                running.append(box)
            time.sleep(2)
        _wait_for(f"http://127.0.0.1:{ports['admin']}/status?password=secret")
        yield Gateway(f"http://127.0.0.1:{ports['sendsms']}/cgi-bin/sendsms", place)
    finally:
        for process in reversed(running):
            process.kill()
            process.communicate()


def _wait_for(url: str) -> None:
    for _second in range(100):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if b"online" in answer.read():
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError("Kannel has no SMS centre")

"""One telephone call: a baresip of its own for its length, driven over its control socket on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bihuan.notices.channels.base import always

MODULES = (
    Path("/usr/lib/baresip/modules"),
    Path("/usr/local/lib/baresip/modules"),
    Path("/usr/lib64/baresip/modules"),
)
CONFIRM = "1"
LOOK_EVERY = 1.0
"""Seconds between two looks whether a call is still wanted."""
CONFIG = """module_path {modules}
sip_listen {listen}:{sip}
rtp_ports 20000-40000
audio_source aufile,{sound}
audio_player aubridge,none
ctrl_tcp_listen 127.0.0.1:{control}
module g711.so
module aufile.so
module aubridge.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
"""


class CallFault(Exception):
    """The telephone program cannot be used here."""


class Call:
    """A context around one baresip: `dial` once, then leave the block, which hangs up and ends it.

    It dies with the worker (PR_SET_PDEATHSIG), so that a killed worker leaves no call speaking to nobody.
    """

    def __init__(self, values: Mapping[str, str], key: str, sound: Path) -> None:
        self.values, self.key, self.sound = values, key, sound
        self.folder = Path(tempfile.mkdtemp(prefix="bihuan-call-"))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Call:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_unused: object) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def dial(self, number: str, seconds: float, is_wanted: Callable[[], bool] = always) -> tuple[str, str]:
        """What became of it: confirmed (and the key), answered, refused (and the answer), silent, or cut."""
        ends = time.monotonic() + seconds
        try:
            with self._control(ends) as line:
                if not is_wanted():
                    return "cut", ""
                _tell(line, "dial", f"sip:{number}@{self.values['server']}")
                return _listen(line, ends, is_wanted)
        except OSError as error:
            raise CallFault(f"baresip: {type(error).__name__}") from None

    def _start(self) -> None:
        program, modules = shutil.which("baresip"), next((path for path in MODULES if path.is_dir()), None)
        if program is None or modules is None:
            raise CallFault("baresip is not installed")
        self.control = _free_port("127.0.0.1", socket.SOCK_STREAM)
        listen = self.values.get("listen") or _own_address(self.values["server"])
        config = CONFIG.format(
            modules=modules,
            listen=listen,
            sip=_free_port(listen, socket.SOCK_DGRAM),
            sound=self.sound,
            control=self.control,
        )
        (self.folder / "config").write_text(config, encoding="utf-8")
        _private(self.folder / "accounts", self._account())
        self.process = subprocess.Popen(
            [program, "-f", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
        )

    def _account(self) -> str:
        sender, server = self.values["sender"], self.values["server"]
        line = f'"Bihuan {self.key}" <sip:{sender}@{server}>;regint=0;audio_codecs=PCMA,PCMU'
        if self.values.get("username"):
            line += f";auth_user={self.values['username']};auth_pass={self.values['password']}"
        return line + "\n"

    def _control(self, ends: float) -> socket.socket:
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.control), timeout=1)
            except OSError:
                is_gone = self.process is None or self.process.poll() is not None
                if is_gone or time.monotonic() > ends:
                    raise
                time.sleep(0.05)


def _listen(line: socket.socket, ends: float, is_wanted: Callable[[], bool]) -> tuple[str, str]:
    found, looked_at = ("silent", ""), time.monotonic()
    for event in _events(line, ends):
        if time.monotonic() - looked_at >= LOOK_EVERY:
            looked_at = time.monotonic()
            if not is_wanted():
                return "cut", ""
        kind, said = event.get("type"), str(event.get("param", ""))
        if kind == "CALL_ESTABLISHED":
            found = ("answered", "")
        elif kind == "CALL_DTMF_START" and said == CONFIRM:
            return "confirmed", said
        elif kind == "CALL_CLOSED":
            return found if found[0] == "answered" else ("refused", said)
    return found


def _events(line: socket.socket, ends: float) -> Iterator[dict[str, Any]]:
    """Events of baresip, each a netstring with JSON in it, until `ends` or the line is cut; {} while it is silent."""
    kept = b""
    while (left := ends - time.monotonic()) > 0:
        line.settimeout(min(left, LOOK_EVERY))
        try:
            part = line.recv(4096)
        except TimeoutError:
            yield {}
            continue
        if not part:
            return
        kept += part
        while b":" in kept:
            size, _colon, rest = kept.partition(b":")
            if not size.isdigit() or len(rest) <= int(size):
                break
            kept = rest[int(size) + 1 :]
            found = json.loads(rest[: int(size)])
            if found.get("event"):
                yield found


def _tell(line: socket.socket, command: str, parameters: str) -> None:
    data = json.dumps({"command": command, "params": parameters}).encode()
    line.sendall(b"%d:%s," % (len(data), data))


def _free_port(host: str, kind: int) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _own_address(server: str) -> str:
    """The address of this machine from which the exchange is reached; no packet is sent."""
    host, _colon, port = server.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, int(port or 5060)))
        except (OSError, ValueError) as error:
            raise CallFault(f"the exchange has no address: {type(error).__name__}") from None
        return str(probe.getsockname()[0])


def _private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)


def _die_with_parent() -> None:
    """Linux only: the kernel ends this child when the thread that made it is gone."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGTERM)

"""Somebody confirms while another telephone rings: it is hung up within five seconds, and that call stays on record.

The short form plays the telephone program on a socket; `make faults` rings a real one, SIPp, through baresip.
"""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bihuan import clock
from bihuan.notices import routing, senders
from bihuan.notices.channels.voice_sip.call import LOOK_EVERY, _listen
from bihuan.notices.deliver import Deliverer
from bihuan.notices.models import Attempt, Delivery
from bihuan.problems.escalation import chain_of
from bihuan.problems.models import Event
from bihuan.problems.sweep import sweep
from tests.faults.town import FORM, open_channel, say, wait_until
from tests.notices.sinks import free_port
from tests.stories.desk import Desk

CUT_WITHIN = 5.0
SCENARIO = """<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="rings and is not answered">
  <recv request="INVITE"/>
  <send><![CDATA[
SIP/2.0 180 Ringing
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
Content-Length: 0

]]></send>
  <recv request="CANCEL"/>
  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>
"""


def event(**values: str) -> bytes:
    data = json.dumps({"event": True, **values}).encode()
    return b"%d:%s," % (len(data), data)


def test_a_call_that_nobody_wants_any_more_is_cut() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(event(type="CALL_RINGING"))
        wanted = threading.Event()
        threading.Timer(0.3, wanted.set).start()  # somebody confirms
        began = time.monotonic()
        found = _listen(ours, began + 300, lambda: not wanted.is_set())
        assert found == ("cut", "")
        if FORM == "full":
            assert time.monotonic() - began < 2 * LOOK_EVERY + 0.5


def test_who_presses_the_key_while_others_confirm_is_still_heard() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(event(type="CALL_ESTABLISHED") + event(type="CALL_DTMF_START", param="1"))
        assert _listen(ours, time.monotonic() + 300, lambda: False) == ("confirmed", "1")


def test_a_call_that_is_not_taken_back_goes_on_to_its_end() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        threading.Timer(1.3, lambda: theirs.sendall(event(type="CALL_CLOSED", param="486 Busy Here"))).start()
        assert _listen(ours, time.monotonic() + 300, lambda: True) == ("refused", "486 Busy Here")


def _is_taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@contextmanager
def ringing_telephone(folder: Path) -> Iterator[str]:
    """A telephone that rings and is never picked up."""
    scenario, port = folder / "rings.xml", free_port()
    scenario.write_text(SCENARIO)
    command = ["sipp", "-sf", str(scenario), "-i", "127.0.0.1", "-p", str(port), "-nostdin"]
    with (folder / "screen").open("ab") as screen:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=screen, stderr=screen, cwd=folder
        )
    try:
        wait_until(lambda: _is_taken(port), 60, "the telephone is plugged in")
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(FORM != "full", reason="needs a telephone exchange; make faults")
@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.xdist_group("faults")
def test_a_ringing_telephone_is_hung_up_within_five_seconds(engine: str, tmp_path: Path) -> None:
    routing.forget_ways()
    senders._adapters.clear()
    desk = Desk(clock.now())
    with ringing_telephone(tmp_path) as server:
        open_channel("sip", "voice_sip", 1, {"server": server, "sender": "desk", "listen": "127.0.0.1"})
        desk.report(level=1, discovered_at=desk.at.isoformat())
        sweep(desk.at)
        stopped = threading.Event()
        sender = threading.Thread(target=Deliverer(clock.now, worker="one").run, args=(stopped.is_set,))
        sender.start()
        try:
            wait_until(lambda: Delivery.objects.filter(status="sending").exists(), 20, "it rings")
            time.sleep(3)
            desk.at = clock.now()
            desk.takes("leader1", "acknowledge")
            confirmed = time.monotonic()
            wait_until(lambda: Attempt.objects.filter(detail__startswith="cut").exists(), 20, "hung up")
            took = time.monotonic() - confirmed
        finally:
            stopped.set()
            sender.join()
    say(f"hung up {took:.1f} s after the confirmation")
    assert took <= CUT_WITHIN
    assert chain_of(desk.fresh()).confirmed_by == desk.people["leader1"]  # type: ignore[union-attr]
    sweep(clock.now())
    calls = Event.objects.filter(stream=desk.case.number, step="log_machine_call").order_by("seq")
    cut = [call.data["fields"] for call in calls if "cut" in call.data["fields"]["text"]]
    assert [(call["purpose"], call["outcome"]) for call in cut] == [("report", "no_answer")]
    routing.forget_ways()

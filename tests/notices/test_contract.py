"""One suite for every adapter: what it makes of success, of error codes under HTTP 200, of silence and refusal."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bihuan.notices.channels import adapter_of, kinds
from bihuan.notices.channels.base import DOWN, REJECTED, RETRY, Adapter, Outcome, Outgoing
from bihuan.notices.models.delivery import ACCEPTED, SENT
from tests.notices.providers import HTTP, KEY, PROVIDERS, REPORTS, outgoing
from tests.notices.sinks import HttpSink, free_port, http_sink, smtp_sink


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    with http_sink() as found:
        found.answers["/send/gettoken"] = (200, {"errcode": 0, "access_token": "at", "expires_in": 7200})
        yield found


def adapter(kind: str, port: int) -> Adapter:
    return adapter_of(kind)({"url": f"http://127.0.0.1:{port}/send", **PROVIDERS[kind].settings})


def answer(sink: HttpSink, kind: str, said: Any, status: int = 200) -> Outcome:
    sink.answers[PROVIDERS[kind].path] = (status, said)
    return adapter(kind, sink.port).send(outgoing())


@pytest.mark.parametrize("kind", HTTP)
def test_success_keeps_the_id_and_hands_the_key_on(sink: HttpSink, kind: str) -> None:
    outcome = answer(sink, kind, PROVIDERS[kind].success)
    assert (outcome.status, outcome.provider_id) == (ACCEPTED, PROVIDERS[kind].provider_id)
    sent = sink.requests[-1]
    if kind not in ("wecom_app",):  # WeCom compares the texts themselves
        assert KEY in f"{sent.headers} {sent.query} {sent.body.decode()}"


@pytest.mark.parametrize(
    ("kind", "said", "meaning"), [(k, s, m) for k, p in PROVIDERS.items() for s, m in p.odd]
)
def test_an_error_under_http_200_is_an_error(sink: HttpSink, kind: str, said: Any, meaning: str) -> None:
    assert answer(sink, kind, said).status == meaning


@pytest.mark.parametrize("kind", HTTP)
@pytest.mark.parametrize("status", [500, 502, 503, 429, 401, 403, 404, 302])
def test_a_provider_that_fails_is_down(sink: HttpSink, kind: str, status: int) -> None:
    assert answer(sink, kind, PROVIDERS[kind].success, status).status == DOWN


@pytest.mark.parametrize("kind", HTTP)
def test_a_refused_connection_is_down_at_once(kind: str) -> None:
    started = time.monotonic()
    outcome = adapter(kind, free_port()).send(outgoing())
    assert outcome.status == DOWN
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("slowness", [{"delay": 3.0}, {"drip": 0.4}])
@pytest.mark.parametrize("kind", HTTP)
def test_a_slow_answer_is_not_waited_for(
    sink: HttpSink, kind: str, slowness: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bihuan.notices.channels.http.READ", 0.5)
    monkeypatch.setattr("bihuan.notices.channels.http.WHOLE", 0.8)
    for name, value in slowness.items():
        setattr(sink, name, value)
    started = time.monotonic()
    assert answer(sink, kind, {"errcode": 0, "filler": "x" * 9000}).status == DOWN
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("kind", HTTP)
def test_no_secret_is_in_what_is_kept(sink: HttpSink, kind: str) -> None:
    secrets = [
        PROVIDERS[kind].settings.get(name, "")
        for name in ("token", "secret", "password", "access_key_secret")
    ]
    found = [answer(sink, kind, "nonsense").detail, answer(sink, kind, {}, 500).detail]
    found.append(adapter(kind, free_port()).send(outgoing()).detail)
    assert not [text for text in found for secret in secrets if secret and secret in text]


def test_provider_asks_for_a_rest(sink: HttpSink) -> None:
    sink.headers["Retry-After"] = "90"
    assert answer(sink, "dingtalk", {}, 429).after == 90


def smtp(port: int, **settings: str) -> Adapter:
    values = {
        "host": "127.0.0.1",
        "port": str(port),
        "security": "none",
        "sender": "计费中心 <desk@example.com>",
    }
    return adapter_of("smtp")(values | settings)


@pytest.fixture
def to_mail() -> Callable[..., Outgoing]:
    return lambda **changes: outgoing(address="zhang@example.com", **changes)


def test_a_mail_arrives_readable_under_its_key(to_mail: Callable[..., Outgoing]) -> None:
    with smtp_sink() as server:
        outcome = smtp(server.port).send(to_mail())
    assert outcome.status == ACCEPTED
    mail = server.mails[0]
    assert mail["Message-ID"] == f"<{KEY}@desk.example>" == outcome.provider_id
    assert (mail["Subject"], mail["Auto-Submitted"]) == (
        "[1级 WT-20261122-001] 已超时：响应",
        "auto-generated",
    )
    assert "计费库宕机" in mail.get_content()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "meaning"), [("550 no such person", REJECTED), ("451 greylisted", RETRY), ("421 closing", DOWN)]
)
def test_a_mail_server_that_refuses(to_mail: Callable[..., Outgoing], said: str, meaning: str) -> None:
    with smtp_sink() as server:
        server.data_answer = said
        assert smtp(server.port).send(to_mail()).status == meaning
        server.refuse["zhang@example.com"] = said.replace("421", "450")
        assert smtp(server.port).send(to_mail()).status == (RETRY if meaning == DOWN else meaning)


def test_a_mail_server_that_is_not_there_or_silent(
    to_mail: Callable[..., Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert smtp(free_port()).send(to_mail()).status == DOWN
    monkeypatch.setattr(adapter_of("smtp"), "seconds", 0.6)
    with smtp_sink() as server:
        server.delay = 2
        assert smtp(server.port).send(to_mail()).status == DOWN
        assert smtp(server.port, security="starttls").send(to_mail()).status == DOWN
        assert smtp(server.port, security="tls").send(to_mail()).status == DOWN


def test_a_header_cannot_be_smuggled_in(to_mail: Callable[..., Outgoing]) -> None:
    with (
        smtp_sink() as server
    ):  # its lines end as the protocol wants, or a whole page is one line to the server
        text = "\n".join(f"{line}. 已超时：响应，应于 2026-11-22 03:30 前完成" for line in range(40))
        assert smtp(server.port).send(to_mail(text=text)).status == ACCEPTED
        assert server.mails[0].get_content().splitlines() == text.splitlines()
    with smtp_sink() as server:
        smtp(server.port).send(to_mail(subject="a\r\nBcc: all@example.com"))
        assert smtp(server.port).send(outgoing(address="a@b\r\nBcc: c@d")).status == REJECTED
    assert server.mails[0]["Bcc"] is None


def test_a_call_by_hand_leaves_nothing_but_a_task() -> None:
    assert adapter_of("manual")({}).send(outgoing()).status == SENT


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of apprise's own plugins, as it loads them
def test_apprise_reaches_what_it_knows(sink: HttpSink) -> None:
    sender = adapter_of("apprise")({"url": f"json://127.0.0.1:{sink.port}/{{address}}"})
    assert sender.send(outgoing()).status == ACCEPTED
    assert sink.requests[-1].data["title"].startswith("[1级")
    sink.default = (500, "")
    assert sender.send(outgoing()).status == DOWN
    assert adapter_of("apprise")({"url": "no-such-thing://x"}).send(outgoing()).status == DOWN


@pytest.mark.parametrize("kind", kinds())
def test_reports_are_read_where_the_provider_pushes_them(kind: str) -> None:
    found = adapter_of(kind)({**PROVIDERS[kind].settings} if kind in PROVIDERS else {})
    if kind not in REPORTS:
        assert found.receipt_answer is None
        with pytest.raises(ValueError, match="no reports"):
            found.receipts(b"[]")
        return
    arrived, lost, names_key = REPORTS[kind]
    one, other = found.receipts(json.dumps([arrived, lost]).encode())
    assert (one.is_delivered, other.is_delivered) == (True, False)
    assert one.provider_id == PROVIDERS[kind].provider_id
    assert one.key == (KEY if names_key else "")
    assert "空号" in other.detail
    assert found.receipt_answer
    for nonsense in (b"", b"x", b"{}", b"[1]", b"\xff"):
        with pytest.raises(ValueError):
            found.receipts(nonsense)


def test_every_kind_is_complete() -> None:
    tried = {*HTTP, "smtp", "manual", "apprise", "voice_sip"}
    assert set(kinds()) == tried
    for kind in kinds():
        found = adapter_of(kind)
        assert found.kind == kind
        assert found.media in ("mail", "chat", "sms", "voice", "manual")
        assert found.seconds + 5 <= 45

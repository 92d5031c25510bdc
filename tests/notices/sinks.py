"""The other side of every channel: real servers on loopback that take what is sent, or misbehave as told."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller


@dataclass
class Request:
    """What a sink was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass
class HttpSink:
    """A provider. `answers` maps the path to (status, body); `delay` and `drip` make it slow."""

    port: int = 0
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    default: tuple[int, Any] = (200, {"errcode": 0})
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    drip: float = 0
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        if len(body) < length:  # the sender was killed in the midst of it
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append(Request(handler.command, parts.path, query, headers, body))
        time.sleep(self.delay)
        status, said = self.answers.get(parts.path, self.default)
        data = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        for byte in data if self.drip else [data]:
            handler.wfile.write(bytes([byte]) if isinstance(byte, int) else byte)
            handler.wfile.flush()
            time.sleep(self.drip)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hung up is no news."""


@contextmanager
def http_sink(port: int = 0) -> Iterator[HttpSink]:
    """A provider on loopback for the length of the block."""
    sink = HttpSink()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sink.answer(self)

        do_GET = do_POST

        def log_message(self, *_unused: Any) -> None:
            """Says nothing."""

    with _Quiet(("127.0.0.1", port), Handler) as server:
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()


@dataclass
class SmtpSink:
    """A mail server that takes no bare line feed.

    `refuse` maps a recipient to the answer he gets; `data_answer` is said to every mail.
    """

    port: int = 0
    mails: list[Message] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    data_answer: str = "250 OK"
    delay: float = 0

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        time.sleep(self.delay)
        if b"\n" in envelope.original_content.replace(b"\r\n", b""):
            return "550 bare line feed"
        if self.data_answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.data_answer


@contextmanager
def smtp_sink(port: int = 0) -> Iterator[SmtpSink]:
    """A mail server on loopback for the length of the block."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # not a line a command
    sink = SmtpSink(port=port or free_port())
    controller = _Closing(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.hang_up()
        controller.stop()


class _Closing(Controller):
    """Ends the conversations that a test has broken off, which the library leaves open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conversations: list[Any] = []

    def factory(self) -> Any:
        self.conversations.append(super().factory())
        return self.conversations[-1]

    def hang_up(self) -> None:
        async def close() -> None:
            for conversation in self.conversations:
                if conversation.transport is not None:
                    conversation.transport.abort()
            await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(timeout=10)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

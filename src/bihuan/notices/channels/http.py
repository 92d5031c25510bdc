"""One HTTP call to a provider, with a limit on every part of it, and its answer as an outcome."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from bihuan.notices.channels.base import Outcome, down, rejected

CONNECT, READ, WHOLE = 3.0, 6.0, 8.0
MOST = 64 * 1024
POOL = urllib3.PoolManager(num_pools=32, maxsize=8, retries=False, cert_reqs="CERT_REQUIRED")


@dataclass(frozen=True)
class Answer:
    """Status and body of an answer; `data` is the JSON object in it, empty if it holds none."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object of the body."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def call(
    method: str,
    url: str,
    judge: Callable[[Answer], Outcome],
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Outcome:
    """Call `url` once and let `judge` read an answer of status 2xx; everything else has one meaning here.

    No redirect is followed. 400, 413, 422: this message is refused. Any other status, no connection, no answer in
    time: the channel is down, or set up wrongly, which is as bad for every message. The address of the call is
    never part of the detail: it may hold a token.
    """
    try:
        answer = _fetch(method, url, body, dict(headers or {}))
    except urllib3.exceptions.HTTPError as error:
        return down(_reason(error))
    except (OSError, ValueError) as error:
        return down(type(error).__name__)
    if 200 <= answer.status < 300:
        return judge(answer)
    if answer.status in (400, 413, 422):
        return rejected(f"HTTP {answer.status}")
    wait = answer.headers.get("retry-after", "")
    return down(f"HTTP {answer.status}", after=min(float(wait), 600) if wait.isdigit() else 0)


def post_json(
    url: str,
    data: object,
    judge: Callable[[Answer], Outcome],
    headers: Mapping[str, str] | None = None,
) -> Outcome:
    """`call` with a JSON body that keeps Chinese readable."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return call("POST", url, judge, body=body, headers={**kind, **(headers or {})})


def _fetch(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    ends = time.monotonic() + WHOLE
    answer = POOL.request(
        method,
        url,
        body=body,
        headers={"User-Agent": "bihuan", **headers},
        redirect=False,
        preload_content=False,
        timeout=urllib3.Timeout(connect=CONNECT, read=READ),
    )
    try:
        read = b""
        while part := answer.read1(4096):  # gives what has come; a plain read waits for all of the 4096
            read += part
            if len(read) > MOST or time.monotonic() > ends:
                answer.close()
                raise urllib3.exceptions.ReadTimeoutError(POOL, url, "slow or long answer")  # type: ignore[arg-type]
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, read, lowered)
    finally:
        answer.release_conn()


def _reason(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
        return "no connection in time"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return "no answer in time"
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "connection refused"
    return type(error).__name__

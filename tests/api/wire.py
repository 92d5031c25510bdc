"""A program that speaks to the desk over HTTP, at the clock of a story and with the token of whoever it plays."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.http import HttpResponse
from django.test import Client

from bihuan.api.shapes.base import FaultShape
from bihuan.api.shapes.cases import CaseShape
from bihuan.people.tokens import issue_token
from tests.stories.desk import Desk
from tests.stories.samples import sample

PREFIX = "/api/v1"
PROBLEM = "application/problem+json"


@dataclass
class Answer:
    """What came back, read."""

    status: int
    media: str
    body: Any
    response: HttpResponse

    @property
    def clauses(self) -> set[str]:
        return {reason["clause"] for reason in self.body["reasons"]}


@dataclass
class Wire:
    """Calls the API and looks at every answer: its media type, its shape, and that a refusal left no trace."""

    desk: Desk
    number: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = issue_token(self.desk.people[who], by=None, at=self.desk.at, name="test")
        return self.tokens[who]

    def call(self, method: str, path: str, who: str = "", body: Any = None, **headers: str) -> Answer:
        """One request; `body` is sent as JSON unless it is bytes. Every error must be a problem document."""
        sent = {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = (
            body
            if isinstance(body, bytes)
            else b""
            if body is None
            else json.dumps(body, default=text_of, ensure_ascii=False).encode()
        )
        media = sent.pop("Content-Type", "application/json")
        client = Client(raise_request_exception=False)
        return read(client.generic(method, PREFIX + path, raw, content_type=media, headers=sent))

    def get(self, path: str, who: str = "coordinator") -> Any:
        """The body of a GET that must succeed."""
        found = self.call("GET", path, who)
        assert found.status == 200, found.body
        return found.body

    def reports(self, who: str = "reporter", **fields: Any) -> Any:
        """A report; the case is in hand from now on."""
        return self._opened("/problems", "report", who, fields)

    def phones(self, who: str = "reporter", **fields: Any) -> Any:
        return self._opened("/problems/by-phone", "report_by_phone", who, fields)

    def _opened(self, path: str, step: str, who: str, fields: dict[str, Any]) -> Any:
        found = self.call("POST", path, who, sample(step, self.desk.at) | fields)
        assert found.status == 201, found.body
        self.number = found.body["number"]
        assert found.response.headers["Location"] == f"{PREFIX}/problems/{self.number}"
        return found.body

    def takes(self, who: str, step: str, **fields: Any) -> Any:
        """A step on the case in hand that must succeed, with the usual data and what is named."""
        found = self.tries(who, step, **fields)
        assert found.status == 200, (step, found.body)
        msgspec.json.decode(found.response.content, type=CaseShape)
        return found.body

    def tries(self, who: str, step: str, **fields: Any) -> Answer:
        path = f"/problems/{self.number}/steps/{step}"
        return self.call("POST", path, who, sample(step, self.desk.at) | fields)

    def refused(self, who: str, step: str, status: int, clause: str = "", **fields: Any) -> Any:
        """A step that must be refused, with reasons or errors, and nothing stored."""
        before = self.desk.everything()
        found = self.tries(who, step, **fields)
        assert found.status == status, (found.status, found.body)
        assert self.desk.everything() == before
        if status in (403, 409):
            assert found.clauses and (not clause or clause in found.clauses), found.body
        else:
            assert found.body["errors"]
        return found.body

    def month_step(self, who: str, month: str, step: str, **fields: Any) -> Answer:
        return self.call("POST", f"/months/{month}/steps/{step}", who, sample(step, self.desk.at) | fields)

    def passes(self, **span: float) -> None:
        """Time passes without a sweep."""
        self.desk.at += timedelta(**span)


def read(response: Any) -> Answer:
    """An answer, looked at: JSON of the right kind, errors complete."""
    media = response.headers.get("Content-Type", "")
    if response.streaming or media.startswith(("text/html", "application/octet-stream")):
        return Answer(response.status_code, media, None, response)
    body = json.loads(response.content)
    if response.status_code >= 400:
        assert media == PROBLEM
        fault = msgspec.json.decode(response.content, type=FaultShape)
        assert fault.title and fault.detail and fault.status == response.status_code
    else:
        assert media == "application/json"
    return Answer(response.status_code, media, body, response)


def text_of(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)

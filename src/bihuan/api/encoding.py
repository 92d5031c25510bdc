"""Between structures and bytes: answers out as JSON with Chinese unescaped, bodies in as plain values."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja.renderers import BaseRenderer

MEDIA_TYPE = "application/json"
_ENCODER = msgspec.json.Encoder()


def encoded(value: Any) -> bytes:
    """JSON in UTF-8; instants in ISO 8601 with offset."""
    return _ENCODER.encode(value)


def answered(value: Any, status: int = 200) -> HttpResponse:
    """A structure as a response."""
    return HttpResponse(encoded(value), status=status, content_type=MEDIA_TYPE)


def items(rows: list[Any], **rest: Any) -> HttpResponse:
    """A list as a response: `{items}`, and `next` where it goes on."""
    return answered({"items": rows, **rest})


class Renderer(BaseRenderer):
    """Lets ninja encode what a route returns."""

    media_type = MEDIA_TYPE

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return encoded(data)

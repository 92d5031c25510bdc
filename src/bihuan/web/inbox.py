"""消息: what concerns me was told here, and stays for reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.notices.inbox import mark_read, notices_of
from bihuan.notices.models import Notice
from bihuan.notices.texts import text_of
from bihuan.people.models import User
from bihuan.web.noticelinks import link_of

PAGE = 50


class ShownNotice(NamedTuple):
    """A notice in the reader's language."""

    pk: int
    text: str
    about: str
    level: int
    at: datetime
    is_new: bool


@dataclass(frozen=True)
class Inbox:
    """One page of notices with its neighbours."""

    notices: list[ShownNotice]
    only_new: bool
    previous_url: str
    next_url: str


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The notices of the person, 50 a page."""
    only_new = request.GET.get("new") == "1"
    page = _page(cast(User, request.user), only_new, _number(request, "before"), _number(request, "after"))
    return render(request, "inbox/inbox.html", {"inbox": page})


@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    user = cast(User, request.user)
    notice = get_object_or_404(Notice, pk=pk, to=user)
    mark_read(user, clock.now(), pk)
    return redirect(link_of(notice, user))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = mark_read(cast(User, request.user), clock.now())
    text = ngettext("{count} notice was marked as read.", "{count} notices were marked as read.", count)
    messages.success(request, text.format(count=count))
    return redirect("inbox")


def _page(user: User, only_new: bool, before: int, after: int) -> Inbox:
    found = notices_of(user, PAGE + 1, before=before, after=after, only_new=only_new)
    has_more = len(found) > PAGE
    found = found[-PAGE:] if after else found[:PAGE]
    has_newer, has_older = (has_more, True) if after else (bool(before), has_more)
    rows = [_shown(row) for row in found]
    return Inbox(
        notices=rows,
        only_new=only_new,
        previous_url=_address(only_new, after=rows[0].pk) if rows and has_newer else "",
        next_url=_address(only_new, before=rows[-1].pk) if rows and has_older else "",
    )


def _shown(row: Notice) -> ShownNotice:
    about = f"{row.stream} {row.args.get('title', '')}".strip()
    return ShownNotice(row.pk, text_of(row), about, row.level, row.created_at, row.read_at is None)


def _address(only_new: bool, **edge: int) -> str:
    return f"?{urlencode({**({'new': 1} if only_new else {}), **edge})}"


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

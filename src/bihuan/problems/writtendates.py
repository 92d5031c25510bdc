"""Dates as letters, minutes and bulletins write them: in the reader's form, never as a machine sorts them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import get_language

from bihuan.clock import SHANGHAI

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def written_day(on: date | datetime | None) -> str:
    """2026年11月22日, or 22 Nov 2026, in Shanghai; nothing for no date."""
    if on is None:
        return ""
    on = on.astimezone(SHANGHAI).date() if isinstance(on, datetime) else on
    if (get_language() or "").startswith("zh"):
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def written_moment(at: datetime | None) -> str:
    """2026年11月22日 09:05, or 22 Nov 2026, 09:05, in Shanghai; nothing for no instant."""
    if at is None:
        return ""
    between = " " if (get_language() or "").startswith("zh") else ", "
    return f"{written_day(at)}{between}{at.astimezone(SHANGHAI):%H:%M}"

"""Moments and spans in words: the same wording on the server as in desk.js, which only keeps it ticking."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_
from markupsafe import Markup

from bihuan.clock import SHANGHAI
from bihuan.web.marks import icon

SECONDS_BELOW = 600
LIGHT_ICONS = {"normal": "circle-check", "due_soon": "clock", "overdue": "alert-circle"}
PHRASES = {
    "days": N_("{n} d"),
    "hours": N_("{n} h"),
    "minutes": N_("{n} min"),
    "seconds": N_("{n} s"),
    "normal": N_("{span} left"),
    "due_soon": N_("Due soon, {span} left"),
    "overdue": N_("Overdue by {span}"),
    "ago": N_("{span} ago"),
    "ahead": N_("in {span}"),
    "now": N_("just now"),
    "offline": N_("The server cannot be reached. What you typed stays on this page."),
    "draft": N_("Your unfinished text was restored."),
    "phone_seen": N_("The text seems to hold a subscriber's phone number. Mask it?"),
    "mask": N_("Mask the number"),
    "busy": N_("Working on it"),
    "too_long": N_("{n} too many: shorten the text before you send it."),
    "full": N_("The text is full; anything beyond was not taken."),
}


@lru_cache(maxsize=8)
def phrases(language: str) -> dict[str, str]:
    """The wordings of `PHRASES` in `language`, which must be the active one; also handed to desk.js."""
    return {key: gettext(text) for key, text in PHRASES.items()}


def wording() -> dict[str, str]:
    """`phrases` of the active language."""
    return phrases(get_language() or "")


def spell(seconds: float, words: dict[str, str] | None = None) -> str:
    """A span without sign in at most two units; seconds only below ten minutes."""
    words = words or wording()
    total = int(abs(seconds))
    if total < SECONDS_BELOW:
        big, small, units = total // 60, total % 60, ("minutes", "seconds")
    elif total < 86400:
        big, small, units = total // 3600, total % 3600 // 60, ("hours", "minutes")
    else:
        big, small, units = total // 86400, total % 86400 // 3600, ("days", "hours")
    parts = [words[unit].replace("{n}", str(n)) for unit, n in zip(units, (big, small), strict=True) if n]
    return " ".join(parts) or words[units[1]].replace("{n}", "0")


def stamp(moment: datetime | None) -> str:
    """2026-11-22 09:05 in Shanghai; an empty text for no moment."""
    return moment.astimezone(SHANGHAI).isoformat(" ", "minutes")[:16] if moment else ""


def light_of(now: datetime, due_at: datetime, soon_at: datetime | None = None) -> str:
    """Which light a clock shows at `now`: normal, due_soon from `soon_at` on, overdue from `due_at` on."""
    if now >= due_at:
        return "overdue"
    return "due_soon" if soon_at and now >= soon_at else "normal"


def relative(moment: datetime, now: datetime) -> Markup:
    """How long ago, or in how long, with the absolute moment on hover."""
    words = wording()
    seconds = (now - moment).total_seconds()
    if abs(seconds) < 60:
        text = words["now"]
    else:
        span = spell(abs(seconds) // 60 * 60, words)
        text = words["ago" if seconds > 0 else "ahead"].format(span=span)
    return Markup('<time class="ago" datetime="{}" title="{}">{}</time>').format(
        iso(moment), stamp(moment), text
    )


def countdown(
    due_at: datetime, now: datetime, soon_at: datetime | None = None, words: dict[str, str] | None = None
) -> Markup:
    """A clock: light by icon, word and colour, the span left or overdue, the absolute moment on hover.

    `words` is `wording()`, for who shows many clocks.
    """
    words = words or wording()
    light = light_of(now, due_at, soon_at)
    text = words[light].replace("{span}", spell((due_at - now).total_seconds(), words))
    # Nothing here comes from people: wordings of the catalogue, moments, icons.
    return Markup(f"{_face(light, due_at, soon_at)}<span>{text}</span></time>")


@lru_cache(maxsize=4096)
def _face(light: str, due_at: datetime, soon_at: datetime | None) -> str:
    soon = f' data-soon="{iso(soon_at)}"' if soon_at else ""
    opening = f'<time class="due due-{light}" datetime="{iso(due_at)}"{soon} title="{stamp(due_at)}">'
    return f"{opening}{icon(LIGHT_ICONS[light])}"


def iso(moment: datetime) -> str:
    """A moment as HTML and programs read it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")

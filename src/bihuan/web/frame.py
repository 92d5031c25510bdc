"""What every page shows around its own content: navigation, the person, notices, the burning cases."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext
from markupsafe import Markup, escape

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.heartbeat import Pulse, pulse_of
from bihuan.problems.queries.burning import Burning, BurningCase, burning_cases
from bihuan.web import pieces, timewords
from bihuan.web.navigation import audiences_of, has_route, here

HTMX_CONFIG = escape(
    json.dumps(
        {
            "includeIndicatorStyles": False,  # they would be inline styles, which the policy forbids
            "allowEval": False,
            "selfRequestsOnly": True,
            "historyCacheSize": 0,  # no case text in the browser's store
            "responseHandling": [
                {"code": "(204|304)", "swap": False},
                {"code": "[23]..", "swap": True},
                {"code": "(409|422)", "swap": True, "error": False},  # a refusal is an answer to be shown
                {"code": "...", "swap": False, "error": True},
            ],
        }
    )
)
THEMES = frozenset({"light", "dark"})


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame under the name `desk`; nothing is read before a template asks for it.

    `csrf_input` is made once a page instead of once a form.
    """
    return {"desk": frame_of(request), "csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def frame_of(request: HttpRequest) -> Frame:
    """The one frame of a request."""
    found = getattr(request, "desk_frame", None)
    if found is None:
        found = request.desk_frame = Frame(request)  # type: ignore[attr-defined]
    return found


class Frame:
    """The frame of one request. Each property is read at most once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.now: datetime = clock.now()
        self.path = request.get_full_path()
        self.htmx_config = HTMX_CONFIG

    @property
    def who(self) -> str:
        """The name that drafts are kept under; empty before sign-in."""
        return str(getattr(getattr(self.request, "user", None), "username", ""))

    @property
    def user(self) -> User:
        """Who is signed in; pages without sign-in do not ask."""
        user = self.request.user
        assert isinstance(user, User)
        return user

    @cached_property
    def language(self) -> str:
        """The language of the page as HTML names it."""
        return "en" if (get_language() or "").startswith("en") else "zh-Hans"

    @cached_property
    def theme(self) -> str:
        """light or dark as chosen by the person, empty to follow the system."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def words(self) -> Markup:
        """The wordings that desk.js needs, as JSON."""
        return _as_json(get_language() or "")

    @property
    def now_iso(self) -> str:
        """The server's clock for desk.js, which goes by it."""
        return timewords.iso(self.now)

    @cached_property
    def messages(self) -> list[Any]:
        """What was done by the last request, in a sentence."""
        return list(get_messages(self.request))

    @cached_property
    def accepted_draft(self) -> str:
        """The key of a form whose text was accepted just now, so that the browser drops its draft."""
        session = getattr(self.request, "session", {})
        return str(session.pop("accepted_draft", "")) if "accepted_draft" in session else ""

    @cached_property
    def query(self) -> str:
        """What stands in the search box."""
        return self.request.GET.get("q", "")[:100]

    @cached_property
    def pulse(self) -> Pulse:
        """Unread notices and the life of the engine, read together."""
        return pulse_of(self.user, self.now)

    @property
    def unread(self) -> int:
        """How many notices the person has not read."""
        return self.pulse.unread

    @property
    def engine_trouble(self) -> str:
        """What everybody must know of the engine, in a sentence; empty while it runs."""
        swept_at = self.pulse.swept_at
        if swept_at is None:
            return gettext(
                "Nobody watches the deadlines yet: no warning and no call goes out by itself."
                " Tell the administrator, and call people yourself."
            )
        if self.pulse.is_silent(self.now):
            return gettext(
                "Nobody has watched the deadlines since {time}: no warning and no call goes out by itself."
                " Tell the administrator, and call people yourself."
            ).format(time=timewords.stamp(swept_at))
        if self.pulse.has_findings(self.now):
            return gettext(
                "The self-check found somebody who would not have been asked again; the coordinator was told."
            )
        return ""

    @property
    def unread_shown(self) -> str:
        """The same for a badge: nothing for none, 99+ for many."""
        return "99+" if self.unread > 99 else str(self.unread or "")

    @cached_property
    def burning(self) -> Burning:
        """Open cases of level 1 and 2 that the person may read, the most urgent first."""
        return burning_cases(self.user)

    @cached_property
    def strip_etag(self) -> str:
        """Names what the strip shows; changes when a case, its light or the count of notices does."""
        cases, total = self.burning
        shown = [(case, _light(case, self.now)) for case in cases]
        seed = repr((shown, total, self.unread, self.engine_trouble, get_language()))
        return f'"{hashlib.sha256(seed.encode()).hexdigest()[:20]}"'

    @cached_property
    def may_report(self) -> bool:
        """Any member may file a report (F1.1)."""
        return self.user.is_member and has_route("report")

    @property
    def role_words(self) -> str:
        """The person's roles in words."""
        return pieces.roles(self.user.roles, self.language)

    @cached_property
    def reader(self) -> pieces.Reader:
        """What the kept parts of the frame hang on."""
        return pieces.Reader(audiences_of(self.user), here(self.request.path), self.language)

    @property
    def rail(self) -> Markup:
        """The navigation beside the page."""
        return pieces.rail(self.reader, self.unread_shown, timewords.stamp(self.now))

    @property
    def tabbar(self) -> Markup:
        """The bar at the bottom of a phone."""
        return pieces.tabbar(self.reader, self.unread_shown)

    @property
    def more(self) -> Markup:
        """The navigation that a phone's bar has no room for."""
        return pieces.more(self.reader)

    @property
    def help(self) -> Markup:
        """The help that a question mark opens."""
        return pieces.keys_and_help(self.language)


@cache
def _as_json(language: str) -> Markup:
    """As a text for an attribute, escaped once."""
    return escape(json.dumps(timewords.phrases(language), ensure_ascii=False))


def _light(case: BurningCase, now: datetime) -> str:
    return timewords.light_of(now, case.due_at, case.soon_at) if case.due_at else ""

"""审计: does the log hold? Chains of events, changes of people, the workers; for the auditor and the coordinator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.people.directory import changes
from bihuan.people.models import PeopleChange, User
from bihuan.people.permissions import may
from bihuan.problems.audit import verify
from bihuan.problems.models import Event, Heartbeat
from bihuan.problems.queries.office import PAGE, chains_begun_last, events_of, is_longer_than, workers
from bihuan.process.lifecycle import STEPS
from bihuan.web import marks
from bihuan.web.office.access import holder
from bihuan.web.office.process import TabLink, tab_links
from bihuan.web.office.record import ChangeLine, change_lines

VERIFY_LIMIT = 20_000
"""Events that are checked on a page; a longer log is for the command line, which shows how far it is."""

QUIET_AFTER = timedelta(minutes=5)
TABS: tuple[tuple[str, str], ...] = (
    ("events", N_("Chains of events")),
    ("people", N_("Changes of people and organisation")),
    ("workers", N_("Workers")),
)


BESIDE: dict[str, str] = {
    "set_day": N_("Working day changed"),
    "confirm_year": N_("Calendar of a year confirmed"),
    "change_figures": N_("Figures changed"),
    "export_cases": N_("Cases exported"),
    "export_register": N_("Register exported"),
    "export_register_ask": N_("Register exported"),
    "export_letters": N_("List of letters exported"),
    "export_event_log": N_("Event log exported"),
    "export_lab": N_("Differences of a trial exported"),
    "export_monthly_report": N_("Monthly report taken"),
    "export_paper": N_("Paper taken"),
    "export_package": N_("Archive package taken"),
    "save_trial": N_("Trial saved"),
    "drop_trial": N_("Saved trial removed"),
    "upload_template": N_("Template uploaded"),
    "use_template": N_("Template put in use"),
}
"""What stands in the log beside the steps of cases and months."""

CHAINS: dict[str, str] = {
    "exports": N_("Exports"),
    "process": N_("Process"),
    "policy": N_("Figures"),
    "calendar": N_("Work calendar"),
    "papers": N_("Paper templates"),
}
"""The chains that are no case's and no month's."""


@dataclass
class Audit:
    """What the page shows to one person; each tab reads only its own."""

    request: HttpRequest
    user: User
    now: datetime

    @cached_property
    def tab(self) -> str:
        """The tab that is shown; the record of people is the auditor's."""
        wanted = self.request.GET.get("tab", "")
        return wanted if wanted in dict(self._tabs) else "events"

    @property
    def _tabs(self) -> tuple[tuple[str, str], ...]:
        return tuple(tab for tab in TABS if tab[0] != "people" or may(self.user, "read_record"))

    @property
    def tabs(self) -> list[TabLink]:
        """The tabs that are this person's."""
        return tab_links(self._tabs, self.tab)

    @cached_property
    def stream(self) -> str:
        """The chain that is looked at, empty for the list of chains."""
        return self.request.GET.get("stream", "").strip()[:40].replace("\x00", "")

    @cached_property
    def after(self) -> int:
        """The place or row after which the page begins."""
        text = self.request.GET.get("after", "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    @cached_property
    def events(self) -> list[Event]:
        """A page of the chain, in order."""
        return events_of(self.stream, self.after, PAGE + 1) if self.stream else []

    @cached_property
    def chains(self) -> list[Event]:
        """The first events of the chains that began last, as ways into them."""
        return [] if self.stream else chains_begun_last()

    @cached_property
    def changes(self) -> list[ChangeLine]:
        """A page of changes of people and organisation."""
        return change_lines(self._changes[:PAGE])

    @cached_property
    def _changes(self) -> list[PeopleChange]:
        return changes(before=self.after, limit=PAGE + 1)

    @cached_property
    def workers(self) -> list[tuple[Heartbeat, bool]]:
        """Each worker with whether it has swept within the last five minutes."""
        return [(row, self.now - row.swept_at < QUIET_AFTER) for row in workers()]

    @property
    def next_url(self) -> str:
        """The page after this one."""
        if self.tab == "events" and len(self.events) > PAGE:
            return f"?{urlencode({'stream': self.stream, 'after': self.events[PAGE - 1].seq})}"
        if self.tab == "people" and len(self._changes) > PAGE:
            return f"?{urlencode({'tab': 'people', 'after': self._changes[PAGE - 1].pk})}"
        return ""

    @property
    def previous_url(self) -> str:
        """Back to the first page."""
        if not self.after:
            return ""
        return f"?{urlencode({'stream': self.stream} if self.stream else {'tab': self.tab})}"

    @cached_property
    def _people(self) -> dict[str, str]:
        shown = {event.actor_name for event in (*self.events, *self.chains)}
        return dict(User.objects.filter(username__in=shown).values_list("username", "name"))

    def actor(self, username: str) -> str:
        """Who took a step, by name; the product itself is `system`."""
        return self._people.get(username) or marks.word("relations", username)

    @staticmethod
    def chain_word(stream: str) -> str:
        """A chain in words: a case by its number, a month by its name."""
        kind, _colon, month = stream.partition(":")
        if kind == "month":
            return _("Month {month}").format(month=month)
        return _(CHAINS[stream]) if stream in CHAINS else stream

    @staticmethod
    def step_word(key: str) -> str:
        """A step in words; others as they stand in the log."""
        return _(STEPS[key].label if key in STEPS else BESIDE.get(key, key))

    @staticmethod
    def data_of(event: Event) -> str:
        """What an event holds, for reading."""
        return json.dumps(event.data, ensure_ascii=False, indent=1)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Chains, changes, workers."""
    page = Audit(request, holder(request, "coordinator", "auditor"), clock.now())
    return render(request, "office/audit.html", {"page": page})


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Walk every chain and compare with what is stored; a long log is left to the command line."""
    holder(request, "coordinator", "auditor")
    if is_longer_than(VERIFY_LIMIT):
        text = _("The log holds more than {number} events: run “bihuan audit verify” on the server.")
        messages.warning(request, text.format(number=VERIFY_LIMIT))
    elif broken := verify():
        messages.error(request, _("The log does not hold: {where}").format(where=broken))
    else:
        messages.success(request, _("Every chain holds, and what is stored follows from it."))
    return redirect(reverse("audit"))

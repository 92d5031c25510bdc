"""The list behind a figure: which cases it counts, over the same span and by the same definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import System, User
from bihuan.problems.figures.bases import Span
from bihuan.problems.figures.lists import ListPage, Narrowing, listed, model_of
from bihuan.problems.figures.table import FIGURES, Figure, label_of
from bihuan.problems.queries.months import span_of
from bihuan.process.terms import CATEGORIES, CAUSE_CLASSES, LEVELS, SOURCES
from bihuan.web import marks
from bihuan.web.office.access import reader

LONGEST = timedelta(days=400)
CHOICES: dict[str, set[str]] = {
    "level": {str(level) for level in LEVELS},
    "category": set(CATEGORIES),
    "source": set(SOURCES),
    "cause": set(CAUSE_CLASSES),
    "weekday": {str(day) for day in range(1, 8)},
    "hour": {str(hour) for hour in range(24)},
}
NUMBERS = frozenset({"level", "weekday", "hour"})
FREE = ("system", "handler")


@dataclass
class Behind:
    """The page of one figure; narrowed by what its address names."""

    request: HttpRequest
    figure: Figure
    now: datetime

    @cached_property
    def month(self) -> str:
        """The month asked for, if it is one."""
        return self.request.GET.get("month", "")[:7]

    @cached_property
    def span(self) -> Span:
        """The days of the month, or from `from` up to `to`. Http404 for what is neither."""
        imported = self.request.GET.get("imported") == "1"
        try:
            if self.month:
                return span_of(self.month, self.now, imported=imported)
            start, end = (_instant(self.request.GET.get(name, "")) for name in ("from", "to"))
        except ValueError as error:
            raise Http404 from error
        if start is None or end is None or not start <= end <= start + LONGEST:
            raise Http404
        return Span(start, end, self.now, imported)

    @cached_property
    def narrowing(self) -> Narrowing:
        """Level, category and so on; a value that is none narrows nothing."""
        given = {name: self.request.GET.get(name, "")[:150] for name in (*CHOICES, *FREE)}
        return Narrowing(
            {
                name: int(value) if name in NUMBERS else value
                for name, value in given.items()
                if value and (name in FREE or value in CHOICES[name])
            }
        )

    @cached_property
    def page(self) -> ListPage:
        """The rows."""
        text = self.request.GET.get("after", "")
        after = int(text) if text.isdecimal() and len(text) < 18 else 0
        return listed(self.figure.key, self.span, self.narrowing, month=self.month, after=after)

    @property
    def label(self) -> str:
        """What the figure is called."""
        return label_of(self.figure)

    @property
    def means(self) -> str:
        """Its definition."""
        return _(self.figure.means)

    @property
    def kind(self) -> str:
        """What it counts: problem, duty, letter, branch, meeting, correctiveaction."""
        return model_of(self.figure)

    @property
    def narrowed_by(self) -> list[str]:
        """What it is narrowed to, in words."""
        words = {"level": "levels", "category": "categories", "source": "sources", "cause": "cause_classes"}
        found = [
            marks.word(words[name], value) for name, value in self.narrowing.values.items() if name in words
        ]
        found += [_name(name, value) for name, value in self.narrowing.values.items() if name in FREE]
        if "hour" in self.narrowing.values:
            found.append(f"{self.narrowing.values['hour']:02d}:00–{self.narrowing.values['hour']:02d}:59")
        return found

    @property
    def next_url(self) -> str:
        """The rows after these."""
        if not self.page.next:
            return ""
        kept = {name: value for name, value in self.request.GET.items() if name != "after"}
        return f"?{urlencode({**kept, 'after': self.page.next})}"

    previous_url = ""

    @staticmethod
    def duty_word(key: str) -> str:
        """A duty in words."""
        return marks.duty(key)


def _instant(text: str) -> datetime | None:
    found = parse_datetime(text.replace(" ", "+"))
    return found if found is not None and found.tzinfo else None


def _name(dimension: str, code: str) -> str:
    if dimension == "system":
        return System.objects.filter(code=code).values_list("name", flat=True).first() or code
    return User.objects.filter(username=code).values_list("name", flat=True).first() or code


@require_safe
def behind(request: HttpRequest, key: str) -> HttpResponse:
    """The rows that one figure counts."""
    reader(request)
    figure = FIGURES.get(key)
    if figure is None:
        raise Http404
    page = Behind(request, figure, clock.now())
    return render(request, "office/months/behind.html", {"page": page, "listed": page.page})


def address_of(key: str, span: dict[str, Any], **narrowing: Any) -> str:
    """Where the list behind a figure stands; `span` is a month, or from and to."""
    from django.urls import reverse

    wanted = {name: value for name, value in {**span, **narrowing}.items() if value not in ("", None)}
    return f"{reverse('behind', args=[key])}?{urlencode(wanted)}"

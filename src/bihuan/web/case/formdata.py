"""From a posted form to the raw input of a step: one reader a kind of field. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from bihuan.clock import SHANGHAI
from bihuan.problems.models import Problem
from bihuan.process import terms
from bihuan.process.fields import Field
from bihuan.process.lifecycle import Step

YES, NO = "yes", "no"
INSTANTS = (
    "discovered_at", "reported_at", "phone_reached_at", "responded_at", "dispatched_at", "resolved_at",
    "reporter_told_at",
)  # fmt: skip
"""Instants of a case that people type again, to the minute."""
ANSWERS_YES_NO = ("key_business", "backup", "kpi_affected", "alarm")
ANSWERS_CHOICE = {"business": terms.BUSINESS, "users_affected": terms.USERS_AFFECTED}


def raw_of(step: Step, post: QueryDict, problem: Problem | None = None) -> dict[str, Any]:
    """What the form says for each field of the step, and why it is entered later if it is."""
    raw = {field.name: READERS.get(field.kind, _plain)(post, field) for field in step.fields}
    if problem is not None:
        for field in step.fields:
            if field.kind == "datetime":
                raw[field.name] = exact(raw[field.name], problem)
    raw["backdate_reason"] = post.get("backdate_reason", "")
    return raw


def occurred_of(post: QueryDict, problem: Problem | None = None) -> datetime | str | None:
    """When it happened, as typed; see `exact`."""
    typed = post.get("occurred_at", "").strip()
    return exact(typed, problem) if problem is not None else typed or None


def exact(typed: str, problem: Problem) -> datetime | str | None:
    """A typed time, which has no seconds: the minute of an instant of the case means that instant, not before it."""
    try:
        found = parse_datetime(typed) if typed else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        return typed or None
    found = found.replace(tzinfo=SHANGHAI)
    known = (getattr(problem, name) for name in INSTANTS)
    same = [at for at in known if at and at.astimezone(SHANGHAI).replace(second=0, microsecond=0) == found]
    return max([found, *same])


def _plain(post: QueryDict, field: Field) -> str:
    return post.get(field.name, "")


def _several(post: QueryDict, field: Field) -> list[str]:
    return [value for value in post.getlist(field.name) if value.strip()]


def _bool(post: QueryDict, field: Field) -> bool | str:
    """A box that is not ticked means no; where an answer is required there are two buttons instead."""
    if field.required:
        return {YES: True, NO: False}.get(post.get(field.name, ""), "")
    return field.name in post


def _criteria(post: QueryDict, field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code in terms.CRITERIA:
        answer = post.get(f"{field.name}-{code}", "")
        if answer == "met":
            found[code] = "met"
        elif answer == "na":
            found[code] = {"not_applicable": post.get(f"{field.name}-{code}-why", "")}
    return found


def answers_of(data: Mapping[str, Any], prefix: str = "answers") -> dict[str, Any]:
    """The questionnaire: yes, no or a code; what was not answered is left out."""
    found: dict[str, Any] = {}
    for name in ANSWERS_YES_NO:
        answer = data.get(f"{prefix}-{name}", "")
        if answer in (YES, NO):
            found[name] = answer == YES
    for name, table in ANSWERS_CHOICE.items():
        answer = data.get(f"{prefix}-{name}", "")
        if answer in table:
            found[name] = answer
    return found


def _rows(*columns: str) -> Callable[[QueryDict, Field], list[dict[str, str]]]:
    """A reader of rows, each column sent as a list; rows with nothing in them are left out."""

    def read(post: QueryDict, field: Field) -> list[dict[str, str]]:
        lists = [post.getlist(f"{field.name}-{column}") for column in columns]
        rows = [
            dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            for cells in zip_longest(*lists, fillvalue="")
        ]
        return [row for row in rows if any(row.values())]

    return read


def _corrections(post: QueryDict, field: Field) -> dict[str, str]:
    start = f"{field.name}-"
    given = {name.removeprefix(start): post.get(name, "").strip() for name in post if name.startswith(start)}
    return {name: text for name, text in given.items() if text}


READERS: dict[str, Callable[[QueryDict, Field], Any]] = {
    "users": _several,
    "departments": _several,
    "categories": _several,
    "orders": _several,
    "problems": _several,
    "systems": _several,
    "bool": _bool,
    "criteria": _criteria,
    "answers": lambda post, field: answers_of(post, field.name),
    "guests": _rows("name", "organisation"),
    "actions": _rows("owner", "text", "due_on", "check_how", "check_on"),
    "row": _corrections,
}

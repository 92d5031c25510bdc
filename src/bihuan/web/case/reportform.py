"""问题报告单: how do I say it fast and right? The form of a report, with the level that the answers lead to."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from bihuan.people.chain import rungs
from bihuan.people.models import User
from bihuan.people.roster import shift_at
from bihuan.problems.knownerrors import Fitting, fitting, fitting_numbers
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.queries.case import dialled
from bihuan.problems.similar import SAID, SimilarCase, similar_cases
from bihuan.process import terms
from bihuan.process.facts import SERIOUS
from bihuan.process.fields import Field
from bihuan.process.levels import Suggestion, explain_level
from bihuan.process.lifecycle import STEPS
from bihuan.process.verdict import Reason
from bihuan.web import marks
from bihuan.web.case import choices
from bihuan.web.case.choices import Choices
from bihuan.web.case.formdata import answers_of, raw_of
from bihuan.web.case.initials import typed_time
from bihuan.web.case.stepforms import FormField, ProcessForm
from bihuan.web.case.timeline import QUESTIONS


class Callee(NamedTuple):
    """Somebody to be phoned, in the order in which to try."""

    username: str
    name: str
    part: str
    phone: str

    @property
    def dial(self) -> str:
        """What a telephone dials."""
        return dialled(self.phone)


class Question(NamedTuple):
    """One question of the level: its control's name, its words, (value, label) of the answers, the one given."""

    name: str
    text: str
    answers: list[tuple[str, str]]
    given: str


def fresh_key() -> str:
    """A key by which a form is known when it comes twice."""
    return secrets.token_hex(16)


def call_order(now: datetime) -> list[Callee]:
    """Who is phoned first and next at levels 1 and 2: on duty, deputy, then the leaders level by level (F1.2, F1.3)."""
    found: list[Callee] = []
    shift = shift_at("coordinator", now)
    if shift:
        found.append(_callee(shift.person, _("Coordinator on duty")))
        if shift.deputy:
            found.append(_callee(shift.deputy, _("Deputy")))
    else:
        found += [_callee(user, _("Problem coordinator")) for user in User.objects.holding("coordinator")]
    found += [_callee(rung.user, rung.user.title or _("Leader")) for rung in rungs()]
    return list({callee.username: callee for callee in found}.values())


def _callee(user: User, part: str) -> Callee:
    return Callee(user.username, user.name, part, user.phone)


class ReportForm(ProcessForm):
    """The form of `report` or `report_by_phone` for one person at one moment."""

    def __init__(
        self,
        key: str,
        user: User,
        now: datetime,
        post: QueryDict | None = None,
        errors: Mapping[str, Sequence[str]] | None = None,
        reasons: Sequence[Reason] = (),
    ) -> None:
        super().__init__(STEPS[key], post, errors, reasons)
        self.user, self.now, self.post = user, now, post
        self.sent_key = (post.get("key", "") if post else "") or fresh_key()
        self.double = ""  # the number of the person's own case that this may be, once that is asked
        self.is_taken = False
        values = raw_of(self.step, post) if post is not None else self._fresh(key)
        self.by_name = {spec.name: self._field(spec, values) for spec in self.step.fields}

    def _fresh(self, key: str) -> dict[str, Any]:
        if key == "report_by_phone":
            return {"level": "1", "callee": self.calls[0].username if self.calls else ""}
        return {"discovered_at": typed_time(self.now)}

    def _field(self, spec: Field, values: Mapping[str, Any]) -> FormField:
        shown = self.make_field(spec, values.get(spec.name, ""), self._choices(spec))
        if spec.name == "level":
            shown.widget = "level_choice"
        return shown

    def _choices(self, spec: Field) -> Choices:
        if spec.kind == "user":
            return self._people(spec)
        if spec.kind == "choice":
            return choices.of_terms(spec.choices or {})
        make = {
            "category": choices.categories, "categories": choices.categories, "source": choices.sources,
            "system": choices.systems,
        }.get(spec.kind)  # fmt: skip
        return make() if make else []

    def _people(self, spec: Field) -> Choices:
        """Everybody, those first who are to be called."""
        first = [choices.Choice(c.username, f"{c.name} · {c.part}", _("In this order")) for c in self.calls]
        known = {choice.code for choice in first}
        others = [choice for choice in self._roll if choice.code not in known | {self.user.username}]
        return (first if spec.name != "reporter" else []) + others

    @cached_property
    def _roll(self) -> Choices:
        return choices.people(Field("", "user", ""))

    @cached_property
    def calls(self) -> list[Callee]:
        """Whom to phone, in order."""
        return call_order(self.now)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What was answered so far."""
        return answers_of(self.post) if self.post is not None else {}

    @cached_property
    def questions(self) -> list[Question]:
        """The questionnaire with what was answered."""
        yes_no = [("yes", _("Yes")), ("no", _("No"))]
        tables = {"business": terms.BUSINESS, "users_affected": terms.USERS_AFFECTED}
        found = []
        for name, text in QUESTIONS.items():
            given = self.answers.get(name, "")
            if name in tables:
                offered = [(code, marks.word(name, code)) for code in tables[name]]
            else:
                offered, given = yes_no, {True: "yes", False: "no"}.get(given, "")
            found.append(Question(f"answers-{name}", _(text), offered, given))
        return found

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """The level that the answers lead to, once there are any."""
        return explain_level(self.answers) if self.answers else None

    @property
    def level(self) -> str:
        """The level that is chosen: by hand, else as the answers say."""
        chosen = str(self.by_name["level"].value or "")
        return (
            chosen
            if chosen and (self.is_by_hand or not self.suggestion)
            else str(self.suggestion.level if self.suggestion else chosen)
        )

    @property
    def is_by_hand(self) -> bool:
        """Whether the person chose the level himself."""
        return bool(self.post and self.post.get("level_by_hand"))

    @property
    def doubles(self) -> list[str]:
        """The own cases that the person was asked about; they travel along as answered."""
        told = self.post.getlist("double") if self.post else []
        return list(dict.fromkeys(number for number in (*told, self.double) if number))

    @property
    def is_serious(self) -> bool:
        """Whether the phone comes first (F1.2)."""
        return self.level in {str(level) for level in SERIOUS}

    @cached_property
    def megabytes(self) -> int:
        """How large a document may be, by the figures in force."""
        return int(figures_of(current_number())["attachment_limit_mb"])

    @cached_property
    def similar(self) -> list[SimilarCase]:
        """Open cases that may be the same, those of the same place first, and finished ones of any that were alike."""
        post = self.post or QueryDict()
        text = "\n".join(post.get(name, "") for name in SAID)
        return similar_cases(self.user, text, place=(post.get("category", ""), post.get("system", "")))

    @cached_property
    def known_errors(self) -> list[Fitting]:
        """Known errors that fit what is typed, the chosen one always among them."""
        post = self.post or QueryDict()
        fits = fitting(self.user, "\n".join(post.get(name, "") for name in SAID), post.get("system", ""))
        is_shown = not self.known_error or self.known_error in {fit.number for fit in fits}
        return fits if is_shown else [*fits, *fitting_numbers([self.known_error])]

    @property
    def known_error(self) -> str:
        """The number of the known error that was chosen, empty for none."""
        return str(self.by_name["known_error"].value or "")

    @property
    def has_unseen_similar(self) -> bool:
        """Whether an open case that may be the same was found that the person was not shown yet."""
        seen = set(self.post.getlist("seen")) if self.post else set()
        return bool({case.number for case in self.similar if case.is_open} - seen)

"""The form of a step, made from the fields that the process declares: what to show, with what in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.problems.reasons import reason_text
from bihuan.process.fields import Field
from bihuan.process.lifecycle import Step
from bihuan.process.verdict import Reason
from bihuan.web.case import choices
from bihuan.web.case.choices import Choices
from bihuan.web.case.formdata import raw_of
from bihuan.web.case.initials import initial_of, typed_time
from bihuan.web.errors import ShownReason

if TYPE_CHECKING:
    from bihuan.web.case.casepage import CasePage

#: kind of a field → the widget that shows it; others are lines of text.
WIDGETS = {
    "longtext": "longtext", "level": "levels", "bool": "tick", "choice": "select", "datetime": "datetime",
    "date": "date", "user": "select", "users": "ticks", "department": "select", "departments": "ticks",
    "category": "select", "categories": "ticks", "source": "select", "system": "select", "order": "part",
    "orders": "ticks", "change": "part", "letter": "part", "branch": "part", "meeting": "part", "action": "part",
    "request": "part", "criteria": "criteria", "answers": "answers", "guests": "guests", "actions": "actions",
    "document": "document", "row": "row",
}  # fmt: skip
PARTS = frozenset({"order", "orders", "change", "letter", "branch", "meeting", "action", "request"})


@dataclass
class FormField:
    """One field as shown. `value` has the shape that `formdata` reads for its kind."""

    name: str
    widget: str
    label: str
    help: str
    required: bool
    limit: int
    value: Any = ""
    errors: list[str] = field(default_factory=list)
    choices: Choices = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of its first control, for labels and the summary of errors."""
        return f"f-{self.name}"


class StepForm:
    """The form of one step of one case: fresh, or refused with all that was typed."""

    def __init__(
        self,
        step: Step,
        page: CasePage,
        post: QueryDict | None = None,
        errors: Mapping[str, Sequence[str]] | None = None,
        reasons: Sequence[Reason] = (),
    ) -> None:
        self.step, self.page = step, page
        self.action = reverse("step", args=[page.problem.number, step.key])
        self.draft = f"{page.problem.number}:{step.key}"
        self.version = page.problem.version
        self.is_refused = post is not None
        self.reasons = [ShownReason(reason.clause, reason_text(reason)) for reason in reasons]
        self.occurred = post.get("occurred_at", "") if post else ""
        self.late_reason = post.get("backdate_reason", "") if post else ""
        self._about(dict(errors or {}), reasons)
        values = raw_of(step, post) if post is not None else initial_of(step.key, page)
        self.fields = [self._field(spec, values) for spec in step.fields if is_shown(spec, step, page)]

    @property
    def label(self) -> str:
        """The verb on the button."""
        return _(self.step.label)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Every error as (id, label, text), for the top of the form."""
        found = [(row.id, row.label, text) for row in self.fields for text in row.errors if text not in self._said]
        shown = {row.name for row in self.fields}
        labels = {spec.name: _(spec.label) for spec in self.step.fields} | {"occurred_at": _("When it happened")}
        for name, texts in self._errors.items():
            if name not in shown:
                found += [(f"f-{name}", labels.get(name, name), text) for text in texts if text not in self._said]
        return found

    @property
    def is_backdated(self) -> bool:
        """Whether the part for later entries stands open."""
        return bool(self.occurred or {"occurred_at", "backdate_reason"} & self._errors.keys())

    def errors_of(self, name: str) -> list[str]:
        """Errors of a control that is no field of the step."""
        return list(self._errors.get(name, ()))

    def _about(self, errors: dict[str, Sequence[str]], reasons: Sequence[Reason]) -> None:
        """A reason that speaks of a field stands beside that field too."""
        self._errors: dict[str, list[str]] = {name: list(texts) for name, texts in errors.items()}
        self._said = {shown.text for shown in self.reasons}
        for reason, shown in zip(reasons, self.reasons, strict=True):
            if reason.about:
                self._errors.setdefault(reason.about, []).append(shown.text)

    def _field(self, spec: Field, values: Mapping[str, Any]) -> FormField:
        widget = WIDGETS.get(spec.kind, "line")
        if spec.kind == "bool" and spec.required:
            widget = "yesno"
        shown = FormField(
            spec.name, widget, _(spec.label), _(spec.help) if spec.help else "", spec.required, spec.max_length,
            values.get(spec.name, ""), self._errors.get(spec.name, []), choices_of(spec, self.step, self.page),
        )  # fmt: skip
        if spec.name == "field" and self.step.key == "amend":
            shown.widget = "select"
        if spec.kind in PARTS:
            shown.help = ""
            if widget == "part" and len(shown.choices) == 1 and not shown.value:
                shown.value = shown.choices[0].code
        if widget == "datetime" and not isinstance(shown.value, str):
            shown.value = typed_time(shown.value)
        return shown


def choices_of(spec: Field, step: Step, page: CasePage) -> Choices:
    """The choices of a field; none for what is typed."""
    if spec.kind == "choice":
        return choices.of_terms(spec.choices or {})
    if spec.kind in ("user", "users", "actions"):
        return choices.people(spec, page)
    if spec.kind in ("department", "departments"):
        return choices.departments(spec, page)
    if spec.kind in PARTS:
        return choices.parts(spec, page, step)
    if spec.name == "field" and step.key == "amend":
        return choices.amendable()
    simple = {
        "category": choices.categories, "categories": choices.categories, "source": choices.sources,
        "system": choices.systems,
    }  # fmt: skip
    return simple[spec.kind]() if spec.kind in simple else []


def is_shown(spec: Field, step: Step, page: CasePage) -> bool:
    """Whether a field means anything for this case now; what is hidden is left out of the input."""
    problem = page.problem
    if step.key == "dispatch" and spec.name in ("level", "judgement", "reason"):
        return problem.responded_at is None
    if step.key == "dispatch" and spec.name == "lead":
        return bool(page.facts.live_orders)
    if step.key == "resolve" and spec.name == "late_reason":
        return any(duty.key == "resolution" and duty.due_at < page.now for duty in page.facts.open_duties)
    if spec.kind == "orders":
        return len([order for order in page.facts.orders if order.status == "done"]) > 1
    if spec.kind == "order" and step.key == "request_change":
        return True
    return True

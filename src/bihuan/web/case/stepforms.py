"""The form of a step, made from the fields that the process declares: what to show, with what in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

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
    "request": "part", "alarm": "part", "heard_alarm": "select", "criteria": "criteria", "answers": "answers",
    "guests": "guests", "actions": "actions", "document": "document", "row": "row", "problems": "ticks",
    "systems": "ticks", "known_error": "select",
}  # fmt: skip
#: step, field → a help that fits the field in this form better than that of the table.
HELPS = {
    ("respond", "reason"): N_("Needed when the level is lower than reported."),
    ("dispatch", "reason"): N_("Needed when the level is lower than reported."),
}
SELECTS = frozenset({("amend", "field"), ("judge_repeat", "number")})
"""Lines of text of which the form knows what can stand there."""
NO_ALARM = N_(
    "Every alarm that came in lately has a case. Enter the number in the address of the one that you mean."
)
PARTS = frozenset({"order", "orders", "change", "letter", "branch", "meeting", "action", "request", "alarm"})


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


class ProcessForm:
    """A form over the fields of one step: fresh, or refused with all that was typed."""

    def __init__(
        self,
        step: Step,
        post: QueryDict | None = None,
        errors: Mapping[str, Sequence[str]] | None = None,
        reasons: Sequence[Reason] = (),
    ) -> None:
        self.step = step
        self.is_refused = post is not None
        self.occurred = post.get("occurred_at", "") if post else ""
        self.late_reason = post.get("backdate_reason", "") if post else ""
        self.reasons = [ShownReason(reason.clause, reason_text(reason)) for reason in reasons]
        self.fields: list[FormField] = []
        self._errors: dict[str, list[str]] = {name: list(texts) for name, texts in (errors or {}).items()}
        self._said = {shown.text for shown in self.reasons}
        for reason, shown in zip(reasons, self.reasons, strict=True):
            if reason.about:  # it stands beside its field too
                self._errors.setdefault(reason.about, []).append(shown.text)

    @property
    def label(self) -> str:
        """The verb on the button."""
        return _(self.step.label)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Every error as (id, label, text), for the top of the form."""
        labels = {spec.name: _(spec.label) for spec in self.step.fields} | {
            "occurred_at": _("When it happened"),
            "backdate_reason": _("Why it is entered later"),
            "files": _("Documents"),
        }
        return [
            (f"f-{name}", labels.get(name, name), text)
            for name, texts in self._errors.items()
            for text in texts
            if text not in self._said
        ]

    @property
    def is_backdated(self) -> bool:
        """Whether the part for later entries stands open."""
        return bool(self.occurred or {"occurred_at", "backdate_reason"} & self._errors.keys())

    def errors_of(self, name: str) -> list[str]:
        """Errors of a control that is no field of the step."""
        return list(self._errors.get(name, ()))

    def make_field(self, spec: Field, value: Any, shown_choices: Choices) -> FormField:
        """A field of the process as shown."""
        widget = WIDGETS.get(spec.kind, "line")
        if spec.kind == "bool" and spec.required:
            widget = "yesno"
        if widget == "datetime" and not isinstance(value, str):
            value = typed_time(value)
        return FormField(
            spec.name, widget, _(spec.label), _(spec.help) if spec.help else "", spec.required, spec.max_length,
            value, self._errors.get(spec.name, []), shown_choices,
        )  # fmt: skip


class StepForm(ProcessForm):
    """The form of one step of one case."""

    def __init__(
        self,
        step: Step,
        page: CasePage,
        post: QueryDict | None = None,
        errors: Mapping[str, Sequence[str]] | None = None,
        reasons: Sequence[Reason] = (),
    ) -> None:
        super().__init__(step, post, errors, reasons)
        self.page = page
        self.action = reverse("step", args=[page.problem.number, step.key])
        self.draft = f"{page.problem.number}:{step.key}"
        self.version = page.problem.version
        values = raw_of(step, post) if post is not None else initial_of(step.key, page)
        self.fields = [self._field(spec, values) for spec in step.fields if is_shown(spec, step, page)]

    def _field(self, spec: Field, values: Mapping[str, Any]) -> FormField:
        shown = self.make_field(spec, values.get(spec.name, ""), choices_of(spec, self.step, self.page))
        if (self.step.key, spec.name) in SELECTS:
            shown.widget = "select"
        if spec.kind == "known_error" and not shown.choices:
            shown.widget = "line"
        if spec.kind in PARTS:
            shown.help = ""
            if shown.widget == "part" and len(shown.choices) == 1 and not shown.value:
                shown.value = shown.choices[0].code
        if spec.kind == "heard_alarm" and not shown.choices:
            shown.widget, shown.help = "line", _(NO_ALARM)
        help_text = HELPS.get((self.step.key, spec.name))
        if spec.kind == "document" and self.is_refused:
            help_text = N_("A file has to be chosen again.")
        if help_text:
            shown.help = _(help_text)
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
    if spec.name == "number" and step.key == "judge_repeat":
        return choices.cases_alike(page)
    if spec.kind == "row":
        return choices.register_row(page)
    if spec.kind == "problems":
        return choices.further_cases(step.key, page)
    if spec.kind == "heard_alarm":
        return choices.heard_alarms(page)
    if spec.kind == "known_error":
        return choices.known_errors(step, page)
    simple = {
        "category": choices.categories, "categories": choices.categories, "source": choices.sources,
        "system": choices.systems, "systems": choices.systems,
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
    if spec.kind == "problems":
        return bool(choices.further_cases(step.key, page))
    if spec.name == "seen":
        return False
    if spec.kind == "orders":
        return len([order for order in page.facts.orders if order.status == "done"]) > 1
    return spec.name != "row"  # the drafted row itself stands beside its corrections

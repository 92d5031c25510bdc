"""Forms of steps that belong to no single case: of a month, of the process itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from bihuan.problems.refusals import BadInput, Refused
from bihuan.process.fields import Field
from bihuan.process.lifecycle import Step
from bihuan.process.verdict import Reason
from bihuan.web.case import choices
from bihuan.web.case.choices import Choices
from bihuan.web.case.formdata import raw_of
from bihuan.web.case.stepforms import ProcessForm


class OfficeForm(ProcessForm):
    """A form over the fields of one step: fresh with `initial`, or refused with all that was typed."""

    def __init__(
        self,
        step: Step,
        action: str,
        draft: str,
        *,
        initial: Mapping[str, Any] | None = None,
        post: QueryDict | None = None,
        errors: Mapping[str, Sequence[str]] | None = None,
        reasons: Sequence[Reason] = (),
        version: int | None = None,
    ) -> None:
        super().__init__(step, post, errors, reasons)
        self.action, self.draft, self.version = action, draft, version
        values = raw_of(step, post) if post is not None else dict(initial or {})
        shown = [
            spec for spec in step.fields if spec.kind not in ("meeting", "choice")
        ]  # one alone can be meant
        self.fields = [self.make_field(spec, values.get(spec.name, ""), choices_of(spec)) for spec in shown]

    @classmethod
    def refused(
        cls, step: Step, action: str, draft: str, request: HttpRequest, refusal: Refused | BadInput
    ) -> OfficeForm:
        """The same form with what was typed, why it came back beside it."""
        errors = refusal.errors if isinstance(refusal, BadInput) else {}
        reasons = refusal.reasons if isinstance(refusal, Refused) else []
        return cls(step, action, draft, post=request.POST, errors=errors, reasons=reasons)


def choices_of(spec: Field) -> Choices:
    """What can be chosen in a field; nothing for what is typed."""
    return choices.people(spec) if spec.kind in ("user", "users") else []


def status_of(refusal: Refused | BadInput) -> int:
    """The HTTP status of a refused form."""
    return refusal.status if isinstance(refusal, Refused) else 422

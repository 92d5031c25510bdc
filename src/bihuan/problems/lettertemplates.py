"""How a letter to each kind of department begins, and what is filled in from the case."""

from __future__ import annotations

import string
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.people.models import Department, User
from bihuan.people.permissions import require
from bihuan.people.record import record_change
from bihuan.problems.models import Branch, LetterTemplate, Problem
from bihuan.problems.writtendates import written_moment
from bihuan.process import terms
from bihuan.process.words import N_

PLACES: dict[str, str] = {
    "centre": N_("the billing centre"),
    "department": N_("the department written to"),
    "number": N_("the problem number"),
    "title": N_("the title of the problem"),
    "level": N_("the level"),
    "system": N_("the business system"),
    "discovered": N_("when it was discovered"),
    "symptom": N_("the symptom"),
    "impact": N_("the impact"),
    "cause": N_("the analysis so far"),
    "reason": N_("why the department is asked"),
    "again": N_("what the check of the round before found, nothing in the first round"),
}
"""What a template may name in braces, and what stands there."""

SUBJECT = N_("{centre}: letter on handling {title}")
BODY = N_(
    "On {discovered} the following problem arose at our centre, system {system} "
    "(problem {number}, {level}): {symptom}\n"
    "Impact: {impact}\n"
    "Our analysis so far: {cause}\n"
    "{reason}\n"
    "{again}\n"
    "Please find the cause and answer in writing with the plan, the time of completion and the person in charge."
)
URGENCY = {1: "most_urgent", 2: "urgent", 3: "urgent", 4: "normal", 5: "normal"}
"""How urgent a letter is, by the level of its case, where nobody said."""
KINDS = tuple(kind for kind in Department.Kind.values if kind != Department.Kind.OWN)


def template_of(kind: str) -> tuple[str, str]:
    """Subject and body of a kind of department: the house's own, else as the product came with. One query."""
    row = LetterTemplate.objects.filter(kind=kind).first()
    if row is not None:
        return row.subject, row.body
    with override(settings.LANGUAGE_CODE):
        return _(SUBJECT), _(BODY)


def filled(problem: Problem, branch: Branch, kind: str) -> tuple[str, str]:
    """Subject and body for this case; lines for which nothing is known are left out."""
    subject, body = template_of(kind)
    with override(settings.LANGUAGE_CODE):
        facts = _facts(problem, branch)
    lines = [line for line in body.splitlines() if not _is_empty(line, facts)]
    return subject.format_map(facts)[:200], "\n".join(line.format_map(facts) for line in lines)


def _facts(problem: Problem, branch: Branch) -> dict[str, str]:
    last = branch.rounds[-1]["evidence"] if branch.rounds else ""
    again = _("After the last round the problem is still there: {text}").format(text=last) if last else ""
    own = Department.objects.filter(kind=Department.Kind.OWN).values_list("name", flat=True).first()
    return {
        "centre": own or _("Billing centre"),
        "department": branch.department.name,
        "number": problem.number,
        "title": problem.title,
        "level": _(terms.LEVELS[problem.level].label),
        "system": problem.system.name if problem.system else "",
        "discovered": written_moment(problem.discovered_at),
        "symptom": _sentence(problem.symptom),
        "impact": _sentence(problem.impact),
        "cause": _sentence(problem.cause_analysis or problem.judgement),
        "reason": _sentence(branch.reason),
        "again": _sentence(again),
    }


def _sentence(text: str) -> str:
    """A text with the stop that a sentence ends with; nothing stays nothing."""
    text = text.strip()
    return text if not text or text[-1] in "。！？；.!?;" else _("{text}.").format(text=text)


def _is_empty(line: str, facts: dict[str, str]) -> bool:
    """A line that names places, and none of them has anything to say."""
    names = [name for _text, name, _spec, _way in string.Formatter().parse(line) if name]
    return bool(names) and not any(facts[name] for name in names)


def check_text(text: str) -> None:
    """Raise ValidationError for a text that names what there is not, or whose braces do not close."""
    try:
        names = [
            (name, spec, way) for _text, name, spec, way in string.Formatter().parse(text) if name is not None
        ]
    except ValueError as error:
        raise ValidationError(_("A brace is not closed.")) from error
    for name, spec, way in names:
        if name not in PLACES or spec or way:
            raise ValidationError(_("There is no place of this name: {name}.").format(name=f"{{{name}}}"))


@transaction.atomic
def save_template(kind: str, subject: str, body: str, *, by: User | None, at: datetime) -> LetterTemplate:
    """Change how letters to a kind of department begin; letters that were drafted stay as they are. Recorded."""
    require(by, "edit_organisation")
    if kind not in KINDS:
        raise ValidationError(_("There is no such kind of department."))
    for text in (subject, body):
        check_text(text)
    row = LetterTemplate.objects.filter(kind=kind).first()
    before = {"subject": row.subject, "body": row.body} if row else {}
    after = {"subject": subject, "body": body}
    if before == after and row:
        return row
    row = row or LetterTemplate(kind=kind)
    row.subject, row.body, row.changed_by, row.changed_at = subject, body, by, at
    row.save()
    record_change("letter_template", f"letter_template:{kind}", before, after, by=by, at=at)
    return row

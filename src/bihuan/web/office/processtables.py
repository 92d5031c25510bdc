"""What the page of the process shows: its tables in words, read from those of bihuan.process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_
from markupsafe import Markup

from bihuan.process import terms
from bihuan.process.clauses import CLAUSES, GROUPS, Clause
from bihuan.process.diagram import draw
from bihuan.process.duties import DUTIES, TRIGGERS, DutyRule
from bihuan.process.figures import FIGURES, LOST, Figure
from bihuan.process.handbook import BY_PART, duties_of_step, figures_of
from bihuan.process.lifecycle import STEPS, Step
from bihuan.process.ways import steps_in
from bihuan.web import marks
from bihuan.web.office.wording import value_words

Policy = Mapping[str, Any]


class Limit(NamedTuple):
    """A figure in force, in words."""

    text: str
    figure: Figure

    @property
    def is_lost(self) -> bool:
        """Whether the source lost it."""
        return self.figure.provenance == LOST


class DutyLine(NamedTuple):
    """One row of the duty table in words."""

    rule: DutyRule
    label: str
    owed_by: str
    opens: str
    meets: str
    limits: list[Limit]


class StepLine(NamedTuple):
    """One step in words."""

    step: Step
    label: str
    who: str
    sources: str
    target: str


class Detail(NamedTuple):
    """What a click on the picture shows: a state with its steps, or a step with what it asks and brings."""

    kind: str
    code: str
    label: str
    line: StepLine | None
    steps: list[StepLine]
    clauses: list[Clause]
    opens: list[DutyLine]
    meets: list[DutyLine]


TRIGGER_WORDS: dict[str, str] = {
    "call_logged": N_("a call to the person is logged"),
    "repeat_suspected": N_("the case looks like a repeat"),
    "repeat_linked": N_("the repeat is linked to its earlier case"),
    "serious_reported": N_("a report at level 1 or 2"),
    "entered_serious": N_("the level rises into 1 or 2"),
    "phone_reached": N_("a person of authority is reached by phone"),
    "acknowledged": N_("a person of authority acknowledges"),
    "responded": N_("the first response"),
    "handler_reached": N_("the handler is reached"),
    "resolved": N_("the problem is resolved"),
    "request_asked": N_("a request goes to the manager"),
    "merged_owing": N_("a merged case still owes the report"),
    "actions_moved": N_("corrective actions of a merged case go over"),
    "business_found": N_("business turns out to be affected"),
    "level_changed": N_("the level changes"),
    "extended": N_("the manager approves an extension"),
    "meeting_held": N_("a meeting is held"),
    "emergency_started": N_("an emergency change starts before its approval"),
    "supervision_asked": N_("an answer to a supervision is asked for"),
    "action_opened": N_("a corrective action is opened"),
    "reply_unsatisfactory": N_("no satisfactory reply"),
    "plan_fixed": N_("an external plan is fixed"),
    "destruction_approved": N_("the manager approves that a file is destroyed"),
    "duty_late": N_("a duty is overdue at levels 3 to 5"),
}
"""What opens or meets a duty beside a step, in words."""


@lru_cache(maxsize=128)
def picture(here: str, language: str) -> Markup:
    """The life cycle with its links, the state or step `here` marked; `language` must be the active one."""
    return Markup(draw(gettext, lambda kind, code: f"?{kind}={code}#detail", here))


def detail_of(kind: str, code: str, policy: Policy) -> Detail | None:
    """What there is to say on a state or a step; None for a code that is neither."""
    if kind == "state" and code in terms.STATES:
        steps = [step_line(STEPS[key]) for key in steps_in(code)]
        return Detail(kind, code, gettext(terms.STATES[code].label), None, steps, [], [], [])
    if kind == "step" and code in STEPS:
        line = step_line(STEPS[code])
        opens, meets = ([duty_line(rule, policy) for rule in rules] for rules in duties_of_step(code))
        clauses = [CLAUSES[clause] for clause in STEPS[code].clauses]
        return Detail(kind, code, line.label, line, [], clauses, opens, meets)
    return None


def step_line(step: Step) -> StepLine:
    """A step in words."""
    if step.sources == frozenset(terms.STATES):
        sources = gettext("any state")
    else:
        sources = listed(marks.word("states", code) for code in terms.STATES if code in step.sources)
    return StepLine(
        step,
        gettext(step.label),
        listed(party(code) for code in step.who),
        sources,
        marks.word("states", step.target) if step.target else "",
    )


def duty_line(rule: DutyRule, policy: Policy) -> DutyLine:
    """A duty in words, its limits as they are in force."""
    return DutyLine(
        rule,
        gettext(rule.label),
        party(rule.owed_by),
        listed(trigger(name) for name in rule.opens),
        listed(trigger(name) for name in rule.meets),
        limits_of(rule, policy),
    )


def limits_of(rule: DutyRule, policy: Policy) -> list[Limit]:
    """The limits of a duty; those of several levels that agree stand once."""
    found: dict[str, Limit] = {}
    for figure in figures_of(rule):
        text = value_words(figure, policy[figure.key])
        found.setdefault(text, Limit(text, figure))
    return list(found.values())


def by_part() -> str:
    """What stands where the part itself says the time."""
    return gettext(BY_PART)


def duty_lines(policy: Policy) -> list[DutyLine]:
    """The whole duty table."""
    return [duty_line(rule, policy) for rule in DUTIES]


def level_lines(policy: Policy) -> list[tuple[int, str, Limit, Limit]]:
    """Each level with its criteria, the limit to respond and the one to resolve."""

    def limit(key: str) -> Limit:
        return Limit(value_words(FIGURES[key], policy[key]), FIGURES[key])

    return [
        (level, gettext(term.note), limit(f"response_{level}"), limit(f"resolution_{level}"))
        for level, term in terms.LEVELS.items()
    ]


def role_lines() -> list[tuple[str, list[str], list[str]]]:
    """Each role or relation that takes steps or owes duties: word, its steps, its duties."""
    found = []
    for code, term in terms.PARTIES.items():
        steps = [gettext(step.label) for step in STEPS.values() if code in step.who and not step.automatic]
        duties = list(dict.fromkeys(gettext(rule.label) for rule in DUTIES if rule.owed_by == code))
        if steps or duties:
            found.append((gettext(term.label), steps, duties))
    return found


def step_lines() -> list[StepLine]:
    """Every step that people take."""
    return [step_line(step) for step in STEPS.values() if not step.automatic]


def clause_groups() -> list[tuple[str, str, list[tuple[Clause, bool]]]]:
    """The clauses in groups, with whether a figure of theirs is lost in the source."""
    lost = {figure.clause for figure in FIGURES.values() if figure.provenance == LOST}
    return [
        (code, gettext(heading), [(c, c.id in lost) for c in CLAUSES.values() if c.group == code])
        for code, heading in GROUPS.items()
    ]


def party(code: str) -> str:
    """A role or relation in words."""
    term = terms.PARTIES.get(code)
    return gettext(term.label) if term else code


def trigger(name: str) -> str:
    """What opens or meets a duty, in words: a step, or what happens beside one."""
    if name in STEPS:
        return gettext(STEPS[name].label)
    return gettext(TRIGGER_WORDS.get(name, TRIGGERS.get(name, name)))


def listed(words: Iterable[str]) -> str:
    """Words in a row, each once."""
    return gettext(", ").join(dict.fromkeys(words))


def language() -> str:
    """The language that is active."""
    return get_language() or ""

"""One moment of a case, turned into changes of its duties. Pure: the gate stores them, the audit folds them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.process.duties import BY_KEY, DUTIES, DutyRule, Limits, Moment, Subject
from bihuan.process.facts import DutyFact

NOBODY = Subject(0)


@dataclass(frozen=True, slots=True)
class Opened:
    """A duty that begins; met at once where the same moment meets it."""

    rule: DutyRule
    start_at: datetime
    due_at: datetime
    subject: Subject = NOBODY
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of the duties: ids of existing rows with their new instants, and new rows."""

    opened: tuple[Opened, ...] = ()
    met: tuple[tuple[DutyFact, datetime], ...] = ()
    voided: tuple[DutyFact, ...] = ()
    moved: tuple[tuple[DutyFact, datetime], ...] = ()
    resumed: tuple[DutyFact, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.opened or self.met or self.voided or self.moved or self.resumed)


def _rules(duty: DutyFact) -> tuple[DutyRule, ...]:
    return BY_KEY[duty.key]


def _touches(rule: DutyRule, duty: DutyFact, moment: Moment) -> bool:
    """Is the moment about the part that the duty is about?"""
    if not rule.per or not duty.subject:
        return True
    return any(subject.id == duty.subject for subject in moment.subjects.get(rule.per, ()))


def _fires(triggers: tuple[str, ...], moment: Moment) -> bool:
    return not moment.triggers.isdisjoint(triggers)


def _voided(duty: DutyFact, moment: Moment, reaches_all: bool) -> bool:
    rules = _rules(duty)
    if "ended_unsolved" in moment.triggers and duty.is_open and not rules[0].survives:
        return True
    if rules[0].voids_all and _met(duty, moment):
        return False
    reaches_all_parts = reaches_all or rules[0].voids_all or rules[0].per not in moment.subjects
    touched = reaches_all_parts or _touches(rules[0], duty, moment)
    is_within_reach = duty.is_open or (reaches_all and not duty.is_void)
    return any(_fires(rule.voids, moment) for rule in rules) and touched and is_within_reach


def _met(duty: DutyFact, moment: Moment) -> bool:
    return duty.is_open and any(
        _fires(rule.meets, moment) and _touches(rule, duty, moment) for rule in _rules(duty)
    )


def _met_at(duty: DutyFact, facts: Any, moment: Moment) -> datetime:
    """A resolution is met when the problem was solved, a review when it was held, all else when it happened."""
    if duty.key == "resolution":
        return facts.resolved_at
    return next((subject.at for subject in moment.subjects.get(duty.key, ()) if subject.at), moment.occurred)


def _start(rule: DutyRule, subject: Subject, facts: Any, moment: Moment) -> datetime:
    if rule.start == "clock":
        return facts.reported_at
    if rule.start == "resolved":
        return facts.resolved_at
    return subject.at or moment.occurred


def _opened(rule: DutyRule, facts: Any, moment: Moment, limits: Limits) -> list[Opened]:
    figure = rule.figure(facts)
    is_met = _fires(rule.meets, moment) and set(rule.opens).isdisjoint(rule.meets)
    found = []
    for subject in (
        moment.subjects.get(rule.per, ()) if rule.per else moment.subjects.get(rule.key, (NOBODY,))
    ):
        start = _start(rule, subject, facts, moment)
        due = limits.due(figure, start, facts) if figure else subject.due_at
        if rule.is_datable and due and subject.due_at:
            due = max(due, subject.due_at)
        if due is not None:
            found.append(
                Opened(rule, start, due, subject, (subject.at or moment.occurred) if is_met else None)
            )
    return found


def _level_moves(duty: DutyFact, facts: Any, moment: Moment, limits: Limits) -> datetime | None:
    """The new due time after a change of level (L7): counted from the original start."""
    rule = _rules(duty)[0]
    if "level_changed" not in moment.triggers or not rule.depends_on_level:
        return None
    figure = rule.figure(facts)
    due = limits.due(figure, duty.start_at, facts) if figure else duty.due_at
    return due if due != duty.due_at else None


def _extension(duty: DutyFact, moment: Moment) -> datetime | None:
    if "extended" not in moment.triggers or duty.key != "resolution":
        return None
    return next((subject.due_at for subject in moment.subjects.get("resolution", ()) if subject.due_at), None)


def advance(facts: Any, moment: Moment, limits: Limits) -> Changes:
    """All changes of duties that one moment brings.

    `facts` is the case after the step's body, with the duties as they stood before it. Order: void, meet,
    move, resume, open — so that a duty met and opened anew by one step ends open.
    """
    unsettled = "resolution_undone" in moment.triggers
    voided = tuple(duty for duty in facts.duties if _voided(duty, moment, unsettled))
    gone = {duty.id for duty in voided}
    rest = [duty for duty in facts.duties if duty.id not in gone]
    met = tuple((duty, _met_at(duty, facts, moment)) for duty in rest if _met(duty, moment))
    done = {duty.id for duty, _ in met}
    still_open = [duty for duty in rest if duty.is_open and duty.id not in done]
    moved = []
    for duty in still_open:
        due = _level_moves(duty, facts, moment, limits) or _extension(duty, moment)
        if due is not None:
            moved.append((duty, due))
    resumed = _resumed(rest, moment)
    busy = {(duty.key, duty.subject) for duty in still_open} | {(duty.key, duty.subject) for duty in resumed}
    opened = []
    for rule in DUTIES:
        if _fires(rule.opens, moment) and rule.when(facts):
            for new in _opened(rule, facts, moment, limits):
                if not (rule.single and (rule.key, new.subject.id) in busy):
                    opened.append(new)
                    busy.add((rule.key, new.subject.id))
    return Changes(tuple(opened), met, voided, tuple(moved), resumed)


def _resumed(duties: list[DutyFact], moment: Moment) -> tuple[DutyFact, ...]:
    """Met rows that run on: the last one of each key whose rule resumes now."""
    last: dict[str, DutyFact] = {}
    for duty in duties:
        if any(_fires(rule.resumes, moment) for rule in _rules(duty)) and not duty.is_void:
            last[duty.key] = duty
    return tuple(duty for duty in last.values() if not duty.is_open)

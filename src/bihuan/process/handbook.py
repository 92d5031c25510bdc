"""The tables of the process as pages for people: `make docs` writes them, a test holds them current. Pure."""

from collections.abc import Iterable
from types import SimpleNamespace

from bihuan.process.clauses import CLAUSES, GROUPS, Clause
from bihuan.process.conformance import JUDGED
from bihuan.process.diagram import draw
from bihuan.process.duties import DUTIES, DutyRule
from bihuan.process.figures import FIGURES, UNITS, Figure
from bihuan.process.lifecycle import STEPS, Step
from bihuan.process.terms import LEVELS, PARTIES, STATES
from bihuan.process.words import N_

NOTE = "<!-- Written by `make docs` from the tables in src/bihuan/process; do not edit. -->\n\n"

BY_PART = N_("as the part itself says")
"""Where a limit stands on the part, as the date of a corrective action or the reply deadline of a letter."""


def pages() -> dict[str, str]:
    """File name → content of everything in docs/generated."""
    return {
        "lifecycle.svg": draw(),
        "duties.md": NOTE + duties_page(),
        "steps.md": NOTE + steps_page(),
        "clauses.md": NOTE + clauses_page(),
    }


def figures_of(rule: DutyRule) -> list[Figure]:
    """The figures that a duty may run by, gravest level first; empty where its part says the time."""
    if rule.limit is None:
        return []
    keys = [rule.figure(SimpleNamespace(level=level, level_reported=level)) for level in LEVELS]
    return [FIGURES[key] for key in dict.fromkeys(keys) if key]


def steps_of_clause(clause: str) -> list[Step]:
    """The steps that cite a clause."""
    return [step for step in STEPS.values() if clause in step.clauses]


def duties_of_clause(clause: str) -> list[DutyRule]:
    """The rows of the duty table that cite a clause."""
    return [rule for rule in DUTIES if rule.clause == clause]


def duties_of_step(key: str) -> tuple[list[DutyRule], list[DutyRule]]:
    """What a step opens, and what it meets, as far as it does so by its own name."""
    return [rule for rule in DUTIES if key in rule.opens], [rule for rule in DUTIES if key in rule.meets]


def cites_clause(clause: Clause) -> tuple[list[Step], list[DutyRule], list[Figure]]:
    """Everything in the tables that carries out a clause."""
    figures = [figure for figure in FIGURES.values() if figure.clause == clause.id]
    return steps_of_clause(clause.id), duties_of_clause(clause.id), figures


def duties_page() -> str:
    """Who owes what by when: one row a rule."""
    rows = (
        [
            f"`{rule.key}`",
            rule.label,
            rule.clause,
            _party(rule.owed_by),
            _codes(rule.opens),
            _codes(rule.meets),
            "; ".join(f"{written(figure)} ({figure.key})" for figure in figures_of(rule)) or BY_PART,
        ]
        for rule in DUTIES
    )
    heads = ["key", "duty", "clause", "owed by", "opened by", "met by", "limit (figure)"]
    return f"# Duties\n\n{_table(heads, rows)}"


def steps_page() -> str:
    """Who may take which step in which states."""
    rows = (
        [
            f"`{step.key}`",
            step.label,
            " ".join(step.clauses),
            ", ".join(_party(party) for party in step.who),
            _states(step),
            STATES[step.target].label if step.target else "",
            ", ".join(f"{field.name}{'*' if field.required else ''}" for field in step.fields),
        ]
        for step in STEPS.values()
    )
    heads = ["key", "step", "clauses", "who", "allowed in", "becomes", "fields (* required)"]
    note = "Guards may refuse a step all the same; each refusal names its clause.\n\n"
    return f"# Steps and who may take them\n\n{note}{_table(heads, rows)}"


def clauses_page() -> str:
    """Which steps, duties and figures carry out each clause, and whether conformance judges it."""
    parts = ["# Clauses and what carries them out\n"]
    for group, heading in GROUPS.items():
        chosen = [clause for clause in CLAUSES.values() if clause.group == group]
        parts.append(f"\n## {heading}\n")
        parts.append(
            _table(["clause", "title", "steps", "duties", "figures", "judged"], map(_covered, chosen))
        )
    return "\n".join(parts)


def written(figure: Figure) -> str:
    """The default of a figure with its unit."""
    if isinstance(figure.value, int):
        return f"{figure.value} {UNITS[figure.unit]}"
    minutes = int(figure.value.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _covered(clause: Clause) -> list[str]:
    steps, duties, figures = cites_clause(clause)
    return [
        clause.id,
        clause.title,
        _codes(step.key for step in steps),
        _codes(dict.fromkeys(rule.key for rule in duties)),
        _codes(figure.key for figure in figures),
        "yes" if clause.id in JUDGED else "",
    ]


def _states(step: Step) -> str:
    if step.creates or not step.sources:
        return (
            "a month"
            if step.subjects == ("month",)
            else "the process"
            if step.subjects == ("process",)
            else "–"
        )
    if step.sources == frozenset(STATES):
        return "any state"
    return ", ".join(STATES[state].label for state in STATES if state in step.sources)


def _party(code: str) -> str:
    return PARTIES[code].label if code in PARTIES else code


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)

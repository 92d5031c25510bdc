"""Every clause of the process document is there, whole and citable."""

import re

import pytest

from bihuan.process.clauses import CLAUSES, GROUPS, Clause

IDS = [
    *(f"L{n}" for n in range(1, 11)),
    "R1", "R1a", "R1b", *(f"R{n}" for n in range(2, 16)),
    "C1",
    *(f"F1.{n}" for n in range(1, 5)), *(f"F2.{n}" for n in range(1, 7)), *(f"F3.{n}" for n in range(1, 6)),
    *(f"F4.{n}" for n in range(1, 4)), *(f"F5.{n}" for n in range(1, 5)), *(f"F6.{n}" for n in range(1, 6)),
    "F7.1", "F7.2",
    *(f"X{n}" for n in range(1, 8)),
    "A1", "A2",
    *(f"S{n}" for n in range(1, 7)),
    *(f"D{n}" for n in range(1, 78)),
]  # fmt: skip


def test_the_ids_are_complete_and_in_the_order_of_the_document() -> None:
    assert list(CLAUSES) == IDS


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda clause: clause.id)
def test_a_clause_has_title_text_and_group(clause: Clause) -> None:
    assert clause.group in GROUPS
    assert clause.id.startswith(clause.group)
    assert clause.title
    assert len(clause.title) <= 50
    assert re.search(r"[.?]$", clause.text), clause.text
    assert "  " not in clause.text
    assert "{" not in clause.text


def test_titles_tell_clauses_apart() -> None:
    titles = [clause.title for clause in CLAUSES.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("id_", "facts"),
    [
        ("L1", ["10 minutes", "2 hours"]),
        ("L2", ["10 minutes", "3 hours"]),
        ("L3", ["30 minutes", "10 hours"]),
        ("L4", ["1 hour", "24 hours"]),
        ("L5", ["24 hours", "168 hours"]),
        ("L10", ["80 %", "100 %", "15 minutes", "50 %"]),
        ("F1.2", ["10 minutes"]),
        ("F1.4", ["1 hour"]),
        ("F2.1", ["10 minutes"]),
        ("F2.6", ["3 hours"]),
        ("F3.5", ["30 minutes", "2 hours", "4 hours", "1 day"]),
        ("F5.4", ["24 hours"]),
        ("F6.1", ["three days"]),
        ("F6.2", ["three days"]),
        ("F6.3", ["one week"]),
        ("F6.4", ["5th"]),
        ("F7.1", ["one week", "two weeks"]),
        ("F7.2", ["3 years", "10 years"]),
        ("X1", ["2 hours"]),
        ("X4", ["3 working days"]),
        ("X6", ["daily", "3 days"]),
        ("S6", ["24 hours", "10 minutes"]),
    ],
)
def test_clauses_state_their_numbers(id_: str, facts: list[str]) -> None:
    for fact in facts:
        assert fact in CLAUSES[id_].text

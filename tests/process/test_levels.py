"""The questionnaire leads to the level that the table of the process means (L1–L6, D10)."""

from itertools import product

import pytest

from bihuan.process.levels import explain_level, suggest_level
from bihuan.process.terms import BUSINESS, LEVELS, USERS_AFFECTED

# business, key, users, backup, kpi, alarm → level
CASES = [
    ("stopped", True, "large", False, True, True, 1),
    ("stopped", True, "none", False, False, False, 1),
    ("affected", True, "large", False, False, False, 1),
    ("affected", True, "none", False, True, False, 1),
    ("affected", True, "some", False, False, False, 2),
    ("affected", True, "none", False, False, False, 2),
    ("affected", False, "some", False, False, False, 2),
    ("none", False, "some", False, False, False, 2),
    ("none", False, "large", False, False, False, 1),
    ("stopped", True, "large", True, True, True, 3),
    ("stopped", True, "none", True, False, False, 3),
    ("none", False, "some", True, False, False, 3),
    ("stopped", False, "none", False, False, False, 3),
    ("affected", False, "none", False, True, False, 3),
    ("none", True, "none", False, False, True, 4),
    ("none", False, "none", True, False, False, 5),
]


@pytest.mark.parametrize(("business", "key", "users", "backup", "kpi", "alarm", "level"), CASES)
def test_the_answers_lead_to_a_level(
    business: str, key: bool, users: str, backup: bool, kpi: bool, alarm: bool, level: int
) -> None:
    answers = {
        "business": business, "key_business": key, "users_affected": users, "backup": backup,
        "kpi_affected": kpi, "alarm": alarm,
    }  # fmt: skip
    assert suggest_level(answers) == level
    assert explain_level(answers).why


def test_nothing_answered_is_level_5() -> None:
    assert suggest_level({}) == 5


def test_every_answer_leads_somewhere_and_a_backup_never_makes_it_worse() -> None:
    for business, users, key, kpi, alarm in product(BUSINESS, USERS_AFFECTED, *[(False, True)] * 3):
        answers = {
            "business": business, "users_affected": users, "key_business": key, "kpi_affected": kpi,
            "alarm": alarm,
        }  # fmt: skip
        without = suggest_level(answers)
        assert without in LEVELS
        assert suggest_level({**answers, "backup": True}) >= without
        if users != "none":
            assert without <= 2

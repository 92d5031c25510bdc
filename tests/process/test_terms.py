"""Values, labels and colours are declared together and once."""

import pytest

from bihuan.process import terms
from bihuan.process.terms import Term

TABLES = {
    name: table
    for name, table in vars(terms).items()
    if name.isupper() and isinstance(table, dict) and all(isinstance(term, Term) for term in table.values())
}


@pytest.mark.parametrize("name", TABLES)
def test_every_term_has_a_label_a_known_tone_and_its_own_code(name: str) -> None:
    for key, term in TABLES[name].items():
        assert str(key) == term.code
        assert term.label.strip() == term.label != ""
        assert term.tone in terms.TONES
    assert len({term.label for term in TABLES[name].values()}) == len(TABLES[name])


def test_the_tables_are_found() -> None:
    assert len(TABLES) > 20


def test_levels_are_one_to_five_in_their_colours() -> None:
    assert [term.tone for term in terms.LEVELS.values()] == ["red", "orange", "amber", "blue", "grey"]
    assert list(terms.LEVELS) == [1, 2, 3, 4, 5]


def test_there_are_exactly_nine_categories_and_one_for_imports() -> None:
    assert list(terms.CATEGORIES) == [
        "host", "database", "network", "storage", "system_software", "application_software",
        "transmission_line", "production_environment", "security", "unclassified",
    ]  # fmt: skip


def test_sources_and_users_affected_carry_the_codes_of_the_contract() -> None:
    assert list(terms.SOURCES) == [
        "monitoring", "patrol", "complaint_card", "maintenance", "business_department", "external_letter",
        "other", "import",
    ]  # fmt: skip
    assert list(terms.USERS_AFFECTED) == ["large", "some", "none"]


def test_the_sets_of_states_divide_the_life_of_a_case() -> None:
    follow_up = {"summarising", "awaiting_archive"}
    assert set(terms.STATES) == terms.OPEN | terms.CLOSED | follow_up
    assert terms.WORK < terms.OPEN
    assert not terms.OPEN & terms.CLOSED


def test_those_who_take_no_step_are_roles() -> None:
    assert set(terms.ROLES) > terms.NON_MEMBER_ROLES
    assert "outsider" not in terms.ROLES

"""The tables as pages: every row of every table stands in them."""

from bihuan.process.clauses import CLAUSES
from bihuan.process.duties import DUTIES
from bihuan.process.handbook import clauses_page, duties_page, figures_of, pages, steps_page
from bihuan.process.lifecycle import STEPS


def test_every_duty_step_and_clause_has_its_row() -> None:
    assert all(f"| `{rule.key}` |" in duties_page() for rule in DUTIES)
    assert all(f"| `{key}` |" in steps_page() for key in STEPS)
    assert all(f"| {clause} |" in clauses_page() for clause in CLAUSES)


def test_a_duty_names_every_figure_it_may_run_by() -> None:
    by_key = {rule.key: [figure.key for figure in figures_of(rule)] for rule in DUTIES}
    assert by_key["resolution"] == [f"resolution_{level}" for level in range(1, 6)]
    assert by_key["convene"] == ["convene_urgent", "convene"]
    assert by_key["letter_reply"] == []


def test_rows_are_whole_tables() -> None:
    for name, content in pages().items():
        if name.endswith(".md"):
            widths = {line.count("|") for line in content.splitlines() if line.startswith("| ")}
            assert len(widths) <= 2, name

"""Every clause of the process is cited where it is kept: by a step, a duty or a figure, a guard or a story."""

import re

from bihuan.process.clauses import CLAUSES
from bihuan.process.duties import DUTIES
from bihuan.process.figures import FIGURES
from bihuan.process.lifecycle import STEPS
from tests.house import ROOT, report

NAMES = re.compile(r"\b[ACDFLRSX]\d+(?:\.\d+)?[ab]?\b")
LISTS = {"clauses.py", "decisions.py"}
"""Where every clause stands by definition."""


def in_tables() -> set[str]:
    found = {clause for step in STEPS.values() for clause in step.clauses}
    return found | {rule.clause for rule in DUTIES} | {figure.clause for figure in FIGURES.values()}


def in_words(*folders: str) -> set[str]:
    """Clauses named in code and comments below these folders; `F4.1–F4.3` names the two ends only."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if path.name not in LISTS]
    return {name for path in paths for name in NAMES.findall(path.read_text(encoding="utf-8"))}


def test_every_clause_of_the_process_is_cited_by_a_table() -> None:
    missing = [clause for clause in CLAUSES if not clause.startswith("D") and clause not in in_tables()]
    report(missing, "No step, duty or figure cites these clauses:")


def test_every_decision_is_kept_somewhere() -> None:
    cited = in_tables() | in_words("src/bihuan", "tests/stories", "tests/process")
    missing = [clause for clause in CLAUSES if clause.startswith("D") and clause not in cited]
    report(missing, "No table, guard or story names these decisions:")


def test_what_is_cited_is_a_clause() -> None:
    report(sorted(in_tables() - set(CLAUSES)), "Steps, duties and figures cite what is no clause:")

"""One door: the desk, the API and the command never save; they call what does."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import name_of, python_files, report, tree

SAVES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "asave", "abulk_create"}
SAVES_ON_ROWS = {"create", "update", "delete", "acreate", "aupdate", "adelete"}
ROWS = {"objects", "all", "filter", "exclude", "using", "select_for_update"}
OWN_ROWS = {
    "web/savedviews.py": "the filters that a person keeps for himself",
    "web/case/sentforms.py": "the keys of forms that were accepted, so that none is accepted twice",
    "api/idempotency.py": "answers kept for a day, for a request that is sent again",
}
"""Modules that keep rows of their own which are no part of a case, with the reason."""


def names_in(node: ast.AST) -> Iterator[str]:
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        else:
            return


def saves(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        verb = node.func.attr
        if verb in SAVES or (verb in SAVES_ON_ROWS and ROWS & set(names_in(node.func.value))):
            yield node.lineno, verb


def test_the_shells_never_save() -> None:
    found = [
        f"{name_of(path)}:{line} .{verb}()"
        for path in python_files("src/bihuan/web", "src/bihuan/api", "src/bihuan/cli", "src/bihuan/config")
        if name_of(path).removeprefix("src/bihuan/") not in OWN_ROWS
        for line, verb in saves(path)
    ]
    report(found, "Web, API and command never save; call the gate, or a function of a package below:")


def test_the_check_sees_a_save(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text("case.save()\nCase.objects.filter(x=1).update(y=2)\nshown.update(a=1)\n")
    assert [verb for _line, verb in saves(sample)] == ["save", "update"]

"""Small files and small functions: 250 and 40 lines, views 15, templates 120. Tables may be longer."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import SOURCE, name_of, python_files, report, tracked, tree

TABLES = {
    "process/clauses.py",
    "process/decisions.py",
    "process/duties.py",
    "process/figures.py",
    "process/forms.py",
    "process/lifecycle.py",
    "process/terms.py",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_view(function: Function) -> bool:
    return (
        bool(function.args.args)
        and function.args.args[0].arg == "request"
        and not function.name.startswith("_")
    )


def test_files_are_short() -> None:
    long = []
    for path in tracked():
        if path.suffix not in {".py", ".js"} or "migrations" in path.parts:
            continue
        is_table = path.is_relative_to(SOURCE) and path.relative_to(SOURCE).as_posix() in TABLES
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > 250 and not is_table:
            long.append(f"{name_of(path)}: {lines} lines")
    report(long, "A file has at most 250 lines; what grows longer holds two ideas:")


def test_templates_are_short() -> None:
    long = []
    for path in tracked():
        if "templates" in path.parts and path.suffix == ".html":
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > 120:
                long.append(f"{name_of(path)}: {lines} lines")
    report(long, "A template has at most 120 lines:")


def test_functions_are_short() -> None:
    long = [
        f"{name_of(path)}:{function.lineno} {function.name}: {body_lines(function)} lines"
        for path in python_files("src", "tests", "bench")
        for function in functions(path)
        if body_lines(function) > 40
    ]
    report(long, "A function has at most 40 lines without its docstring:")


def test_views_are_short() -> None:
    long = [
        f"{name_of(path)}:{function.lineno} {function.name}: {body_lines(function)} lines"
        for path in python_files("src/bihuan/web")
        for function in functions(path)
        if is_view(function) and body_lines(function) > 15
    ]
    report(long, "A view has at most 15 lines: access, form, action, part:")

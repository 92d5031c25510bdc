"""Time is an argument: one module reads the clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import name_of, python_files, report, tree

READERS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "timezone": {"now", "localtime", "localdate"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}
IMPORTED = {"django.utils.timezone": READERS["timezone"], "time": READERS["time"]}
MODEL_OPTIONS = {"auto_now", "auto_now_add"}


def reads(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            if node.attr in READERS.get(owner, ()):
                yield node.lineno, f"{owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module in IMPORTED:
            for alias in node.names:
                if alias.name in IMPORTED[node.module]:
                    yield node.lineno, f"from {node.module} import {alias.name}"
        elif isinstance(node, ast.keyword) and node.arg in MODEL_OPTIONS:
            yield node.value.lineno, f"{node.arg}="


def test_only_the_clock_module_reads_the_clock() -> None:
    found = [
        f"{name_of(path)}:{line} {what}"
        for path in python_files("src")
        if path.name != "clock.py"
        for line, what in reads(path)
    ]
    report(found, "Only bihuan/clock.py reads the clock; pass `at` instead:")


def test_the_check_sees_a_read(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text(
        "import datetime\nfrom time import time\nx = datetime.datetime.now()\ny = f(auto_now=True)\n"
    )
    found = sorted(what for _line, what in reads(sample))
    assert found == ["auto_now=", "datetime.now", "from time import time"]

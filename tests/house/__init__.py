"""The rules of the house, kept by tests that name each offender."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "bihuan"


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the repository that exist: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:  # not a checkout, as in a container built from an archive
        skipped = {".venv", "node_modules", "var", "build", ".git", "vendor", "__pycache__"}
        found = (p for p in ROOT.rglob("*") if p.is_file() and not skipped & set(p.relative_to(ROOT).parts))
        return tuple(sorted(found))
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted({path for path in paths if path.is_file()}))


def python_files(*folders: str) -> Iterator[Path]:
    """Tracked Python files below `folders`, migrations left out."""
    wanted = tuple(str(ROOT / folder) + "/" for folder in folders)
    for path in tracked():
        if path.suffix == ".py" and str(path).startswith(wanted) and "migrations" not in path.parts:
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """The path as a person would say it."""
    return path.relative_to(ROOT).as_posix()


def report(offenders: list[str], rule: str) -> None:
    """Fails with the rule and every offender, one a line."""
    assert not offenders, "\n".join([rule, *(f"  {offender}" for offender in offenders)])

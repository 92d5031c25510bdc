"""docs/generated says what the tables of the process say now."""

from bihuan.process.handbook import pages
from tests.house import ROOT, report

FOLDER = ROOT / "docs" / "generated"


def test_the_generated_pages_are_current() -> None:
    stale = [
        name
        for name, content in pages().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != content
    ]
    report(stale, "Pages in docs/generated that `make docs` would write otherwise:")


def test_nothing_else_lies_there() -> None:
    strangers = sorted({path.name for path in FOLDER.iterdir()} - pages().keys())
    report(strangers, "Files in docs/generated that nothing writes:")

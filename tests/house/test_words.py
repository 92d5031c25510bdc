"""Every text is there in both languages: English in the code, Chinese in the catalogue of its package."""

import ast
import re
from collections.abc import Iterator

import pytest

from scripts import messages
from tests.house import name_of, python_files, report, tree

Key = tuple[str | None, str]
PLACEHOLDER = re.compile(r"\{(\w*)\}|%\((\w+)\)s|%s")
ENTRY = re.compile(r'^(?:msgctxt "(.*)"\n)?msgid "(.*)"$', re.MULTILINE)


def key_of(context: str | None, text: str | tuple[str, ...]) -> Key:
    return context, text if isinstance(text, str) else text[0]


def chinese_in(package: str) -> Iterator[tuple[Key, str]]:
    for message in messages.catalogue_of(package):
        if message.id:
            text = message.string if isinstance(message.string, str) else message.string[0]
            yield key_of(message.context, message.id), text


def readable_by(package: str) -> dict[Key, str]:
    """The desk reads all catalogues together; the command reads its own."""
    names = ["cli"] if package == "cli" else [name for name in messages.packages() if name != "cli"]
    return {key: text for name in names for key, text in chinese_in(name)}


@pytest.mark.parametrize("package", messages.packages())
def test_every_text_has_a_chinese_one(package: str) -> None:
    known = readable_by(package)
    missing = [
        f"{file}:{line} {key_of(context, text)[1]!r}"
        for file, line, context, text in messages.marked_in(package)
        if not known.get(key_of(context, text))
    ]
    report(
        missing,
        f"No Chinese text in src/bihuan/{package}/{messages.CATALOGUE} (make messages adds the entries):",
    )


@pytest.mark.parametrize("package", messages.packages())
def test_a_catalogue_is_sound(package: str) -> None:
    path = messages.SOURCE / package / messages.CATALOGUE
    if not path.exists():
        return
    faults = []
    for message in messages.catalogue_of(package):
        if not message.id:
            continue
        (_context, english), strings = key_of(message.context, message.id), message.string
        if message.fuzzy:
            faults.append(f"fuzzy: {english!r}")
        for text in (strings,) if isinstance(strings, str) else strings:
            if text and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(english)):
                faults.append(f"other placeholders: {english!r} → {text!r}")
    entries = ENTRY.findall(path.read_text(encoding="utf-8"))
    faults += sorted({f"twice: {entry[1]!r}" for entry in entries if entry[1] and entries.count(entry) > 1})
    report(faults, f"{package}:")


def test_one_text_has_one_translation() -> None:
    seen: dict[Key, dict[str, str]] = {}
    for package in messages.packages():
        if package != "cli":
            for key, text in chinese_in(package):
                seen.setdefault(key, {}).setdefault(text, package)
    found = [f"{key[1]!r}: {texts}" for key, texts in seen.items() if len(texts) > 1]
    report(found, "One English text, several Chinese ones; give the reader of the code a context (pgettext):")


def test_no_text_is_marked_inside_an_f_string() -> None:
    found = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files("src")
        for string in ast.walk(tree(path))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in messages.KEYWORDS
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    report(
        found, "The catalogue does not see a text that is marked inside an f-string; give it a name before:"
    )

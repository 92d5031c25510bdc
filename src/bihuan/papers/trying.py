"""Whether an uploaded file can be the template of a kind: looked into, read, and tried on samples before it is kept."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import puremagic
from django.utils.translation import gettext as _
from docx import Document
from docxtpl import DocxTemplate

from bihuan.papers.filling import PlainEnvironment, render_docx
from bihuan.papers.kind import Kind

LARGEST = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
FOREIGN = re.compile(r"vbaProject|activeX|/embeddings/", re.IGNORECASE)
OUTSIDE = re.compile(rb"<Relationship\b[^>]*\bTargetMode\s*=\s*[\"']External[\"'][^>]*>")
DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)")
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Unfit(ValueError):
    """This file cannot be the template; the text is for whoever brought it."""


def check(kind: Kind, name: str, content: bytes) -> list[str]:
    """Raise Unfit unless the file is a plain DOCX that names values of the kind and can be filled.

    Returns the names of values that it leaves out, for the clerk to know.
    """
    if not name.lower().endswith(".docx"):
        raise Unfit(_("A template is a DOCX file."))
    if not content or len(content) > LARGEST:
        raise Unfit(_("A template has at most {n} MB and is not empty.").format(n=LARGEST // 1024 // 1024))
    _check_package(content)
    used = _names_in(content)
    unknown = sorted(used - kind.names)
    if unknown:
        text = _("This paper has no values of these names: {unknown}. It has: {known}.")
        raise Unfit(text.format(unknown=", ".join(unknown), known=", ".join(sorted(kind.names))))
    if not used:
        raise Unfit(_("The template names no value, so every paper would look the same."))
    _try(kind, content)
    return sorted(kind.names - used)


def _check_package(content: bytes) -> None:
    """The packed parts: a document without macros, embedded objects, outside sources and declarations."""
    try:
        kinds = {
            match.extension.removeprefix(".").lower() for match in puremagic.magic_string(content[:4096])
        }
        if not kinds & {"docx", "zip"}:
            raise Unfit(_("The content is not what the file's name says."))
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Unfit(_("The file unpacks to too much."))
            for part in parts:
                _check_part(part.filename, package.read(part))
            if MAIN not in package.read("[Content_Types].xml"):
                raise Unfit(_("The file is no plain Word document (DOCX without macros)."))
    except (
        zipfile.BadZipFile,
        puremagic.PureError,
        KeyError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise Unfit(_("The file is damaged: {reason}").format(reason=error)) from error


def _check_part(name: str, content: bytes) -> None:
    if FOREIGN.search(name):
        raise Unfit(_("Macros and embedded objects are not kept: {part}").format(part=name))
    if name.endswith((".xml", ".rels")) and DECLARED.search(content):
        raise Unfit(_("The file declares entities, which no word processor writes: {part}").format(part=name))
    for found in OUTSIDE.findall(content) if name.endswith(".rels") else ():
        if b"/hyperlink" not in found:
            raise Unfit(_("The file takes something from outside: {part}").format(part=name))


def _names_in(content: bytes) -> set[str]:
    """The names that a template uses; Unfit where its marks cannot be read."""
    try:
        found: set[str] = DocxTemplate(BytesIO(content)).get_undeclared_template_variables(PlainEnvironment())
    except Exception as error:  # whatever a stranger's file makes the libraries do is a reason to refuse it
        raise Unfit(_("The marks of the template cannot be read: {reason}").format(reason=error)) from error
    return found


def _try(kind: Kind, content: bytes) -> None:
    """Fill it with the sample, with nothing and with awkward signs, and open what comes out."""
    awkward = {
        name: "<&>\"'{{ x }}\n第二行" for name in kind.names if name not in dict.fromkeys(_lists(kind))
    }
    for data in (kind.sample(), {}, awkward):
        try:
            filled = render_docx(kind, {"org": "–", **data}, at=AT, template=content)
            Document(BytesIO(filled))
        except Exception as error:
            raise Unfit(_("The template cannot be filled: {reason}").format(reason=error)) from error


def _lists(kind: Kind) -> list[str]:
    return [name for name, _columns, _blank in kind.listings]

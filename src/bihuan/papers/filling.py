"""A DOCX template filled with the values of one paper.

A template comes from people, so it is data: it may name the values of its kind, repeat rows and leave parts out, and
nothing else. Whatever else a template language can do is refused when the template is read.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import get_language, gettext
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from bihuan.papers.blocks import completed
from bihuan.papers.building import built_in
from bihuan.papers.frame import frame_of
from bihuan.papers.kind import Kind
from bihuan.papers.pictures import put_pictures

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const,
    nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr,
)  # fmt: skip
DEEPEST = 2
NEXT_PARAGRAPH = "\a"
"""What the library takes for the end of a paragraph; a line feed would only break the line."""


class PlainEnvironment(SandboxedEnvironment):
    """Names, attributes, loops two deep, conditions; no calls, no filters, no arithmetic."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check(tree, 0)
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only rows have attributes: their columns."""
        return isinstance(obj, dict) and attr in obj


def _check(node: nodes.Node, depth: int) -> None:
    if not isinstance(node, ALLOWED):
        what = type(node).__name__
        text = gettext("A template may hold names, rows and conditions only, not this: {what}")
        raise TemplateSyntaxError(text.format(what=what), getattr(node, "lineno", 0) or 0)
    depth += isinstance(node, nodes.For)
    if depth > DEEPEST:
        raise TemplateSyntaxError(gettext("Rows within rows within rows are not possible."), node.lineno)
    for child in node.iter_child_nodes():
        _check(child, depth)


def render_docx(
    kind: Kind, data: dict[str, Any], *, at: datetime, by: str = "", template: bytes | None = None
) -> bytes:
    """One paper as DOCX in the active language, by `template` or the built-in one.

    Raises what a broken template raises; one that is in force has been tried before.
    """
    paper = DocxTemplate(BytesIO(template or built_in(kind, get_language() or "en")))
    paper.render(values_of(kind, data, at, by), PlainEnvironment(), autoescape=True)
    put_pictures(paper.docx, kind, data)
    paper.docx.core_properties.title = kind.heading(data)
    paper.docx.core_properties.author = by
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def values_of(kind: Kind, data: dict[str, Any], at: datetime, by: str) -> dict[str, Any]:
    """Every name that a template may use, with its text; empty listings get the rows of the blank form."""
    frame = frame_of(kind, data, at, by)
    around = {"org": frame.org, "title": frame.title, "printed": frame.printed, "reference": frame.reference}
    values = completed(kind.all_blocks, data)
    for name, columns, blank in kind.listings:
        values[name] = values[name] or [dict.fromkeys(columns, "") for _row in range(blank)]
    for name in kind.running:
        values[name] = values[name].replace("\n", NEXT_PARAGRAPH)
    return {**values, **around}

"""流程手册 (R1a): the process document in force with its tables and the figures of the policy; and one revision alone.

The desk fills in what its own pages of the process show, so that page and paper cannot differ.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.papers.blocks import Block, Cell, Column, Grid, Heading, Listing, Picture, Prose
from bihuan.papers.kind import Kind
from bihuan.process.clauses import GROUPS

HEAD = Grid(
    (
        (Cell(pgettext_lazy("handbook", "Revision"), "revision"), Cell(pgettext_lazy("handbook", "In force since"), "effective_on")),
        (Cell(pgettext_lazy("handbook", "Figures, version"), "policy"), Cell(pgettext_lazy("handbook", "Figures since"), "policy_at")),
        (Cell(pgettext_lazy("handbook", "Made at"), "made_at"), Cell(pgettext_lazy("handbook", "To be confirmed"), "unconfirmed")),
    )
)  # fmt: skip
CLAUSE, TITLE, TEXT = _("Clause"), _("Title"), pgettext_lazy("handbook", "Text")


def clause_blocks() -> tuple[Block, ...]:
    """Heading and clauses of each group."""
    found: list[Block] = []
    for code, heading in GROUPS.items():
        columns = (Column(CLAUSE, "id", 2, True), Column(TITLE, "title", 4), Column(TEXT, "text", 12))
        found += [Heading(_(heading)), Listing(f"clauses_{code}", columns, blank=1)]
    return tuple(found)


BLOCKS: tuple[Block, ...] = (
    HEAD,
    Heading(pgettext_lazy("handbook", "1  Text of the revision")), Prose("text"),
    Heading(pgettext_lazy("handbook", "2  Life cycle")), Picture("cycle"),
    Heading(pgettext_lazy("handbook", "3  Levels and limits")),
    Listing("levels", (
        Column(_("Level"), "level", 2, True), Column(_("Criteria"), "criteria", 8), Column(_("Respond within"), "respond", 4), Column(_("Resolve within"), "resolve", 4),
    )),
    Heading(pgettext_lazy("handbook", "4  Roles")),
    Listing("roles", (Column(_("Role"), "role", 3), Column(_("May take"), "steps", 9), Column(_("Owes"), "duties", 6))),
    Heading(pgettext_lazy("handbook", "5  Steps")),
    Listing("steps", (
        Column(_("Step"), "step", 4), Column(_("Who"), "who", 4), Column(_("Allowed in"), "sources", 6), Column(_("Leads to"), "target", 3), Column(_("Clauses"), "clauses", 3),
    )),
    Heading(pgettext_lazy("handbook", "6  Duties")),
    Listing("duties", (
        Column(CLAUSE, "clause", 2, True), Column(_("Duty"), "duty", 4), Column(_("Owed by"), "owed_by", 3), Column(_("Opened by"), "opens", 5), Column(_("Met by"), "meets", 5), Column(_("Limit in force"), "limits", 4),
    )),
    Heading(pgettext_lazy("handbook", "7  Figures of the policy")),
    Listing("figures", (
        Column(CLAUSE, "clause", 2, True), Column(pgettext_lazy("handbook", "Figure"), "label", 8), Column(pgettext_lazy("handbook", "Value in force"), "value", 4), Column(pgettext_lazy("handbook", "Where it comes from"), "provenance", 5),
    )),
    *clause_blocks(),
)  # fmt: skip

REVISION_BLOCKS: tuple[Block, ...] = (
    Grid(
        (
            (Cell(pgettext_lazy("handbook", "Revision"), "revision"), Cell(pgettext_lazy("handbook", "Standing"), "standing")),
            (Cell(_("Effective on"), "effective_on"), Cell(_("Published at"), "published_at")),
            (Cell(_("Published by"), "published_by"), Cell(_("Reason"), "reason")),
        )
    ),
    Prose("text"),
)  # fmt: skip


def sample() -> dict[str, Any]:
    """A short handbook."""
    clauses = {
        f"clauses_{code}": [{"id": f"{code}1", "title": "条款", "text": "条款正文。"}] for code in GROUPS
    }
    return {
        "revision": "2.0", "effective_on": "2026-11-01", "policy": "3", "policy_at": "2026-10-20 09:00",
        "made_at": "2026-11-22 09:05", "unconfirmed": "4 项", "text": "第一条 总则\n第二条 职责",
        "levels": [{"level": "1级", "criteria": "关键业务中断", "respond": "10 分", "resolve": "2 小时"}],
        "duties": [{"clause": "L1", "duty": "响应", "owed_by": "协调员", "opens": "报告", "meets": "响应", "limits": "10 分"}],
        **clauses,
    }  # fmt: skip


def revision_sample() -> dict[str, Any]:
    """A short revision."""
    return {
        "revision": "2.0", "standing": "现行有效", "effective_on": "2026-11-01", "published_at": "2026-10-20 09:00",
        "published_by": "李协调", "reason": "补齐外部门流程", "text": "第一条 总则\n第二条 职责",
    }  # fmt: skip


KIND = Kind("handbook", _("Process handbook"), BLOCKS, sample, reference="revision")
REVISION = Kind(
    "revision", _("Revision of the process document"), REVISION_BLOCKS, revision_sample, reference="revision"
)

"""档案鉴定证书: what was decided on a file whose term was over, by whom and why. Kept for ever (F7.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.papers.blocks import Cell, Grid, Heading
from bihuan.papers.kind import Kind
from bihuan.papers.wording import stamp, word
from bihuan.problems.models import Certificate
from bihuan.process import terms

BLOCKS = (
    Heading(pgettext_lazy("certificate", "The file")),
    Grid(
        (
            (Cell(pgettext_lazy("certificate", "Certificate no."), "number"), Cell(_("Problem number"), "problem")),
            (Cell(_("Problem level"), "level"), Cell(_("Category"), "category")),
            (Cell(pgettext_lazy("certificate", "Reported at"), "reported_at"), Cell(pgettext_lazy("certificate", "Archived at"), "archived_at")),
            (Cell(_("File number"), "shelf_no"), Cell(_("Location in the archive"), "location")),
            (Cell(pgettext_lazy("certificate", "Retention (years)"), "retention_years"), Cell(pgettext_lazy("certificate", "Term ended on"), "retain_until")),
            (Cell(pgettext_lazy("certificate", "Files in the package"), "package_files"), Cell(pgettext_lazy("certificate", "Bytes"), "package_bytes")),
            (Cell(_("SHA-256 of the package"), "package_digest"),),
            (Cell(pgettext_lazy("certificate", "Events in the chain"), "events"),),
            (Cell(pgettext_lazy("certificate", "Last hash of the chain"), "chain_head"),),
        )
    ),
    Heading(pgettext_lazy("certificate", "The decision")),
    Grid(
        (
            (Cell(pgettext_lazy("certificate", "Decision"), "verdict"), Cell(pgettext_lazy("certificate", "Kept on (years)"), "keep_years")),
            (Cell(pgettext_lazy("certificate", "Proposed by"), "proposed_by"), Cell(pgettext_lazy("certificate", "Proposed at"), "proposed_at")),
            (Cell(_("Reason"), "proposal", 4),),
            (Cell(pgettext_lazy("certificate", "Approved by"), "decided_by"), Cell(pgettext_lazy("certificate", "Approved on"), "decided_on")),
            (Cell(pgettext_lazy("certificate", "Carried out by"), "done_by"), Cell(pgettext_lazy("certificate", "Carried out at"), "made_at")),
            (Cell(_("Note"), "note", 3),),
        )
    ),
)  # fmt: skip
PLAIN = (
    "number", "problem", "shelf_no", "location", "retention_years", "retain_until", "package_files", "package_bytes",
    "package_digest", "events", "chain_head", "proposed_by", "proposal", "decided_by", "decided_on", "done_by", "note",
)  # fmt: skip


def data_of(certificate: Certificate) -> dict[str, Any]:
    """The texts of a certificate in the reader's language, from what was written down with the decision."""
    kept = certificate.data
    found = {name: str(kept[name]) if kept.get(name) not in (None, "") else "" for name in PLAIN}
    return found | {
        "title": title_of(certificate.kind),
        "level": word(terms.LEVELS, kept["level"]),
        "category": word(terms.CATEGORIES, kept["category"]),
        "reported_at": _moment(kept["reported_at"]),
        "archived_at": _moment(kept["archived_at"]),
        "proposed_at": _moment(kept["proposed_at"]),
        "made_at": stamp(certificate.made_at),
        "verdict": word(terms.FILE_VERDICTS, kept["verdict"]),
        "keep_years": str(kept["keep_years"] or "") if kept["verdict"] == "keep" else "",
    }


def title_of(kind: str) -> str:
    """What the paper is called."""
    return gettext("Certificate of destruction") if kind == "destroy" else gettext("Certificate of appraisal")


def _moment(text: str) -> str:
    return stamp(datetime.fromisoformat(text)) if text else ""


def sample() -> dict[str, Any]:
    """A certificate of usual length."""
    return {
        "title": "档案销毁证书", "number": "JD-20300105-001", "problem": "WT-20261122-001", "level": "3级",
        "category": "数据库", "reported_at": "2026-11-22 03:00", "archived_at": "2026-11-28 10:12",
        "shelf_no": "计费-2026-Y3-0012", "location": "档案柜 A-1", "retention_years": "3",
        "retain_until": str(date(2030, 1, 1)), "package_files": "11", "package_bytes": "482113",
        "package_digest": "9f2c" * 16, "events": "24", "chain_head": "07ab" * 16, "verdict": "销毁案卷",
        "proposed_by": "周文档", "proposed_at": "2030-01-03 09:10", "proposal": "保管期满，无继续保存价值。",
        "decided_by": "陈经理", "decided_on": "2030-01-05", "done_by": "周文档", "made_at": "2030-01-05 15:20",
        "note": "与综合部王某共同监销。",
    }  # fmt: skip


KIND = Kind("certificate", _("Certificate of appraisal"), BLOCKS, sample)

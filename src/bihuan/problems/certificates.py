"""Certificates of appraisal: written with the decision, kept for ever, whatever became of the file."""

from __future__ import annotations

from typing import Any

from bihuan.problems.models import ArchiveFile, Certificate
from bihuan.problems.numbers import daily_number
from bihuan.problems.work import Work
from bihuan.process.calendar import shanghai_date


def certify(work: Work, file: ArchiveFile, kind: str) -> str:
    """Store the certificate of a decision, `keep` or `destroy`, within the step; returns its number.

    It holds what identifies the file and who decided what and why, none of what the file said.
    """
    case, number = work.case, daily_number("JD", work.at)
    data: dict[str, Any] = {
        "number": number,
        "problem": case.number,
        "verdict": kind,
        "level": case.level,
        "category": case.category,
        "reported_at": case.reported_at.isoformat(),
        "archived_at": case.archived_at.isoformat() if case.archived_at else "",
        "location": case.archive_location,
        "shelf_no": file.shelf_no,
        "retention_years": file.retention_years,
        "retain_until": file.retain_until.isoformat(),
        "keep_years": file.keep_years,
        "proposed_by": file.proposed_by.name if file.proposed_by else "",
        "proposed_at": file.proposed_at.isoformat() if file.proposed_at else "",
        "proposal": file.proposal,
        "decided_by": file.decided_by.name if file.decided_by else "",
        "decided_on": (file.decided_on or shanghai_date(work.at)).isoformat(),
        "done_by": work.actor.name if work.actor else "",
        "note": work.text("text"),
        "events": case.version,
        "chain_head": case.chain_head,
        "package_digest": file.package_digest,
        "package_files": file.package_files,
        "package_bytes": file.package_bytes,
    }
    Certificate.objects.create(number=number, stream=case.number, kind=kind, made_at=work.at, data=data)
    return number


def certificates_of(stream: str) -> list[Certificate]:
    """Every certificate of a case, oldest first. One query."""
    return list(Certificate.objects.filter(stream=stream).order_by("id"))

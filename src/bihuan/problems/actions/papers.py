"""Documents that come with a step: an upload becomes a part of the case, a reference stays what it says."""

from bihuan.problems.documents import Stored
from bihuan.problems.models import Document
from bihuan.problems.work import Work


def filed(work: Work, value: Stored | str, given_by: str = "") -> str:
    """Put an upload on file and return its number; the number of an upload named by number or id, else the text."""
    if not isinstance(value, Stored):
        rows = work.parts.documents
        known = {str(row.pk): row.number for row in rows} | {row.number: row.number for row in rows}
        return known.get(value, value)
    row = Document(
        name=value.name,
        path=value.path,
        size=value.size,
        content_type=value.content_type,
        sha256=value.sha256,
        uploaded_by=work.actor,
        given_by=given_by[:200],
    )
    work.add("documents", row)
    work.log["sha256"] = value.sha256
    return row.number

"""The records clerk's DOCX templates: kept as versions, put in force with a reason, the built-in one always there."""

from __future__ import annotations

import hashlib
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.papers.filling import render_docx
from bihuan.papers.kind import Kind
from bihuan.papers.models import TemplateChoice, TemplateVersion
from bihuan.papers.trying import Unfit, check
from bihuan.people.models import User
from bihuan.people.permissions import require
from bihuan.problems import log as chains

log = structlog.get_logger("bihuan.papers")
STREAM = "papers"


def keep_version(
    kind: Kind, language: str, name: str, content: bytes, *, by: User, at: datetime
) -> TemplateVersion:
    """Keep an uploaded template as the next version of its kind; it is not in force by that.

    Raises NotYours for anybody but the records clerk and Unfit, with nothing stored, for a file that cannot be used.
    """
    require(by, "edit_paper_templates")
    unused = check(kind, name, content)
    with transaction.atomic():
        rows = TemplateVersion.objects.filter(kind=kind.key, language=language)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        digest = hashlib.sha256(content).hexdigest()
        row = TemplateVersion.objects.create(
            kind=kind.key, language=language, number=last + 1, name=name[-200:], content=content, size=len(content),
            sha256=digest, unused=unused, uploaded_by=by, uploaded_at=at,
        )  # fmt: skip
        fields = {"kind": kind.key, "language": language, "number": row.number, "sha256": digest}
        chains.append(STREAM, "upload_template", by, at, at, {"fields": fields})
    return row


def put_in_force(
    kind: Kind, language: str, version: TemplateVersion | None, *, reason: str, by: User, at: datetime
) -> TemplateChoice:
    """From now on papers of this kind are filled into `version`, or into the built-in template for None.

    Raises NotYours for anybody but the records clerk, Unfit without a reason or for a version of another kind.
    """
    require(by, "edit_paper_templates")
    if not reason.strip():
        raise Unfit(_("Say why this template is put in force."))
    if version and (version.kind, version.language) != (kind.key, language):
        raise Unfit(_("This is a template of another paper."))
    with transaction.atomic():
        row = TemplateChoice.objects.create(
            kind=kind.key,
            language=language,
            version=version,
            reason=reason.strip(),
            chosen_by=by,
            chosen_at=at,
        )
        number = version.number if version else 0
        fields = {"kind": kind.key, "language": language, "number": number, "reason": reason.strip()}
        chains.append(STREAM, "use_template", by, at, at, {"fields": fields})
    return row


def choice_of(kind: Kind, language: str) -> TemplateChoice | None:
    """The choice that counts, without the template's content. One query."""
    rows = TemplateChoice.objects.filter(kind=kind.key, language=language).order_by("-id")
    return rows.select_related("version", "chosen_by").defer("version__content").first()


def versions_of(kind: Kind, language: str) -> list[TemplateVersion]:
    """Every version, the newest first, without their content. One query."""
    rows = TemplateVersion.objects.filter(kind=kind.key, language=language).defer("content")
    return list(rows.select_related("uploaded_by").order_by("-number"))


def docx_of(kind: Kind, data: dict[str, object], *, at: datetime, by: str = "") -> bytes:
    """One paper as DOCX by the template in force for the active language. Two queries at most.

    A template that fails all the same, which its trial should have shown, gives way to the built-in one.
    """
    content = _content_in_force(kind, get_language() or "en")
    if content is not None:
        try:
            return render_docx(kind, data, at=at, by=by, template=content)
        except Exception:  # the paper is wanted now; the clerk finds the failure in the log
            log.exception("a paper template failed, the built-in one was used", kind=kind.key)
    return render_docx(kind, data, at=at, by=by)


def _content_in_force(kind: Kind, language: str) -> bytes | None:
    choice = choice_of(kind, language)
    if choice is None or choice.version_id is None:
        return None
    found = TemplateVersion.objects.filter(pk=choice.version_id).values_list("content", flat=True).get()
    return bytes(found)

"""The papers that go out with mail to departments: made once, in the language of the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import override

from bihuan.papers.kinds import KINDS
from bihuan.papers.kinds import bulletin as bulletins
from bihuan.papers.kinds import letter as letters
from bihuan.papers.pdf import render_pdf
from bihuan.papers.source import CaseSource
from bihuan.problems.models import Bulletin, Letter


def letter(args: Mapping[str, Any]) -> bytes:
    """The PDF of a letter, by `letter`, its id; dated as it was signed, whenever it is made."""
    row = Letter.objects.select_related("problem__system").get(pk=args["letter"])
    at = row.sent_at or row.signed_at or row.created_at
    with override(settings.LANGUAGE_CODE):
        return render_pdf(KINDS["letter"], letters.data_of(CaseSource(row.problem), row), at=at)


def bulletin(args: Mapping[str, Any]) -> bytes:
    """The PDF of a bulletin, by `bulletin`, its id."""
    row = Bulletin.objects.select_related("problem__system").get(pk=args["bulletin"])
    with override(settings.LANGUAGE_CODE):
        data = bulletins.data_of_issued(CaseSource(row.problem), row)
        return render_pdf(KINDS["bulletin"], data, at=row.issued_at)

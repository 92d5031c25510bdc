"""What comes in by a signed link: through the door, as a step of the department that the link belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from bihuan.problems.documents import Unacceptable, Upload, kept
from bihuan.problems.gate import take_step
from bihuan.problems.models import Letter, SignedLink, Telling
from bihuan.problems.policy import figures_of
from bihuan.problems.refusals import BadInput, Refused

STEPS = {"reply": "reply_by_link", "notice": "notice_by_link"}
AT_MOST, WITHIN = 10, timedelta(hours=1)
"""So many answers by one link in so long; more are asked to wait."""


class Slow(Exception):
    """This link sent very many answers; later it may send more."""


def answer_letter(
    link: SignedLink, kind: str, raw: Mapping[str, Any], upload: Upload | None, at: datetime
) -> None:
    """Enter a reply or a written notice; the same sent twice is entered once and accepted twice.

    The link is a living one. Raises BadInput or Refused, with nothing stored, and Slow.
    """
    letter = link.letter
    assert letter is not None
    if (
        sum(1 for entry in given_by_link(letter) if datetime.fromisoformat(entry["at"]) > at - WITHIN)
        >= AT_MOST
    ):
        raise Slow
    limit = int(figures_of(link.problem.policy_version)["attachment_limit_mb"])
    try:
        with kept(upload, at=at, limit_mb=limit) if upload else nullcontext() as stored:
            data = {"letter": letter.pk, "document": stored, **raw}
            take_step(STEPS[kind], actor=None, at=at, problem=link.problem, data=data)
    except Unacceptable as fault:
        raise BadInput({"document": [str(fault)]}) from fault
    except Refused:
        letter.refresh_from_db()
        if not any(_is_same(entry, kind, raw) for entry in given_by_link(letter)):
            raise


def _is_same(entry: Mapping[str, str], kind: str, raw: Mapping[str, Any]) -> bool:
    """Is this the answer that is on record, sent again?"""
    who = " ".join([str(raw.get("name", "")).strip(), str(raw.get("phone", "")).strip()]).strip()
    text = str(raw.get("text", "")).strip()
    return (entry["kind"], entry["name"], entry["text"].strip()) == (kind, who, text)


def given_by_link(letter: Letter) -> list[dict[str, str]]:
    """What came to a letter by its link, as it came, the oldest first."""
    return [entry for entry in letter.answers if entry.get("print")]


def confirm_receipt(link: SignedLink, name: str, at: datetime) -> Telling:
    """F5.2: somebody of the department says that it was told; a second time changes nothing. Raises BadInput."""
    telling = link.telling
    assert telling is not None
    if telling.receipt_at is None:
        try:
            data = {"telling": telling.pk, "name": name}
            take_step("confirm_receipt", actor=None, at=at, problem=link.problem, data=data)
        except Refused:
            telling.refresh_from_db()
            if telling.receipt_at is None:
                raise
        telling.refresh_from_db()
    return telling

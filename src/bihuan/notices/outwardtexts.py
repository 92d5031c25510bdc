"""What mails to departments say: subject and text a kind, in the language of the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bihuan.clock import SHANGHAI
from bihuan.notices.models import Notice
from bihuan.notices.signedlinks import address_of
from bihuan.process import terms
from bihuan.process.words import N_

SUBJECTS: dict[str, str] = {
    "letter_out": N_("{letter} {subject}"),
    "letter_copy_out": N_("Copy: {letter} {subject}"),
    "letter_chased_out": N_("Reminder of the reply due {due}: {letter} {subject}"),
    "result_out": N_("Problem solved: {title} ({number})"),
    "bulletin_out": N_("{bulletin}: {subject} ({number})"),
}
TEXTS: dict[str, str] = {
    "letter_out": N_("Please find our letter {letter} enclosed. A reply is asked for by {due}."),
    "letter_copy_out": N_("A copy of our letter {letter} to {main} is enclosed."),
    "letter_chased_out": N_(
        "No final reply to our letter {letter} is with us yet. It is due {due}; please answer."
    ),
    "result_out": N_("The problem that affected your business is solved: {text}"),
    "bulletin_out": N_("The bulletin is enclosed. {text}"),
}
LINKED: dict[str, str] = {
    "letter_out": N_("Answer here, without an account: {link}"),
    "letter_chased_out": N_("Answer here, without an account: {link}"),
    "result_out": N_("Please confirm here that you know of it: {link}"),
    "bulletin_out": N_("Please confirm here that you know of it: {link}"),
}
CLOSING = N_("The link is for {department} alone and opens nothing else. Contact: {contact}")


def subject_of(notice: Notice) -> str:
    """The subject line."""
    return _(SUBJECTS[notice.kind]).format_map(_args(notice))[:150]


def text_of(notice: Notice, department: str) -> str:
    """The whole text, with the link where the mail has one."""
    args = _args(notice)
    lines = [_("To {department}:").format(department=department), "", _(TEXTS[notice.kind]).format_map(args)]
    if notice.args.get("seed") and notice.kind in LINKED:
        lines += ["", _(LINKED[notice.kind]).format_map({**args, "link": address_of(notice.args["seed"])})]
        lines += ["", _(CLOSING).format(department=department, contact=args["contact"] or "-")]
    return "\n".join([*lines, "", _("Billing centre")])


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _args(notice: Notice) -> Mapping[str, Any]:
    args = _Lenient(notice.args)
    args["number"] = notice.stream
    if args["due"]:
        due = datetime.fromisoformat(args["due"]).astimezone(SHANGHAI)
        args["due"] = due.strftime("%Y-%m-%d %H:%M")
    if args["bulletin"]:
        kind = terms.BULLETIN_KINDS[args["bulletin"]]
        args["bulletin"] = _(kind.label)
    return args

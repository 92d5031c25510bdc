"""One notice, or a digest of several, as a message for every medium, in the language of its reader.

Each says what, where, at which level, since when, what is asked and by when, and links to the place where it is done.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from bihuan.clock import SHANGHAI
from bihuan.notices import outwardtexts
from bihuan.notices.channels.base import Outgoing
from bihuan.notices.enclosures import enclosed
from bihuan.notices.models import Delivery, Notice
from bihuan.notices.texts import duty_of, text_of
from bihuan.people.models import System, User
from bihuan.process.answers import step_asked
from bihuan.process.lifecycle import STEPS

DIGEST_LINES = 30
ONE_SMS, ONE_LATIN_SMS = 70, 160
RECEIPTS, REPORTS = "notices.receipt", "notices.reports"
SPOKEN = re.compile(r"\d{4}-(\d\d)-(\d\d) (\d\d):(\d\d)")


def outgoing(rows: Sequence[Delivery], at: datetime) -> Outgoing:
    """The message of these deliveries, which go to one person and address; the first one lends its key."""
    first, user = rows[0], rows[0].to
    if user is None:
        return _to_department(first, at)
    language = user.language or settings.LANGUAGE_CODE
    with override(language):
        notices = [row.notice for row in rows]
        single = notices[0] if len(notices) == 1 else None
        link = _base() + (f"/n/{single.pk}" if single else "/inbox")
        subject = subject_of(single) if single else _digest_subject(len(notices))
        return Outgoing(
            key=first.key,
            address=first.address,
            to_name=user.name,
            subject=subject,
            text=body_of(single, link) if single else _digest_body(notices, link),
            short=short_of(single, link) if single else f"{subject} {link}",
            speech=speech_of(single) if single else subject,
            link=link,
            level=min(notice.level for notice in notices),
            language=language,
            at=at,
            host=urlsplit(_base()).hostname or "bihuan.invalid",
            facts=_facts(notices[0], first),
            enclosures=enclosed(pk for notice in notices for pk in notice.enclosures),
        )


def _to_department(row: Delivery, at: datetime) -> Outgoing:
    """A mail to a department without an account: nothing of the desk in it but its own link."""
    with override(settings.LANGUAGE_CODE):
        subject, text = outwardtexts.subject_of(row.notice), outwardtexts.text_of(row.notice, row.to_name)
    host = urlsplit(_base()).hostname or "bihuan.invalid"
    papers = enclosed(row.notice.enclosures)
    return Outgoing(
        row.key, row.address, row.to_name, subject, text, subject, subject, "", row.notice.level,
        settings.LANGUAGE_CODE, at, host, enclosures=papers,
    )  # fmt: skip


def sample(user: User, address: str, key: str, text: str, at: datetime) -> Outgoing:
    """A message that belongs to no notice: a test of a channel or a code for an address."""
    language = user.language or settings.LANGUAGE_CODE
    with override(language):
        subject = _("Bihuan: test message")
    link = _base() + "/me/notices"
    facts = {"number": "-", "title": text, "text": text, "time": _clock_time(at), "receipt": ""}
    host = urlsplit(_base()).hostname or "bihuan.invalid"
    return Outgoing(
        key, address, user.name, subject, f"{text}\n{link}", text, text, link, 5, language, at, host, facts
    )


def subject_of(notice: Notice) -> str:
    """The subject: level, number, and what happened."""
    return f"[{_head(notice)}] {text_of(notice)}"[:150] if notice.stream else text_of(notice)[:150]


def body_of(notice: Notice, link: str) -> str:
    """Mail and chat: the sentence, then the facts line by line."""
    facts = [_line(label, value) for label, value in lines_of(notice) if value]
    return "\n".join([text_of(notice), "", *facts, _line(_("To act"), link)])


def lines_of(notice: Notice) -> list[tuple[str, str]]:
    """What, where, level, since when, by when."""
    args = notice.args
    return [
        (_("Problem"), f"{notice.stream} {args.get('title', '')}".strip()),
        (_("System"), _system(args.get("system"))),
        (_("Level"), _level(notice)),
        (_("Reported at"), _clock_time(args.get("since"))),
        (_("Asked for"), _asked(notice)),
        (_("Due"), "" if len(args.get("duties", ())) > 1 else _clock_time(args.get("due"))),
        (_("Told at"), _clock_time(notice.created_at)),
    ]


def _asked(notice: Notice) -> str:
    """The step that the notice asks for, in the words of its button."""
    step = step_asked(notice.kind, duty_of(notice))
    return _(STEPS[step].label) if step else ""


def short_of(notice: Notice, link: str) -> str:
    """One SMS: 70 characters with Chinese, 160 without; the sentence gives way, never number or link."""
    head = _head(notice).replace("WT-", "")
    sentence, title = _without_year(text_of(notice), notice.created_at), str(notice.args.get("title", ""))
    is_latin = f"{head}{sentence}".isascii()
    whole = f"{sentence} {title}".strip() if title.isascii() or not is_latin else sentence
    room = max((ONE_LATIN_SMS if is_latin else ONE_SMS) - len(head) - len(link) - 2, 16)
    mark = "..." if is_latin else "…"
    text = whole if len(whole) <= room else f"{whole[: room - len(mark)]}{mark}"
    return f"{head} {text} {link}".strip()


def speech_of(notice: Notice) -> str:
    """What a voice says, twice by the caller; the digits of the number one by one, times in words."""
    said = _("This is problem management. Level {level} problem, number ending in {number}: {title}. {text}.")
    text = SPOKEN.sub(_spoken_time, text_of(notice)).rstrip("。.")
    if not notice.stream:
        said = _("This is problem management. {text}.")
    number = " ".join(notice.stream[-3:])
    whole = said.format(level=notice.level, number=number, title=notice.args.get("title", ""), text=text)
    return whole + " " + _("Press 1 to confirm that you have heard this.")


def receipt_path(key: str) -> str:
    """The path that a gateway calls with its receipt for the delivery `key`; signed, so that nobody else can."""
    return f"/receipts/{signing.Signer(salt=RECEIPTS).sign(key)}"


def reports_path(code: str) -> str:
    """The path to which the provider of the channel `code` pushes its reports; signed, so that nobody else can."""
    return f"/receipts/of/{signing.Signer(salt=REPORTS).sign(code)}"


def _facts(notice: Notice, row: Delivery) -> dict[str, str]:
    return {
        "number": notice.stream,
        "title": str(notice.args.get("title", "")),
        "text": text_of(notice),
        "time": _clock_time(notice.created_at),
        "kind": notice.kind,
        "receipt": receipt_path(row.key),
    }


def _digest_subject(count: int) -> str:
    return ngettext("{count} notice on problems", "{count} notices on problems", count).format(count=count)


def _digest_body(notices: Sequence[Notice], link: str) -> str:
    told = [
        f"{place}. {subject_of(notice)} {notice.args.get('title', '')}"
        for place, notice in enumerate(notices[:DIGEST_LINES], 1)
    ]
    if more := len(notices) - len(told):
        told.append(ngettext("{count} more on the desk", "{count} more on the desk", more).format(count=more))
    return "\n".join([*told, "", _line(_("To act"), link)])


def _head(notice: Notice) -> str:
    return f"{_level(notice)} {notice.stream}" if notice.stream else ""


def _level(notice: Notice) -> str:
    return pgettext("of a problem", "Level {level}").format(level=notice.level) if notice.stream else ""


def _line(label: str, value: str) -> str:
    return _("{label}: {value}").format(label=label, value=value)


def _spoken_time(found: re.Match[str]) -> str:
    month, day, hour, minute = (int(part) for part in found.groups())
    return _("{month}/{day}, {hour}:{minute}").format(month=month, day=day, hour=hour, minute=f"{minute:02}")


def _system(pk: Any) -> str:
    return System.objects.filter(pk=pk).values_list("name", flat=True).first() or "" if pk else ""


def _base() -> str:
    return str(settings.PUBLIC_URL)


def _clock_time(value: Any) -> str:
    """An instant or its ISO text as 2026-11-22 09:05; blank for nothing, a day as it is."""
    if not value:
        return ""
    if isinstance(value, str):
        if len(value) == len("2026-11-22"):
            return value
        value = datetime.fromisoformat(value)
    shown: str = value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return shown


def _without_year(text: str, at: datetime) -> str:
    return re.sub(rf"\b{at.astimezone(SHANGHAI):%Y}-(?=\d\d-\d\d)", "", text)

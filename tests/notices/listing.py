"""Writes what every notice says, by medium and language, as a listing that a person can read from top to bottom."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    django.setup()

from django.utils.translation import override

from bihuan.notices import compose
from bihuan.notices.channels.base import Outgoing
from bihuan.notices.models import Delivery
from bihuan.notices.texts import TEXTS, text_of
from bihuan.people.models import User
from tests.notices.conftest import START
from tests.notices.samples import sample

HERE = Path(__file__).parent
LANGUAGES = ("zh-hans", "en")
SYSTEM = {"zh-hans": "批价系统", "en": "Rating"}


def message(kind: str, language: str) -> Outgoing:
    """The message of one kind as it would leave, to a reader of this language."""
    notice = sample(kind, START)
    notice.pk = 7
    if notice.stream:
        notice.args["system"] = 1
    user = User(username="zhang", name="张工", language=language)
    row = Delivery(notice=notice, to=user, channel="c", media="mail", address="13800001111", key="k" * 32)
    with patch.object(compose, "_system", lambda pk: SYSTEM[language] if pk else ""):
        return compose.outgoing([row], START)


def listing(language: str) -> str:
    """All kinds: inbox, mail and chat, SMS, voice."""
    found = [f"Every notice in {language}, as it arrives. Read by a person; see test_texts.py."]
    for kind in TEXTS:
        told = message(kind, language)
        with override(language):
            inbox = text_of(sample(kind, START))
        found += ["", f"=== {kind}", f"inbox   {inbox}", f"subject {told.subject}"]
        found += [f"mail    {line}".rstrip() for line in told.text.splitlines()]
        found += [f"sms {len(told.short):3} {told.short}", f"voice   {told.speech}"]
    return "\n".join(found) + "\n"


def write() -> None:
    """Write both listings anew; read the differences before they are kept."""
    for language in LANGUAGES:
        (HERE / f"told-{language}.txt").write_text(listing(language))


if __name__ == "__main__":
    write()

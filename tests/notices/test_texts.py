"""Every notice as it arrives by each channel, in both languages: read once by a person, kept in told-*.txt.

A changed text shows as a difference here; read it, then write the listing anew: `python -m tests.notices.listing`.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bihuan.notices import compose
from bihuan.notices.channels import adapter_of
from bihuan.notices.channels.templates import LONGEST
from bihuan.notices.deliver import DeliveryReport
from bihuan.notices.models import Channel, Delivery, Notice, Preference
from bihuan.notices.routing import queue_deliveries
from bihuan.notices.texts import TEXTS
from bihuan.people.models import System, User
from tests.notices.conftest import Clock
from tests.notices.listing import LANGUAGES, listing, message
from tests.notices.providers import PROVIDERS
from tests.notices.samples import ARGUMENTS, sample
from tests.notices.sinks import HttpSink, SmtpSink

HERE = Path(__file__).parent
CHATS = ("dingtalk", "wecom_bot", "wecom_app", "feishu", "webhook")
SMS = ("sms_kannel", "sms_aliyun", "sms_tencent")
ALLOWED = re.compile(r"https?://\S+|[A-Z]{2}-[\w-]+|\d[\d:. -]*|[AB]\s?角|BOSS")
"""Latin letters that may stand in a Chinese text: addresses, numbers of cases, A角 and B角."""


@pytest.mark.parametrize("kind", TEXTS)
def test_every_kind_has_a_sample(kind: str) -> None:
    assert kind in ARGUMENTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_listing_is_what_was_read(language: str, db: None) -> None:
    assert listing(language) == (HERE / f"told-{language}.txt").read_text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TEXTS)
def test_nothing_is_empty_raw_or_in_the_wrong_language(kind: str, language: str, db: None) -> None:
    found = message(kind, language)
    for text in (found.subject, found.text, found.short, found.speech):
        assert text.strip() and not re.search(r"[{}]|None|\bWT--|[:：]\s*$|[:：]\s*\n(?=\S+[:：])", text), (
            text
        )
        assert "  " not in text and "（）" not in text and "()" not in text
        if language == "zh-hans":
            assert not re.search(r"[A-Za-z]", ALLOWED.sub("", text)), text
    assert len(found.short) <= (70 if language == "zh-hans" else 160)
    assert found.link in found.text and found.link in found.short


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", (*CHATS, *SMS, "smtp"))
def test_each_provider_receives_it_whole(
    kind: str,
    language: str,
    people: dict[str, User],
    add_channel: Callable[..., Channel],
    provider: HttpSink,
    mail: SmtpSink,
    clock: Clock,
    deliver: Callable[[], DeliveryReport],
) -> None:
    """All kinds of notices, sent through the real queue to a server that speaks as the provider does."""
    if kind == "smtp":
        add_channel(
            "c", kind, host="127.0.0.1", port=str(mail.port), security="none", sender="desk@example.com"
        )
    else:
        provider.answers[PROVIDERS[kind].path] = (200, PROVIDERS[kind].success)
        provider.answers["/send/gettoken"] = (200, {"errcode": 0, "access_token": "at", "expires_in": 7200})
        add_channel("c", kind, url=f"{provider.url}/send", **PROVIDERS[kind].settings)
    User.objects.filter(pk=people["handler"].pk).update(language=language)
    own = {"channel": "c", "address": "handler@example.com", "verified_at": clock().isoformat()}
    if adapter_of(kind).address == "account":
        Preference.objects.create(user=people["handler"], routes=[own], changed_at=clock())
    for place, code in enumerate(TEXTS):
        notice = sample(code, clock())
        notice.to, notice.key, notice.level = (
            people["handler"],
            f"k{place}",
            1,
        )  # urgent ones are never bundled
        notice.save()
        queue_deliveries([notice])
    deliver()
    assert set(Delivery.objects.exclude(status="accepted").values_list("notice__kind", "error")) == set()
    got = _received(kind, provider, mail)
    for notice in Notice.objects.select_related("to"):
        row = Delivery.objects.select_related("notice", "to").get(notice=notice)
        sent = compose.outgoing([row], clock())
        wanted = [sent.subject, sent.text] if kind in (*CHATS, "smtp") else [sent.short]
        if kind == "webhook":  # the facts go as fields of their own, the sentence as the text
            wanted = [sent.subject, (sent.facts or {})["text"], sent.link]
        if kind in ("sms_aliyun", "sms_tencent"):
            wanted = [" ".join((sent.facts or {})["text"].split())[:LONGEST]]
        for text in wanted:
            assert any(_flat(text) in one for one in got), (notice.kind, text)


def _received(kind: str, provider: HttpSink, mail: SmtpSink) -> list[str]:
    if kind == "smtp":
        return [_flat(f"{one['Subject']}{one.get_content()}") for one in mail.mails]  # type: ignore[attr-defined]
    if kind == "sms_kannel":
        return [_flat(one.query["text"]) for one in provider.requests]
    if kind == "sms_aliyun":
        from urllib.parse import parse_qs

        return [_flat(parse_qs(one.body.decode())["TemplateParam"][0]) for one in provider.requests]
    return [_flat(json.dumps(json.loads(one.body), ensure_ascii=False).replace("\\n", "\n"))
            for one in provider.requests if one.body]  # fmt: skip


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text.replace('\\"', '"'))


def test_the_listing_names_a_system(db: None) -> None:
    assert not System.objects.exists()  # the listing adds its own and leaves nothing behind
    listing("zh-hans")
    assert not System.objects.exists()

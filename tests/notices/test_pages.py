"""Pages of deliveries, channels and wishes: who gets which answer, and what they do."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from bihuan.notices import compose
from bihuan.notices.models import Channel, Delivery, Notice, Preference
from bihuan.notices.routing import queue_deliveries, ways, wishes_of
from bihuan.people.models import PeopleChange, User
from bihuan.web.notices import urls
from tests.notices.conftest import Clock
from tests.notices.sinks import HttpSink, SmtpSink

pytestmark = pytest.mark.django_db

SEERS = ("coordinator", "manager", "auditor")
ROLES = ("handler", "coordinator", "manager", "admin", "auditor", "outsider")
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("notice_link", "/n/1", ROLES, 404),
    ("deliveries", "/deliveries", ROLES, 200),
    ("delivery", "/deliveries/1", ROLES, 404),
    ("delivery_call", "/deliveries/1/call", ROLES, 405),
    ("receipt", "/receipts/none", ROLES, 404),
    ("reports", "/receipts/of/none", ROLES, 405),
    ("channels", "/channels", ("admin",), 200),
    ("channels", "/channels", ("handler", "coordinator", "manager", "auditor", "outsider"), 403),
    ("channel_new", "/channels/new/smtp", ("admin",), 200),
    ("channel_new", "/channels/new/smtp", ("coordinator",), 403),
    ("channel_new", "/channels/new/pigeon", ("admin",), 404),
    ("channel", "/channels/none", ("admin",), 404),
    ("channel", "/channels/none", ("coordinator",), 403),
    ("channel_test", "/channels/none/test", ROLES, 405),
    ("wishes", "/me/notices", ROLES, 200),
    ("wishes_address", "/me/notices/address", ROLES, 405),
    ("wishes_code", "/me/notices/code", ROLES, 405),
]


@pytest.fixture
def desk(people: dict[str, User]) -> Callable[..., Client]:
    def sign_in(username: str, language: str = "zh-hans") -> Client:
        client = Client()
        client.force_login(people[username], backend="bihuan.people.signin.PeopleBackend")
        client.cookies["django_language"] = language
        return client

    return sign_in


def test_every_address_is_in_the_list() -> None:
    assert {str(pattern.name) for pattern in urls.urlpatterns} == {name for name, *_rest in ASKED}


@pytest.mark.parametrize(("_name", "path", "who", "code"), ASKED)
def test_answers(desk: Callable[..., Client], _name: str, path: str, who: tuple[str, ...], code: int) -> None:
    for username in who:
        assert desk(username).get(path).status_code == code, username


@pytest.mark.parametrize(
    "path", sorted({path for name, path, *_rest in ASKED if name not in ("receipt", "reports")})
)
def test_strangers_are_sent_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/sign-in")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_history_of_a_notice(
    people: dict[str, User], desk: Callable[..., Client], by_chat: Channel, by_sms: Channel,
    tell: Callable[..., Notice], deliver: Callable[[], object], provider: HttpSink, language: str,
) -> None:  # fmt: skip
    provider.answers["/sms"] = (503, "")
    notice = tell(people["handler"], level=1)
    deliver()
    for username in ("handler", *SEERS):
        text = desk(username, language).get(f"/deliveries/{notice.pk}").content.decode()
        assert "HTTP 503" in text
        assert "m-1" in text
        assert ("服务商已受理" if language == "zh-hans" else "Accepted by the provider") in text
        assert str(notice.pk) in desk(username, language).get("/deliveries").content.decode()
    assert desk("admin").get(f"/deliveries/{notice.pk}").status_code == 404
    assert "/deliveries/" not in desk("outsider").get("/deliveries").content.decode().split("<main")[1]


def test_the_short_link_reads_the_notice(
    people: dict[str, User], desk: Callable[..., Client], tell: Callable[..., Notice]
) -> None:
    notice = tell(people["handler"])
    assert desk("manager").get(f"/n/{notice.pk}").status_code == 404
    assert desk("handler").get(f"/n/{notice.pk}")["Location"] == "/problems/WT-20261122-001?step=respond#next"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_channel_is_set_up_and_its_secret_never_shown(
    desk: Callable[..., Client], provider: HttpSink, people: dict[str, User]
) -> None:
    admin = desk("admin")
    form = {
        "code": "ding",
        "name": "值班群",
        "position": "20",
        "is_enabled": "on",
        "url": f"{provider.url}/ding",
    }
    assert admin.post("/channels/new/dingtalk", form).status_code == 422
    form |= {"token": "top-s3cret-token", "secret": "SECabc"}
    assert admin.post("/channels/new/dingtalk", form).status_code == 302
    assert admin.post("/channels/new/dingtalk", form).status_code == 422
    assert "top-s3cret" not in Channel.objects.get().secrets
    assert "top-s3cret" not in admin.get("/channels/ding").content.decode()
    assert "top-s3cret" not in str(list(PeopleChange.objects.values_list("before", "after")))
    assert admin.post("/channels/ding", form | {"token": "", "secret": "", "name": "新名"}).status_code == 302
    provider.answers["/ding"] = (200, {"errcode": 310000, "errmsg": "sign not match"})
    said = admin.post("/channels/ding/test", {"address": "13800001111"}, follow=True).content.decode()
    assert "sign not match" in said
    assert provider.requests[0].query["access_token"] == "top-s3cret-token"
    assert desk("coordinator").post("/channels/ding/test").status_code == 403


def test_an_address_counts_once_its_code_came_back(
    desk: Callable[..., Client], by_mail: Channel, mail: SmtpSink, people: dict[str, User]
) -> None:
    mine = desk("handler")
    mine.post("/me/notices/address", {"channel": "mail", "address": "other@example.com"})
    code = re.search(r"\d{6}", mail.mails[0].get_content()).group()  # type: ignore[attr-defined,union-attr]
    wrong = "000000" if code != "000000" else "111111"
    assert (
        "验证码不正确"
        in mine.post("/me/notices/code", {"channel": "mail", "code": wrong}, follow=True).content.decode()
    )
    assert not Preference.objects.exists()
    mine.post("/me/notices/code", {"channel": "mail", "code": code})
    person = User.objects.get(username="handler")
    assert [route.address for route in wishes_of(person, ways()).routes] == ["other@example.com"]
    for _guess in range(8):
        mine.post("/me/notices/address", {"channel": "mail", "address": "more@example.com"})
    assert len(mail.mails) == 5
    for _guess in range(5):
        mine.post("/me/notices/code", {"channel": "mail", "code": wrong})
    last = re.search(r"\d{6}", mail.mails[-1].get_content()).group()  # type: ignore[attr-defined,union-attr]
    assert (
        "请重新获取"
        in mine.post("/me/notices/code", {"channel": "mail", "code": last}, follow=True).content.decode()
    )


def test_wishes_are_kept_and_nobody_is_unreachable(
    desk: Callable[..., Client], by_mail: Channel, by_chat: Channel, people: dict[str, User]
) -> None:
    mine = desk("handler")
    form = {"place_mail": "1", "place_ding": "2", "used_mail": "on", "digest": "daily", "muted": ["5"]}
    assert mine.post("/me/notices", form | {"quiet_from": "22:00"}).status_code == 422
    assert mine.post("/me/notices", form | {"quiet_from": "22:00", "quiet_to": "07:00"}).status_code == 302
    found = wishes_of(User.objects.get(username="handler"), ways())
    assert [route.channel for route in found.routes] == ["mail"]
    assert (found.quiet, found.digest, found.muted) == ((1320, 420), "daily", frozenset({5}))
    mine.post("/me/notices", {"place_mail": "2", "place_ding": "1"})
    found = wishes_of(User.objects.get(username="handler"), ways())
    assert [route.channel for route in found.routes] == ["ding", "mail"]
    assert mine.post("/me/notices", form | {"muted": ["1"]}).status_code == 422


def test_a_call_by_hand_is_asked_for_and_attested_by_another(
    people: dict[str, User], desk: Callable[..., Client], add_channel: Callable[..., Channel],
    tell: Callable[..., Notice], deliver: Callable[[], object],
) -> None:  # fmt: skip
    add_channel("hand", "manual")
    notice = tell(people["handler"], level=1)
    deliver()
    asked = Notice.objects.get(kind="call_by_hand")
    assert (asked.to, asked.args["person"]) == (people["coordinator"], "测handler")
    row = Delivery.objects.get(notice=notice)
    assert row.status == "sent"
    desk("handler").post(f"/deliveries/{row.pk}/call", {"reached": "yes"})
    row.refresh_from_db()
    assert row.status == "sent"
    desk("coordinator").post(f"/deliveries/{row.pk}/call", {"reached": "yes"})
    row.refresh_from_db()
    assert row.status == "read"


def test_a_receipt_is_believed_if_it_is_signed(
    people: dict[str, User],
    by_sms: Channel,
    tell: Callable[..., Notice],
    deliver: Callable[[], object],
    client: Client,
) -> None:
    tell(people["handler"])
    deliver()
    row = Delivery.objects.get()
    assert client.get(f"/receipts/{row.key}:forged?type=1").status_code == 404
    assert client.get(f"{compose.receipt_path(row.key)}?type=1").status_code == 204
    row.refresh_from_db()
    assert row.status == "delivered"


@pytest.mark.parametrize("count", [1, 40])
def test_posting_costs_four_statements_however_many(
    people: dict[str, User],
    by_mail: Channel,
    django_assert_max_num_queries: Callable[..., object],
    clock: Clock,
    count: int,
) -> None:
    from bihuan.notices.outbox import Message, draft, post

    ways()
    rows = draft(
        [Message(user.pk, "overdue", {"n": number}) for user in people.values() for number in range(count)],
        stream="WT-20261122-001", cause="x", at=clock(), level=3, args={},
    )  # fmt: skip
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        post(rows)
    assert queue_deliveries([]) == 0

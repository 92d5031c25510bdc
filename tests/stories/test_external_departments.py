"""X2–X7 with departments that answer for themselves: mail, reminders, links; three rounds until it is solved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bihuan.notices import routing, senders, vault
from bihuan.notices.deliver import deliver
from bihuan.notices.models import Channel, Delivery, Enclosure, Notice
from bihuan.notices.signedlinks import token_of
from bihuan.people.models import Department
from bihuan.problems.signedanswers import answer_letter
from bihuan.problems.signedlinks import find_link, is_living
from tests.notices.sinks import SmtpSink, smtp_sink
from tests.stories.desk import Desk, instant
from tests.stories.test_external import branch, letter, opened

NETWORK = "network@example.org"


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def post(desk: Desk, mail: SmtpSink, settings: Any, tmp_path: Path) -> Iterator[SmtpSink]:
    """The house has a mail channel, and the departments addresses."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    Channel.objects.create(
        code="mail", kind="smtp", name="邮件", secrets=vault.lock({}),
        settings={"host": "127.0.0.1", "port": str(mail.port), "security": "none", "sender": "bihuan@example.org"},
    )  # fmt: skip
    Department.objects.filter(code="network").update(email=NETWORK)
    Department.objects.filter(code="marketing").update(email="marketing@example.org")
    routing.forget_ways()
    senders._adapters.clear()
    yield mail
    routing.forget_ways()
    senders._adapters.clear()


def out(desk: Desk, kind: str = "") -> list[Notice]:
    """What was written to departments."""
    found = Notice.objects.filter(department__isnull=False, stream=desk.case.number).order_by("id")
    return list(found.filter(kind=kind) if kind else found)


def by_link(desk: Desk, kind: str, text: str, **more: str) -> None:
    """The department sends something by the link it has."""
    link = find_link(token_of(desk.parts.signed_links[-1].seed), "192.0.2.1", desk.at)
    assert link is not None and is_living(link, desk.at)
    answer_letter(link, kind, {"text": text, "name": "王工", **more}, None, desk.at)


def opens(desk: Desk, token: str) -> bool:
    found = find_link(token, "192.0.2.1", desk.at)
    return found is not None and is_living(found, desk.at)


def write(desk: Desk, **fields: Any) -> None:
    desk.takes("coordinator", "draft_letter", **fields)
    desk.takes("manager", "sign_letter")
    desk.takes("coordinator", "send_letter", channel="email")


def test_a_letter_leaves_with_its_paper_and_all_copies_at_the_same_moment(desk: Desk, post: SmtpSink) -> None:
    opened(desk, users_affected="some")
    write(desk)
    assert [(n.kind, n.department.code) for n in out(desk) if n.department] == [
        ("letter_out", "network"), ("letter_copy_out", "customer_service"), ("letter_copy_out", "marketing"),
    ]  # fmt: skip
    assert Enclosure.objects.count() == 1  # one paper, however many it goes to
    paper = Enclosure.objects.get()
    assert paper.path == ""  # made when the first message leaves
    deliver(lambda: desk.at, is_inline=True)
    found = [message for message in post.mails if NETWORK in str(message["To"])]
    assert len(found) == 1
    message = found[0]
    assert "计费函〔2026〕1号" in message["Subject"]
    attached = [part for part in message.walk() if part.get_content_type() == "application/pdf"]
    assert [part.get_filename() for part in attached] == ["计费函〔2026〕1号.pdf"]
    content = attached[0].get_payload(decode=True)
    assert isinstance(content, bytes) and content.startswith(b"%PDF-")
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain").get_content()  # type: ignore[attr-defined]
    assert token_of(desk.parts.signed_links[0].seed) in text and desk.case.symptom not in text
    copy = [message for message in post.mails if "marketing@example.org" in str(message["To"])][-1]
    assert token_of(desk.parts.signed_links[0].seed) not in copy.as_string()  # a copy opens nothing
    paper.refresh_from_db()
    stored = [part.get_payload(decode=True) for m in post.mails for part in m.walk() if part.get_filename()]
    assert paper.size == len(content) and set(stored) == {content}


def test_a_paper_that_cannot_be_made_is_tried_again(desk: Desk, post: SmtpSink, settings: Any) -> None:
    settings.ENCLOSURE_MAKERS = {"letter": "bihuan.papers.outgoing.bulletin"}  # fails: no such argument
    opened(desk)
    write(desk)
    deliver(lambda: desk.at, is_inline=True)
    row = Delivery.objects.get(department__code="network")
    assert (row.status, "enclosure" in row.error) == ("queued", True)
    settings.ENCLOSURE_MAKERS = {"letter": "bihuan.papers.outgoing.letter"}
    deliver(lambda: desk.at + timedelta(minutes=5), is_inline=True)
    row.refresh_from_db()
    assert row.status == "accepted", row.error


def test_without_an_address_another_way_is_asked_for(desk: Desk) -> None:
    Department.objects.filter(code="network").update(email="")
    opened(desk)
    desk.takes("coordinator", "draft_letter")
    desk.takes("manager", "sign_letter")
    desk.rejects("coordinator", "send_letter", "channel", channel="email")
    desk.takes("coordinator", "send_letter", channel="paper")
    desk.rejects("coordinator", "confirm_delivery", "delivered_to")
    desk.takes("coordinator", "confirm_delivery", delivered_to="网络部收发室 赵工")
    desk.rejects("coordinator", "chase_letter", "channel", channel="email")
    desk.takes("coordinator", "chase_letter", channel="phone", text="对方称今日答复")
    assert [entry["channel"] for entry in letter(desk).chased] == ["phone"]


def test_the_reply_is_chased_before_and_after_it_is_due(desk: Desk, post: SmtpSink) -> None:
    opened(desk)
    write(desk)
    desk.wait_until("11-22 22:00")
    assert not out(desk, "letter_chased_out")
    desk.wait_until("11-22 22:15")  # four fifths of the day
    desk.expects_notice("coordinator", "due_soon", duty="letter_reply")
    assert len(out(desk, "letter_chased_out")) == 1
    desk.pass_time(minutes=1)
    assert len(out(desk, "letter_chased_out")) == 1
    desk.wait_until("11-23 03:00")
    assert len(out(desk, "letter_chased_out")) == 2
    assert [entry["by"] for entry in letter(desk).chased] == ["system", "system"]
    desk.wait_until("11-23 08:00")
    assert (
        len(out(desk, "letter_chased_out")) == 2
    )  # the coordinator goes on being warned, not the department
    desk.holds()


def test_a_reply_that_came_in_time_is_in_time_whenever_it_is_judged(desk: Desk, post: SmtpSink) -> None:
    opened(desk)
    write(desk)
    desk.wait_until("11-22 20:00")
    by_link(desk, "reply", "明日更换板卡")
    desk.wait_until("11-23 03:30")
    desk.owes_not("special_meeting")
    assert not out(desk, "letter_chased_out")
    desk.takes("coordinator", "record_reply", text="明日更换板卡")
    desk.met("letter_reply", at="11-22 20:00")
    desk.owes("coordinator", "external_follow_up")
    desk.holds()


def test_the_manager_returns_a_draft_and_another_takes_its_place(desk: Desk) -> None:
    opened(desk)
    desk.takes("coordinator", "draft_letter")
    desk.takes("manager", "return_letter", reason="请补充影响范围")
    desk.expects_notice("coordinator", "letter_returned")
    desk.rejects("manager", "sign_letter", "letter")
    desk.refuses("manager", "sign_letter", clause="X2", letter=str(letter(desk).pk))
    desk.takes("coordinator", "draft_letter", body="影响 40 万用户账单。请贵部处理。")
    desk.takes("manager", "sign_letter")
    assert letter(desk).number == "计费函〔2026〕1号"  # a draft that was never signed has used no number


def test_the_meetings_plan_takes_the_place_of_the_reply(desk: Desk) -> None:
    """X4: with a workable plan in hand nobody is chased for the letter any more; the table says that none came."""
    opened(desk)
    write(desk)
    desk.wait_until("11-23 03:05")
    desk.owes("coordinator", "letter_reply")
    desk.pass_time(hours=5)
    desk.takes("coordinator", "hold_special_meeting")
    desk.met("letter_reply", at="11-23 08:05", late=True)
    assert (letter(desk).status, letter(desk).verdict) == ("sent", "")
    desk.pass_time(hours=10)
    assert not [n for n in desk.notices("coordinator", "still_overdue") if n.args["duty"] == "letter_reply"
                and n.created_at > instant("11-23 08:05")]  # fmt: skip
    desk.takes("coordinator", "record_reply", verdict="faulty", text="迟来的答复，方案不可行")
    desk.owes("coordinator", "special_meeting")  # a late reply may still take the plan back
    desk.holds()


def test_three_rounds_with_the_department_at_its_link(desk: Desk, post: SmtpSink) -> None:
    opened(desk, business_affected=False)
    desk.takes("coordinator", "brief_manager")

    write(desk)  # round 1: no reply; reminded twice; special meeting; a typed notice; still there
    desk.wait_until("11-22 22:15")
    desk.wait_until("11-23 03:05")
    assert len(letter(desk).chased) == 2
    desk.owes("coordinator", "special_meeting", by="11-26 23:59:59")
    desk.wait_until("11-25 10:00")
    desk.takes("coordinator", "hold_special_meeting", held_at=instant("11-25 09:00"))
    desk.takes("coordinator", "follow_up", text="板卡已到货")
    desk.expects_notice("manager", "external_progress")
    desk.takes("coordinator", "record_notice", text="板卡已更换", document="网络〔通知〕31 号")
    first = token_of(desk.parts.signed_links[-1].seed)
    desk.takes("coordinator", "verify_external", solved=False, evidence="整点仍有中断")
    assert not opens(desk, first)

    write(desk)  # round 2: a faulty plan by link; special meeting; notice with a new plan; still there
    by_link(desk, "reply", "请贵中心自行绕行")
    desk.takes("coordinator", "record_reply", verdict="faulty", text="绕行会中断其他业务")
    desk.owes("coordinator", "special_meeting")
    desk.pass_time(days=1)
    desk.takes("coordinator", "hold_special_meeting", plan="更换出口设备引擎")
    desk.takes("coordinator", "follow_up", text="引擎已更换")
    desk.takes("coordinator", "record_notice")
    desk.owes("coordinator", "external_check")
    desk.takes("coordinator", "verify_external", solved=False, evidence="备用出口仍中断")

    write(desk)  # round 3: a clear plan and the notice, both by link; solved
    by_link(desk, "reply", "今晚割接，明早 8 时前完成，责任人王工")
    desk.takes("coordinator", "record_reply", text="今晚割接，明早 8 时前完成")
    desk.pass_time(days=1)
    by_link(desk, "notice", "割接完成，问题已解决", document="网络〔通知〕40 号")
    desk.takes("handler", "resolve", late_reason="等待网络部割接")
    assert desk.state == "handling"
    desk.takes("coordinator", "verify_external", evidence="连续 24 小时无中断")
    assert (branch(desk).status, branch(desk).round, desk.state) == ("ended", 3, "awaiting_confirmation")
    assert [row.number for row in desk.parts.letters] == [f"计费函〔2026〕{n}号" for n in (1, 2, 3)]
    desk.met("resolution", late=True)
    desk.holds()

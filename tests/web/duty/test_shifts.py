"""My shifts: a swap moves nothing before the other one accepts; the calendar has a secret, revocable address."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from bihuan.people.models import DutyShift, ShiftSwap, User
from bihuan.people.roster import deputy_on_duty, on_duty
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of

ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("my_shifts", "/me/shifts", ("coordinator", "reporter"), 200),
    ("my_shifts", "/me/shifts", ("outsider", "admin", "marketing"), 403),
    ("swap_ask", "/me/shifts/ask", ("coordinator", "outsider"), 405),
    ("swap_answer", "/me/shifts/swaps/1", ("coordinator",), 405),
    ("feed_open", "/me/shifts/feed", ("coordinator",), 405),
    ("feed_close", "/me/shifts/feed/revoke", ("coordinator",), 405),
    ("feed", "/feeds/nothing.ics", ("coordinator", "outsider"), 404),
]


@pytest.mark.parametrize(("name", "path", "who", "code"), ASKED)
def test_answers(sign_in: SignIn, name: str, path: str, who: tuple[str, ...], code: int) -> None:
    for username in who:
        assert sign_in(username).get(path).status_code == code, username


def shift(story: Desk) -> DutyShift:
    return DutyShift.objects.filter(role="coordinator", person__username="coordinator", ends_at__gt=story.at)[
        0
    ]


def test_a_swap_is_asked_and_accepted(story: Desk, sign_in: SignIn) -> None:
    row, later = shift(story), shift(story).ends_at - timedelta(minutes=1)
    form = {"shift": row.pk, "taker": "coordinator2"}
    assert sign_in("coordinator").post("/me/shifts/ask", form).status_code == 302
    assert on_duty("coordinator", later) == story.people["coordinator"]  # asked is not accepted
    swap = ShiftSwap.objects.get()
    answer = {"answer": "accept"}
    assert sign_in("coordinator").post(f"/me/shifts/swaps/{swap.pk}", answer).status_code == 403
    assert "同意代班" in text_of(sign_in("coordinator2").get("/me/shifts"))
    assert sign_in("coordinator2").post(f"/me/shifts/swaps/{swap.pk}", answer).status_code == 302
    assert on_duty("coordinator", later) == story.people["coordinator2"]
    assert deputy_on_duty("coordinator", later) == story.people["coordinator"]
    assert sign_in("coordinator2").post(f"/me/shifts/swaps/{swap.pk}", answer).status_code == 403


def test_who_cannot_take_a_shift(story: Desk, sign_in: SignIn) -> None:
    row = shift(story)
    User.objects.filter(username="coordinator2").update(phone="")
    for taker in ("coordinator", "handler", "coordinator2"):
        sign_in("coordinator").post("/me/shifts/ask", {"shift": row.pk, "taker": taker})
    assert sign_in("handler").post("/me/shifts/ask", {"shift": row.pk, "taker": "lead"}).status_code == 403
    assert not ShiftSwap.objects.exists()


def test_a_swap_is_offered_and_moves_only_to_who_holds_the_role(story: Desk, sign_in: SignIn) -> None:
    row, count = shift(story), DutyShift.objects.count()
    page = text_of(sign_in("coordinator").get("/me/shifts"))
    assert 'value="coordinator2"' in page and 'value="handler"' not in page
    answer = sign_in("coordinator").post("/me/shifts/ask", {"shift": row.pk, "taker": "handler"}, follow=True)
    assert "没有该班次所需的角色" in text_of(answer) and not ShiftSwap.objects.exists()
    sign_in("coordinator").post("/me/shifts/ask", {"shift": row.pk, "taker": "coordinator2"})
    User.objects.filter(username="coordinator2").update(role_codes=["handler"])
    path = f"/me/shifts/swaps/{ShiftSwap.objects.get().pk}"
    answer = sign_in("coordinator2").post(path, {"answer": "accept"}, follow=True)
    assert "没有该班次所需的角色" in text_of(answer)
    assert DutyShift.objects.count() == count and ShiftSwap.objects.get().answered_at is None


def test_a_refused_swap_leaves_the_roster_as_it_is(story: Desk, sign_in: SignIn) -> None:
    count = DutyShift.objects.count()
    sign_in("coordinator").post("/me/shifts/ask", {"shift": shift(story).pk, "taker": "coordinator2"})
    sign_in("coordinator2").post(f"/me/shifts/swaps/{ShiftSwap.objects.get().pk}", {"answer": "refuse"})
    assert DutyShift.objects.count() == count and not ShiftSwap.objects.get().is_accepted


def test_the_calendar_opens_with_its_secret_until_it_is_revoked(story: Desk, sign_in: SignIn) -> None:
    client = sign_in("coordinator")
    found = re.search(r"/feeds/[\w-]+\.ics", text_of(client.post("/me/shifts/feed")))
    assert found
    answer = Client().get(found[0])
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert shift(story).starts_at.replace(microsecond=0) in {event["DTSTART"].dt for event in events}
    client.post("/me/shifts/feed")
    assert Client().get(found[0]).status_code == 404  # a new address ends the old one
    client.post("/me/shifts/feed/revoke")
    assert "停用订阅地址" not in text_of(client.get("/me/shifts"))

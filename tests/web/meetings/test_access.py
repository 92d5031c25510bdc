"""Who gets which answer at every address of meetings and actions; an address missing here is an error."""

import pytest

from bihuan.problems.models import Month
from bihuan.web.meetings import urls
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn

READERS = ("reporter", "coordinator", "handler", "lead", "manager", "changer", "clerk", "board", "auditor")
STRANGERS = ("marketing", "outsider", "admin", "security")
CASE, MONTH = "/problems/{case}/meetings/{meeting}", "/months/{month}/meetings/{monthly}"

# name, path, who asks, what is answered to GET
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("meeting", CASE, READERS, 200),
    ("meeting", CASE, STRANGERS, 404),
    ("meeting", "/problems/{case}/meetings/HY-19990101-001", READERS, 404),
    ("meeting", "/problems/{case}/meetings/%00", READERS, 404),
    ("meeting_item", f"{CASE}/items", READERS, 405),
    ("meeting_decision", f"{CASE}/decisions", READERS, 405),
    ("meeting_invitation", f"{CASE}/invitation.ics", READERS, 200),
    ("meeting_invitation", f"{CASE}/invitation.ics", STRANGERS, 404),
    ("month_meeting", MONTH, READERS, 200),
    ("month_meeting", MONTH, STRANGERS, 403),
    ("month_meeting_item", f"{MONTH}/items", READERS, 405),
    ("month_meeting_decision", f"{MONTH}/decisions", READERS, 405),
    ("month_meeting_invitation", f"{MONTH}/invitation.ics", READERS, 200),
    ("actions", "/actions", READERS, 200),
    ("actions", "/actions", STRANGERS, 403),
]


@pytest.fixture
def filled(story: Desk) -> dict[str, str]:
    """A case that the market department was told of, with a meeting; a month with one too."""
    story.answered(2)
    story.takes("coordinator", "tell_reporter")
    story.takes("reporter", "notify_departments", departments=["marketing"])
    story.takes("lead", "hold_review")
    story.pass_time(minutes=1)
    month = Month.objects.get()
    story.takes_month_step(
        "lead", "call_meeting", month.month, starts_at=story.at.replace(year=story.at.year + 1)
    )
    from bihuan.problems.models import Meeting

    monthly = Meeting.objects.get(month=month)
    return {
        "case": story.case.number, "meeting": story.parts.meetings[0].number, "month": month.month,
        "monthly": monthly.number,
    }  # fmt: skip


def test_every_address_is_in_the_list() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {name for name, _path, _who, _code in ASKED}


def test_answers(sign_in: SignIn, filled: dict[str, str]) -> None:
    for name, path, who, code in ASKED:
        for username in who:
            answer = sign_in(username).get(path.format(**filled))
            assert answer.status_code == code, (name, username)


def test_strangers_write_nothing(sign_in: SignIn, filled: dict[str, str]) -> None:
    for username in (*STRANGERS, "handler", "auditor"):
        for path in (f"{CASE}/items", f"{MONTH}/items"):
            answer = sign_in(username).post(
                path.format(**filled), {"item": "topic-1", "topic": "x", "text": "x"}
            )
            assert answer.status_code in (403, 404), (username, path)

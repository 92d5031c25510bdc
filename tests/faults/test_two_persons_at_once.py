"""Nobody decides on what is his own: request, letter, corrective action, file; by page, API, fifty at once."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from bihuan import clock
from bihuan.people.models import User
from bihuan.people.tokens import issue_token
from bihuan.problems.audit import verify
from bihuan.problems.models import Event, Request
from tests.stories.desk import Desk

pytestmark = [pytest.mark.postgres]
AT_ONCE, REQUESTS = 10, 50
Send = Callable[[], int]


@pytest.fixture
def desk(engine: str, transactional_db: None) -> Iterator[Desk]:
    """A desk on a database that threads share; the coordinator holds three roles."""
    desk = Desk(clock.now() - timedelta(minutes=30))
    User.objects.filter(username="coordinator").update(role_codes=["coordinator", "manager", "clerk"])
    desk.people["coordinator"] = User.objects.get(username="coordinator")
    yield desk


def by_page(desk: Desk, who: str, step: str, **data: str) -> Send:
    """The form of a step, sent in a session of its own."""
    client = Client()
    client.force_login(desk.people[who], backend="bihuan.people.signin.PeopleBackend")
    address = f"/problems/{desk.case.number}/steps/{step}"
    return lambda: client.post(address, data).status_code


def by_api(desk: Desk, who: str, step: str, **data: object) -> Send:
    """The same by a program with a token."""
    token = issue_token(desk.people[who], by=None, at=desk.at, name=f"{who}-{step}")
    address = f"/api/v1/problems/{desk.case.number}/steps/{step}"
    head = {"Authorization": f"Bearer {token}"}
    return lambda: Client().post(address, data, content_type="application/json", headers=head).status_code


def at_once(sends: list[Send]) -> list[int]:
    """Fifty requests, ten at a time, of these kinds in turn; their statuses in order."""

    def run(first: int) -> list[int]:
        """Every tenth request, on one connection."""
        try:
            return [sends[place % len(sends)]() for place in range(first, REQUESTS, AT_ONCE)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(run, range(AT_ONCE)))
    return [found[place % AT_ONCE][place // AT_ONCE] for place in range(REQUESTS)]


def taken(desk: Desk, step: str) -> list[str]:
    """Who took this step on the case in hand."""
    rows = Event.objects.filter(stream=desk.case.number, step=step).select_related("actor")
    return [event.actor.username for event in rows if event.actor]


def test_a_downgrade_is_approved_once_and_never_by_who_asked(desk: Desk) -> None:
    # L7
    desk.handled(2)
    desk.takes("coordinator", "change_level", level=4)
    asked = {"request": str(Request.objects.get().pk)}
    own = [
        by_page(desk, "coordinator", "approve_request", **asked),
        by_api(desk, "coordinator", "approve_request", **asked),
    ]
    others = [
        by_page(desk, "manager", "approve_request", **asked),
        by_api(desk, "manager", "approve_request", **asked),
    ]
    assert [send() for send in own] == [409, 409]  # one after the other
    assert desk.fresh().level == 2
    found = at_once([own[0], own[0], own[1], own[1]])
    assert set(found) == {409} and taken(desk, "approve_request") == []
    found = at_once([own[0], others[0], own[1], others[1]])
    assert Counter(found)[409] == REQUESTS - 1
    assert taken(desk, "approve_request") == ["manager"]
    assert desk.fresh().level == 4 and verify() is None


def test_an_action_is_checked_once_and_never_by_its_owner(desk: Desk) -> None:
    # F6.3
    desk.handled(3)
    desk.takes("lead", "open_action", owner="coordinator")
    desk.takes("coordinator", "close_action")
    data = {"action": "1", "effect": "两周未再出现"}
    own = [
        by_page(desk, "coordinator", "check_action", **data),
        by_api(desk, "coordinator", "check_action", **data),
    ]
    others = [by_page(desk, "lead", "check_action", **data), by_api(desk, "manager", "check_action", **data)]
    assert [send() for send in own] == [409, 409]
    found = at_once([own[0], others[0], own[1], others[1]])
    assert Counter(found)[409] == REQUESTS - 1
    assert len(taken(desk, "check_action")) == 1 and "coordinator" not in taken(desk, "check_action")
    assert desk.parts.actions[0].status == "checked" and verify() is None


def test_a_letter_is_signed_once_and_never_by_who_drafted_it(desk: Desk) -> None:
    # X3, D56
    desk.handled(3)
    desk.takes("coordinator", "open_external")
    desk.takes("coordinator", "draft_letter")
    data = {"letter": str(desk.parts.letters[0].pk), "copy_executives": "no", "reason": "暂不需要"}
    own = [
        by_page(desk, "coordinator", "sign_letter", **data),
        by_api(desk, "coordinator", "sign_letter", **data | {"copy_executives": False}),
    ]
    others = [
        by_page(desk, "manager", "sign_letter", **data),
        by_api(desk, "manager", "sign_letter", **data | {"copy_executives": False}),
    ]
    assert [send() for send in own] == [409, 409]
    assert set(at_once(own)) == {409} and taken(desk, "sign_letter") == []
    found = at_once([own[0], others[0], own[1], others[1]])
    assert all(status < 500 for status in found)
    assert taken(desk, "sign_letter") == ["manager"]
    letter = desk.parts.letters[0]
    assert letter.number.endswith("〕1号") and letter.signed_by == desk.people["manager"]
    assert verify() is None


def test_a_file_is_accepted_by_another_clerk(desk: Desk) -> None:
    # F7.2
    desk.summed_up(3)
    desk.takes("coordinator", "hand_over")
    data = {"location": "A-1"}
    own = [
        by_page(desk, "coordinator", "accept_archive", **data),
        by_api(desk, "coordinator", "accept_archive", **data),
    ]
    other = by_page(desk, "clerk", "accept_archive", **data)
    found = at_once([own[0], own[1], other])
    assert found.count(302) == 1 and taken(desk, "accept_archive") == ["clerk"]
    assert desk.state == "archived" and verify() is None

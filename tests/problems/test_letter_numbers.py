"""Letters under fire: numbers without gaps or doubles, and nobody signs his own draft, however many try at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bihuan import clock
from bihuan.notices.signedlinks import token_of
from bihuan.people.tokens import issue_token
from bihuan.problems.audit import verify
from bihuan.problems.gate import take_step
from bihuan.problems.models import Event, Letter, Problem
from bihuan.problems.refusals import BadInput, Refused
from bihuan.process.calendar import shanghai_date
from tests.stories.desk import Desk

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SIGNED = {"copy_executives": False, "reason": "暂不需要"}
BACKEND = "bihuan.people.signin.PeopleBackend"


@pytest.fixture
def story(engine: str, transactional_db: None) -> Desk:
    return Desk(clock.now() - timedelta(minutes=30))


def drafted(desk: Desk, by: str = "coordinator") -> Problem:
    desk.handled(3)
    desk.takes("coordinator", "open_external")
    desk.takes(by, "draft_letter")
    return desk.fresh()


def at_once(count: int, do: Callable[[int], str]) -> list[str]:
    """What became of many that begin together, eight of them at a time."""

    def one(place: int) -> str:
        try:
            return do(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def outcome(case: Problem, who: Any, **data: Any) -> str:
    """How the signing went, by the door itself."""
    try:
        take_step("sign_letter", actor=who, at=clock.now(), problem=case, data={**SIGNED, **data})
    except (Refused, BadInput) as refusal:
        return type(refusal).__name__
    return "signed"


def test_fifty_signatures_of_twenty_five_letters_leave_no_gap_and_no_double(story: Desk) -> None:
    cases = [drafted(story) for _ in range(5)]
    for case in cases:
        for place in range(4):
            at, actor = clock.now(), story.people["coordinator"]
            more = {"subject": f"第 {place} 封", "body": "请函复。", "reply_by": at + timedelta(days=1)}
            take_step("draft_letter", actor=actor, at=at, problem=case, data=more)
    letters = list(Letter.objects.order_by("id"))
    assert len(letters) == 25
    manager = story.people["manager"]
    tried = letters * 2
    found = at_once(50, lambda n: outcome(tried[n].problem, manager, letter=tried[n].pk))
    assert sorted(found) == ["Refused"] * 25 + ["signed"] * 25
    numbers = sorted(Letter.objects.values_list("number", flat=True), key=lambda text: int(text[9:-1]))
    assert numbers == [f"计费函〔{shanghai_date(clock.now()).year}〕{n}号" for n in range(1, 26)]
    assert verify() is None


def test_a_signature_that_is_refused_uses_no_number(story: Desk) -> None:
    case, manager = drafted(story), story.people["manager"]
    assert outcome(case, manager, copy_executives="") == "BadInput"
    assert outcome(case, story.people["coordinator"]) == "Refused"
    assert outcome(case, manager) == "signed"
    assert Letter.objects.get().number.endswith("〕1号")


def both_roles(desk: Desk) -> Any:
    person = desk.people["manager"]
    person.role_codes = ["coordinator", "manager"]
    person.save()
    return person


def test_nobody_signs_his_own_draft_by_the_page(story: Desk) -> None:
    person = both_roles(story)
    case = drafted(story, "manager")
    windows = [Client(), Client()]  # two sessions of the same person at once
    for window in windows:
        window.force_login(person, backend=BACKEND)
    posted = {"copy_executives": "no", "reason": "自己签发"}

    def press(place: int) -> str:
        return str(windows[place % 2].post(f"/problems/{case.number}/steps/sign_letter", posted).status_code)

    assert set(at_once(2, press)) == {"409"}
    page = windows[0].post(f"/problems/{case.number}/steps/sign_letter", posted).content.decode()
    assert "起草人不得签发自己的函件。" in page
    assert Letter.objects.get().status == "drafted"


def test_nobody_signs_his_own_draft_by_the_api_in_fifty_requests(story: Desk) -> None:
    person = both_roles(story)
    case = drafted(story, "manager")
    token = issue_token(person, name="t", by=person, at=clock.now())
    secret = token[1] if isinstance(token, tuple) else token

    def call(place: int) -> str:
        answer = Client().post(
            f"/api/v1/problems/{case.number}/steps/sign_letter", SIGNED, content_type="application/json",
            headers={"authorization": f"Bearer {secret}"},
        )  # fmt: skip
        clauses = [reason["clause"] for reason in answer.json().get("reasons", [])]
        return f"{answer.status_code} {clauses}"

    assert set(at_once(50, call)) == {"409 ['D56']"}
    assert Letter.objects.get().status == "drafted"
    assert not Event.objects.filter(step="sign_letter").exists()


def test_the_same_answer_by_link_fifty_times_at_once_is_entered_once(story: Desk) -> None:
    case = drafted(story)
    story.takes("manager", "sign_letter")
    story.takes("coordinator", "send_letter")
    link = f"/answer/{token_of(story.parts.signed_links[0].seed)}"
    answer = {"kind": "reply", "text": "明日更换板卡", "name": "王工"}
    assert set(at_once(50, lambda n: str(Client().post(link, answer).status_code))) == {"303"}
    assert Event.objects.filter(stream=case.number, step="reply_by_link").count() == 1
    assert verify() is None

"""The call page: one name, one number, the outcome in one tap, then the next person."""

import re

import pytest

from bihuan.web.duty import urls
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of

ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("call", "/problems/{case}/call", ("reporter", "coordinator", "handler", "leader1"), 200),
    ("call", "/problems/{case}/call", ("auditor",), 403),
    ("call", "/problems/{case}/call", ("marketing", "outsider", "admin", "security"), 404),
    ("call", "/problems/WT-19990101-001/call", ("reporter",), 404),
    ("call_log", "/problems/{case}/call/log", ("reporter", "outsider"), 405),
]


@pytest.mark.parametrize(("name", "path", "who", "code"), ASKED)
def test_answers(story: Desk, sign_in: SignIn, name: str, path: str, who: tuple[str, ...], code: int) -> None:
    story.report(level=1)
    for username in who:
        assert sign_in(username).get(path.format(case=story.case.number)).status_code == code, username


def test_every_address_of_a_case_is_in_a_list() -> None:
    assert {p.name for p in urls.urlpatterns if "problems" in str(p.pattern)} == {
        name for name, *_rest in ASKED
    }


def shown_name(page: str) -> str:
    found = re.search(r'<h1 id="call-who">(.*?)</h1>', page)
    assert found
    return found[1]


def test_one_tap_and_the_next_person_is_there(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    client, address = sign_in("reporter"), f"/problems/{story.case.number}/call"
    names = []
    for outcome in ("no_answer", "busy", "refused", "reached"):
        page = text_of(client.get(address))
        names.append(shown_name(page))
        fields = dict(re.findall(r'<input type="hidden" name="(callee|number|purpose)" value="(.*?)"', page))
        assert fields["number"] and f'href="tel:{re.sub("[^0-9+]", "", fields["number"])}"' in page
        answer = client.post(f"{address}/log", {**fields, "outcome": outcome})
        assert answer.status_code == 302 and answer["Location"] == address
    people = story.people
    order = ("coordinator", "coordinator2", "leader1", "leader2")
    assert names == [people[username].name for username in order]
    assert [call.outcome for call in story.parts.calls] == ["no_answer", "busy", "refused", "reached"]
    assert [call.phone for call in story.parts.calls] == [people[username].phone for username in order]
    page = text_of(client.get(address))
    assert all(word in page for word in ("未接通", "占线", "拒接", "接通", people["leader2"].name))


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "确认知悉"), ("en", "Confirm that you know of it")]
)
def test_a_leader_confirms_with_one_button(story: Desk, sign_in: SignIn, language: str, words: str) -> None:
    story.report(level=1)
    story.pass_time(seconds=0)
    client, address = sign_in("leader1", language), f"/problems/{story.case.number}"
    assert words in text_of(client.get(f"{address}/call"))
    assert client.post(f"{address}/steps/acknowledge").status_code == 302
    assert "call-known" not in text_of(client.get(f"{address}/call"))
    assert "call-outcomes" not in text_of(client.get(f"{address}/call"))  # a leader attests no calls


def test_the_coordinator_reaches_the_handler_and_later_the_reporter(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    story.takes("reporter", "log_call")
    story.takes("coordinator", "respond")
    client, address = sign_in("coordinator"), f"/problems/{story.case.number}/call"
    page = text_of(client.get(address))
    assert "F2.5" in page and 'name="purpose" value="handler"' in page
    story.takes("coordinator", "dispatch", contacted_at=story.at)
    story.takes("handler", "accept_order")
    story.takes("handler", "plan_order")
    story.takes("handler", "resolve")
    page = text_of(client.get(address))
    assert "F5.4" in page and shown_name(page) == story.people["reporter"].name


def test_what_the_door_refuses_is_said(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    address = f"/problems/{story.case.number}/call"
    for data in ({"callee": "handler", "outcome": "reached"}, {"callee": "nobody", "outcome": "x"}):
        answer = sign_in("reporter").post(f"{address}/log", data, follow=True)
        assert answer.status_code == 200 and "error" in text_of(answer)
    assert story.parts.calls == []


def test_the_strip_and_the_case_lead_to_the_call_page(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    link = f'href="/problems/{story.case.number}/call"'
    assert link in text_of(sign_in("reporter").get("/"))
    assert link in text_of(sign_in("reporter").get(f"/problems/{story.case.number}"))
    assert link not in text_of(sign_in("auditor").get(f"/problems/{story.case.number}"))

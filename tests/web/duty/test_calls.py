"""The call page: one name, one number, the outcome in one tap, then the next person."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from bihuan.people.accounts import add_user
from bihuan.people.roster import enter_shift
from bihuan.web.callnotes import machine_note
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


def order_of(client: Client, address: str) -> list[str]:
    """The names that the page offers one after the other, each with its place."""
    names = [shown_name(text_of(client.get(address)))]
    while True:
        name = shown_name(text_of(client.get(f"{address}?at={len(names)}")))
        if name in names:
            return names
        names.append(name)


def test_nobody_is_offered_to_himself(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    story.takes("reporter", "log_call", callee="leader1", outcome="reached")
    address = f"/problems/{story.case.number}/call"
    own = story.people["reporter"].name
    client = sign_in("reporter")  # he holds the duty at the telephone as well, and response is still owed
    names = order_of(client, address)
    assert own not in names
    assert names[:2] == [story.people[who].name for who in ("coordinator", "coordinator2")]
    for place in range(len(names)):
        page = text_of(client.get(f"{address}?at={place}"))
        assert "call-outcomes" in page and f"第 {place + 1} 位，共 {len(names)} 位" in page
    for who in ("coordinator", "leader1", "handler"):
        assert story.people[who].name not in order_of(sign_in(who), address)


def test_the_chain_counts_without_who_looks(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    address = f"/problems/{story.case.number}/call"
    whole = order_of(sign_in("reporter"), address)
    assert whole[0] == story.people["coordinator"].name
    seen = order_of(sign_in("coordinator"), address)
    assert seen == whole[1:]
    assert f"第 1 位，共 {len(seen)} 位" in text_of(sign_in("coordinator").get(f"{address}?at=0"))


def test_who_comes_on_duty_stands_first_in_a_running_chain(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    address, client = f"/problems/{story.case.number}/call", sign_in("reporter")
    whole = order_of(client, address)
    relief = add_user("relief", "接班协调", roles=["coordinator"], phone="8123", by=None, at=story.at)
    enter_shift("coordinator", relief, story.at, story.at + timedelta(1), by=None, at=story.at)
    assert order_of(client, address) == [relief.name, *whole]


def test_the_handler_who_looks_is_not_asked_to_call_himself(story: Desk, sign_in: SignIn) -> None:
    story.report(level=1)
    story.takes("coordinator", "respond")
    story.takes("coordinator", "dispatch")
    address = f"/problems/{story.case.number}/call"
    page = text_of(sign_in("coordinator").get(address))
    assert "F2.5" in page and shown_name(page) == story.people["handler"].name
    names = order_of(sign_in("handler"), address)
    assert names == [story.people[who].name for who in ("coordinator", "reporter")]


@pytest.mark.parametrize(
    ("language", "words", "key"),
    [("zh-hans", "第 1 轮", "按键 1 确认"), ("en", "Round 1", "Confirmed with key 1")],
)
def test_what_the_machine_notes_is_in_words(
    story: Desk, sign_in: SignIn, language: str, words: str, key: str
) -> None:
    story.report(level=1)
    story.pass_time(seconds=0)
    story.pass_time(seconds=90)
    assert [call.text for call in story.parts.calls] == ["1"]  # on record as a code
    client, case = sign_in("reporter", language), f"/problems/{story.case.number}"
    for address in (f"{case}/call", f"{case}?tab=calls"):
        assert words in text_of(client.get(address)), address
    with override(language):
        assert machine_note("sip · key 1 pressed") == f"sip · {key}"
        assert machine_note("2 · mail") == f"{words.replace('1', '2')} · mail"
        assert machine_note("sip · 486 Busy Here") == "sip · 486 Busy Here"
        assert machine_note("") == ""


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

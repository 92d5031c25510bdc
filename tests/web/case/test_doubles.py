"""Once is enough, and nothing is swallowed: which second report is a double, which is asked about, which is another."""

import re
from datetime import timedelta

import pytest

from bihuan import clock
from bihuan.problems.models import Problem
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of, typed
from tests.web.case.test_report import SYMPTOM, form


def hidden(page: str, name: str) -> list[str]:
    """What the form carries along under this name."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


@pytest.mark.parametrize("path", ["/report", "/report/phone"])
def test_the_same_words_from_another_form_are_asked_about(story: Desk, sign_in: SignIn, path: str) -> None:
    browser, call = sign_in("reporter"), {"callee": "coordinator", "outcome": "reached", "level": "1"}
    fields = form() if path == "/report" else form(**call)
    assert browser.post(path, fields).status_code == 302
    first = Problem.objects.get().number
    again = fields | {"key": "k2", "seen": [first]}
    asked = browser.post(path, again)
    page = text_of(asked)
    assert asked.status_code == 200 and Problem.objects.count() == 1
    assert "可能重复提交" in page and "仍要提交" in page and SYMPTOM in page
    assert hidden(page, "double") == [first] and hidden(page, "key") == ["k2"]
    refused = browser.post(path, again | {"double": first, "symptom": ""})
    assert refused.status_code == 422 and hidden(text_of(refused), "double") == [first]
    taken = browser.post(path, again | {"double": first})
    assert taken.status_code == 302 and taken["Location"] != f"/problems/{first}"
    assert Problem.objects.count() == 2


@pytest.mark.parametrize("other", [{"category": "network"}, {"system": "settlement"}, {"level": "4"}])
def test_the_same_words_of_another_place_or_level_are_another_report(
    story: Desk, sign_in: SignIn, other: dict[str, str]
) -> None:
    browser = sign_in("reporter")
    browser.post("/report", form())
    answer = browser.post("/report", form(key="k2", seen=[Problem.objects.get().number], **other))
    assert answer.status_code == 302
    assert Problem.objects.count() == 2


def test_the_same_words_are_checked_before_they_are_asked_about(story: Desk, sign_in: SignIn) -> None:
    browser = sign_in("reporter")
    browser.post("/report", form())
    answer = browser.post("/report", form(key="k2", discovered_at=typed(clock.now() + timedelta(days=1))))
    assert answer.status_code == 409
    assert "可能重复提交" not in text_of(answer)


def test_a_form_sent_again_drops_its_draft_unless_its_words_changed(story: Desk, sign_in: SignIn) -> None:
    browser = sign_in("reporter")
    browser.post("/report", form())
    first = Problem.objects.get().number
    browser.get(f"/problems/{first}")
    again = browser.post("/report", form())
    page = text_of(browser.get(again["Location"]))
    assert f"您刚刚已提交过，编号为 {first}。" in page and 'data-draft-done="report"' in page
    changed = browser.post("/report", form(symptom="报表平台首页打不开，提示证书过期"))
    page = text_of(changed)
    assert changed.status_code == 200 and "证书过期" in page and hidden(page, "double") == [first]
    assert hidden(page, "key") not in ([], ["k1"])
    assert Problem.objects.count() == 1


def test_a_refused_form_remembers_that_its_level_was_chosen_by_hand(story: Desk, sign_in: SignIn) -> None:
    browser = sign_in("reporter")
    page = text_of(browser.post("/report", form(symptom="", level="2", level_by_hand="1")))
    assert hidden(page, "level_by_hand") == ["1"]
    assert not hidden(text_of(browser.post("/report", form(symptom=""))), "level_by_hand")

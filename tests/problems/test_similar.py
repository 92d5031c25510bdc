"""A sibling is found: by its rare words, before those that share the phrases of the trade, by who may read it."""

import tomllib
from pathlib import Path

import pytest

from bihuan.people.models import User
from bihuan.problems import similar
from bihuan.problems.models import Problem
from bihuan.problems.rarity import count_words
from bihuan.problems.search import tokens
from bihuan.problems.similar import similar_cases, similar_to
from tests.stories.conftest import desk
from tests.stories.desk import Desk

PLAIN = {"title": "", "impact": "", "field_data": "", "cause_analysis": "", "system": ""}
INVENTED = tomllib.loads(Path(__file__).with_name("siblings.toml").read_text(encoding="utf-8"))
READER = User(username="reader", role_codes=["lead"])
FULL = "充值库归档目录写满，充值请求大量超时"

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


def report(desk: Desk, symptom: str, **fields: str) -> Problem:
    return desk.report(**PLAIN | {"symptom": symptom} | fields)


def numbers(text: str, who: User = READER) -> list[str]:
    return [case.number for case in similar_cases(who, text)]


def plainly_first(text: str, others: dict[str, str]) -> str:
    """What comes first if every shared word counts the same, against the shorter text."""
    wanted = set(tokens(text))

    def share(number: str) -> float:
        words = set(tokens(others[number]))
        return len(wanted & words) / min(len(wanted), len(words))

    return max(others, key=share)


def test_a_sibling_comes_first_more_often_than_by_plain_overlap(desk: Desk) -> None:
    told: dict[str, str] = {}
    family: dict[str, int] = {}
    for place, texts in enumerate([*INVENTED["siblings"], *([text] for text in INVENTED["alone"])]):
        for text in texts:
            case = report(desk, text)
            told[case.number], family[case.number] = text, place
    assert count_words()
    by_rarity = plainly = asked = 0
    for case in Problem.objects.filter(number__in=told):
        if family[case.number] >= len(INVENTED["siblings"]):
            continue
        asked += 1
        found = [like.number for like in similar_to(READER, case)]
        assert case.number not in found
        by_rarity += bool(found) and family[found[0]] == family[case.number]
        others = {number: text for number, text in told.items() if number != case.number}
        plainly += family[plainly_first(told[case.number], others)] == family[case.number]
    assert asked == 42
    assert by_rarity >= 30, (by_rarity, plainly)
    assert by_rarity > 3 * plainly, (by_rarity, plainly)


def test_open_and_finished_cases_are_found_with_what_solved_them(desk: Desk) -> None:
    desk.archived(symptom=FULL, system="recharge", category="database")
    solved = desk.case.number
    running = report(desk, FULL).number
    found = similar_cases(READER, FULL)
    assert [(case.number, case.is_open, round(case.score, 2)) for case in found] == [
        (running, True, 1), (solved, False, 1)
    ]  # fmt: skip
    analysis = desk.parts.analyses
    assert not analysis
    assert (found[0].cause, found[0].method) == ("", "")
    assert found[1].cause
    assert found[1].method


def test_an_order_tells_the_cause_until_there_is_an_analysis(desk: Desk) -> None:
    desk.handled(symptom=FULL)
    desk.takes("handler", "plan_order", cause="归档脚本未转储", plan="清理")
    desk.takes("handler", "resolve", method="清理归档")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "confirm")
    found = similar_cases(READER, FULL)
    assert [(case.cause, case.method) for case in found] == [("归档脚本未转储", "清理归档")]
    desk.takes("handler", "submit_analysis", cause="保留策略未生效", method="改用定时转储")
    found = similar_cases(READER, FULL)
    assert [(case.cause, case.method) for case in found] == [("保留策略未生效", "改用定时转储")]


def test_never_itself_nor_what_was_no_problem(desk: Desk) -> None:
    case = report(desk, FULL)
    taken_back = report(desk, FULL)
    desk.takes("reporter", "withdraw", reason="误报")
    assert similar_to(READER, case) == []
    assert numbers(FULL) == [case.number]
    assert taken_back.number not in numbers(FULL)


def test_only_who_may_read_a_case_is_told_of_it(desk: Desk) -> None:
    case, other = report(desk, FULL), report(desk, FULL)
    market = desk.people["marketing"]
    assert numbers(FULL, market) == numbers(FULL, desk.people["outsider"]) == []
    case.told.add(market.department)
    assert numbers(FULL, market) == [case.number]
    assert set(numbers(FULL, desk.people["auditor"])) == {case.number, other.number}


def test_the_same_place_comes_first_and_another_only_when_very_much_alike(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.archived(symptom=FULL, system="recharge", category="database")
    solved = desk.case.number
    here = report(desk, FULL, system="recharge", category="database").number
    there = report(desk, FULL, system="settlement", category="database").number

    def found(category: str, system: str) -> list[str]:
        return [case.number for case in similar_cases(READER, FULL, place=(category, system))]

    assert found("database", "recharge") == [here, there, solved]
    assert found("database", "settlement") == [there, here, solved]
    assert set(found("", "")) == {here, there, solved}
    monkeypatch.setattr(similar, "THE_SAME_ELSEWHERE", 1.1)
    assert found("database", "recharge") == [here, solved]
    assert found("", "") == found("network", "recharge") == [solved]


def test_words_that_every_case_holds_find_the_newest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "MOST_READ", 2)
    monkeypatch.setattr(similar, "LOOKED_AT", 2)
    for place in range(4):
        last = report(desk, f"系统出现异常 {place}")
    assert count_words()
    found = numbers("系统出现异常")
    assert len(found) == 2
    assert last.number in found


@pytest.mark.parametrize("text", ["", "，。", "主机", "' OR 1=1 --", '"*', "x" * 5000, "\x00主机宕机了"])
def test_little_text_and_signs_do_no_harm(desk: Desk, text: str) -> None:
    report(desk, FULL)
    assert numbers(text) == []


def test_three_queries_whatever_there_is(desk: Desk, django_assert_num_queries: object) -> None:
    for _time in range(3):
        desk.archived(symptom=FULL)
    report(desk, FULL)
    count_words()
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(similar_cases(READER, FULL)) == 4
    with django_assert_num_queries(0):  # type: ignore[operator]
        similar_cases(READER, "短")

"""Finding a case by two characters, by one, by words of both scripts; what was taken back is not found."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bihuan.people.models import User
from bihuan.problems import search
from bihuan.problems.documents import kept
from bihuan.problems.parts import Parts
from bihuan.problems.queries.filters import read_filters
from bihuan.problems.queries.lists import case_page
from bihuan.problems.queries.passages import passages
from bihuan.problems.search import MOST_TOKENS, match_sql, tokens
from tests.stories.conftest import desk
from tests.stories.desk import Desk

NOW = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


def found(query: str) -> set[int]:
    sql = match_sql(query)
    assert sql is not None
    with connection.cursor() as cursor:
        cursor.execute(*sql)
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture
def three(desk: Desk) -> Iterator[dict[str, int]]:
    texts = {
        "host": "计费主机宕机，BOSS 系统无法登录",
        "line": "传输线路中断 WAN-07 link_down",
        "disk": "存储磁盘告警：A盘与机柜温度",
    }
    yield {
        key: desk.report(symptom=text, title="", field_data="", cause_analysis="", impact="", system="").pk
        for key, text in texts.items()
    }


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("主机", {"host"}),
        ("机", {"host", "disk"}),
        ("登录", {"host"}),
        ("宕机", {"host"}),
        ("宕主", set()),
        ("计费主机宕机", {"host"}),
        ("主机 登录", {"host"}),
        ("主机 中断", set()),
        ("boss", {"host"}),
        ("BOSS系统", {"host"}),
        ("bos", {"host"}),
        ("wan 07", {"line"}),
        ("link", {"line"}),
        ("down", {"line"}),
        ("警", {"disk"}),
        ("温度", {"disk"}),
        ("度", {"disk"}),
        ("没有", set()),
    ],
)
def test_words_of_both_scripts(three: dict[str, int], query: str, keys: set[str]) -> None:
    assert found(query) == {three[key] for key in keys}


def test_a_case_is_found_by_its_number(desk: Desk) -> None:
    desk.report()
    desk.report()
    assert found(desk.case.number) == {desk.case.pk}
    assert len(found("WT-20261122")) == 2


def test_what_was_corrected_is_found_by_the_new_words_alone(desk: Desk) -> None:
    desk.report(symptom="批价程序异常", title="批价异常", impact="")
    desk.takes("coordinator", "amend", field="symptom", value="采集程序异常", reason="误填")
    desk.takes("coordinator", "amend", field="title", value="采集异常", reason="误填")
    assert found("采集") == {desk.case.pk}
    assert found("批价") == set()


def test_orders_and_analyses_are_found_with_their_case(desk: Desk) -> None:
    desk.handled()
    desk.takes("handler", "plan_order", cause="光模块老化", plan="更换")
    assert found("光模块") == {desk.case.pk}
    desk.takes("handler", "resolve", method="重插光纤")
    assert found("重插光纤") == {desk.case.pk}
    desk.takes("handler", "submit_analysis", prevention="季度清洁端面")
    assert found("清洁端面") == {desk.case.pk}
    assert found(desk.parts.orders[0].number) == {desk.case.pk}


@pytest.mark.parametrize("query", ["", "  ", "。，！", "' OR 1=1 --", '"', "*", ":*", "&|!()", "\\", "%_"])
def test_signs_do_no_harm(desk: Desk, query: str) -> None:
    desk.report()
    if match_sql(query) is not None:
        assert found(query) == set()


@given(st.text())
def test_every_run_of_a_text_is_among_its_words(text: str) -> None:
    words = tokens(text)
    assert len(words) <= MOST_TOKENS
    assert all(word == word.lower() and word for word in words)


def test_a_very_long_text_is_cut(desk: Desk) -> None:
    desk.report(symptom="批" * 8000, impact="价" * 8000)
    assert found("批批") == {desk.case.pk}


def newest_first(query: str, limit: int, *, cursor: str = "") -> tuple[list[str], str, str]:
    """Numbers on a page of a search, with the cursors of the neighbours."""
    filters, errors = read_filters({"q": [query]})
    assert not errors
    page = case_page(filters, cursor, limit, User(username="reader", role_codes=["lead"]), NOW)
    return [row.number for row in page.rows], page.next, page.previous


def test_pages_of_a_search_lead_on_and_back(desk: Desk) -> None:
    numbers = [desk.report(symptom=f"第 {place} 次链路闪断").number for place in range(5)][::-1]
    desk.report(symptom="存储告警")
    first, after, before = newest_first("闪断", 2)
    assert (first, before) == (numbers[:2], "")
    second, last, back = newest_first("闪断", 2, cursor=after)
    assert second == numbers[2:4]
    assert newest_first("闪断", 2, cursor=last)[:2] == (numbers[4:], "")
    assert newest_first("闪断", 2, cursor=back)[0] == first
    assert newest_first("没有", 2) == ([], "", "")


def test_a_common_word_is_looked_for_from_the_newest_case_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMON", 0)
    numbers = [desk.report(symptom=f"第 {place} 次链路闪断").number for place in range(3)][::-1]
    assert newest_first("闪断", 2)[0] == numbers[:2]


def numbers_for(query: str, who: User) -> list[str]:
    """Numbers that a person's search gives."""
    filters, _errors = read_filters({"q": [query]})
    return [row.number for row in case_page(filters, "", 50, who, NOW).rows]


MEMBER = User(username="reader", role_codes=["lead"])


def test_letters_and_attachments_are_found_by_who_may_read_them(desk: Desk) -> None:
    desk.handled(3)
    desk.takes("coordinator", "open_external")
    desk.takes(
        "coordinator", "draft_letter", subject="关于骨干链路闪断的申告", body="请查明光缆 FIBRE-77 的原因"
    )
    with kept(SimpleUploadedFile("巡检拍照记录.txt", b"text"), at=desk.at, limit_mb=1) as document:
        desk.takes("reporter", "attach", document=document)
    desk.takes("coordinator", "comment", text="盼复")
    case = desk.fresh()
    case.told.add(desk.people["marketing"].department)
    for query in ("骨干链路", "光缆", "fibre 77", "拍照记录", "闪断 拍照"):
        assert numbers_for(query, MEMBER) == [case.number], query
        assert numbers_for(query, desk.people["marketing"]) == [], query
    assert numbers_for(case.number, desk.people["marketing"]) == [case.number]
    assert numbers_for("骨干 没有", MEMBER) == []


def test_a_passage_shows_where_the_words_stand(desk: Desk) -> None:
    desk.handled(3, title="出账变慢", symptom="凌晨批价进程反复重启，<b>日志</b>报内存不足")
    desk.takes("coordinator", "open_external")
    desk.takes("coordinator", "draft_letter", subject="关于骨干链路闪断的申告", body="请查明")
    numbers = [desk.case.number]
    shown = passages(numbers, "反复重启", inner=False)[desk.case.number]
    assert (shown.where, shown.before, shown.hit) == ("", "凌晨批价进程", "反复重启")
    assert passages(numbers, "骨干链路", inner=True)[desk.case.number].where == "Letter"
    assert passages(numbers, "骨干链路", inner=False) == {}
    assert passages(numbers, "出账", inner=True) == {}
    assert passages(numbers, "，", inner=True) == {}


def test_the_index_is_written_anew(desk: Desk) -> None:
    case = desk.report(symptom="链路闪断")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM problems_search")
    assert numbers_for("闪断", MEMBER) == []
    for _time in range(2):
        search.index(desk.fresh(), Parts(desk.fresh()), anew=True)
    assert numbers_for("闪断", MEMBER) == [case.number]

"""How rare a word is: counted off the index as the cases grow, and not in the way of whoever reports."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.problems import rarity
from bihuan.problems.models import Counter, WordCount
from bihuan.problems.rarity import ALL, SERIES, count_if_grown, count_words, counts_of, rarest, weights_of
from tests.stories.conftest import desk
from tests.stories.desk import Desk

NOW = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
PLAIN = {"title": "", "impact": "", "field_data": "", "cause_analysis": "", "system": ""}

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


def report(desk: Desk, *symptoms: str) -> None:
    for symptom in symptoms:
        desk.report(symptom=symptom, **PLAIN)


def test_each_word_is_counted_once_a_case(desk: Desk) -> None:
    report(desk, "主机宕机，主机无法登录", "主机断电", "链路断纤 BOSS", "boss 断纤")
    assert count_words()
    counts = counts_of(["主机", "宕机", "断纤", "boss", "没有", "主机"])
    assert counts == {ALL: 4, "主机": 2, "宕机": 1, "断纤": 2, "boss": 2, "没有": 1}
    assert not WordCount.objects.filter(cases__lt=2).exists()


def test_words_of_letters_are_not_counted(desk: Desk) -> None:
    for _time in range(2):
        desk.handled(3)
        desk.takes("coordinator", "open_external")
        desk.takes("coordinator", "draft_letter", subject="关于骨干链路闪断的申告", body="请查明")
    count_words()
    words = set(WordCount.objects.values_list("word", flat=True))
    assert words >= {ALL}
    assert not [word for word in words if "骨干" in word or "查明" in word]


def test_words_are_counted_again_when_the_cases_have_grown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rarity, "GROWTH", 1_000_000)
    assert not count_if_grown(NOW)
    report(desk, "主机宕机", "主机断电")
    assert count_if_grown(NOW)
    assert counts_of(["主机"])["主机"] == 2
    assert not count_if_grown(NOW)
    report(desk, "主机断网")
    assert count_if_grown(NOW)
    assert counts_of(["主机"])["主机"] == 3
    monkeypatch.setattr(rarity, "GROWTH", 1)
    report(desk, "主机过热")
    assert not count_if_grown(NOW)
    Counter.objects.filter(series=SERIES).update(last=1)
    assert count_if_grown(NOW)


def test_a_report_writes_no_count(desk: Desk) -> None:
    report(desk, "主机宕机")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        report(desk, "主机断电")
    assert not [query["sql"] for query in captured if "wordcount" in query["sql"]]


def test_the_rarest_words_lead(desk: Desk) -> None:
    report(desk, "系统断纤", "系统断纤", "系统过热", "系统升级")
    count_words()
    counts = counts_of(["系统", "断纤", "雷击"])
    assert rarest(counts, 1) == ["雷击", "断纤"]
    assert rarest(counts, 5) == ["雷击", "断纤", "系统"]
    weights = weights_of(counts)
    assert weights["断纤"] > weights["雷击"] > weights["系统"] > 0
    assert set(weights) == {"系统", "断纤", "雷击"}


def test_nothing_is_counted_before_the_first_case(db: None) -> None:
    assert counts_of(["主机"]) == {ALL: 1, "主机": 1}
    assert weights_of(counts_of([])) == {}
    assert count_words()
    assert counts_of(["主机"]) == {ALL: 0, "主机": 1}
    assert weights_of(counts_of(["主机", "断纤"])) == {"主机": 1, "断纤": 1}

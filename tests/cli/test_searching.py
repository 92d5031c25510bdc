"""`bihuan reindex`: the index of words and their counts, written anew from the cases alone."""

import pytest
from django.db import connection

from bihuan.problems.models import WordCount
from bihuan.problems.rarity import count_words, counts_of
from bihuan.problems.search import match_sql
from tests.cli.conftest import Call
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


def found(query: str) -> set[int]:
    sql = match_sql(query)
    assert sql is not None
    with connection.cursor() as cursor:
        cursor.execute(*sql)
        return {row[0] for row in cursor.fetchall()}


def test_index_and_counts_are_written_anew(desk: Desk, bihuan: Call) -> None:
    desk.report(symptom="骨干链路断纤")
    desk.handled(symptom="支线链路断纤")
    desk.takes("handler", "plan_order", cause="施工挖断光缆", plan="熔接")
    count_words()
    before = dict(WordCount.objects.values_list("word", "cases"))
    assert before["断纤"] == 2
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM problems_search")
    WordCount.objects.all().delete()
    assert found("断纤") == set()
    for _time in range(2):
        answer = bihuan("reindex")
        assert (answer.code, answer.out.strip()) == (0, "2 cases are indexed")
    assert found("挖断光缆") == {desk.case.pk}
    assert len(found("断纤")) == 2
    assert dict(WordCount.objects.values_list("word", "cases")) == before
    assert counts_of(["断纤"])["断纤"] == 2

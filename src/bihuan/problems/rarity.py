"""How rare a word is: in how many cases each word of the index stands, counted anew as the cases grow more.

What a text is about is said by its rare words: 系统 stands in every second case, 断纤 in one of a hundred. The
counts are read off the index itself (FTS5's vocabulary, PostgreSQL's `ts_stat`) in one statement, hourly at most
and only when the cases have grown by a fiftieth since. So a step writes nothing for them, fifty reports at once do
not meet in a row, and the worst is a count that is a fiftieth behind. Words of one case alone are not kept, nor
those that stand under a mark.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from math import log

from django.db import connection, transaction
from django.db.models import Max

from bihuan.problems.models import Counter, Problem, WordCount
from bihuan.problems.search import INNER

SERIES = "words counted to case"
GROWTH = 50
"""Counted anew when the cases have grown by one in so many."""
ALL = ""
"""The empty word, which stands in every case: its count is that of all cases."""
LEAST = 0.05
"""What a word that stands in every case tells."""
MOST_WORDS = 2_000
"""Of a text longer than that the rest says nothing new."""

_FROM_INDEX = {
    "postgresql": "SELECT word, ndoc FROM ts_stat('SELECT words FROM problems_search')",
    "sqlite": "SELECT term AS word, doc AS ndoc FROM temp.problems_vocabulary",
}


def count_if_grown(_at: datetime) -> bool:
    """Count the words anew if the cases have grown by a fiftieth since; whether it was done. For the engine, hourly."""
    highest = Problem.objects.aggregate(last=Max("pk"))["last"] or 0
    counted = Counter.objects.filter(series=SERIES).values_list("last", flat=True).first() or 0
    return highest - counted > counted // GROWTH and count_words()


def count_words() -> bool:
    """Count every word of the index anew, in one transaction; False if another process is about it."""
    with transaction.atomic():
        Counter.objects.get_or_create(series=SERIES)
        claimed = Counter.objects.filter(series=SERIES)
        if connection.features.has_select_for_update_skip_locked:
            claimed = claimed.select_for_update(skip_locked=True)
        if not claimed:
            return False
        highest = Problem.objects.aggregate(last=Max("pk"))["last"] or 0
        _write()
        Counter.objects.filter(series=SERIES).update(last=highest)
    return True


def _write() -> None:
    table = WordCount._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.problems_vocabulary "
                "USING fts5vocab('main', 'problems_search', 'row')"
            )
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            f"INSERT INTO {table} (word, cases) SELECT word, ndoc FROM ({_FROM_INDEX[connection.vendor]}) AS found "
            "WHERE ndoc > 1 AND word NOT LIKE %s UNION ALL SELECT %s, count(*) FROM problems_problem",
            [f"{INNER}%", ALL],
        )


def counts_of(words: Collection[str]) -> dict[str, int]:
    """Word → in how many cases it stands, under `ALL` that of all cases; a word of at most one has 1. One query."""
    asked = list(dict.fromkeys(words))[:MOST_WORDS]
    known = dict(WordCount.objects.filter(word__in=[ALL, *asked]).values_list("word", "cases"))
    return {word: known.get(word, 1) for word in [ALL, *asked]}


def weights_of(counts: Mapping[str, int]) -> dict[str, float]:
    """Word → what it tells, from `counts_of`: the cube of the logarithm of how few of the cases hold it.

    The cube, so that two rare words say more than ten common ones. A word of at most one case may be a slip of the
    pen or of yesterday: it weighs what the others weigh on average, and all weigh the same before any was counted.
    """
    every = counts[ALL]
    known = {
        word: max(log(every / count), LEAST) ** 3
        for word, count in counts.items()
        if word != ALL and 1 < count <= every
    }
    usual = sum(known.values()) / len(known) if known else 1.0
    return {word: known.get(word, usual) for word in counts if word != ALL}


def rarest(counts: Mapping[str, int], n: int) -> list[str]:
    """The `n` rarest words of `counts_of`, the rarest first; those that no two cases hold come on top of them.

    A word that is in no count may be of yesterday or a slip of the pen: it costs little to look for, and must not
    crowd out those that are known to lead somewhere.
    """
    words = sorted((word for word in counts if word != ALL), key=lambda word: counts[word])
    known = [word for word in words if counts[word] > 1]
    return [word for word in words if counts[word] <= 1][: 4 * n] + known[:n]

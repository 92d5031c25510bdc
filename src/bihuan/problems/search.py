"""Finding cases by words: overlapping character pairs for Chinese, whole words for the rest.

A run of Han is indexed as its pairs and its last single character, an ASCII word in lower case; a query is the phrase
of its own pairs. Nothing is lost to word lists, and two characters are enough. SQLite keeps an FTS5 table,
PostgreSQL a `tsvector` with GIN, both keyed by the id of the case.
"""

import re

from django.db import connection

from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts

_RUNS = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[a-z0-9_]+")
MOST_TOKENS = 12_000


def tokens(text: str) -> list[str]:
    """The index words of a text, in order."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        if run[0].isascii():
            found.append(run[:60])
        else:
            found.extend(run[i : i + 2] for i in range(len(run)))
    return found[:MOST_TOKENS]


def _query_runs(query: str) -> list[list[str]]:
    """One phrase a run; the single character at the end of a longer run is covered by its pairs."""
    phrases = []
    for run in _RUNS.findall(query.lower())[:8]:
        if run[0].isascii():
            phrases.append([run[:60] + "*"])
        elif len(run) == 1:
            phrases.append([run + "*"])
        else:
            phrases.append([run[i : i + 2] for i in range(len(run) - 1)])
    return phrases


def index(case: Problem, parts: Parts | None = None) -> None:
    """Write the words of a case anew. Called by the door in the step's transaction."""
    words = tokens(text_of(case, parts))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO problems_search (id, words) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
                [case.pk, _vector(words)],
            )
        else:
            if case.version > 1:
                cursor.execute("DELETE FROM problems_search WHERE rowid = %s", [case.pk])
            cursor.execute(
                "INSERT INTO problems_search (rowid, words) VALUES (%s, %s)", [case.pk, " ".join(words)]
            )


def text_of(case: Problem, parts: Parts | None) -> str:
    """Everything of a case that can be found."""
    texts = [
        case.number,
        case.title,
        case.symptom,
        case.impact,
        case.field_data,
        case.cause_analysis,
        case.judgement,
    ]
    if parts is not None:
        for order in parts.orders:
            texts += [
                order.number,
                order.task,
                order.cause,
                order.plan,
                order.result,
                order.method,
                order.advice,
            ]
        for analysis in parts.analyses:
            texts += [analysis.cause, analysis.method, analysis.prevention]
    return "\n".join(texts)


def _vector(words: list[str]) -> str:
    """A tsvector literal, so that no parser of the database has a say."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words, start=1):
        places.setdefault(word, []).append(place)
    return " ".join(f"'{word}':{','.join(map(str, at[:250]))}" for word, at in places.items())


def match_sql(query: str) -> tuple[str, list[object]] | None:
    """SQL for the ids of all cases that hold every run of `query`, with its parameters; None if it has no word.

    On PostgreSQL the match stands in a MATERIALIZED part, lest an ORDER BY … LIMIT talk the planner into
    walking the table.
    """
    phrases = _query_runs(query)
    if not phrases:
        return None
    if connection.vendor == "postgresql":
        terms = " & ".join(
            "("
            + " <-> ".join(f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'" for word in phrase)
            + ")"
            for phrase in phrases
        )
        return (
            "WITH hits AS MATERIALIZED (SELECT id FROM problems_search WHERE words @@ %s::tsquery) SELECT id FROM hits",
            [terms],
        )
    terms = " AND ".join(
        " + ".join(f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"' for word in phrase)
        for phrase in phrases
    )
    return "SELECT rowid FROM problems_search WHERE problems_search MATCH %s", [terms]

"""Finding cases by words: overlapping character pairs for Chinese, whole words for the rest.

A run of Han is indexed as its pairs and its last single character, an ASCII word in lower case; a query is the phrase
of its own pairs. Nothing is lost to word lists, and two characters are enough. SQLite keeps an FTS5 table,
PostgreSQL a `tsvector` with GIN, both keyed by the id of the case. Letters, minutes and the names of attachments stand
there under a mark: only who reads all cases is answered from them.
"""

import re
from datetime import datetime

from django.db import connection

from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts

_RUNS = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[a-z0-9]+")
MOST_TOKENS = 12_000
_ROWS = re.compile(r"on problems_search .*rows=(\d+)")
MOST_ASKED = 6
INNER = "\u0436"
"""Stands before each word of an inner text: a letter that no word begins with, and that both engines keep."""
COMMON = 6_000
"""From so many cases on a word is common: fetching them all to sort them would take longer than a page may."""


def tokens(text: str) -> list[str]:
    """The index words of a text, in order."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        if run[0].isascii():
            found.append(run[:60])
        else:
            found.extend(run[i : i + 2] for i in range(len(run)))
    return found[:MOST_TOKENS]


def runs_of(query: str) -> list[str]:
    """The runs of a query that are looked for, in lower case."""
    return _RUNS.findall(query.lower())[:8]


def _query_runs(query: str) -> list[list[str]]:
    """One phrase a run; the single character at the end of a longer run is covered by its pairs."""
    phrases = []
    for run in runs_of(query):
        if run[0].isascii():
            phrases.append([run[:60] + "*"])
        elif len(run) == 1:
            phrases.append([run + "*"])
        else:
            phrases.append([run[i : i + 2] for i in range(len(run) - 1)])
    return phrases


def words_of(case: Problem, parts: Parts | None) -> list[str]:
    """The index words of a case: those that everybody reads; marked, those of letters, minutes, names of files."""
    return words_from(text_of(case, parts), "\n".join(inner_texts(parts)) if parts is not None else "")


def words_from(text: str, inner: str) -> list[str]:
    """The index words of what everybody reads and of what stands under the mark."""
    return (tokens(text) + [INNER + word for word in tokens(inner)])[:MOST_TOKENS]


def index(case: Problem, parts: Parts | None = None, *, anew: bool = False) -> None:
    """Write the words of a case anew. Called by the door in the step's transaction; `anew` takes an old row off."""
    words = words_of(case, parts)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO problems_search (id, reported_at, words) VALUES (%s, %s, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET words = excluded.words, reported_at = excluded.reported_at",
                [case.pk, case.reported_at, _vector(words)],
            )
        else:
            if case.version > 1 or anew:
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


def inner_texts(parts: Parts) -> list[str]:
    """What not everybody who sees a case may read of it: letters with replies, minutes, names of attachments."""
    texts = [document.name for document in parts.documents]
    for letter in parts.letters:
        texts += [letter.number or "", letter.subject, letter.body, letter.reply]
    for meeting in parts.meetings:
        texts += [meeting.number, meeting.minutes, *_strings(meeting.record), *_strings(meeting.items)]
    return [text for text in texts if text]


def _strings(value: object) -> list[str]:
    """Every text in a structure of lists and dicts."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in _strings(part)] if isinstance(value, list) else []


def _vector(words: list[str]) -> str:
    """A tsvector literal, so that no parser of the database has a say."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words, start=1):
        places.setdefault(word, []).append(place)
    return " ".join(f"'{word}':{','.join(map(str, at[:250]))}" for word, at in places.items())


def match_sql(query: str, *, inner: bool = True) -> tuple[str, list[object]] | None:
    """SQL for the ids of all cases that hold every run of `query`, with its parameters; None if it has no word.

    `inner` looks into letters, minutes and names of attachments, too.

    On PostgreSQL the match stands in a MATERIALIZED part, lest an ORDER BY … LIMIT talk the planner into
    walking the table for a rare word. For a common one that is the right thing: the newest cases are looked
    through until the page is full. What is common the planner itself knows by its statistics.
    """
    phrases = _query_runs(query)
    if not phrases:
        return None
    if connection.vendor == "postgresql":
        terms, is_common = _terms(phrases, inner)
        hits = "SELECT id FROM problems_search WHERE words @@ %s::tsquery"
        if not is_common:
            hits = f"WITH hits AS MATERIALIZED ({hits}) SELECT id FROM hits"
        return hits, [terms]
    terms = " AND ".join(
        f"({' OR '.join(_fts_phrase(p) for p in _sides(phrase, inner))})" for phrase in phrases
    )
    return "SELECT rowid FROM problems_search WHERE problems_search MATCH %s", [terms]


def _sides(phrase: list[str], inner: bool) -> list[list[str]]:
    """A phrase as it stands in open texts and, if asked for, in inner ones."""
    return [phrase, [INNER + word for word in phrase]] if inner else [phrase]


def _fts_phrase(phrase: list[str]) -> str:
    return " + ".join(f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"' for word in phrase)


def newest(
    query: str, limit: int, beyond: tuple[datetime, int] | None = None, backwards: bool = False
) -> list[int] | None:
    """Ids of the newest cases that hold `query`, in no order; None where a list does better without.

    `beyond` is time of report and id of the case at the edge: older ones follow, newer ones if `backwards`. PostgreSQL
    keeps the time beside the words, so that only the cases of one page are read, however many hold a word.
    """
    phrases = _query_runs(query)
    if connection.vendor != "postgresql" or not phrases:
        return None
    terms, is_common = _terms(phrases)
    if is_common:
        return None
    way, mark = ("ASC", ">") if backwards else ("DESC", "<")
    edge = f"WHERE (reported_at, id) {mark} (%s, %s) " if beyond else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH hits AS MATERIALIZED (SELECT id, reported_at FROM problems_search WHERE words @@ %s::tsquery) "
            f"SELECT id FROM hits {edge}ORDER BY reported_at {way}, id {way} LIMIT %s",
            [terms, *(beyond or ()), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _terms(phrases: list[list[str]], inner: bool = True) -> tuple[str, bool]:
    """The phrases as PostgreSQL takes them, and whether all their words are common."""
    terms = " & ".join(
        f"({' | '.join(_ts_phrase(side) for side in _sides(phrase, inner))})" for phrase in phrases
    )
    return terms, _expected([_quoted(word) for phrase in phrases for word in phrase]) >= COMMON


def _quoted(word: str) -> str:
    return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"


def _ts_phrase(phrase: list[str]) -> str:
    return f"({' <-> '.join(map(_quoted, phrase))})"


def _expected(words: list[str]) -> int:
    """How many cases the planner of PostgreSQL expects to hold the rarest of `words`; nothing is read for it.

    It takes words for independent, which neighbouring pairs of a phrase are not: hence each is asked for alone.
    """
    words = words[:MOST_ASKED]
    asked = " UNION ALL ".join(["SELECT id FROM problems_search WHERE words @@ %s::tsquery"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked}", words)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return min((int(rows) for rows in _ROWS.findall(plan)), default=0)

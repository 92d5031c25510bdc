"""Copies of cases that were played through the door: other number, day, people and texts, same course.

Everything of a case that differs in a copy becomes a slot: the days of its instants (a copy is moved by whole
days, so every limit stays what it was), its numbers and ids, the people, the free texts. Copying is then
filling in and hashing the chain anew, and the log of a copy folds to its duties as the original's does.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench.moulds import CLOSE, INT_CLOSE, INT_OPEN, OPEN, Mould, Row, Values
from bench.templates import PARTS, TARGETS, Case
from bihuan.process.duties import BY_KEY

Slot = tuple[str, ...]
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d.*)")
NEVER = "9999-12-31"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
TEXTS = ("title", "symptom", "impact", "field_data", "cause_analysis", "judgement")
PERSON_KEYS = frozenset({"handler", "callee", "reporter", "executor", "attendees", "owner", "phoned_to"})
PERSON_COLUMNS = frozenset({"handler_id", "coordinator_id", "reporter_id"})
KINDS = {"order": "orders", "branch": "branches", "letter": "letters", "meeting": "meetings", "action": "actions",
         "request": "requests", "change": "changes"}  # fmt: skip


class Template:
    """A case taken apart. `cast` are the usernames that others may stand in for."""

    def __init__(self, case: Case, cast: frozenset[str]) -> None:
        self.case, self.cast = case, cast
        self.slots: dict[Slot, int] = {}
        numbers = [case.number, *case.order_numbers, *case.meeting_numbers, *case.letter_numbers]
        longest_first = sorted(numbers, key=len, reverse=True)
        self._numbers = re.compile("|".join(map(re.escape, longest_first)))
        self._texts = {case.row[name]: name for name in TEXTS if len(case.row[name]) > 1}
        self._person_ids = {ident: name for name, ident in case.people.items() if name in cast}
        self.rows = {
            table: [Row(self._columns(table, row)) for row in rows] for table, rows in case.rows.items()
        }
        self.events = [self._event(row) for row in case.events]
        self.search = Mould(self._searchable(case.search_text))
        self.days = sorted(slot[1] for slot in self.slots if slot[0] == "day")

    def _slot(self, *slot: str) -> int:
        return self.slots.setdefault(slot, len(self.slots))

    def _hole(self, *slot: str) -> str:
        return f"{OPEN}{self._slot(*slot)}{CLOSE}"

    def _int_hole(self, *slot: str) -> str:
        return f"{INT_OPEN}{self._slot(*slot)}{INT_CLOSE}"

    def _marked(self, text: str, quoted: bool = False) -> str:
        """A text with its days, numbers and free texts as holes."""
        name = self._texts.get(text)
        if name:
            return self._hole("json" if quoted else "text", name)
        found = INSTANT.fullmatch(text)
        if found and found[1] != NEVER:
            return self._hole("day", found[1]) + found[2]
        if DAY.fullmatch(text):
            return self._hole("day", text)
        return self._numbers.sub(lambda number: self._hole("number", number[0]), text)

    def _searchable(self, text: str) -> str:
        """What can be found of the case: its texts line by line, its numbers."""
        text += "\n"
        for value, name in self._texts.items():
            text = text.replace(f"\n{value}\n", f"\n{self._hole('text', name)}\n")
        return self._numbers.sub(lambda number: self._hole("number", number[0]), text)

    def _columns(self, table: str, row: dict[str, Any]) -> list[Any]:
        return [self._column(table, row, name, value) for name, value in row.items()]

    def _column(self, table: str, row: dict[str, Any], name: str, value: Any) -> Any:
        if isinstance(value, dict | list):
            return self._plain_or_mould(json.dumps(self._walk(value, ()), ensure_ascii=False))
        if name == "digest":
            return Mould(self._hole("digest", value))  # of a token that nobody holds
        if isinstance(value, str):
            return self._plain_or_mould(self._marked(value))
        if isinstance(value, int) and not isinstance(value, bool):
            target = TARGETS[table, name]
            if target == "duty_subject":
                target = KINDS.get(BY_KEY[row["key"]][0].per, "")
            if target == "people":
                person = self._person_ids.get(value)
                return Mould(self._hole("person_id", person)) if person else value
            if target and value:
                return Mould(self._hole("id", target, str(value)))
        return value

    def _plain_or_mould(self, text: str) -> Any:
        mould = Mould(text)
        return mould.parts[0] if mould.is_plain else mould

    def _walk(self, value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            return {key: self._walk(inner, (*path, key)) for key, inner in value.items()}
        if isinstance(value, list):
            if path[:1] == ("subjects",) and len(path) == 2:
                return [self._subject(KINDS.get(path[1], ""), row) for row in value]
            if path[:1] == ("duties",) and len(path) == 2:
                return [self._duty(path[1], row) for row in value]
            return [self._walk(inner, path) for inner in value]
        if isinstance(value, str):
            if value in self.cast and path and path[-1] in PERSON_KEYS:
                return self._hole("person", value)
            return self._marked(value, quoted=True)
        if path[:1] == ("set",) and path[-1] in PERSON_COLUMNS and value in self._person_ids:
            return self._int_hole("person_id", self._person_ids[value])
        return value

    def _subject(self, kind: str, row: list[Any]) -> list[Any]:
        ident, owner, *rest = row
        return [
            self._int_hole("id", kind, str(ident)) if kind and ident else ident,
            self._int_hole("person_id", self._person_ids[owner]) if owner in self._person_ids else owner,
            *(self._walk(value, ()) for value in rest),
        ]

    def _duty(self, list_name: str, row: list[Any]) -> list[Any]:
        place = 2 if list_name == "opened" else 1
        kind = KINDS.get(BY_KEY[row[0]][0].per, "")
        row = [self._walk(value, ()) for value in row]
        if kind and row[place]:
            row[place] = self._int_hole("id", kind, str(row[place]))
        return row

    def _event(self, row: dict[str, Any]) -> tuple[Row, Mould, Mould, dict[str, int]]:
        """The row with its places for data and hashes, and the texts to hash: before the data, and the data."""
        data = json.dumps(
            self._walk(row["data"], ()), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        actor = row["actor_name"]
        name = self._hole("person", actor) if actor in self.cast else actor
        times = [self._marked(_in_utc(row[column])) for column in ("occurred_at", "recorded_at")]
        head = json.dumps(
            [self._hole("number", self.case.number), row["seq"], row["step"], name, *times],
            ensure_ascii=False, separators=(",", ":"),
        )[:-1] + ","  # fmt: skip
        columns = row | dict.fromkeys(("data", "hash", "prev_hash"))
        filled = self._columns("events", columns)
        places = {key: place for place, key in enumerate(columns)}
        if actor in self.cast:
            filled[places["actor_name"]] = Mould(name)
        return Row(filled), Mould(head), Mould(data), places


def _in_utc(text: str) -> str:
    """An instant as the hash of an event takes it, from how either database gives it."""
    return text.replace(" ", "T").removesuffix("+00:00") + "+00:00"


class Copier:
    """Makes copies; `next_id` gives new ids by table, `next_number` a new number for an old one, moved by so long."""

    def __init__(
        self,
        next_id: Callable[[str], int],
        next_number: Callable[[str, timedelta], str],
        stand_ins: Callable[[int, str], tuple[str, int]],
    ) -> None:
        self.next_id, self.next_number, self.stand_ins = next_id, next_number, stand_ins

    def copy(
        self, template: Template, turn: int, days: int, texts: dict[str, str]
    ) -> dict[str, list[list[Any]]]:
        """The rows of one copy by table, moved by `days`, with its search text under `search`."""
        values = self._values(template, turn, days, texts)
        rows = {table: [row.fill(values) for row in rows] for table, rows in template.rows.items()}
        rows["events"], head = _chained(template, values)
        case = rows["cases"][0]
        case[template.case.place("chain_head")] = head
        rows["search"] = [[case[0], case[template.case.place("reported_at")], template.search.fill(values)]]
        return rows

    def _values(self, template: Template, turn: int, days: int, texts: dict[str, str]) -> Values:
        shift = timedelta(days=days)
        values = []
        for slot in template.slots:
            kind, name = slot[0], slot[1]
            if kind == "day":
                values.append((date.fromisoformat(name) + shift).isoformat())
            elif kind == "id":
                values.append(str(self.next_id(name)))
            elif kind == "text":
                values.append(texts[name])
            elif kind == "json":
                values.append(json.dumps(texts[name], ensure_ascii=False)[1:-1])
            elif kind == "digest":
                values.append(secrets.token_hex(32))
            elif kind == "number":
                values.append(self.next_number(name, shift))
            else:
                username, ident = self.stand_ins(turn, name)
                values.append(username if kind == "person" else str(ident))
        return values


def _chained(template: Template, values: Values) -> tuple[list[list[Any]], str]:
    """The events of a copy, each sealed by the hash of the one before, and the last hash."""
    previous, rows = "0" * 64, []
    for row, head, data, places in template.events:
        filled, text = row.fill(values), data.fill(values)
        sealed = f'{head.fill(values)}{text},"{previous}"]'
        filled[places["data"]], filled[places["prev_hash"]] = text, previous
        previous = filled[places["hash"]] = hashlib.sha256(sealed.encode()).hexdigest()
        rows.append(filled)
    return rows, previous


assert set(KINDS.values()) <= set(PARTS)

"""Which rule is for an alarm, and which problem it belongs to. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

SIGNS = ("=", "!=")
LINE = re.compile(r"^\s*([^\s=!]{1,100})\s*(!=|=)\s*(.*?)\s*$")


class Ruled(Protocol):
    """What of a rule decides."""

    matchers: Sequence[Sequence[str]]
    is_active: bool
    grouping: str
    group_by: Sequence[str]


class BadMatcher(ValueError):
    """A line is no condition; the text is that line."""


def read_matchers(raw: str) -> list[list[str]]:
    """Conditions from lines like `severity=critical` or `instance!=test-*`; BadMatcher names the first bad line."""
    found = []
    for line in raw.replace("＝", "=").splitlines():
        if not line.strip():
            continue
        parts = LINE.match(line)
        if parts is None:
            raise BadMatcher(line.strip())
        found.append([parts[1], parts[2], parts[3].strip('"')])
    return found


def written(matchers: Iterable[Sequence[str]]) -> str:
    """Conditions as they are typed, one a line."""
    return "\n".join("".join(matcher) for matcher in matchers)


def matches(matchers: Iterable[Sequence[str]], labels: Mapping[str, str]) -> bool:
    """Do all conditions hold? `*` stands for anything; a label that is not there is empty."""
    return all(fits(value, labels.get(label, "")) == (sign == "=") for label, sign, value in matchers)


R = TypeVar("R", bound=Ruled)


def rule_for(rules: Iterable[R], labels: Mapping[str, str]) -> R | None:
    """The first active rule whose conditions hold; `rules` come in their order."""
    return next((rule for rule in rules if rule.is_active and matches(rule.matchers, labels)), None)


def group_key(rule: Ruled, kind: str, fingerprint: str, labels: Mapping[str, str]) -> str:
    """Alarms of one rule with the same key are one problem."""
    if rule.grouping == "rule":
        return "rule"
    parts = (
        [kind, fingerprint] if rule.grouping == "alarm" else [labels.get(name, "") for name in rule.group_by]
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def fits(pattern: str, value: str) -> bool:
    """Does a text fit a pattern in which `*` stands for anything? Looks at each character of the text once."""
    first, *rest = pattern.split("*")
    if not rest:
        return value == pattern
    last = rest.pop()
    if not value.startswith(first) or not value.endswith(last) or len(value) < len(first) + len(last):
        return False
    place, end = len(first), len(value) - len(last)
    for part in rest:
        found = value.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True

"""Moments and spans in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from bihuan.web.timewords import countdown, light_of, relative, spell, stamp

AT = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (0, "0 秒", "0 s"),
        (59, "59 秒", "59 s"),
        (60, "1 分", "1 min"),
        (572, "9 分 32 秒", "9 min 32 s"),
        (600, "10 分", "10 min"),
        (4320, "1 小时 12 分", "1 h 12 min"),
        (7200, "2 小时", "2 h"),
        (86400 + 3 * 3600, "1 天 3 小时", "1 d 3 h"),
        (-4320, "1 小时 12 分", "1 h 12 min"),
    ],
)
def test_a_span_in_words(seconds: int, chinese: str, english: str) -> None:
    with override("zh-hans"):
        assert spell(seconds) == chinese
    with override("en"):
        assert spell(seconds) == english


@pytest.mark.parametrize(
    ("minutes", "light", "words"),
    [
        (60, "normal", "剩 1 小时"),
        (11, "due_soon", "将超时 剩 11 分"),
        (0, "overdue", "已超时 0 秒"),
        (-30, "overdue", "已超时 30 分"),
    ],
)
def test_a_clock_shows_its_light_in_words(minutes: int, light: str, words: str) -> None:
    due = AT + timedelta(minutes=minutes)
    soon = due - timedelta(minutes=12)
    assert light_of(AT, due, soon) == light
    with override("zh-hans"):
        html = countdown(due, AT, soon)
    assert f"due-{light}" in html
    assert words in html
    assert f'title="{stamp(due)}"' in html


def test_a_moment_is_that_of_shanghai() -> None:
    assert stamp(AT) == "2026-11-22 09:05"
    assert stamp(None) == ""


@pytest.mark.parametrize(
    ("ago", "words"), [(5, "刚刚"), (150, "2 分前"), (7500, "2 小时 5 分前"), (-3700, "1 小时 1 分后")]
)
def test_the_past_in_words(ago: int, words: str) -> None:
    with override("zh-hans"):
        assert f">{words}<" in relative(AT - timedelta(seconds=ago), AT)

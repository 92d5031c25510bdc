"""Register and monthly report print what the desk shows."""

import csv
import io
import json

import pytest

from bihuan.problems.models import Event
from tests.cli.conftest import Call

pytestmark = pytest.mark.django_db


def test_the_register_is_csv_and_its_export_is_on_record(bihuan: Call) -> None:
    answer = bihuan("register", "--month", "2026-10")
    assert answer.code == 0, answer.err
    assert answer.out.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(answer.out[1:])))
    assert len(rows) == 1
    assert "问题编号" in rows[0]
    assert "问题编号" not in bihuan("register", "--month", "2026-10", "--lang", "en").out
    assert len(rows[0]) > 30
    event = Event.objects.filter(stream="exports")[0]
    assert (event.step, event.actor) == ("export_register", None)


def test_the_monthly_figures_balance(bihuan: Call) -> None:
    shown = bihuan("report", "monthly", "2026-10", "--lang", "en")
    assert shown.code == 0, shown.err
    assert shown.out.startswith("2026-10: 0 open before + 0 new − 0 resolved − 0 void = 0 open after\n")
    figures = json.loads(bihuan("report", "monthly", "2026-10", "--json").out)
    assert figures["balance"]["balances"] is True


def test_the_monthly_figures_are_chinese_unless_told_otherwise(bihuan: Call) -> None:
    usual = bihuan("report", "monthly", "2026-10").out
    assert usual.startswith("2026-10: 月初遗留 0 + 新增 0 − 解决 0 − 作废 0 = 月末遗留 0\n")
    assert usual == bihuan("report", "monthly", "2026-10", "--lang", "zh-hans").out


def test_a_month_that_has_not_begun_has_no_figures(bihuan: Call) -> None:
    answer = bihuan("report", "monthly", "2099-01")
    assert (answer.code, answer.out) == (1, "")
    assert "2099-01 has not begun" in answer.err


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "26-10", "2026-10-01", "２０２６-10", ""])
def test_a_month_is_written_in_one_way(month: str, bihuan: Call) -> None:
    assert bihuan("register", "--month", month).code == 2
    assert bihuan("report", "monthly", month).code == 2

"""问题记录表: the columns of practice 3.3, drafted from the cases, overruled by the coordinator (F6.2, D45)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from bihuan.problems.audit import verify
from bihuan.problems.models import Event, Problem
from bihuan.problems.queries.cursor import BadCursor
from bihuan.reports.columns import COLUMNS, headings, names, span, texts
from bihuan.reports.register import (
    RegisterRow,
    record_export,
    register_counts,
    register_rows,
    whole_register,
)
from tests.stories.desk import Desk

pytestmark = pytest.mark.postgres

CHINESE = [
    "序号", "问题编号", "级别", "范畴", "来源", "所属系统", "问题现象", "影响", "发现时间", "报告时间",
    "报告人", "响应时间", "响应用时", "派单时间", "派单用时", "处理人", "协办人", "解决时间", "处理用时",
    "历时", "响应是否及时", "派单是否及时", "解决是否及时", "原因分类", "根本原因", "处理方法",
    "处理结果(关闭代码)", "是否变更/变更单号", "是否重复/关联编号", "是否外部门/函号", "改进意见",
    "分析报告提交时间", "总结会时间", "归档时间", "档号", "备注",
]  # fmt: skip
QUERIES = 13
"""Cases, their places, ten kinds of parts at most, the people on them."""


def rows(desk: Desk, **given: Any) -> list[RegisterRow]:
    return register_rows("2026-11", user=desk.people["coordinator"], **given).rows


def shown(row: RegisterRow) -> dict[str, str]:
    """The cells in Chinese, by heading."""
    with override("zh-hans"):
        return dict(zip(headings(), texts(row.cells), strict=True))


def test_the_columns_are_those_of_the_register_in_their_order() -> None:
    with override("zh-hans"):
        assert headings() == CHINESE
    with override("en"):
        assert len(set(headings())) == len(COLUMNS)


def test_a_row_is_drafted_from_the_case(desk: Desk) -> None:
    desk.archived(level=1)
    row = shown(rows(desk)[0])
    assert row["问题编号"] == desk.case.number
    assert (row["序号"], row["级别"], row["范畴"], row["来源"]) == ("1", "1", "数据库", "监控告警")
    assert row["问题现象"] == "计费主库宕机，批价进程全部停住"
    assert (row["发现时间"], row["报告时间"]) == ("2026-11-22 02:55", "2026-11-22 03:00")
    assert row["历时"] == "5 分"
    assert [row[f"{what}是否及时"] for what in ("响应", "派单", "解决")] == ["是"] * 3
    assert row["处理结果(关闭代码)"] == "根本解决"
    assert [row[name] for name in ("是否变更/变更单号", "是否重复/关联编号", "是否外部门/函号")] == ["否"] * 3
    assert row["总结会时间"] == row["分析报告提交时间"] == row["归档时间"] == "2026-11-22 03:00"
    assert row["档号"]
    assert row["备注"] == "事后补报"  # the story is played at one instant


def test_corrections_overrule_by_key_or_by_heading_and_are_marked(desk: Desk) -> None:
    desk.confirmed()
    desk.takes("coordinator", "enter_register", corrections={"cause_class": "硬件", "根本原因": "控制器固件"})
    (row,) = rows(desk)
    assert (shown(row)["原因分类"], shown(row)["根本原因"]) == ("硬件", "控制器固件")
    assert desk.fresh().cause_class == "hardware"
    assert row.corrected == {"cause_class", "root_cause"}
    assert (row.is_confirmed, row.confirmed_by, row.confirmed_at) == (True, "协小调", desk.at)


def test_a_correction_of_an_unknown_column_is_refused_by_name(desk: Desk) -> None:
    desk.confirmed()
    for field in ("row", "corrections"):
        assert "无此列" in desk.rejects("coordinator", "enter_register", field, **{field: {"无此列": "x"}})
    desk.rejects("coordinator", "enter_register", "corrections", corrections={"number": "WT-1"})
    desk.takes("coordinator", "enter_register", row={"问题编号": desk.case.number, "影响": "无"})
    assert rows(desk)[0].corrected == {"impact"}


def test_the_cause_class_comes_from_the_analysis(desk: Desk) -> None:
    desk.confirmed()
    assert shown(rows(desk)[0])["原因分类"] == ""
    desk.takes("handler", "submit_analysis")
    assert shown(rows(desk)[0])["原因分类"] == "软件缺陷"  # the sample says firmware
    desk.takes("coordinator", "return_analysis")
    desk.takes("handler", "submit_analysis", cause_class="capacity")
    assert shown(rows(desk)[0])["原因分类"] == "容量不足"
    desk.rejects("handler", "submit_analysis", "cause_class", cause_class="bad luck")


def test_a_row_counts_once_confirmed_and_is_a_draft_again_after_another_round(desk: Desk) -> None:
    desk.confirmed()
    user = desk.people["coordinator"]
    assert not rows(desk)[0].is_confirmed
    assert register_counts("2026-11", user=user) == (1, 0)
    desk.takes("coordinator", "enter_register")
    assert register_counts("2026-11", user=user) == (1, 1)
    assert len(rows(desk, confirmed=True)) == 1
    desk.takes("coordinator", "reopen")
    assert rows(desk, confirmed=True) == []
    assert [row.is_confirmed for row in rows(desk, confirmed=False)] == [False]


def test_ended_cases_stand_in_it_with_their_close_code(desk: Desk) -> None:
    desk.report()
    desk.takes("reporter", "withdraw")
    first = desk.case
    desk.report()
    main = desk.case
    desk.report()
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "merge", main_number=main.number)
    withdrawn, running, merged = (shown(row) for row in rows(desk))
    assert withdrawn["问题编号"] == first.number
    assert withdrawn["处理结果(关闭代码)"] == "已取消"
    assert running["处理结果(关闭代码)"] == ""
    assert (merged["处理结果(关闭代码)"], merged["是否重复/关联编号"]) == ("重复问题", main.number)


def test_what_was_late_and_what_was_out_of_the_ordinary_is_said(desk: Desk) -> None:
    desk.report(by="coordinator", level=3)
    desk.pass_time(minutes=45)
    desk.takes("coordinator", "respond")
    row = shown(rows(desk)[0])
    assert (row["响应用时"], row["响应是否及时"], row["派单是否及时"]) == ("45 分", "否", "")
    assert row["备注"] == "自报自受"


def test_imported_cases_come_only_when_asked_for(desk: Desk) -> None:
    desk.report()
    Problem.objects.update(is_imported=True)
    assert rows(desk) == []
    (row,) = rows(desk, imported=True)
    assert row.is_imported
    assert shown(row)["处理结果(关闭代码)"] == ""


def test_pages_are_the_whole_in_order_and_the_numbers_run_through(desk: Desk) -> None:
    for _place in range(7):
        desk.report()
        desk.pass_time(minutes=1)
    user = desk.people["auditor"]
    whole = list(whole_register("2026-11", user=user))
    assert [row.cells["place"] for row in whole] == list(range(1, 8))
    first = register_rows("2026-11", user=user, limit=3)
    second = register_rows("2026-11", user=user, limit=3, cursor=first.next)
    assert [row.number for row in first.rows + second.rows] == [row.number for row in whole[:6]]
    assert [row.cells["place"] for row in second.rows] == [4, 5, 6]
    assert register_rows("2026-11", user=user, limit=3, cursor=second.previous).rows == first.rows
    with pytest.raises(BadCursor):
        register_rows("2026-11", user=user, cursor="x")
    with pytest.raises(ValueError, match="month"):
        register_rows("11-2026", user=user)


def test_nobody_reads_rows_of_cases_that_he_may_not_read(desk: Desk) -> None:
    desk.report()
    assert register_rows("2026-11", user=desk.people["outsider"]).rows == []
    assert register_rows("2026-11", user=desk.people["marketing"]).rows == []


def test_it_costs_the_same_however_many_rows_there_are(desk: Desk) -> None:
    desk.archived(level=1)
    with CaptureQueriesContext(connection) as one:
        rows(desk)
    for _turn in range(3):
        desk.archived(level=2)
    with CaptureQueriesContext(connection) as several:
        assert len(rows(desk)) == 4
    assert len(one) == len(several) <= QUERIES


def test_an_export_is_put_on_record(desk: Desk) -> None:
    record_export("register", desk.people["coordinator"], desk.at, month="2026-11", confirmed=None)
    event = Event.objects.get(stream="exports")
    assert (event.step, event.actor_name) == ("export_register", "coordinator")
    assert event.data["fields"]["month"] == "2026-11"
    assert verify() is None


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [
        (0, "0 分", "0 min"),
        (59, "59 分", "59 min"),
        (61, "1 小时 1 分", "1 h 1 min"),
        (1500, "1 天 1 小时", "1 d 1 h"),
    ],
)
def test_a_span_is_written_in_two_units(minutes: int, chinese: str, english: str) -> None:
    with override("zh-hans"):
        assert span(timedelta(minutes=minutes, seconds=59)) == chinese
    with override("en"):
        assert span(timedelta(minutes=minutes)) == english


def test_a_column_is_known_by_key_and_by_both_headings() -> None:
    assert names()["原因分类"] == names()["Cause class"] == names()["cause_class"] == "cause_class"

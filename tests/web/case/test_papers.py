"""The two annexed forms on paper: exactly their columns, filled or blank."""

import re

from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of

A1 = [
    "发现时间", "报告时间", "报告人", "问题编号", "所属范畴", "来源", "问题级别", "现象", "造成的影响", "现场数据",
    "原因分析",
]  # fmt: skip
A2 = ["问题编号", "工单号", "派单人", "派单时间", "处理人", "处理时间", "处理结果", "处理方法", "改进意见"]


def columns_of(page: str) -> list[str]:
    return re.findall(r"<th>([^<]*)</th>", page)


def test_a_filled_report_form(story: Desk, sign_in: SignIn) -> None:
    story.report(symptom="计费主库宕机\n批价全停", level=1)
    page = text_of(sign_in("manager").get(f"/problems/{story.case.number}/print/report"))
    assert columns_of(page) == A1
    assert "<h1>问题报告单</h1>" in page
    assert "计费主库宕机\n批价全停" in page
    assert f"由 {story.people['manager'].name} 打印" in page or story.people["manager"].name in page
    assert "计费业务中心" in page


def test_a_filled_order(story: Desk, sign_in: SignIn) -> None:
    story.answered()
    number = story.parts.orders[0].number
    page = text_of(sign_in("clerk").get(f"/problems/{story.case.number}/print/order/{number}"))
    assert columns_of(page) == A2
    assert "<h1>问题工单</h1>" in page
    assert number in page
    assert story.people["handler"].name in page


def test_blank_forms(sign_in: SignIn) -> None:
    browser = sign_in("reporter")
    report, order = text_of(browser.get("/print/blank/report")), text_of(browser.get("/print/blank/order"))
    assert columns_of(report) == A1
    assert columns_of(order) == A2
    assert "WT-" not in report + order
    assert "None" not in report + order

"""The tracking table of letters (practice 3.7), its file, and the templates that letters begin from."""

import csv
from io import StringIO
from typing import Any

import pytest

from bihuan.people.models import PeopleChange
from bihuan.problems.lettertemplates import filled
from tests.stories.desk import Desk
from tests.stories.test_external import opened, write_again, written
from tests.web.office.conftest import Open

HEADS = [
    "函号", "问题编号", "主送部门", "抄送", "发函时间", "发送方式", "签收人", "回复时限", "回复时间", "回复结论",
    "催复次数", "专题讨论会", "书面解决通知时间", "确认结果", "轮次",
]  # fmt: skip


def table(opens: Open, view: str = "all") -> list[list[str]]:
    response = opens("coordinator").get(f"/letters.csv?view={view}")
    text = b"".join(response.streaming_content).decode().lstrip("\ufeff")  # type: ignore[attr-defined]
    return list(csv.reader(StringIO(text)))


def test_the_table_has_the_columns_of_practice_and_every_round(story: Desk, opens: Open) -> None:
    written(story, users_affected="some")
    story.takes("coordinator", "confirm_delivery", delivered_to="网络部收发室")
    story.takes("coordinator", "chase_letter", channel="phone", text="请尽快答复")
    story.wait_until("11-23 03:05")
    assert table(opens)[1][9] == "超期未复"
    story.takes("coordinator", "hold_special_meeting")
    story.takes("coordinator", "record_notice")
    story.takes("coordinator", "verify_external", solved=False, evidence="仍中断")
    write_again(story)
    story.takes("coordinator", "record_reply", text="今日更换板卡")
    head, second, first = table(opens)
    assert head == HEADS
    assert first == [
        "计费函〔2026〕1号", story.case.number, "网络部", "客户服务部、市场部", "2026-11-22 03:00", "办公系统",
        "网络部收发室 2026-11-22 03:00", "2026-11-23 03:00", "", "未复", "1", "2026-11-23 03:05",
        "2026-11-23 03:05", "仍存在", "1",
    ]  # fmt: skip
    assert second[0] == "计费函〔2026〕2号" and second[9] == "有明确方案" and second[14] == "2"
    page = opens("manager").get("/letters").content.decode()
    assert "计费函〔2026〕2号" in page and story.case.number in page


def test_views(story: Desk, opens: Open) -> None:
    written(story)
    numbers = {view: [row[0] for row in table(opens, view)[1:]] for view in ("open", "unanswered", "all")}
    assert numbers == {view: ["计费函〔2026〕1号"] for view in numbers}
    story.takes("coordinator", "record_reply")
    assert table(opens, "unanswered")[1:] == []
    story.takes("coordinator", "record_notice")
    story.takes("coordinator", "verify_external")
    assert table(opens, "open")[1:] == [] and table(opens)[1][13] == "已解决"


def test_a_draft_has_no_number_and_stands_in_no_table(story: Desk, opens: Open) -> None:
    opened(story)
    story.takes("coordinator", "draft_letter")
    assert table(opens)[1:] == []
    assert "函件签发后列在这里" in opens("coordinator").get("/letters?view=all").content.decode()


def test_the_table_costs_few_queries(story: Desk, opens: Open, django_assert_max_num_queries: Any) -> None:
    written(story)
    for _ in range(6):
        write_again(story)
    client = opens("coordinator")
    client.get("/letters")
    with django_assert_max_num_queries(13):
        client.get("/letters")


def test_a_letter_begins_with_the_template_and_the_facts_of_the_case(story: Desk, opens: Open) -> None:
    opened(story)
    page = opens("coordinator").get(f"/problems/{story.case.number}?step=draft_letter").content.decode()
    for text in (story.case.number, "计费主库宕机", "当日话单无法批价", "拥塞点在网络部出口设备", "特此函告"):
        assert text in page
    assert "上一轮" not in page
    branch = story.parts.branches[0]
    assert filled(story.fresh(), branch, "external")[0].startswith("计费")


def test_a_second_letter_says_what_the_check_found(story: Desk, opens: Open) -> None:
    written(story)
    story.takes("coordinator", "record_notice")
    story.takes("coordinator", "verify_external", solved=False, evidence="整点仍有中断")
    page = opens("coordinator").get(f"/problems/{story.case.number}?step=draft_letter").content.decode()
    assert "经我中心核查问题仍然存在：整点仍有中断" in page


def test_the_coordinator_changes_a_template_and_it_is_recorded(story: Desk, opens: Open) -> None:
    opened(story)
    client = opens("coordinator")
    typed = {"subject": "{centre}致{department}：{title}", "body": "{department}：\n请处理 {number}。"}
    assert client.post("/letters/templates/external", typed).status_code == 302
    assert PeopleChange.objects.filter(kind="letter_template").count() == 1
    assert client.post("/letters/templates/external", typed).status_code == 302
    assert PeopleChange.objects.filter(kind="letter_template").count() == 1
    subject, body = filled(story.fresh(), story.parts.branches[0], "external")
    assert (
        subject.endswith("致网络部：计费主库宕机，批价进程全部停住")
        and f"请处理 {story.case.number}。" in body
    )
    assert "请处理" not in filled(story.fresh(), story.parts.branches[0], "internal")[1]


@pytest.mark.parametrize(
    "body", ["{symptom", "{0}", "{nothing}", "{symptom.__class__}", "{symptom!r}", "{symptom:>99}", "{}"]
)
def test_what_a_template_may_not_name(story: Desk, opens: Open, body: str) -> None:
    answer = opens("coordinator").post("/letters/templates/external", {"subject": "函", "body": body})
    assert answer.status_code == 422 and body in answer.content.decode().replace("&gt;", ">")


def test_no_template_for_the_centre_itself(story: Desk, opens: Open) -> None:
    assert opens("coordinator").get("/letters/templates/own").status_code == 404

"""F6.4, F6.5, R1a: the month's report and meeting, and the document of the process itself."""

import pytest

from bihuan.notices.models import Notice
from bihuan.problems.models import OPEN_DUTY, Duty, Month, Revision
from bihuan.process.calendar import end_of_day, month_start
from tests.stories.desk import Desk, instant


@pytest.fixture
def over(desk: Desk) -> Desk:
    """November is over; one case was archived in it."""
    desk.archived()
    desk.wait_until("11-25 09:00")
    desk.wait_until("12-01 00:01")
    return desk


def owed(month: str) -> dict[str, str]:
    rows = Duty.objects.filter(OPEN_DUTY, month__month=month)
    return {duty.key: duty.owed_by_role if duty.owed_by is None else duty.owed_by.username for duty in rows}


def test_a_month_opens_on_its_first_day_the_first_with_the_first_case(desk: Desk) -> None:
    desk.pass_time(minutes=1)
    assert not Month.objects.exists()
    desk.report()
    assert desk.pass_time(minutes=1).months == 1
    assert desk.pass_time(minutes=1).months == 0
    assert owed("2026-11") == {"monthly_report": "coordinator", "monthly_meeting": "lead"}
    due = end_of_day(month_start("2026-12").replace(day=5))
    assert {duty.due_at for duty in Duty.objects.filter(month__month="2026-11")} == {due}
    desk.wait_until("2027-02-03 08:00")
    assert list(Month.objects.order_by("month").values_list("month", flat=True)) == [
        "2026-11", "2026-12", "2027-01", "2027-02",
    ]  # fmt: skip
    desk.holds()


def test_the_report_is_submitted_when_the_month_is_over(desk: Desk) -> None:
    desk.report()
    desk.pass_time(minutes=1)
    desk.refuses("coordinator", "submit_monthly_report", clause="F6.4", month="2026-11")
    desk.wait_until("12-03 10:00")
    desk.forbids("handler", "submit_monthly_report", month="2026-11")
    desk.rejects("coordinator", "submit_monthly_report", "analysis", month="2026-11", analysis="")
    desk.takes_month_step("coordinator", "submit_monthly_report", "2026-11")
    month = Month.objects.get(month="2026-11")
    assert (month.submitted_by.username, month.submitted_at) == ("coordinator", instant("12-03 10:00"))
    assert month.figures  # frozen with the report (D48)
    desk.refuses("coordinator", "submit_monthly_report", clause="F6.4", month="2026-11")


def test_the_manager_signs_it_as_read(over: Desk) -> None:
    over.refuses("manager", "sign_monthly_report", clause="F6.4", month="2026-11")
    over.takes_month_step("coordinator", "submit_monthly_report", "2026-11")
    assert owed("2026-11")["monthly_signature"] == "manager"
    over.forbids("coordinator", "sign_monthly_report", month="2026-11")
    over.takes_month_step("manager", "sign_monthly_report", "2026-11")
    assert owed("2026-11") == {"monthly_meeting": "lead"}
    over.holds()


def test_a_late_report_is_warned_of(over: Desk) -> None:
    over.wait_until("12-06 00:00")
    late = Notice.objects.filter(kind="overdue", stream="month:2026-11")
    assert {notice.args["duty"] for notice in late} == {"monthly_report", "monthly_meeting"}
    assert over.people["manager"].pk in set(late.values_list("to", flat=True))


def test_the_group_meets_once_between_the_25th_and_the_5th(over: Desk) -> None:
    over.refuses(
        "lead", "hold_monthly_meeting", clause="F6.5", month="2026-11", held_at=instant("11-24 10:00")
    )
    over.refuses(
        "lead", "hold_monthly_meeting", clause="F6.3", month="2026-11", held_at=instant("12-02 10:00")
    )
    over.refuses("coordinator", "hold_monthly_meeting", clause="R11", month="2026-11", attendees=["handler"])
    for name in ("improvements", "prevention"):
        over.refuses("lead", "hold_monthly_meeting", clause="R14", month="2026-11", **{name: "无。"})
    over.takes_month_step(
        "lead",
        "hold_monthly_meeting",
        "2026-11",
        held_at=instant("11-27 10:00"),
        prevention="无，本月无新增隐患",
    )
    assert owed("2026-11") == {"monthly_report": "coordinator", "minutes": "lead"}
    assert Duty.objects.get(key="monthly_meeting", month__month="2026-11").met_at == instant("11-27 10:00")
    over.refuses("lead2", "hold_monthly_meeting", clause="F6.5", month="2026-11")
    over.forbids("lead2", "sign_minutes", month="2026-11")
    over.takes_month_step("lead", "sign_minutes", "2026-11")
    assert owed("2026-11") == {"monthly_report": "coordinator"}
    over.holds()


def test_the_process_document_is_kept_in_published_revisions(desk: Desk) -> None:
    desk.report()
    desk.forbids("manager", "publish_process", month="")
    desk.rejects("coordinator", "publish_process", "reason", month="", reason="")
    desk.takes_month_step("coordinator", "publish_process")
    desk.refuses("coordinator", "publish_process", clause="R1a", month="")
    desk.takes_month_step("coordinator2", "publish_process", version="2.1", text="更正时限")
    assert [(row.version, row.published_by.username) for row in Revision.objects.order_by("id")] == [
        ("2.0", "coordinator"), ("2.1", "coordinator2"),
    ]  # fmt: skip
    desk.holds()

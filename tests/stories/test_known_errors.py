"""已知错误: a workaround found at night, the final fix later, the known error retired (D36, D72)."""

import pytest

from bihuan.archive.casedata import case_data, differences
from bihuan.problems.knownerrors import fitting
from bihuan.problems.models import Event, KnownError, KnownErrorEntry
from bihuan.problems.queries.knownerrors import known_error_of
from tests.stories.desk import Desk

pytestmark = pytest.mark.postgres
WORKAROUND = "1. 暂停批价；2. 切换到备用控制器；3. 重启批价进程"
AGAIN = "批价进程又全部停住，计费主库宕机"


def known(desk: Desk) -> KnownError:
    return KnownError.objects.get(problem=desk.case)


def test_one_step_makes_it_from_what_the_case_says(desk: Desk) -> None:
    desk.confirmed()
    desk.takes("handler", "submit_analysis", cause="固件缺陷", method="切换控制器", prevention="升级固件")
    desk.takes("coordinator", "record_known_error", final_fix="切换控制器", systems=["billing_run"])
    error = known(desk)
    assert (error.number, error.status, error.version) == ("KE-2026-0001", "fixed", 1)
    assert (error.title, error.symptom) == (desk.case.title, desk.case.symptom)
    assert [system.code for system in error.systems.all()] == ["billing_run"]
    event = Event.objects.get(stream=desk.case.number, step="record_known_error")
    assert event.data["known_error"] == error.number
    desk.holds()


def test_found_at_night_fixed_later_and_retired(desk: Desk) -> None:
    desk.handled()
    first = desk.case
    desk.takes("handler", "record_known_error", workaround=WORKAROUND, systems=["billing_run"])
    error = known(desk)
    assert error.status == "workaround"

    desk.pass_time(days=3)
    desk.handled(symptom=AGAIN, title="")
    night = desk.case
    (offered,) = fitting(desk.people["handler"], night.symptom, "billing_run")
    assert (offered.number, offered.workaround, offered.is_same_system) == (error.number, WORKAROUND, True)
    desk.takes("handler", "link_known_error", known_error=error.number)
    assert [row.deed for row in desk.parts.known_errors] == ["met"]
    desk.refuses("handler", "link_known_error", clause="D72", known_error=error.number)

    desk.case = first
    desk.takes("coordinator", "record_known_error", workaround=WORKAROUND, final_fix="升级控制器固件")
    error.refresh_from_db()
    assert (error.status, error.version, error.final_fix) == ("fixed", 2, "升级控制器固件")
    course = known_error_of(desk.people["lead"], error.number)
    assert [case.number for case in course.cases] == [night.number, first.number]
    assert [(entry.version, entry.wording["final_fix"]) for entry in course.changes] == [
        (2, "升级控制器固件"), (1, ""),
    ]  # fmt: skip

    desk.forbids("handler", "retire_known_error", reason="固件已全网升级")
    desk.takes("coordinator", "retire_known_error", reason="固件已全网升级")
    assert fitting(desk.people["handler"], night.symptom, "billing_run") == []
    desk.refuses("coordinator", "retire_known_error", clause="D36", reason="再停用一次")
    third = desk.report(symptom=AGAIN)
    assert "已停用" in desk.refuses("coordinator", "link_known_error", clause="D72", known_error=error.number)
    assert third.number not in {entry.problem.number for entry in error.entries.all()}
    desk.holds()


def test_a_report_brings_its_known_error_along(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "record_known_error", workaround=WORKAROUND)
    number = known(desk).number
    desk.report(symptom=AGAIN, known_error=number.lower())
    assert [(row.number, row.deed) for row in desk.parts.known_errors] == [(number, "met")]
    desk.rejects("reporter", "report", "known_error", known_error="KE-1999-0001")


def test_a_link_is_taken_back_and_can_be_made_again(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "record_known_error", workaround=WORKAROUND)
    number = known(desk).number
    desk.refuses("coordinator", "unlink_known_error", clause="D72", known_error=number, reason="不是同一故障")
    desk.handled(symptom=AGAIN)
    desk.takes("coordinator", "link_known_error", known_error=number)
    desk.takes("handler", "unlink_known_error", known_error=number, reason="是网络中断，不是同一故障")
    assert [row.number for row in known_error_of(desk.people["lead"], number).cases] != [desk.case.number]
    desk.takes("handler", "link_known_error", known_error=number)
    assert KnownErrorEntry.objects.filter(problem=desk.case, ended_at=None).count() == 1
    desk.holds()


def test_it_must_help(desk: Desk) -> None:
    desk.handled()
    desk.refuses("coordinator", "record_known_error", clause="D36", cause="固件缺陷", workaround="")


@pytest.mark.parametrize("who", ["reporter", "handler2", "lead", "manager", "clerk"])
def test_who_may_not(desk: Desk, who: str) -> None:
    desk.handled()
    desk.forbids(who, "record_known_error", workaround=WORKAROUND)


def test_it_is_worded_anew_after_the_case_is_archived(desk: Desk) -> None:
    desk.archived()
    desk.takes("coordinator", "record_known_error", workaround=WORKAROUND)
    packed = case_data(desk.fresh(), desk.parts)
    assert [row["wording"]["workaround"] for row in packed["parts"]["known_errors"]] == [WORKAROUND]
    desk.takes("handler", "record_known_error", workaround=WORKAROUND, final_fix="升级控制器固件")
    assert known(desk).version == 2
    assert differences(packed, case_data(desk.fresh(), desk.parts)) == []
    desk.holds()

"""F1: a problem is reported at once; at levels 1 and 2 by phone first, and the form may follow."""

import pytest

from bihuan.problems.models import Problem
from tests.stories.desk import Desk, instant


def test_at_three_in_the_night_the_chain_is_called_until_one_answers(desk: Desk) -> None:
    # D27
    desk.report_by_phone(outcome="no_answer")
    assert desk.state == "awaiting_response"
    desk.owes("reporter", "phone_call", by="11-22 03:10", clause="F1.2")
    desk.owes("coordinator", "response", by="11-22 03:10")
    desk.owes_not("form")
    desk.pass_time(minutes=2)
    desk.takes("reporter", "log_call", callee="leader1", outcome="busy")
    desk.pass_time(minutes=2)
    desk.takes("reporter", "log_call", callee="leader2")
    desk.met("phone_call", at="11-22 03:04")
    by_hand = [call.outcome for call in desk.parts.calls if call.caller_id]
    assert by_hand == ["no_answer", "busy", "reached"]
    desk.owes("coordinator", "response", by="11-22 03:10")  # the chain ends, the response clock does not
    desk.owes("reporter", "form", by="11-22 04:04", clause="F1.4")


def test_reaching_the_manager_through_the_chain_is_no_report_to_the_manager(desk: Desk) -> None:
    desk.report_by_phone(outcome="no_answer")
    desk.takes("reporter", "log_call", callee="manager")
    desk.owes("coordinator", "manager_report", by="11-22 03:10", clause="F2.1")


def test_the_form_follows_within_the_hour_of_the_contact(desk: Desk) -> None:
    case = desk.report_by_phone()
    assert (case.form_pending, case.category) == (True, "unclassified")
    desk.owes("reporter", "form", by="11-22 04:00")
    desk.forbids("reporter2", "complete_form")
    desk.pass_time(minutes=40)
    case = desk.takes("reporter", "complete_form", category="storage", users_affected="some")
    assert (case.form_pending, case.category, case.users_affected) == (False, "storage", "some")
    assert case.reported_at == instant("11-22 03:00")  # the clocks start with the call (L8)
    desk.met("form")
    desk.refuses("reporter", "complete_form", clause="F1.4")


def test_filing_the_form_does_not_stand_in_for_the_call(desk: Desk) -> None:
    desk.report(level=1)
    desk.owes("reporter", "phone_call", by="11-22 03:10")
    desk.owes_not("form")
    desk.pass_time(minutes=11)
    for who in ("reporter", "coordinator", "manager"):
        desk.expects_notice(who, "overdue", duty="phone_call")
    desk.takes("reporter", "log_call")
    desk.met("phone_call", late=True)


def test_the_response_of_the_coordinator_shows_that_he_was_reached(desk: Desk) -> None:
    # F1.2: on record, at its true time; late if it is late
    desk.report(level=1)
    desk.pass_time(minutes=4)
    desk.takes("coordinator", "respond")
    desk.met("phone_call", at="11-22 03:04")
    desk.report(level=2)
    desk.pass_time(minutes=11)
    desk.takes("coordinator", "dispatch", judgement="表空间已满")
    desk.met("phone_call", late=True)


def test_the_form_follows_a_response_without_a_call(desk: Desk) -> None:
    # F1.4: nobody was reached by phone, the coordinator found the case on his desk
    desk.report_by_phone(outcome="no_answer")
    desk.owes_not("form")
    desk.pass_time(minutes=6)
    desk.takes("coordinator", "respond")
    desk.owes("reporter", "form", by="11-22 04:06", clause="F1.4")
    desk.takes("reporter", "complete_form")
    desk.met("form")
    desk.holds()


def test_no_call_is_owed_below_level_2(desk: Desk) -> None:
    desk.report(level=3)
    desk.owes_not("phone_call", "manager_report")
    desk.refuses("reporter", "report_by_phone", clause="F1.2", level=3)


def test_a_call_before_the_form_starts_the_clocks(desk: Desk) -> None:
    # D12
    desk.report(level=2, phoned_at=instant("11-22 02:40"), phoned_to="coordinator")
    assert desk.case.reported_at == instant("11-22 02:40")
    assert desk.case.filed_at == instant("11-22 03:00")
    desk.met("phone_call", at="11-22 02:40")
    desk.owes("coordinator", "response", by="11-22 02:50")
    desk.owes("coordinator", "resolution", by="11-22 05:40")
    desk.refuses("reporter", "report", clause="L8", phoned_at=instant("11-22 02:40"))
    desk.refuses("reporter", "report", clause="S6", phoned_at=instant("11-20 02:40"), phoned_to="coordinator")


def test_only_the_coordinator_and_the_leaders_end_the_chain(desk: Desk) -> None:
    desk.report(level=1)
    for callee in ("lead", "handler", "outsider"):
        desk.refuses("reporter", "log_call", clause="F1.3", callee=callee)
    desk.takes("reporter", "log_call", callee="handler", outcome="no_answer")
    desk.owes("reporter", "phone_call")
    desk.refuses("reporter", "log_call", clause="F1.3", callee="reporter")
    desk.takes("reporter", "log_call", callee="executive")
    desk.met("phone_call")


def test_who_takes_the_call_may_write_it_down(desk: Desk) -> None:
    desk.report_by_phone(by="coordinator", reporter="reporter", callee="coordinator")
    assert desk.case.reporter.username == "reporter"
    assert desk.parts.calls[0].caller.username == "reporter"
    desk.met("phone_call")
    desk.owes("reporter", "form", by="11-22 04:00")
    desk.rejects("coordinator", "report_by_phone", "reporter", reporter="outsider")


def test_a_call_may_be_written_down_later_within_a_day(desk: Desk) -> None:
    desk.refuses("reporter", "report_by_phone", clause="S6", occurred_at=instant("11-22 02:30"))
    desk.takes(
        "reporter", "report_by_phone", occurred_at=instant("11-22 02:30"), backdate_reason="先抢修后补录"
    )
    assert desk.case.reported_at == instant("11-22 02:30")
    desk.met("phone_call")


@pytest.mark.parametrize("who", ["outsider", "marketing", "admin", "security", "auditor"])
def test_who_is_no_member_reports_nothing(desk: Desk, who: str) -> None:
    desk.report()
    desk.forbids(who, "report")
    assert Problem.objects.count() == 1


def test_the_form_is_checked_and_nothing_is_stored_of_a_wrong_one(desk: Desk) -> None:
    desk.report()
    desk.rejects("reporter", "report", "symptom", symptom=" ")
    desk.rejects("reporter", "report", "category", category="unclassified")
    desk.rejects("reporter", "report", "level", level=6)
    desk.rejects("reporter", "report", "source", source="import")
    desk.refuses("reporter", "report", clause="F1.1", discovered_at=instant("11-22 03:01"))


def test_the_title_is_the_start_of_the_symptom_and_impact_follows_the_questionnaire(desk: Desk) -> None:
    answers = {"key_business": True, "business": "stopped", "users_affected": "large", "kpi_affected": True}
    case = desk.report(
        symptom="批" * 60, answers=answers, business_affected=None, users_affected=None, level=2
    )
    assert case.title == "批" * 40
    assert (case.business_affected, case.users_affected, case.kpi_affected) == (True, "large", True)
    assert (case.level, case.level_reported) == (2, 2)  # proposed by the reporter, whatever it suggests (L6)


def test_an_alarm_is_confirmed_by_the_duty_officer(desk: Desk) -> None:
    desk.report()
    desk.refuses("reporter", "confirm_alarm", clause="D71")
    Problem.objects.filter(pk=desk.case.pk).update(alarm_raised=True)  # as the interface of the alarms will
    desk.forbids("coordinator", "confirm_alarm")
    case = desk.takes("reporter", "confirm_alarm")
    assert case.alarm_confirmed_at == desk.at
    desk.refuses("reporter", "confirm_alarm", clause="D71")

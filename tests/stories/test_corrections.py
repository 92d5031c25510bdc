"""D53: corrections are appended with their reason; D75: a case changes hands."""

from bihuan.problems.models import Event
from tests.stories.desk import Desk, instant


def test_a_correction_keeps_the_old_value_in_the_log(desk: Desk) -> None:
    desk.handled()
    desk.rejects("reporter", "amend", "reason", field="symptom", value="改", reason="")
    desk.forbids("handler", "amend", field="symptom", value="改", reason="误填")
    desk.refuses("reporter", "amend", clause="D53", field="level", value="1", reason="误填")
    case = desk.takes("reporter", "amend", field="symptom", value="采集主机宕机", reason="误填")
    assert case.symptom == "采集主机宕机"
    event = Event.objects.filter(stream=case.number).latest("seq")
    assert event.data["set"]["symptom"] == ["计费主库宕机，批价进程全部停住", "采集主机宕机"]
    assert event.data["fields"]["reason"] == "误填"


def test_a_correction_is_read_like_the_form(desk: Desk) -> None:
    desk.handled()
    for field, value in {
        "category": "unclassified",
        "source": "import",
        "users_affected": "many",
        "business_affected": "perhaps",
        "discovered_at": "yesterday",
        "title": "两\n行",
    }.items():
        desk.rejects("coordinator", "amend", "value", field=field, value=value, reason="更正")
    late = desk.at.isoformat().replace("2026", "2027")
    desk.rejects("coordinator", "amend", "value", field="discovered_at", value=late, reason="更正")
    case = desk.takes("coordinator", "amend", field="discovered_at", value="2026-11-22 02:30", reason="更正")
    assert case.discovered_at == instant("11-22 02:30")


def test_business_found_affected_after_the_telling_is_told_to_the_departments(desk: Desk) -> None:
    desk.confirmed(business_affected=False)
    desk.owes_not("departments_told")
    desk.takes("coordinator", "amend", field="business_affected", value="true", reason="营业厅反映")
    desk.owes("reporter", "departments_told", by="11-22 03:30")
    desk.takes("coordinator", "amend", field="business_affected", value="false", reason="核实无影响")
    desk.owes_not("departments_told")
    desk.takes("coordinator", "amend", field="business_affected", value="true", reason="再次核实")
    desk.takes("reporter", "notify_departments")
    desk.met("departments_told")
    desk.holds()


def test_business_found_affected_before_the_telling_needs_nothing_more(desk: Desk) -> None:
    desk.handled(business_affected=False)
    desk.takes("reporter", "amend", field="business_affected", value="true", reason="营业厅反映")
    desk.owes_not("departments_told")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.owes("reporter", "departments_told")


def test_nothing_is_corrected_in_the_archive(desk: Desk) -> None:
    desk.archived()
    desk.refuses("coordinator", "amend", clause="D53", field="title", value="新", reason="更正")


def test_anybody_on_the_case_may_remark_and_attach(desk: Desk) -> None:
    desk.handled()
    desk.takes("handler2", "comment", text="备件在途")
    desk.takes("reporter2", "attach", document="值班记录 11 月第 3 页")
    for who in ("outsider", "marketing", "auditor", "admin", "security"):
        desk.forbids(who, "comment")
        desk.forbids(who, "attach")


def test_another_coordinator_takes_the_case_over(desk: Desk) -> None:
    desk.handled()
    desk.refuses("coordinator", "take_over", clause="D75")
    desk.forbids("handler", "take_over")
    case = desk.takes("coordinator2", "take_over", text="交接班")
    assert case.coordinator.username == "coordinator2"
    desk.owes("coordinator2", "resolution")
    desk.expects_notice("coordinator", "taken_over")
    assert [event.actor_name for event in Event.objects.filter(stream=case.number).order_by("seq")][1:] == [
        "coordinator", "coordinator", "handler", "coordinator2",
    ]  # fmt: skip
    desk.holds()


def test_before_the_response_there_is_nobody_to_take_over_from(desk: Desk) -> None:
    desk.report()
    desk.refuses("coordinator2", "take_over", clause="D75")

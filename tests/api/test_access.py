"""Who gets which answer at every route; a route missing here is an error."""

from django.test import Client
from django.urls import URLPattern

from bihuan.api import urls
from bihuan.api.interface import api
from bihuan.api.openapi import document
from bihuan.process.lifecycle import STEPS
from tests.api.wire import Wire

MEMBERS = (
    "reporter",
    "coordinator",
    "handler",
    "lead",
    "manager",
    "changer",
    "clerk",
    "leader1",
    "board",
    "executive",
)
READERS = (*MEMBERS, "auditor")
STRANGERS = ("marketing", "outsider", "admin", "security")
TAKERS = ("clerk", "coordinator", "manager", "auditor")
EVERYBODY = (*READERS, *STRANGERS)
CASE = "/problems/WT-20261122-001"

# operation, method, path, who asks, what is answered
ASKED: list[tuple[str, str, str, tuple[str, ...], int]] = [
    ("report", "POST", "/problems", MEMBERS, 422),
    ("report", "POST", "/problems", ("auditor", *STRANGERS), 403),
    ("report_by_phone", "POST", "/problems/by-phone", MEMBERS, 422),
    ("report_by_phone", "POST", "/problems/by-phone", ("auditor", *STRANGERS), 403),
    ("list_problems", "GET", "/problems", EVERYBODY, 200),
    ("find_similar", "GET", "/similar?q=host", EVERYBODY, 200),
    ("get_problem", "GET", CASE, READERS, 200),
    ("get_problem", "GET", CASE, STRANGERS, 404),
    ("take_step", "POST", f"{CASE}/steps/respond", ("coordinator",), 422),
    ("take_step", "POST", f"{CASE}/steps/respond", tuple(set(READERS) - {"coordinator"}), 403),
    ("take_step", "POST", f"{CASE}/steps/respond", STRANGERS, 404),
    ("take_step", "POST", f"{CASE}/steps/no_such_step", READERS, 404),
    ("take_step", "POST", f"{CASE}/steps/report", READERS, 404),
    ("take_step", "POST", f"{CASE}/steps/mark_late", READERS, 403),
    ("take_step", "POST", f"{CASE}/steps/submit_monthly_report", READERS, 404),
    ("upload_document", "POST", f"{CASE}/documents", READERS, 415),
    ("upload_document", "POST", f"{CASE}/documents", STRANGERS, 404),
    ("get_document", "GET", f"{CASE}/documents/1", EVERYBODY, 404),
    ("list_conformance", "GET", "/conformance", READERS, 200),
    ("list_conformance", "GET", "/conformance", STRANGERS, 404),
    ("list_duties", "GET", "/duties", EVERYBODY, 200),
    ("list_all_actions", "GET", "/actions", EVERYBODY, 200),
    ("list_known_errors", "GET", "/known-errors", EVERYBODY, 200),
    ("get_known_error", "GET", "/known-errors/KE-1999-0001", EVERYBODY, 404),
    ("get_monthly_report", "GET", "/reports/monthly/2099-01", READERS, 404),
    ("list_files", "GET", "/archive?status=kept&level=3&q=WT", READERS, 200),
    ("list_files", "GET", "/archive", STRANGERS, 404),
    ("get_file", "GET", "/archive/WT-20261122-001", EVERYBODY, 404),
    ("get_package", "GET", "/archive/WT-20261122-001/package", TAKERS, 404),
    ("get_package", "GET", "/archive/WT-20261122-001/package", ("handler", "lead", "reporter"), 403),
    ("get_package", "GET", "/archive/WT-20261122-001/package", STRANGERS, 404),
    ("list_repeats", "GET", "/repeats", READERS, 200),
    ("list_repeats", "GET", "/repeats", STRANGERS, 404),
    ("list_repeats", "GET", "/repeats?plan=never&month=2026", READERS, 422),
    ("get_repeats", "GET", "/repeats/1", EVERYBODY, 404),
    ("list_register", "GET", "/register?month=2026-11", EVERYBODY, 200),
    ("get_monthly_report", "GET", "/reports/monthly/2026-11", READERS, 200),
    ("get_monthly_report", "GET", "/reports/monthly/2026-11", STRANGERS, 404),
    ("take_month_step", "POST", "/months/2026-11/steps/submit_monthly_report", ("coordinator",), 422),
    ("take_month_step", "POST", "/months/2026-11/steps/submit_monthly_report", ("handler", *STRANGERS), 403),
    ("take_month_step", "POST", "/months/2026-12/steps/submit_monthly_report", EVERYBODY, 404),
    ("publish_process", "POST", "/process/steps/publish_process", ("coordinator",), 422),
    ("publish_process", "POST", "/process/steps/publish_process", ("handler", "auditor", *STRANGERS), 403),
    ("get_process", "GET", "/process", EVERYBODY, 200),
    ("list_alarms", "GET", "/alarms?status=firing&case=none", READERS, 200),
    ("list_alarms", "GET", "/alarms", STRANGERS, 404),
    ("get_alarm", "GET", "/alarms/1", EVERYBODY, 404),  # there is none; see test_alarms
    ("intake_alertmanager", "POST", "/intake/alertmanager", EVERYBODY, 422),
    ("intake_zabbix", "POST", "/intake/zabbix", EVERYBODY, 422),
    ("intake_changes", "POST", "/intake/changes", EVERYBODY, 401),
    ("intake_alerts", "POST", "/intake/alerts", EVERYBODY, 422),
]
PARTS = {
    "list_events": "events", "list_duties_of_problem": "duties", "list_orders": "orders", "list_changes": "changes",
    "list_letters": "letters", "list_meetings": "meetings", "list_actions": "actions", "list_documents": "documents",
    "get_conformance": "conformance", "list_alarms_of_problem": "alarms", "list_similar": "similar",
}  # fmt: skip
for operation, part in PARTS.items():
    ASKED += [
        (operation, "GET", f"{CASE}/{part}", who, code) for who, code in ((READERS, 200), (STRANGERS, 404))
    ]


def test_every_route_is_in_the_list() -> None:
    told = {
        row["operationId"]
        for path in api.get_openapi_schema(path_prefix="")["paths"].values()
        for row in path.values()
    }
    assert told == {row[0] for row in ASKED}


def test_every_address_stands_once() -> None:
    found = [str(pattern.pattern) for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    assert len(found) == len(set(found))


def test_every_answer_at_every_route(wire: Wire) -> None:
    wire.reports()
    wire.desk.pass_time(minutes=1)
    wrong = []
    for operation, method, path, people, code in ASKED:
        for who in people:
            body = {} if method == "POST" else None
            found = wire.call(method, path, who, body).status
            if found != code:
                wrong.append((operation, path, who, found, code))
    assert not wrong


def test_nobody_without_a_token(wire: Wire) -> None:
    for method, path in sorted({(row[1], row[2]) for row in ASKED}):
        found = wire.call(method, path, body={} if method == "POST" else None)
        told = (found.status, found.response.headers["WWW-Authenticate"])
        wanted = "Webhook-Signature" if path == "/intake/changes" else 'Bearer realm="bihuan"'
        assert told == (401, wanted), path


def test_a_session_of_a_browser_is_no_token(wire: Wire) -> None:
    client = Client()
    client.force_login(wire.desk.people["coordinator"], backend="bihuan.people.signin.PeopleBackend")
    assert client.get("/api/v1/problems").status_code == 401


def test_another_method_is_named(wire: Wire) -> None:
    for method in ("PUT", "PATCH", "DELETE", "POST", "OPTIONS"):
        found = wire.call(method, CASE, "coordinator", {})
        assert (found.status, found.response.headers["Allow"]) == (405, "GET"), method


def test_no_address_answers_with_a_page(wire: Wire) -> None:
    for path in ("", "/", "/nothing", "/problems/", "/problems/x/y/z", "/../v2", "/problems/%00"):
        assert wire.call("GET", path, "coordinator").status == 404, path


def test_every_step_of_the_table_is_documented() -> None:
    paths = document()["paths"]
    for step in STEPS.values():
        if step.automatic or step.key in ("report", "report_by_phone", "publish_process"):
            continue
        subject = "problems/{number}" if "case" in step.subjects else "months/{month}"
        body = paths[f"/api/v1/{subject}/steps/{step.key}"]["post"]["requestBody"]
        fields = body["content"]["application/json"]["schema"]["properties"]
        assert {field.name for field in step.fields} <= set(fields)

"""Who gets which answer at every address of the office; an address missing here is an error."""

from collections.abc import Callable

import pytest
from django.test import Client

from bihuan.people.models import User
from bihuan.web.navigation import NAV
from bihuan.web.office import urls
from tests.web.conftest import ROLES

EVERYBODY = tuple(ROLES)
MEMBERS = ("reporter", "coordinator", "handler", "lead", "manager", "clerk", "executive")
READERS = (*MEMBERS, "auditor")
INSIDERS = (*READERS, "admin", "security")
KEEPER, ADMIN, SECURITY = ("coordinator",), ("admin",), ("security",)
EXPORTERS = ("coordinator", "lead", "manager", "clerk", "auditor")
TRIERS = ("coordinator", "manager", "auditor")
AUDITORS = ("coordinator", "auditor")

# name of the address, its path, who gets 200; all others get 403
PAGES: list[tuple[str, str, tuple[str, ...]]] = [
    ("process", "/process", EVERYBODY),
    ("process", "/process?tab=clauses", EVERYBODY),
    ("process_publish", "/process/publish", KEEPER),
    ("figures", "/figures", EVERYBODY),
    ("figures_history", "/figures/history", EVERYBODY),
    ("workdays", "/figures/workdays", EVERYBODY),
    ("people", "/people", INSIDERS),
    ("person", "/people/of/handler", INSIDERS),
    ("person_add", "/people/add", ADMIN),
    ("person_edit", "/people/of/handler/edit", ADMIN),
    ("person_roles", "/people/of/handler/roles", SECURITY),
    ("organisation", "/organisation", tuple(role for role in INSIDERS if role != "security")),
    ("organisation_add", "/organisation/systems/add", KEEPER),
    ("organisation_edit", "/organisation/departments/marketing", KEEPER),
    ("roster", "/roster", READERS),
    ("roster_calendar", "/roster/calendar", READERS),
    ("register", "/register", READERS),
    ("register_csv", "/register.csv", EXPORTERS),
    ("repeats", "/repeats", READERS),
    ("repeats", "/repeats?plan=never&month=2026&cursor=x", READERS),
    ("letters", "/letters", READERS),
    ("letters", "/letters?view=all&before=7", READERS),
    ("letters_csv", "/letters.csv", EXPORTERS),
    ("letter_templates", "/letters/templates", READERS),
    ("letter_template", "/letters/templates/external", KEEPER),
    ("months", "/months", READERS),
    ("month", "/months/2026-10", READERS),
    ("month_paper", "/months/2026-10/report.pdf", READERS),
    ("dashboard", "/dashboard?span=week", READERS),
    ("behind", "/behind/new?month=2026-10", READERS),
    ("conformance", "/conformance", READERS),
    ("lab", "/figures/lab", TRIERS),
    ("lab_changes", "/figures/lab.csv", TRIERS),
    ("event_log", "/eventlog.xes", TRIERS),
    ("audit", "/audit", AUDITORS),
]
# name of the address, its path, who may post there; all others get 403
FORMS: list[tuple[str, str, tuple[str, ...]]] = [
    ("figures", "/figures", KEEPER),
    ("process_publish", "/process/publish", KEEPER),
    ("workdays_day", "/figures/workdays/day", KEEPER),
    ("workdays_confirm", "/figures/workdays/year", KEEPER),
    ("person_add", "/people/add", ADMIN),
    ("person_edit", "/people/of/handler/edit", ADMIN),
    ("person_roles", "/people/of/handler/roles", SECURITY),
    ("person_password", "/people/of/handler/password", ADMIN),
    ("person_close", "/people/of/handler/close", ADMIN),
    ("person_reopen", "/people/of/handler/reopen", ADMIN),
    ("organisation_add", "/organisation/departments/add", KEEPER),
    ("letter_template", "/letters/templates/external", KEEPER),
    ("rule_add", "/organisation/rules", KEEPER),
    ("rule_remove", "/organisation/rules/1/remove", KEEPER),
    ("shift_add", "/roster/shifts", KEEPER),
    ("rotation", "/roster/rotation", KEEPER),
    ("chain_set", "/roster/chain", KEEPER),
    ("lab", "/figures/lab", TRIERS),
    ("lab_drop", "/figures/lab/1/remove", TRIERS),
    ("audit_check", "/audit/check", AUDITORS),
    ("register_ask", "/register/exports", EXPORTERS),
]
ELSEWHERE = {
    "revision": "test_process",
    "repeat_group": "test_repeats",
    "lab_scenario": "test_lab",
    "register_export": "test_exports",
    "register_file": "test_exports",
    "month_step": "test_months",
    "shift_edit": "test_roster_changes",
    "shift_remove": "test_roster_changes",
}
"""Addresses whose answers need what those tests make."""


def test_every_address_is_in_a_list() -> None:
    listed = {name for name, _path, _who in (*PAGES, *FORMS)} | set(ELSEWHERE)
    assert {str(pattern.name) for pattern in urls.urlpatterns} == listed


@pytest.mark.parametrize(("name", "path", "who"), PAGES)
def test_a_page_is_shown_to_its_readers_alone(
    desk: Callable[..., Client], name: str, path: str, who: tuple[str, ...]
) -> None:
    for username in EVERYBODY:
        expected = 200 if username in who else 403
        assert desk(username).get(path).status_code == expected, username


@pytest.mark.parametrize(("name", "path", "who"), FORMS)
def test_a_form_is_taken_from_its_keepers_alone(
    desk: Callable[..., Client], name: str, path: str, who: tuple[str, ...]
) -> None:
    for username in EVERYBODY:
        status = desk(username).post(path).status_code
        assert (status != 403) is (username in who), (username, status)


@pytest.mark.parametrize("path", sorted({path for _name, path, _who in PAGES}))
def test_strangers_are_sent_to_sign_in(db: None, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")


@pytest.mark.parametrize("path", sorted({path for _name, path, _who in FORMS}))
def test_a_form_without_its_token_is_refused(people: dict[str, User], path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for username in ("coordinator", "admin", "security"):
        client.force_login(people[username], backend="bihuan.people.signin.PeopleBackend")
        assert client.post(path).status_code == 403


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_navigation_leads_only_where_one_may_go(desk: Callable[..., Client], username: str) -> None:
    page = desk(username).get("/").content.decode()
    for entry in (entry for group in NAV for entry in group):
        shown = f'href="/{entry.key}"' in page
        if entry.key in {name for name, _path, _who in PAGES}:
            assert shown is (desk(username).get(f"/{entry.key}").status_code == 200), entry.key


@pytest.mark.parametrize(
    "path", ["/people/of/nobody", "/organisation/systems/nothing", "/process/revisions/9.9"]
)
def test_what_is_not_there_is_404(desk: Callable[..., Client], path: str) -> None:
    assert desk("coordinator").get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/months/2026-13", "/months/2199-01", "/months/x", "/organisation/rooms/add"]
)
def test_nonsense_is_404(desk: Callable[..., Client], path: str) -> None:
    assert desk("coordinator").get(path).status_code == 404

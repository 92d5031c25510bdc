"""Lists: filters, order, pages by cursor, and what was wrong by field."""

from typing import Any

import pytest

from tests.api.wire import Wire

pytestmark = pytest.mark.postgres


def pages(wire: Wire, path: str, who: str = "coordinator") -> list[list[Any]]:
    """All pages of a list, followed by `next`."""
    found, cursor = [], ""
    while True:
        page = wire.get(f"{path}{'&' if '?' in path else '?'}cursor={cursor}" if cursor else path, who)
        found.append(page["items"])
        cursor = page["next"]
        if not cursor:
            return found


def many(wire: Wire, count: int = 7) -> list[str]:
    numbers = []
    for place in range(count):
        level = place % 5 + 1
        numbers.append(wire.reports(level=level, category="host" if place % 2 else "database")["number"])
        wire.passes(minutes=1)
    return numbers


def test_every_case_comes_once_over_all_pages(wire: Wire) -> None:
    numbers = many(wire)
    for sort in ("", "&sort=reported_at", "&sort=-reported_at", "&sort=level", "&state=open&sort=urgency"):
        found = [row["number"] for page in pages(wire, f"/problems?limit=3{sort}") for row in page]
        assert sorted(found) == sorted(numbers), sort
    assert [len(page) for page in pages(wire, "/problems?limit=3")] == [3, 3, 1]
    newest = [row["number"] for row in wire.get("/problems")["items"]]
    assert newest == numbers[::-1]
    assert wire.get("/problems?limit=7")["next"] is None


def test_filters_narrow_and_combine(wire: Wire) -> None:
    numbers = many(wire)
    wire.takes("coordinator", "respond")
    wire.takes("coordinator", "dispatch")

    def found(query: str, who: str = "coordinator") -> list[str]:
        return [row["number"] for row in wire.get(f"/problems?{query}&sort=reported_at", who)["items"]]

    assert found("level=1") == [numbers[0], numbers[5]]
    assert found("level=1,2&category=host") == [numbers[1], numbers[5]]
    assert found("level=1&level=2&category=host") == [numbers[1], numbers[5]]
    assert (
        found("state=handling") == found("handler=handler") == found("handler=me", "handler") == [numbers[6]]
    )
    assert found("source=patrol") == []
    assert found("reporter=reporter") == numbers
    assert found("external=true") == []
    assert found("q=计费主库") == numbers
    assert found(f"q={numbers[2]}") == [numbers[2]]
    assert found("reported_from=2026-11-22&reported_to=2026-11-22") == numbers
    assert found("reported_from=2026-11-22T03:03:00%2B08:00") == numbers[3:]
    assert found("overdue=true") == []
    wire.passes(hours=9)
    assert set(found("overdue=true")) == set(numbers)


def test_what_is_wrong_is_said_by_field(wire: Wire) -> None:
    for query, name in (
        ("level=9", "level"), ("state=lost", "state"), ("limit=0", "limit"), ("limit=201", "limit"),
        ("limit=x", "limit"), ("limit=1e3", "limit"), ("overdue=perhaps", "overdue"), ("cursor=x", "cursor"),
        ("cursor=W10", "cursor"), ("sort=price", "sort"), ("reported_from=32.13.", "reported_from"),
        ("q=" + "长" * 101, "q"),
    ):  # fmt: skip
        found = wire.call("GET", f"/problems?{query}", "coordinator")
        assert found.status == 422 and name in found.body["errors"], query


def test_a_cursor_belongs_to_its_order(wire: Wire) -> None:
    many(wire, 3)
    cursor = wire.get("/problems?limit=1&sort=reported_at")["next"]
    assert wire.call("GET", f"/problems?sort=level&cursor={cursor}", "coordinator").status == 422


def test_the_list_shows_whom_and_what_next(wire: Wire) -> None:
    case = wire.reports(level=2, system="billing_run")
    row = wire.get("/problems")["items"][0]
    assert {name: row[name] for name in ("number", "state", "level", "system", "reporter", "handler")} == {
        "number": case["number"], "state": "awaiting_response", "level": 2, "system": "billing_run",
        "reporter": "reporter", "handler": None,
    }  # fmt: skip
    assert row["next_due_at"] == min(duty["due_at"] for duty in case["duties"])


def test_who_owes_what(wire: Wire) -> None:
    wire.reports(level=2)
    mine = wire.get("/duties?mine=1", "coordinator")["items"]
    assert {row["key"] for row in mine} == {"response", "manager_report", "dispatch", "resolution"}
    assert [row["due_at"] for row in mine] == sorted(row["due_at"] for row in mine)
    assert {row["key"] for row in wire.get("/duties?mine=1", "reporter")["items"]} == {"phone_call"}
    wire.passes(minutes=11)
    late = wire.get("/duties?status=late")["items"]
    assert {row["key"] for row in late} == {"response", "manager_report", "phone_call"}
    assert {row["status"] for row in late} == {"late"}
    wire.takes("coordinator", "respond")
    # the response shows that the coordinator was reached
    assert [row["key"] for row in wire.get("/duties?status=met_late")["items"]] == ["response", "phone_call"]
    assert wire.get("/duties?status=met")["items"] == []
    before = wire.desk.at.isoformat().replace("+00:00", "Z")
    assert [row["key"] for row in wire.get(f"/duties?due_before={before}")["items"]] == ["manager_report"]
    whole = [
        row["id"] for page in pages(wire, "/duties?limit=2&status=open,late,met,met_late") for row in page
    ]
    assert len(whole) == len(set(whole)) == len(wire.get("/duties?status=open,late,met_late")["items"])
    assert wire.get("/duties", "outsider")["items"] == wire.get("/duties", "admin")["items"] == []
    assert wire.call("GET", "/duties?status=perhaps", "coordinator").status == 422


def test_conformance_of_one_case_and_over_all(wire: Wire) -> None:
    wire.reports(level=1)
    wire.takes("coordinator", "respond")
    lines = {row["clause"]: row for row in wire.get(f"/problems/{wire.number}/conformance")["items"]}
    assert (lines["F2.2"]["status"], lines["F2.1"]["status"]) == ("met", "open")
    assert 2 in lines["F2.2"]["events"]
    wire.passes(minutes=30)
    over = wire.get("/conformance?clause=F2.1")["items"]
    assert [(row["problem"], row["status"], row["duty"]) for row in over] == [
        (wire.number, "late", "manager_report")
    ]
    assert wire.call("GET", "/conformance?clause=F99", "coordinator").status == 422
    assert wire.call("GET", "/conformance", "marketing").status == 404


def test_register_and_month(wire: Wire) -> None:
    wire.reports()
    wire.passes(minutes=1)
    row = wire.get("/register?month=2026-11")["items"][0]
    assert (row["number"], row["confirmed"], row["cells"]["level"]) == (wire.number, False, 3)
    assert wire.get("/register?month=2026-10")["items"] == []
    assert wire.call("GET", "/register?month=11/2026", "coordinator").body["errors"]["month"]
    figures = wire.get("/reports/monthly/2026-11")
    assert (figures["month"], figures["balance"]["new"], figures["balance"]["closing"]) == ("2026-11", 1, 1)
    assert wire.call("GET", "/reports/monthly/2026-13", "coordinator").status == 404


def test_market_staff_read_what_they_were_told_of(wire: Wire) -> None:
    wire.reports(users_affected="some", level=2)
    told, _other = wire.number, wire.reports()
    wire.number = told
    assert wire.call("GET", f"/problems/{told}", "marketing").status == 404
    for who, step in (
        ("coordinator", "respond"),
        ("coordinator", "open_external"),
        ("coordinator", "draft_letter"),
    ):
        wire.takes(who, step)
    wire.takes("manager", "sign_letter")
    wire.takes("coordinator", "send_letter")
    assert [row["number"] for row in wire.get("/problems", "marketing")["items"]] == [told]
    assert wire.get(f"/problems/{told}/letters", "marketing")["items"][0]["copies"] == [
        "customer_service",
        "marketing",
    ]
    assert wire.tries("marketing", "comment").status == 403
    assert all(
        set(row["data"]) <= {"state"} for row in wire.get(f"/problems/{told}/events", "marketing")["items"]
    )


def test_the_process_as_data(wire: Wire) -> None:
    found = wire.get("/process", "auditor")
    assert [row["level"] for row in found["levels"]] == [1, 2, 3, 4, 5]
    assert found["levels"][0]["respond_within"] == 600
    assert {"report", "accept_archive"} <= {row["step"] for row in found["steps"]}
    english = wire.call("GET", "/process", "auditor", Accept_Language="en").body
    assert english["levels"][0]["label"] == "Level 1"


def test_a_parameter_that_is_not_there_is_named(wire: Wire) -> None:
    for path in (
        "/problems?levle=1",
        "/duties?min=1",
        "/conformance?month=2026-11",
        "/register?moth=2026-11",
    ):
        answer = wire.call("GET", path, "coordinator")
        assert answer.status == 400, path
        name = path.split("?")[1].split("=")[0]
        assert name in answer.body["detail"] and name in answer.body["errors"]

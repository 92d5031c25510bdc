"""Known errors for programs: made and met by steps, listed by filters, one with its whole course."""

from tests.api.wire import Wire

WORKAROUND = "切换到备用控制器"


def test_the_whole_course(wire: Wire) -> None:
    wire.desk.handled()
    first = wire.desk.case.number
    made = wire.call(
        "POST", f"/problems/{first}/steps/record_known_error", "handler",
        {"workaround": WORKAROUND, "systems": ["billing_run"]},
    )  # fmt: skip
    assert made.status == 200
    (row,) = wire.get("/known-errors")["items"]
    assert (row["problem"], row["status"], row["systems"], row["met"]) == (
        first, "workaround", ["billing_run"], 0,
    )  # fmt: skip
    wire.desk.handled()
    again = wire.desk.case.number
    met = wire.call(
        "POST", f"/problems/{again}/steps/link_known_error", "handler", {"known_error": row["number"]}
    )
    assert met.status == 200
    found = wire.get(f"/known-errors/{row['number']}")
    assert [(case["number"], case["home"]) for case in found["cases"]] == [(again, False), (first, True)]
    assert [(change["deed"], change["version"]) for change in found["changes"]] == [("worded", 1)]
    assert found["changes"][0]["wording"]["workaround"] == WORKAROUND


def test_filters_and_who_is_answered(wire: Wire) -> None:
    wire.desk.handled()
    wire.desk.takes("coordinator", "record_known_error", workaround=WORKAROUND, systems=["billing_run"])
    for query, count in (
        ("", 1), ("?system=billing_run", 1), ("?system=rating", 0), ("?status=fixed", 0), ("?q=控制器", 1),
        ("?q=专线", 0),
    ):  # fmt: skip
        assert len(wire.get(f"/known-errors{query}")["items"]) == count, query
    number = wire.get("/known-errors")["items"][0]["number"]
    assert wire.call("GET", "/known-errors?status=gone", "coordinator").status == 422
    nowhere = wire.call("GET", "/known-errors?system=nowhere", "coordinator")
    assert (nowhere.status, list(nowhere.body["errors"])) == (422, ["system"])
    assert wire.call("GET", "/known-errors?color=red", "coordinator").status == 400
    assert wire.call("GET", f"/known-errors/{number}", "marketing").status == 404
    assert wire.call("GET", f"/known-errors/{number}", "auditor").status == 200

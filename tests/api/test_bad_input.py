"""Whatever comes in gets a clear answer: never a fault, and nothing stored of what was refused."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.process.lifecycle import STEPS, Step
from tests.api.wire import Wire
from tests.stories.desk import Desk
from tests.stories.samples import sample

pytestmark = pytest.mark.postgres
TAKEN = [step for step in STEPS.values() if not step.automatic and "case" in step.subjects and step.sources]
ACTORS = {
    "coordinator": "coordinator", "handler": "handler", "lead_handler": "handler", "reporter": "reporter",
    "member": "lead", "reader": "lead", "manager": "manager", "changer": "changer", "lead": "lead",
    "clerk": "clerk", "chair": "lead", "action_owner": "handler2", "duty_officer": "reporter",
}  # fmt: skip
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**30, 1e308, -0.0]),
    st.text(max_size=20),
    st.sampled_from(
        ["", " ", "\x00", "a\x00b", "\u202e", "𠮷野家", "null", "-1", "9" * 400, "2026-02-30", "'; --", "%00"]
    ),
)
VALUES = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


QUERY = [
    "state", "level", "category", "source", "handler", "reporter", "overdue", "external", "q", "reported_from",
    "reported_to", "sort", "limit", "cursor", "mine", "status", "due_before", "from", "to", "clause", "month",
]  # fmt: skip


def body_of(step: Step) -> st.SearchStrategy[dict[str, Any]]:
    names = [field.name for field in step.fields] + ["version", "occurred_at", "backdate_reason"]
    return st.dictionaries(st.sampled_from(names), VALUES, max_size=6)


class Cases:
    """One case in each state that a step may start from."""

    def __init__(self, desk: Desk) -> None:
        self.numbers: dict[str, str] = {}
        for state, course in (
            ("awaiting_response", lambda: desk.report()),
            ("handling", lambda: desk.handled()),
            ("awaiting_confirmation", lambda: desk.answered()),
            ("summarising", lambda: desk.confirmed(2)),
        ):
            course()
            assert desk.state == state
            self.numbers[state] = desk.case.number
        desk.handled()
        desk.takes("coordinator", "convene_group")
        self.numbers["in_group"] = desk.case.number
        desk.summed_up()
        desk.takes("coordinator", "hand_over")
        self.numbers["awaiting_archive"] = desk.case.number
        desk.takes("clerk", "accept_archive")
        self.numbers["archived"] = desk.case.number

    def of(self, step: Step) -> str:
        return next(number for state, number in self.numbers.items() if state in step.sources)


@pytest.fixture
def cases(wire: Wire) -> Cases:
    return Cases(wire.desk)


@pytest.mark.parametrize("place", range(4))
def test_no_step_fails_on_odd_values(wire: Wire, cases: Cases, place: int) -> None:
    for step in TAKEN[place::4]:
        tries(
            wire, step, f"/problems/{cases.of(step)}/steps/{step.key}", ACTORS.get(step.who[0], "coordinator")
        )


def test_no_report_fails_on_odd_values(wire: Wire) -> None:
    tries(wire, STEPS["report"], "/problems", "reporter", 60)
    tries(wire, STEPS["report_by_phone"], "/problems/by-phone", "reporter", 60)
    tries(wire, STEPS["publish_process"], "/process/steps/publish_process", "coordinator", 60)


def tries(wire: Wire, step: Step, path: str, who: str, examples: int = 12) -> None:
    """Random bodies, alone and laid over a sound one, so that each odd value is met on its own too."""
    sound = json.loads(json.dumps(sample(step.key, wire.desk.at), default=str))

    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(body_of(step), st.booleans())
    def run(body: dict[str, Any], over: bool) -> None:
        found = wire.call("POST", path, who, {**sound, **body} if over else body)
        assert found.status in (200, 201, 400, 403, 409, 422), (step.key, body, found.body)

    run()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400), (b"\xff\xfe", 400), (b'{"level": NaN}', 400), (b'{"symptom": "\\ud800"}', 400),
        (b"[" * 100_000, 400), (b'{"a":' * 2000 + b"1" + b"}" * 2000, 400), (b"[]", 422), (b'"x"', 422),
        (b"null", 422), (b"12", 422), (b"", 422), (b"  ", 422), (b'{"symptom": 1e999}', 400),
        (b'{"level": 123456789012345678901234567890}', 422),
    ],
)  # fmt: skip
def test_bodies_that_are_none(wire: Wire, body: bytes, status: int) -> None:
    found = wire.call("POST", "/problems", "reporter", body)
    assert found.status == status, found.body


def test_other_kinds_of_content_are_refused(wire: Wire) -> None:
    for media in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "multipart/form-data; boundary=x",
    ):
        found = wire.call("POST", "/problems", "reporter", b'{"level":1}', **{"Content-Type": media})
        assert found.status == 415, media
    found = wire.call(
        "POST", "/problems", "reporter", b"{}", **{"Content-Type": "application/merge-patch+json"}
    )
    assert found.status == 422


def test_sizes_have_their_limits(wire: Wire) -> None:
    million = "计" * 1_000_000
    found = wire.call("POST", "/problems", "reporter", sample("report", wire.desk.at) | {"symptom": million})
    assert (found.status, set(found.body["errors"])) == (422, {"symptom"})
    assert wire.call("POST", "/problems", "reporter", b'{"a":"' + b"x" * 6_000_000 + b'"}').status == 413
    wire.reports(symptom="障" * 8000, title="题" * 200)
    assert wire.get(f"/problems/{wire.number}")["symptom"] == "障" * 8000
    found = wire.call("GET", "/problems?q=" + "x" * 5000, "coordinator")
    assert found.status == 422


def test_all_errors_of_a_report_come_at_once(wire: Wire) -> None:
    found = wire.call(
        "POST", "/problems", "reporter", {"level": "high", "category": "kitchen", "title": 7, "backup": 3}
    )
    assert set(found.body["errors"]) == {
        "discovered_at",
        "source",
        "category",
        "symptom",
        "level",
        "title",
        "backup",
    }


@pytest.mark.parametrize(
    "text", ["计费⚡ 𠮷 \u202eabc", "a\u0301\u200d👩‍👩‍👧", "<script>alert(1)</script>", "{number} %s {{x}}"]
)
def test_texts_come_back_as_they_went(wire: Wire, text: str) -> None:
    wire.reports(symptom=text, title=text, impact=text)
    case = wire.get(f"/problems/{wire.number}")
    assert (case["symptom"], case["title"], case["impact"]) == (text, text, text)
    raw = wire.call("GET", f"/problems/{wire.number}", "coordinator").response.content.decode()
    assert json.dumps(text, ensure_ascii=False) in raw


def test_both_languages(wire: Wire) -> None:
    wire.reports()
    path = f"/problems/{wire.number}/steps/respond"
    for language, text in (
        ("en", "This field is required."),
        ("zh-CN", "必填"),
        ("fr", "必填"),
        ("x" * 3000, "必填"),
    ):
        found = wire.call("POST", path, "coordinator", {}, Accept_Language=language)
        assert text in found.body["errors"]["judgement"][0], language


ADDRESSES = ("%00", "WT%00", "%ff", "%F0%9F", "..", "WT-20261122-001%0A", "x" * 3000, "%2e%2e%2f", "'")


def test_odd_addresses(wire: Wire) -> None:
    wire.reports()
    for odd in ADDRESSES:
        for path in (f"/problems/{odd}", f"/problems/{odd}/events", f"/problems/{odd}/documents/{odd}"):
            assert wire.call("GET", path, "coordinator").status == 404, path
        assert wire.call("POST", f"/problems/{wire.number}/steps/{odd}", "coordinator", {}).status == 404
        assert wire.call("POST", f"/months/{odd}/steps/{odd}", "coordinator", {}).status == 404
        assert wire.call("GET", f"/reports/monthly/{odd}", "coordinator").status == 404


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_odd_queries(wire: Wire, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(["/problems", "/duties", "/conformance", "/register"]))
    values = st.text(max_size=30) | st.sampled_from(
        [
            "0001-01-01",
            "9999-12-31",
            "9999-12-31T23:59:59-23:59",
            "\x00",
            "2026-11",
            "1",
            "-1",
            "9" * 30,
            "met",
            "W10",
            "bnVsbA",
        ]
    )
    query = data.draw(st.dictionaries(st.sampled_from(QUERY), values, max_size=4))
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    assert wire.call("GET", f"{path}?{text}", "coordinator").status in (200, 400, 422)


def test_fields_that_a_step_does_not_know_are_named(wire: Wire) -> None:
    wire.reports(level=3)
    path = f"/problems/{wire.number}/steps/comment"
    found = wire.call("POST", path, "handler", {"text": "备件在途", "txet": "1", "备注\r\nX: 1": "2"})
    assert (found.status, found.response.headers["Ignored-Fields"]) == (
        200,
        "txet, %E5%A4%87%E6%B3%A8%0D%0AX%3A%201",
    )
    known = {"text": "备件在途", "version": found.body["version"]}
    assert "Ignored-Fields" not in wire.call("POST", path, "handler", known).response.headers
    many = {"text": "备件在途"} | {f"x{place}": place for place in range(50)}
    named = wire.call("POST", path, "handler", many).response.headers["Ignored-Fields"]
    assert named == ", ".join(f"x{place}" for place in range(20))

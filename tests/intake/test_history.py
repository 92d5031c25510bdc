"""Logs of other shapes, logs that grow, and logs that are wrong."""

from pathlib import Path

import pytest

from bihuan.intake import history
from bihuan.intake.history import BadHistory, import_history
from bihuan.people.models import User
from bihuan.problems.audit import verify
from bihuan.problems.models import Event, Problem
from tests.intake.conftest import COURSE, HEADER, NOW, Logged, Row, row

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def brought_in(path: Path, **how: object) -> tuple[int, int, int]:
    found = import_history(path, at=NOW, **how)  # type: ignore[arg-type]
    return found.problems, found.events, found.known


def test_a_case_is_what_its_events_say(logged: Logged) -> None:
    assert brought_in(logged(COURSE)) == (2, 5, 0)
    case = Problem.objects.get(number="1-100")
    assert case.level == case.level_reported == 2
    assert case.title == "PROD191 · J11 2nd"
    assert "owner: Åsa" in case.symptom
    assert case.reported_at.isoformat() == case.discovered_at.isoformat() == "2012-03-15T10:53:52+00:00"
    assert case.resolved_at is not None
    assert case.resolved_at.isoformat() == "2012-04-02T06:00:00+00:00"
    events = Event.objects.get(stream="1-100").data["fields"]["history"]["events"]
    assert [event["sub_status"] for event in events] == ["Awaiting Assignment", "In Progress", "Closed"]
    assert Problem.objects.get(number="1-200").level == 1


@pytest.mark.parametrize(
    "how",
    [
        {"columns": tuple(reversed(HEADER)), "delimiter": ","},
        {"delimiter": "\t", "newline": "\n"},
        {"encoding": "utf-8-sig"},
        {"encoding": "utf-16"},
        {"columns": (HEADER[1], *HEADER[:1], *HEADER[2:5], *HEADER[7:9])},
    ],
)
def test_columns_are_found_by_name(logged: Logged, how: dict[str, object]) -> None:
    path = logged([{name: r[name] for name in how.get("columns", HEADER)} for r in COURSE], **how)  # type: ignore[attr-defined]
    assert brought_in(path) == (2, 5, 0)
    assert Problem.objects.get(number="1-200").title == "PROD7 · J11 2nd"


def test_header_in_other_letters_with_quotes_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    lines = [
        '"PROBLEM NUMBER" , problem status,Problem Sub Status,Problem Change Date+Time,Problem Latest Impact'
    ]
    lines += ["", '"1-9",Completed,Closed,2012-04-02 08:00:00Z,major', ",,,,"]
    path.write_text("\n".join(lines))
    assert brought_in(path) == (1, 1, 0)


def test_a_known_case_gets_the_new_events_of_a_later_log(logged: Logged) -> None:
    assert brought_in(logged(COURSE)) == (2, 5, 0)
    later = [
        *COURSE,
        row("1-100", "2012-06-01T08:00:00+02:00", **{"Problem Latest Impact": "Low", "Product": "PROD8"}),
        row("1-050", "2012-06-01T08:00:00+02:00"),
    ]
    assert brought_in(logged(later)) == (1, 2, 5)
    assert brought_in(logged(later)) == (0, 0, 7)
    case = Problem.objects.get(number="1-100")
    assert (case.state, case.version, case.resolved_at, case.level) == ("archived", 2, None, 4)
    assert case.title == "PROD8 · J11 2nd"
    assert case.part_counts["history"] == 4
    closed = [*later, row("1-100", "2012-07-01T08:00:00+02:00", "Completed", "Closed")]
    assert brought_in(logged(closed)) == (0, 1, 7)
    case.refresh_from_db()
    assert case.resolved_at is not None
    assert case.resolved_at.month == 7
    assert verify() is None
    assert User.objects.filter(username="history").count() == 1


def test_the_same_row_again_is_the_same_event(logged: Logged) -> None:
    again = row("1-100", "2012-03-15T11:09:05Z")  # the first one in another zone
    assert brought_in(logged([*COURSE, again, COURSE[0]])) == (2, 5, 2)


def test_a_cut_off_import_is_finished_by_the_next(logged: Logged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BATCH", 1)
    path = logged(COURSE)

    def pull_the_plug(count: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        brought_in(path, done=pull_the_plug)
    assert Problem.objects.count() == 1
    assert brought_in(path) == (1, 2, 3)
    assert verify() is None


AT = "Problem Change Date+Time"
WRONG: list[tuple[Row, str]] = [
    (row("1-300", "yesterday"), "“yesterday” is not a time"),
    (row("1-300", "2012-02-30T08:00:00+01:00"), "is not a time"),
    (row("1-300", "2012-02-03T08:00:00"), "has no offset from UTC"),
    (row("1-300", "2099-02-03T08:00:00Z"), "has not come yet"),
    (row("1-300", "0001-01-01T00:00:00+14:00"), "is not a time"),
    (row("", "2012-02-03T08:00:00Z"), "cannot be the number of a case"),
    (row("policy", "2012-02-03T08:00:00Z"), "cannot be the number of a case"),
    (row("WT-20120203-001", "2012-02-03T08:00:00Z"), "cannot be the number of a case"),
    (row("1/3", "2012-02-03T08:00:00Z"), "cannot be the number of a case"),
    (row("1-" + "3" * 40, "2012-02-03T08:00:00Z"), "cannot be the number of a case"),
    (row("1-300", "2012-02-03T08:00:00Z", "Paused"), "“Paused” is not a status of this log"),
    (row("1-300", "2012-02-03T08:00:00Z", ""), "is not a status of this log"),
    (row("1-300", "2012-02-03T08:00:00Z", **{"Problem Latest Impact": "Huge"}), "“Huge” is not an impact"),
]


@pytest.mark.parametrize(("wrong", "why"), WRONG)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_stored(logged: Logged, wrong: Row, why: str) -> None:
    path = logged([*COURSE[:2], wrong, *COURSE[2:]])
    with pytest.raises(BadHistory) as bad:
        brought_in(path)
    assert str(bad.value).startswith("nothing was stored: line 4: ")
    assert why in str(bad.value)
    assert "\n" not in str(bad.value)
    assert not Problem.objects.exists()
    found = import_history(path, at=NOW, skip_bad_rows=True)
    assert [bad.line for bad in found.bad_rows] == [4]
    assert str(found) == "imported 2 problems, 5 events (0 already there)"


def test_lines_are_those_of_the_file(logged: Logged) -> None:
    two_lines = {**COURSE[0], "Problem Involved Action Owner First Name": "Eva\r\nMaria"}
    short = logged([two_lines, row("1-300", "never")])
    with short.open("a") as stream:
        stream.write("1-300;2012\n")
    with pytest.raises(BadHistory) as bad:
        brought_in(short)
    assert "line 4: “never” is not a time; line 5: 2 columns instead of 12" in str(bad.value)


def test_many_bad_rows_are_told_in_one_line(logged: Logged) -> None:
    with pytest.raises(BadHistory, match=r"line 6: “never” is not a time; and 3 more$"):
        brought_in(logged([row("1-300", "never")] * 8))


def test_a_case_reported_here_is_not_overrun(logged: Logged) -> None:
    reporter = User.objects.create(username="li", role_codes=["reporter"])
    Problem.objects.create(
        number="1-200", state="archived", level=3, level_reported=3, category="host", source="patrol", title="x",
        symptom="x", discovered_at=NOW, reported_at=NOW, changed_at=NOW, reporter=reporter,
    )  # fmt: skip
    path = logged(COURSE)
    with pytest.raises(BadHistory, match="line 5: case 1-200 was reported here and is no import; line 6"):
        brought_in(path)
    assert brought_in(path, skip_bad_rows=True) == (1, 3, 0)
    assert Problem.objects.get(number="1-200").title == "x"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (";".join(HEADER).encode(), "the file holds a header and no event"),
        (b"Problem Number;Product\n1-1;x\n", "the header lacks the column “problem change date\\+time”"),
        (b"\x00\x01\x02", "the header lacks the column"),
        (b"\xef\xbb\xbf" + ";".join(HEADER).encode() + b"\n\xff;", "not in the encoding utf-8-sig"),
    ],
)
def test_a_file_that_is_no_log_is_refused_in_one_line(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(BadHistory, match=why):
        brought_in(path)

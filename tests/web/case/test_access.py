"""Who gets which answer at every address of a case; an address missing here is an error."""

import pytest

from bihuan.web.case import urls
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn

MEMBERS = ("reporter", "coordinator", "handler", "lead", "manager", "changer", "clerk", "leader1", "board")
READERS = (*MEMBERS, "auditor")
STRANGERS = ("marketing", "outsider", "admin", "security")

# name, path ({case}, {order}), who asks, what is answered to GET
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("report", "/report", MEMBERS, 200),
    ("report", "/report", ("auditor", *STRANGERS), 403),
    ("report_by_phone", "/report/phone", MEMBERS, 200),
    ("report_by_phone", "/report/phone", ("auditor", *STRANGERS), 403),
    ("report_level", "/report/level", READERS, 405),
    ("report_similar", "/report/similar", READERS, 405),
    ("case", "/problems/{case}", READERS, 200),
    ("case", "/problems/{case}", STRANGERS, 404),
    ("case", "/problems/WT-19990101-001", READERS, 404),
    ("case", "/problems/%00", READERS, 404),
    ("step", "/problems/{case}/steps/respond", READERS, 405),
    ("document", "/problems/{case}/documents/1", (*READERS, *STRANGERS), 404),
    ("print_report", "/problems/{case}/print/report", READERS, 200),
    ("print_report", "/problems/{case}/print/report", STRANGERS, 404),
    ("print_order", "/problems/{case}/print/order/{order}", READERS, 200),
    ("print_order", "/problems/{case}/print/order/{order}", STRANGERS, 404),
    ("print_order", "/problems/{case}/print/order/GD-1", READERS, 404),
    ("print_blank_report", "/print/blank/report", READERS, 200),
    ("print_blank_order", "/print/blank/order", READERS, 200),
]


@pytest.fixture
def filled(story: Desk) -> dict[str, str]:
    story.report()
    story.takes("coordinator", "respond")
    story.takes("coordinator", "dispatch")
    return {"case": story.case.number, "order": story.parts.orders[0].number}


def test_every_address_is_in_the_list() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {name for name, _path, _who, _code in ASKED}


@pytest.mark.parametrize(("name", "path", "who", "code"), ASKED)
def test_answers(
    sign_in: SignIn, filled: dict[str, str], name: str, path: str, who: tuple[str, ...], code: int
) -> None:
    for username in who:
        assert sign_in(username).get(path.format(**filled)).status_code == code, username


@pytest.mark.parametrize("step", ["respond", "comment", "attach", "no_such_step", "report", "mark_late"])
def test_strangers_post_to_nothing(sign_in: SignIn, filled: dict[str, str], step: str) -> None:
    for username in STRANGERS:
        answer = sign_in(username).post(f"/problems/{filled['case']}/steps/{step}", {"text": "x"})
        assert answer.status_code == 404, username


@pytest.mark.parametrize("step", ["no_such_step", "report", "mark_late", "open_month", "publish_process"])
def test_what_is_no_step_of_a_case_is_no_address(sign_in: SignIn, filled: dict[str, str], step: str) -> None:
    assert sign_in("coordinator").post(f"/problems/{filled['case']}/steps/{step}").status_code == 404


def test_a_reader_who_is_no_member_takes_no_step(
    sign_in: SignIn, filled: dict[str, str], story: Desk
) -> None:
    before = story.everything()
    answer = sign_in("auditor").post(f"/problems/{filled['case']}/steps/comment", {"text": "看过了"})
    assert answer.status_code == 403
    assert "看过了" in answer.content.decode()
    assert story.everything() == before


def test_a_department_that_was_told_reads_without_telephone_numbers(sign_in: SignIn, story: Desk) -> None:
    story.report(level=3)
    story.fresh().told.add(story.people["marketing"].department)
    answer = sign_in("marketing").get(f"/problems/{story.case.number}")
    assert answer.status_code == 200
    assert "tel:" not in answer.content.decode()
    assert "tel:" in sign_in("handler").get(f"/problems/{story.case.number}").content.decode()

"""Who gets which answer at every address of papers; an address missing here is an error."""

import pytest

from bihuan.web.papers import urls
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn

MEMBERS = ("reporter", "coordinator", "handler", "lead", "manager", "changer", "clerk", "leader1", "board")
READERS = (*MEMBERS, "auditor")
STRANGERS = ("marketing", "outsider", "admin", "security")
KEEPERS = ("clerk", "coordinator", "auditor")
OTHERS = ("reporter", "manager", "handler", "marketing", "outsider", "admin", "security")

# name, path ({case}, {order}), who asks, what is answered to GET
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("paper", "/problems/{case}/papers/report/form.pdf", READERS, 200),
    ("paper", "/problems/{case}/papers/report/form.pdf", STRANGERS, 404),
    ("paper", "/problems/{case}/papers/order/{order}.docx", READERS, 200),
    ("paper", "/problems/{case}/papers/order/{order}.docx", STRANGERS, 404),
    ("paper", "/problems/{case}/papers/order/GD-1.pdf", ("clerk",), 404),
    ("paper", "/problems/{case}/papers/report/form.exe", ("clerk",), 404),
    ("paper", "/problems/{case}/papers/nothing/form.pdf", ("clerk",), 404),
    ("paper", "/problems/WT-1/papers/report/form.pdf", ("clerk",), 404),
    ("month_paper", "/months/2026-11/papers/minutes/HY-1.pdf", READERS, 404),
    ("month_paper", "/months/2026-11/papers/minutes/HY-1.pdf", STRANGERS, 403),
    ("paper_blank", "/papers/blank/report.pdf", (*READERS, *STRANGERS), 200),
    ("paper_blank", "/papers/blank/order.docx", READERS, 200),
    ("paper_blank", "/papers/blank/letter.pdf", READERS, 404),
    ("handbook", "/process/handbook.pdf", (*READERS, *STRANGERS), 200),
    ("revision_paper", "/process/revisions/2.0/paper.pdf", (*READERS, *STRANGERS), 200),
    ("revision_paper", "/process/revisions/9.0/paper.pdf", READERS, 404),
    ("revision_paper", "/process/revisions/2.0/paper.docx", READERS, 404),
    ("standby", "/papers/standby", READERS, 200),
    ("standby", "/papers/standby", STRANGERS, 403),
    ("call_tree", "/papers/call-tree.pdf", MEMBERS, 200),
    ("call_tree", "/papers/call-tree.docx", ("clerk",), 200),
    ("call_tree", "/papers/call-tree.exe", ("clerk",), 404),
    ("call_tree", "/papers/call-tree.pdf", ("auditor", *STRANGERS), 403),
    ("paper_templates", "/papers/templates", KEEPERS, 200),
    ("paper_templates", "/papers/templates", OTHERS, 403),
    ("paper_template", "/papers/templates/order/zh-hans", KEEPERS, 200),
    ("paper_template", "/papers/templates/order/zh-hans", OTHERS, 403),
    ("paper_template", "/papers/templates/order/fr", KEEPERS, 404),
    ("paper_template", "/papers/templates/nothing/en", KEEPERS, 404),
    ("paper_template_add", "/papers/templates/order/en/add", READERS, 405),
    ("paper_template_use", "/papers/templates/order/en/use", READERS, 405),
    ("paper_template_file", "/papers/templates/order/en/0.docx", KEEPERS, 200),
    ("paper_template_file", "/papers/templates/order/en/0.docx", OTHERS, 403),
    ("paper_template_file", "/papers/templates/order/en/7.docx", KEEPERS, 404),
    ("paper_template_tried", "/papers/templates/order/en/0-tried.docx", KEEPERS, 200),
    ("paper_template_tried", "/papers/templates/order/en/0-tried.docx", OTHERS, 403),
]


@pytest.fixture
def filled(story: Desk) -> dict[str, str]:
    story.report()
    story.takes("coordinator", "respond")
    story.takes("coordinator", "dispatch")
    story.takes_month_step("coordinator", "publish_process")
    return {"case": story.case.number, "order": story.parts.orders[0].number}


def test_every_address_is_in_the_list() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {name for name, _path, _who, _code in ASKED}


@pytest.mark.parametrize(("name", "path", "who", "code"), ASKED)
def test_answers(
    sign_in: SignIn, filled: dict[str, str], name: str, path: str, who: tuple[str, ...], code: int
) -> None:
    for username in who:
        assert sign_in(username).get(path.format(**filled)).status_code == code, username


@pytest.mark.parametrize("what", ["add", "use"])
def test_nobody_but_the_clerk_changes_a_template(sign_in: SignIn, what: str) -> None:
    for username in ("coordinator", "auditor", *OTHERS):
        answer = sign_in(username).post(f"/papers/templates/order/en/{what}", {"version": "0", "reason": "x"})
        assert answer.status_code == 403, username

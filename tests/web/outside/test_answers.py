"""What a department sends by its link: entered once, as it came, with its papers; the verdict stays the centre's."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.problems.models import Event
from tests.stories.desk import Desk
from tests.web.outside.conftest import ANSWER, address


def pdf(name: str = "通知.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(
        name, b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    )


def test_a_reply_enters_as_a_step_of_the_department(letter: Desk, visitor: Client) -> None:
    answer = visitor.post(address(letter), ANSWER)
    assert answer.status_code == 303 and not answer.cookies
    event = Event.objects.filter(stream=letter.case.number).order_by("-seq")[0]
    assert (event.step, event.actor_name) == ("reply_by_link", "system")
    assert event.data["outside"] == {"department": "network", "name": "王工 010-5555 0000"}
    row = letter.parts.letters[0]
    assert (row.reply, row.verdict, row.status) == (ANSWER["text"], "", "sent")  # the verdict is the centre's
    letter.expects_notice("coordinator", "letter_answered")
    assert "王工" in visitor.get(address(letter)).content.decode()
    letter.takes("coordinator", "record_reply", verdict="clear", text=row.reply)
    letter.met("letter_reply")
    letter.owes("coordinator", "external_follow_up")
    letter.holds()


def test_the_same_answer_twice_is_entered_once(letter: Desk, visitor: Client) -> None:
    for _ in range(3):
        assert visitor.post(address(letter), ANSWER).status_code == 303
    assert letter.events().count("reply_by_link") == 1
    visitor.post(address(letter), {**ANSWER, "text": "更正：后日更换"})
    assert [entry["text"] for entry in letter.parts.letters[0].answers] == [ANSWER["text"], "更正：后日更换"]
    notice = {**ANSWER, "kind": "notice", "text": "已解决"}
    for _ in range(2):
        assert visitor.post(address(letter), {**notice, "document": pdf()}).status_code == 303
    assert letter.events().count("notice_by_link") == 1
    assert len(letter.parts.documents) == 1


def test_a_written_notice_keeps_its_document_and_owes_the_check(letter: Desk, visitor: Client) -> None:
    answer = visitor.post(address(letter), {**ANSWER, "kind": "notice"})
    assert answer.status_code == 422 and ANSWER["text"] in answer.content.decode()
    assert visitor.post(address(letter), {**ANSWER, "kind": "notice", "document": pdf()}).status_code == 303
    document = letter.parts.documents[0]
    assert (
        document.uploaded_by_id is None
        and document.given_by.startswith("网络部")
        and "王工" in document.given_by
    )
    branch = letter.parts.branches[0]
    assert (branch.status, branch.notice_document) == ("noticed", document.number)
    letter.owes("coordinator", "external_check", clause="X7")
    letter.owes_not("letter_reply")
    letter.takes("coordinator", "verify_external")
    assert letter.parts.branches[0].status == "ended"
    letter.holds()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ"),
        ("page.html", b"<script>"),
        ("sheet.svg", b"<svg/>"),
        ("notice.pdf", b"MZ no pdf"),
        ("empty.pdf", b""),
    ],
)
def test_what_is_no_paper_is_not_kept(
    letter: Desk, visitor: Client, shelf: Any, name: str, content: bytes
) -> None:
    posted = {**ANSWER, "document": SimpleUploadedFile(name, content)}
    answer = visitor.post(address(letter), posted)
    assert answer.status_code == 422 and ANSWER["text"] in answer.content.decode()
    assert not letter.parts.letters[0].reply
    assert not shelf.exists() or not [
        path for path in shelf.rglob("*") if path.is_file() and path.parent.name != "enclosures"
    ]


@pytest.mark.parametrize("missing", ["text", "name"])
def test_text_and_name_are_needed(letter: Desk, visitor: Client, missing: str) -> None:
    answer = visitor.post(address(letter), {**ANSWER, missing: " "})
    assert answer.status_code == 422
    assert not letter.parts.letters[0].answers


def test_very_many_answers_are_asked_to_wait(letter: Desk, visitor: Client) -> None:
    for place in range(10):
        assert visitor.post(address(letter), {**ANSWER, "text": f"第 {place} 次"}).status_code == 303
    assert visitor.post(address(letter), {**ANSWER, "text": "第 11 次"}).status_code == 429

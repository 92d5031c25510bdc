"""The clerk's page: a template is uploaded, tried, looked at, put in force and taken back."""

from io import BytesIO

import docx
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.papers.test_kinds import words
from tests.papers.test_templates import GOOD, template
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn

PAGE = "/papers/templates/order/zh-hans"


def docx_file(content: bytes, name: str = "工单.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_from_the_upload_to_the_paper_and_back(sign_in: SignIn, story: Desk) -> None:
    story.answered()
    clerk = sign_in("clerk")
    order = f"/problems/{story.case.number}/papers/order/{story.parts.orders[0].number}.docx"
    assert clerk.post(f"{PAGE}/add", {"file": docx_file(GOOD)}).status_code == 302
    assert "本中心工单" not in words(clerk.get(order).content)
    assert "本中心工单GD-20261122-001" in words(clerk.get(f"{PAGE}/1-tried.docx").content)
    assert bytes(clerk.get(f"{PAGE}/1.docx").content) == GOOD
    assert clerk.post(f"{PAGE}/use", {"version": "1", "reason": "按集团样式"}).status_code == 302
    assert "本中心工单" in words(clerk.get(order).content)
    page = sign_in("auditor").get(PAGE).content.decode()
    assert "按集团样式" in page
    assert story.people["clerk"].name in page
    assert clerk.post(f"{PAGE}/use", {"version": "0", "reason": "退回内置"}).status_code == 302
    assert "本中心工单" not in words(clerk.get(order).content)


def test_a_broken_template_is_refused_with_its_reason_and_nothing_changes(
    sign_in: SignIn, story: Desk
) -> None:
    clerk = sign_in("clerk")
    for content, reason in (
        (template("{{ salary }}"), "salary"),
        (b"garbage", "文件未保存"),
        (template("{{ a"), "模板标记"),
    ):
        answer = clerk.post(f"{PAGE}/add", {"file": docx_file(content)})
        assert answer.status_code == 422
        assert reason in answer.content.decode()
    assert clerk.post(f"{PAGE}/add").status_code == 422
    assert clerk.get(f"{PAGE}/1.docx").status_code == 404


def test_a_choice_needs_a_reason_and_a_version_that_is_there(sign_in: SignIn, story: Desk) -> None:
    clerk = sign_in("clerk")
    assert "请填写启用原因" in clerk.post(f"{PAGE}/use", {"version": "0"}).content.decode()
    assert "没有这个版本" in clerk.post(f"{PAGE}/use", {"version": "9", "reason": "x"}).content.decode()
    assert clerk.post(f"{PAGE}/use", {"version": "٣", "reason": "x\x00"}).status_code == 422


def test_the_built_in_template_can_be_taken_changed_and_brought_back(sign_in: SignIn, story: Desk) -> None:
    clerk = sign_in("clerk")
    paper = docx.Document(BytesIO(clerk.get(f"{PAGE}/0.docx").content))
    paper.add_paragraph("本表一式两份")
    changed = BytesIO()
    paper.save(changed)
    assert clerk.post(f"{PAGE}/add", {"file": docx_file(changed.getvalue())}).status_code == 302
    assert "本表一式两份" in words(clerk.get(f"{PAGE}/1-tried.docx").content)

"""Documents: what is kept and where, what is not, and that nothing stays of a refused step."""

import errno
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan import clock
from bihuan.problems import documents
from bihuan.problems.documents import Unacceptable, kept, store
from bihuan.problems.parts import Parts
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 40


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "documents"
    return tmp_path / "documents"


def files_in(shelf: Path) -> list[Path]:
    return [path for path in shelf.rglob("*") if path.is_file()]


def attach(sign_in: SignIn, story: Desk, upload: Any, who: str = "handler", **fields: Any) -> Any:
    data = {"document-file": upload, **fields}
    return sign_in(who).post(f"/problems/{story.case.number}/steps/attach", data)


def test_an_upload_is_kept_and_comes_back_as_a_download(story: Desk, sign_in: SignIn, shelf: Path) -> None:
    story.report()
    assert attach(sign_in, story, SimpleUploadedFile("告警截图 1.png", PNG)).status_code == 302
    row = Parts(story.fresh()).documents[0]
    assert (row.number, row.name, row.size) == ("1", "告警截图 1.png", len(PNG))
    assert files_in(shelf) == [shelf / row.path]
    assert "告警" not in row.path
    assert (shelf / row.path).stat().st_mode & 0o077 == 0
    answer = sign_in("auditor").get(f"/problems/{story.case.number}/documents/1")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "%E5%91%8A%E8%AD%A6" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    page = text_of(sign_in("handler").get(f"/problems/{story.case.number}?tab=documents"))
    assert "告警截图 1.png" in page
    story.holds()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("run.exe", b"MZ" + b"\0" * 80, "不接受此类文件"),
        ("page.html", b"<script>1</script>", "不接受此类文件"),
        ("noending", b"text", "不接受此类文件"),
        ("report.pdf", b"MZ" + b"\0" * 80, "内容与扩展名不符"),
        ("picture.png", b"<svg onload=1>", "内容与扩展名不符"),
        ("notes.txt", b"a\0b", "内容与扩展名不符"),
        ("empty.txt", b"", "空的"),
    ],
)
def test_what_is_not_kept_is_said(
    story: Desk, sign_in: SignIn, shelf: Path, name: str, content: bytes, why: str
) -> None:
    story.report()
    before = story.everything()
    answer = attach(sign_in, story, SimpleUploadedFile(name, content), text="现场截图")
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert "现场截图" in text_of(answer)
    assert story.everything() == before
    assert files_in(shelf) == []


def test_a_refused_step_leaves_no_file(story: Desk, sign_in: SignIn, shelf: Path) -> None:
    story.archived()
    assert attach(sign_in, story, SimpleUploadedFile("a.pdf", PDF)).status_code == 409
    assert attach(sign_in, story, SimpleUploadedFile("a.pdf", PDF), who="auditor").status_code == 403
    assert attach(sign_in, story, SimpleUploadedFile("a.pdf", PDF), who="outsider").status_code == 404
    assert files_in(shelf) == []


def test_the_size_is_the_figure_in_force(shelf: Path) -> None:
    big = SimpleUploadedFile("big.txt", b"x" * (1024 * 1024 + 1))
    with pytest.raises(Unacceptable):
        store(big, at=clock.now(), limit_mb=1)
    assert files_in(shelf) == []
    assert store(big, at=clock.now()).size == 1024 * 1024 + 1


def test_a_full_disk_is_told_in_words(
    story: Desk, sign_in: SignIn, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.report()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(documents.os, "fsync", full)
    answer = attach(sign_in, story, SimpleUploadedFile("a.pdf", PDF))
    assert answer.status_code == 422
    assert "磁盘已满" in text_of(answer)
    assert files_in(shelf) == []


def test_names_lead_nowhere_else(shelf: Path) -> None:
    stored = store(SimpleUploadedFile("x.txt", b"ok"), at=clock.now())
    assert documents.clean_name("..\\..\\etc/passwd.txt") == "passwd.txt"
    assert documents.clean_name("长" * 300 + ".pdf").endswith(".pdf")
    assert len(documents.clean_name("长" * 300 + ".pdf")) == 200
    with pytest.raises(ValueError, match=r"\.\."):
        documents.file_of("../../secret")
    assert documents.file_of(stored.path).read_bytes() == b"ok"
    assert shelf == settings.MEDIA_ROOT


def test_two_files_of_one_content_are_apart(shelf: Path) -> None:
    first = store(SimpleUploadedFile("x.txt", b"same"), at=clock.now())
    with pytest.raises(RuntimeError), kept(SimpleUploadedFile("x.txt", b"same"), at=clock.now()):
        raise RuntimeError
    assert files_in(shelf) == [shelf / first.path]


def test_a_written_notice_takes_an_upload_or_a_reference(story: Desk, sign_in: SignIn) -> None:
    story.handled()
    for step in ("open_external", "draft_letter"):
        story.takes("coordinator", step)
    story.takes("manager", "sign_letter")
    story.takes("coordinator", "send_letter")
    answer = sign_in("coordinator").post(
        f"/problems/{story.case.number}/steps/record_notice",
        {"text": "板卡更换完成", "document-file": SimpleUploadedFile("通知.pdf", PDF)},
    )
    assert answer.status_code == 302
    assert Parts(story.fresh()).branches[0].notice_document == "1"
    assert Parts(story.fresh()).documents[0].name == "通知.pdf"

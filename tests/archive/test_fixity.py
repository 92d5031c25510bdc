"""One byte, one row or one event that was changed is found and named; clerk and coordinator hear of it."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils.translation import override

from bihuan.archive.exporting import BadTarget, tar_of, target_of
from bihuan.archive.faultwords import fault_in_words
from bihuan.archive.models import FixityResult
from bihuan.archive.tending import DAMAGED_AGAIN_AFTER, check, interval, tend
from bihuan.archive.verifying import verify_file
from bihuan.cli.main import root as command
from bihuan.problems import sealing
from bihuan.problems.documents import file_of as disk_file
from bihuan.problems.models import Document, Event, Problem, WorkOrder
from tests.archive.conftest import archive, at_the_end_of_the_term, file_of, package_of
from tests.stories.desk import Desk

pytestmark = pytest.mark.usefixtures("plain_papers")


def change_byte(path: Path, place: int = 0) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


FILES = (
    "data/case.json", "data/events.jsonl", "data/papers/01-report-form.pdf", "data/attachments/001-主库_告警.log",
    "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_one_byte_is_found_and_named(desk: Desk, name: str) -> None:
    folder = archive(desk)
    assert verify_file(file_of(desk)).faults == []
    change_byte(folder / name, -2)
    assert any(name in fault for fault in verify_file(file_of(desk)).faults)


def remove(folder: Path) -> None:
    (folder / "data/events.jsonl").unlink()


def add(folder: Path) -> None:
    (folder / "data/papers/zz.pdf").write_bytes(b"x")


@pytest.mark.parametrize(("harm", "name"), [(remove, "events.jsonl"), (add, "zz.pdf")])
def test_a_file_too_few_or_too_many_is_named(desk: Desk, harm: Callable[[Path], None], name: str) -> None:
    harm(archive(desk))
    assert any(name in fault for fault in verify_file(file_of(desk)).faults)


def test_a_package_made_anew_with_fitting_sums_is_not_what_was_sealed(desk: Desk) -> None:
    folder = archive(desk)
    change_byte(folder / "bag-info.txt", 0)
    tags = folder / "tagmanifest-sha256.txt"
    tags.chmod(0o600)
    new = hashlib.sha256((folder / "bag-info.txt").read_bytes()).hexdigest()
    lines = [
        f"{new}  bag-info.txt" if line.endswith("bag-info.txt") else line
        for line in tags.read_text().splitlines()
    ]
    tags.write_text("\n".join(lines) + "\n")
    assert verify_file(file_of(desk)).faults == ["file tagmanifest-sha256.txt: is not what was sealed"]


@pytest.mark.postgres
def test_one_row_is_found_and_named(desk: Desk) -> None:
    archive(desk)
    sealing.remove()
    WorkOrder.objects.filter(problem=desk.case).update(result="一切正常")
    Problem.objects.filter(pk=desk.case.pk).update(impact="无")
    order = WorkOrder.objects.get(problem=desk.case)
    assert set(verify_file(file_of(desk)).faults) == {"row case: impact", f"row orders #{order.pk}: result"}


@pytest.mark.postgres
def test_one_event_is_found_and_named(desk: Desk) -> None:
    archive(desk)
    sealing.remove()
    Event.objects.filter(stream=desk.case.number, seq=4).update(actor_name="nobody")
    faults = verify_file(file_of(desk)).faults
    assert "event #4: the event was altered" in faults
    assert "event #4: is not what the package says" in faults


def test_what_lives_on_beside_the_file_is_no_fault(desk: Desk) -> None:
    archive(desk)
    desk.takes("lead", "open_action")
    desk.takes("clerk", "shelve_file")
    assert verify_file(file_of(desk)).faults == []


def test_the_worker_reads_every_package_once_a_month(desk: Desk) -> None:
    folder = archive(desk)
    assert tend(desk.at) == 0
    at = desk.at + interval()
    assert tend(at) == 1
    assert (package_of(desk).checked_at, package_of(desk).faults) == (at, [])
    assert tend(at) == 0
    change_byte(folder / "data/case.json")
    later = at + interval()
    desk.at = later
    assert tend(later) == 1
    assert any("case.json" in fault for fault in package_of(desk).faults)
    for who in ("clerk", "coordinator"):
        notice = desk.expects_notice(who, "file_damaged", times=1)
        assert "case.json" in notice.args["what"]
        assert notice.stream == desk.case.number
    desk.hears_nothing("handler", "file_damaged")
    assert package_of(desk).check_at == later + DAMAGED_AGAIN_AFTER
    assert [bool(row.faults) for row in FixityResult.objects.order_by("at")] == [False, True]


def test_one_turn_reads_one_package(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _turn in range(2):
        archive(desk)
    read: list[int] = []
    monkeypatch.setattr("bihuan.archive.tending.check", lambda package, at: read.append(package.pk))
    tend(desk.at + interval())
    assert len(read) == 1


def test_a_check_that_another_worker_makes_is_left_to_it(desk: Desk) -> None:
    archive(desk)
    package = package_of(desk)
    package.claimed_until = desk.at + timedelta(minutes=5)
    package.save()
    assert check(package, desk.at) is None


def test_the_command_names_what_does_not_hold(desk: Desk) -> None:
    folder = archive(desk)
    good = CliRunner().invoke(command, ["archive", "verify"])
    assert good.exit_code == 0, good.output
    change_byte(folder / "data/case.json")
    bad = CliRunner().invoke(command, ["archive", "verify", desk.case.number])
    assert bad.exit_code == 1
    assert f"{desk.case.number}: file data/case.json" in bad.output


def test_a_destroyed_file_leaves_the_disk_and_its_chain_is_still_checked(desk: Desk) -> None:
    folder = archive(desk)
    upload = disk_file(Document.objects.get(problem=desk.case).path)
    desk.at = at_the_end_of_the_term(desk)
    assert upload.is_file()
    tend(desk.at)
    desk.owes("clerk", "appraisal")
    desk.takes("clerk", "propose_disposal")
    desk.takes("manager", "approve_disposal")
    desk.takes("clerk", "destroy_file")
    assert folder.is_dir()
    tend(desk.at)
    assert not folder.exists()
    assert not upload.exists()
    assert package_of(desk).removed_at == desk.at
    assert verify_file(file_of(desk)).faults == []
    desk.holds()


def test_an_export_is_the_same_every_time_and_copied_once(desk: Desk, tmp_path: Path) -> None:
    archive(desk)
    with tar_of(file_of(desk)) as one, tar_of(file_of(desk)) as other:
        assert one.read() == other.read()
    for said in ("1", "0"):
        done = CliRunner().invoke(command, ["archive", "export", "--to", str(tmp_path / "out")])
        assert done.exit_code == 0, done.output
        assert said in done.output
    [copy] = (tmp_path / "out").rglob("*.tar")
    assert copy.stem == desk.case.number


def test_a_bucket_needs_its_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BadTarget, match="AWS_ENDPOINT_URL"):
        target_of("s3://bucket/folder")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("file data/case.json: its checksum does not fit", "包内文件 data/case.json：校验值不符"),
        ("row orders #7: result", "数据 orders #7：result 与封存时不一致"),
        ("row register: is missing", "数据 register：缺失"),
        ("event #4: the event was altered", "事件 #4：事件已被改动"),
        ("package: its data cannot be read (KeyError)", "归档包：数据无法读取"),
        ("package: Bag is incomplete", "归档包：Bag is incomplete"),
        ("something new", "something new"),
    ],
)
def test_what_was_found_is_said_in_words(fault: str, said: str) -> None:
    with override("zh-hans"):
        assert fault_in_words(fault) == said

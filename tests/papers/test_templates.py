"""Templates of the records clerk: what is refused and why, versions, the way back."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from django.utils.translation import override

from bihuan.papers.building import built_in
from bihuan.papers.filling import render_docx
from bihuan.papers.kinds import KINDS
from bihuan.papers.models import TemplateChoice, TemplateVersion
from bihuan.papers.trying import Unfit, check
from bihuan.papers.versions import choice_of, docx_of, keep_version, put_in_force, versions_of
from bihuan.people.permissions import NotYours
from bihuan.problems.audit import verify
from bihuan.problems.models import Event
from tests.papers.test_kinds import AT, ORG, words
from tests.stories.desk import Desk

ORDER, ZH = KINDS["order"], "zh-hans"


def template(*lines: str, table: tuple[str, ...] = ()) -> bytes:
    """A template as a person would write it in a word processor."""
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    if table:
        rows = paper.add_table(rows=len(table), cols=1).rows
        for row, text in zip(rows, table, strict=True):
            row.cells[0].text = text
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The package with its parts changed."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


GOOD = template("本中心工单 {{ number }}", "{{ result }}", "{% if advice %}意见：{{ advice }}{% endif %}")


@pytest.mark.parametrize("language", [ZH, "en"])
@pytest.mark.parametrize("key", KINDS)
def test_every_built_in_template_would_be_accepted(key: str, language: str) -> None:
    assert check(KINDS[key], "a.docx", built_in(KINDS[key], language)) == (
        [] if KINDS[key].page == "form" else ["org", "printed", "reference"]
    )


def test_a_template_written_by_hand_is_filled() -> None:
    assert "method" in check(ORDER, "our.docx", GOOD)
    with override(ZH):
        text = words(render_docx(ORDER, ORG | ORDER.sample(), at=AT, template=GOOD))
    assert "本中心工单GD-20261122-001" in text
    assert "意见：升级控制器固件" in text


def test_rows_of_a_table_repeat() -> None:
    rows = template("{{ number }}", table=("{%tr for row in agenda %}", "{{ row.item }}", "{%tr endfor %}"))
    check(KINDS["minutes"], "m.docx", rows)
    with override(ZH):
        text = words(render_docx(KINDS["minutes"], ORG | KINDS["minutes"].sample(), at=AT, template=rows))
    assert "根本原因与可否避免" in text
    assert "类似问题与整改方案" in text


REFUSED = {
    "unknown name": (template("{{ number }} {{ salary }}"), "salary"),
    "unknown column": (
        template("{{ number }}", table=("{%tr for row in agenda %}", "{{ row.salary }}", "{%tr endfor %}")),
        "salary",
    ),
    "no name at all": (template("没有名称"), "没有引用"),
    "a call": (template("{{ number }} {{ number.format() }}"), "Call"),
    "the way out": (template("{{ number.__class__.__mro__ }}"), ""),
    "arithmetic": (template("{{ number }} {{ 9 ** 9 ** 9 }}"), "Pow"),
    "a counter": (template("{% for x in range(99999) %}{{ number }}{% endfor %}"), "Call"),
    "a filter": (template("{{ number|upper }}"), ""),
    "a macro of the language": (template("{% macro a() %}{% endmacro %}{{ number }}"), "Macro"),
    "an include": (template("{% include 'x' %}{{ number }}"), "Include"),
    "a set": (template("{% set number = 1 %}{{ number }}"), "Assign"),
    "three loops": (
        template("".join(f"{{% for {x} in agenda %}}" for x in "abc") + "{{ number }}" + "{% endfor %}" * 3),
        "嵌套",
    ),
    "an open mark": (template("{{ number"), ""),
    "an end without begin": (template("{{ number }}{% endfor %}"), "endfor"),
    "no zip": (b"PK\x03\x04 not really", ""),
    "no document": (b"MZ\x90", ""),
    "empty": (b"", "不能为空"),
    "too large": (b"PK\x03\x04" + b"\0" * (2 * 1024 * 1024), "最大 2 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_template_that_cannot_be_used_is_refused_with_the_reason(name: str) -> None:
    content, part = REFUSED[name]
    with override(ZH), pytest.raises(Unfit) as refused:
        check(KINDS["minutes"], "m.docx", content)
    assert part in str(refused.value)


def macro(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = b"x"


def entity(parts: dict[str, bytes]) -> None:
    body = parts["word/document.xml"]
    declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    parts["word/document.xml"] = body.replace(b"?>", b"?>" + declared, 1)


def outside(parts: dict[str, bytes]) -> None:
    name = "word/_rels/document.xml.rels"
    far = (
        b'<Relationship Id="r9" Type="http://x/image" Target="http://x.example/a.png" TargetMode="External"/>'
    )
    parts[name] = parts[name].replace(b"</Relationships>", far + b"</Relationships>")


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/media/a.png"] = b"\0" * (60 * 1024 * 1024)


def other_kind(parts: dict[str, bytes]) -> None:
    kinds = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kinds.replace(
        b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"
    )


def no_kinds(parts: dict[str, bytes]) -> None:
    del parts["[Content_Types].xml"]


@pytest.mark.parametrize("change", [macro, entity, outside, bomb, other_kind, no_kinds])
def test_a_package_that_holds_more_than_a_document_is_refused(
    change: Callable[[dict[str, bytes]], None],
) -> None:
    with pytest.raises(Unfit):
        check(ORDER, "o.docx", repacked(GOOD, change))
    with pytest.raises(Unfit):
        check(ORDER, "o.docm", GOOD)


@pytest.mark.postgres
def test_versions_come_into_force_and_go_back(desk: Desk) -> None:
    clerk, at = desk.people["clerk"], desk.at
    first = keep_version(ORDER, ZH, "工单.docx", GOOD, by=clerk, at=at)
    assert (first.number, choice_of(ORDER, ZH)) == (1, None)
    second = keep_version(ORDER, ZH, "工单2.docx", template("第二版 {{ number }}"), by=clerk, at=at)
    with override(ZH):
        put_in_force(ORDER, ZH, first, reason="按集团样式", by=clerk, at=at)
        assert "本中心工单" in words(docx_of(ORDER, ORDER.sample(), at=at))
        put_in_force(ORDER, ZH, second, reason="改版", by=clerk, at=at)
        assert "第二版" in words(docx_of(ORDER, ORDER.sample(), at=at))
        put_in_force(ORDER, ZH, first, reason="退回", by=clerk, at=at)
        assert "本中心工单" in words(docx_of(ORDER, ORDER.sample(), at=at))
        put_in_force(ORDER, ZH, None, reason="用内置", by=clerk, at=at)
        assert "处理结果" in words(docx_of(ORDER, ORDER.sample(), at=at))
    with override("en"):  # a template is of one language
        assert "Problemworkorder" in words(docx_of(ORDER, ORDER.sample(), at=at))
    assert [row.number for row in versions_of(ORDER, ZH)] == [2, 1]
    assert [row.reason for row in TemplateChoice.objects.all()] == ["用内置", "退回", "改版", "按集团样式"]
    assert Event.objects.filter(stream="papers").count() == 6
    assert verify() is None


@pytest.mark.postgres
def test_nobody_but_the_clerk_and_nothing_without_reason(desk: Desk) -> None:
    for username in ("coordinator", "manager", "admin", "outsider"):
        with pytest.raises(NotYours):
            keep_version(ORDER, ZH, "a.docx", GOOD, by=desk.people[username], at=desk.at)
        with pytest.raises(NotYours):
            put_in_force(ORDER, ZH, None, reason="x", by=desk.people[username], at=desk.at)
    row = keep_version(ORDER, ZH, "a.docx", GOOD, by=desk.people["clerk"], at=desk.at)
    with pytest.raises(Unfit):
        put_in_force(ORDER, ZH, row, reason="  ", by=desk.people["clerk"], at=desk.at)
    with pytest.raises(Unfit):
        put_in_force(KINDS["report"], ZH, row, reason="x", by=desk.people["clerk"], at=desk.at)
    assert TemplateVersion.objects.count() == 1
    assert not TemplateChoice.objects.exists()


def test_a_template_that_fails_after_all_gives_way_to_the_built_in_one(desk: Desk) -> None:
    row = keep_version(ORDER, ZH, "a.docx", GOOD, by=desk.people["clerk"], at=desk.at)
    put_in_force(ORDER, ZH, row, reason="x", by=desk.people["clerk"], at=desk.at)
    TemplateVersion.objects.update(content=b"rotten")
    with override(ZH):
        assert "处理结果" in words(docx_of(ORDER, ORDER.sample(), at=desk.at))

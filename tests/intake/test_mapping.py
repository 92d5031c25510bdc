"""Mappings of other logs, and wrong ones."""

from pathlib import Path

import pytest

from bihuan.intake.history import BadHistory, import_history
from bihuan.intake.mapping import SHIPPED, read_mapping
from bihuan.problems.models import Problem
from tests.intake.conftest import NOW

OTHER = """
system = "旧工单系统"
encoding = "gb18030"
number_prefix = "OLD-"
title = "{subject}"
timezone = "Asia/Shanghai"
closed = ["关闭"]
[columns]
number = "编号"
time = "时间"
status = "状态"
sub_status = "子状态"
impact = "影响"
[details]
subject = "标题"
[levels]
"大" = 1
"小" = 5
"""
ROWS = """编号,标题,影响,状态,子状态,时间
7,话单处理积压,大,受理,,2019-05-01 08:00:00
7,话单处理积压,大,关闭,,2019-05-02 08:00:00
"""


@pytest.mark.django_db
def test_another_system_needs_only_a_mapping(tmp_path: Path) -> None:
    mapping, log = tmp_path / "other.toml", tmp_path / "log.csv"
    mapping.write_text(OTHER)
    log.write_text(ROWS, encoding="gb18030")
    found = import_history(log, at=NOW, mapping=mapping)
    assert str(found) == "imported 1 problems, 2 events (0 already there)"
    case = Problem.objects.get(number="OLD-7")
    assert (case.title, case.level) == ("话单处理积压", 1)
    assert case.reported_at.isoformat() == "2019-05-01T00:00:00+00:00"
    log.write_text(ROWS)
    with pytest.raises(BadHistory, match=r"not in the encoding gb18030|lacks the column"):
        import_history(log, at=NOW, mapping=mapping)


def test_the_shipped_mapping_covers_the_impacts() -> None:
    assert read_mapping().levels == {"major": 1, "high": 2, "medium": 3, "low": 4}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("[columns]", "[columns"), "not a TOML file"),
        (('"大" = 1', '"大" = 9'), "levels"),
        (("gb18030", "klingon"), "klingon"),
        (("{subject}", "{colour}"), "colour"),
        (("Asia/Shanghai", "Asia/Nowhere"), "Asia/Nowhere"),
        (('impact = "影响"', ""), "impact"),
        (('"编号"', '""'), "columns"),
    ],
)
def test_a_wrong_mapping_is_named_in_one_line(tmp_path: Path, change: tuple[str, str], why: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(OTHER.replace(*change))
    with pytest.raises(BadHistory, match=why) as bad:
        read_mapping(path)
    assert "\n" not in str(bad.value)
    assert "wrong.toml" in str(bad.value)


def test_the_shipped_mapping_is_where_the_code_looks() -> None:
    assert SHIPPED.is_file()

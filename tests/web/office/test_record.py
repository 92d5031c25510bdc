"""The record of changes and the audit say words: no code of a step, a person or a department stands in them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils.translation import override

import bihuan
from bihuan.people.models import Department, PeopleChange, User
from bihuan.people.organisation import add_rule, save_department, save_system
from bihuan.web.office.audit import BESIDE, Audit
from bihuan.web.office.record import KINDS, change_lines
from tests.stories.desk import Desk

SOURCES = "\n".join(path.read_text("utf-8") for path in sorted(Path(bihuan.__file__).parent.rglob("*.py")))


def test_every_kind_of_change_has_a_word() -> None:
    kinds = set(re.findall(r'record_change\(\s*"(\w+)"', SOURCES))
    assert len(kinds) > 15
    assert kinds <= KINDS.keys()


def test_every_export_has_a_word() -> None:
    exports = {f"export_{what}" for what in re.findall(r'record_export\(\s*"(\w+)"', SOURCES)}
    assert len(exports) > 5
    assert exports <= BESIDE.keys()


def test_a_change_names_people_and_departments(people: dict[str, User], now: Any) -> None:
    chief = people["coordinator"]
    save_department("network", by=chief, at=now, name="网络部", kind="external")
    save_system(
        "rating",
        "批价",
        by=chief,
        at=now,
        owner=people["lead"],
        departments=[Department.objects.get(code="network")],
    )
    add_rule("host", people["handler"], by=chief, at=now)
    with override("zh-hans"):
        rule, system, *_more = change_lines(PeopleChange.objects.order_by("-id")[:2])
    assert rule.subject == f"主机 · {people['handler'].name}"
    assert system.subject == "批价"
    assert f"名称 批价；责任人 {people['lead'].name}" in system.after
    assert "网络部" in system.after
    assert "network" not in system.after


def test_the_audit_names_who_took_a_step(opens: Callable[..., Client], winter: Desk, then: object) -> None:
    page = opens("auditor").get(f"/audit?stream={winter.case.number}").content.decode()
    assert winter.people["reporter"].name in page
    assert "<td>reporter</td>" not in page


def test_a_chain_of_a_month_is_called_by_its_month() -> None:
    with override("zh-hans"):
        assert Audit.chain_word("month:2026-11") == "2026-11 月度"
        assert Audit.chain_word("exports") == "导出记录"
        assert Audit.chain_word("WT-20261101-001") == "WT-20261101-001"

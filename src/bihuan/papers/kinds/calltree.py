"""呼叫树: whom to call when the network is down (F1.2–F1.4) — who is on duty, the chain, the roster, all numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.papers.blocks import Cell, Column, Heading, Line, Listing, Prose
from bihuan.papers.kind import Kind
from bihuan.papers.wording import joined, stamp, word
from bihuan.people.chain import call_order, rungs, systems_with_chain
from bihuan.people.models import Department, DutyShift, User
from bihuan.process import terms

DAYS_AHEAD = 14
NUMBER = pgettext_lazy("paper", "No.")
PHONE = _("Telephone")
BLOCKS = (
    Line(Cell(pgettext_lazy("call tree", "As of:"), "at"), Cell(pgettext_lazy("call tree", "Valid at most until:"), "until")),
    Prose("rules"),
    Heading(pgettext_lazy("call tree", "1  Whom to call now, one after another")),
    Listing("now", (
        Column(NUMBER, "place", 1, True), Column(_("Name"), "name", 3), Column(pgettext_lazy("call tree", "As"), "part", 5),
        Column(PHONE, "phone", 5), Column(pgettext_lazy("call tree", "Called at, reached or not"), "note", 5),
    )),
    Heading(pgettext_lazy("call tree", "2  Contact chain of leaders")),
    Listing("chain", (
        Column(NUMBER, "place", 1, True), Column(_("Name"), "name", 3), Column(_("Position"), "position", 4),
        Column(pgettext_lazy("call tree", "For"), "system", 4), Column(PHONE, "phone", 5),
    )),
    Heading(pgettext_lazy("call tree", "3  Duty roster of the next days")),
    Listing("roster", (
        Column(_("Duty of the roster"), "duty", 4), Column(_("From"), "starts", 4, True), Column(_("To"), "ends", 4, True),
        Column(_("On duty"), "person", 5), Column(_("Stands in"), "deputy", 5),
    )),
    Heading(pgettext_lazy("call tree", "4  Everybody of the centre")),
    Listing("people", (
        Column(_("Department"), "department", 4), Column(_("Name"), "name", 3), Column(pgettext_lazy("call tree", "Roles"), "roles", 6),
        Column(PHONE, "phone", 4),
    )),
    Heading(pgettext_lazy("call tree", "5  Departments")),
    Listing("departments", (
        Column(_("Department"), "name", 4), Column(pgettext_lazy("call tree", "Contact"), "contact", 4), Column(PHONE, "phone", 4),
    )),
)  # fmt: skip


def data_of(at: datetime) -> dict[str, Any]:
    """The call tree as it stands at `at`. At most ten queries; it holds telephone numbers of staff."""
    until = at + timedelta(days=DAYS_AHEAD)
    return {
        "at": stamp(at),
        "until": stamp(at + timedelta(days=2)),
        "rules": rules(),
        "now": [
            {
                "place": str(place),
                "name": called.user.name,
                "part": _part(called.part),
                "phone": called.user.phone,
            }
            for place, called in enumerate(call_order(at), 1)
        ],
        "chain": _chain(),
        "roster": _roster(at, until),
        "people": _people(),
        "departments": [
            {"name": row.name, "contact": row.contact, "phone": row.phone}
            for row in Department.objects.order_by("kind", "code")
        ],
    }


def rules() -> str:
    """What is done by telephone and on paper while the desk cannot be reached."""
    return "\n".join(
        (
            gettext(
                "Level 1 or 2: phone the coordinator at once; if he is not reached, the leaders one after another until one is reached (F1.2, F1.3)."
            ),
            gettext(
                "Write down every attempt: whom, when, reached or not. Reaching somebody does not stop the clock of the response."
            ),
            gettext(
                "Fill in the blank report form by hand; enter it in the desk within an hour of the contact, or as soon as the desk is back (F1.4)."
            ),
        )
    )


def _part(code: str) -> str:
    words = {
        "coordinator": pgettext("call tree", "coordinator on duty"),
        "deputy": pgettext("call tree", "deputy"),
        "leader": pgettext("call tree", "leader"),
    }
    return words.get(code, code)


def _chain() -> list[dict[str, str]]:
    """The general chain, then those of systems that have their own."""
    found = [(rung, pgettext("call tree", "all systems")) for rung in rungs()]
    for system in systems_with_chain():
        found += [(rung, system.name) for rung in rungs(system)]
    return [
        {
            "place": str(rung.position),
            "name": rung.user.name,
            "position": rung.user.title,
            "system": name,
            "phone": rung.user.phone,
        }
        for rung, name in found
    ]


def _roster(at: datetime, until: datetime) -> list[dict[str, str]]:
    rows = DutyShift.objects.standing().filter(ends_at__gt=at, starts_at__lt=until)
    return [
        {
            "duty": word(terms.PARTIES, row.role),
            "starts": stamp(row.starts_at),
            "ends": stamp(row.ends_at),
            "person": _reachable(row.person),
            "deputy": _reachable(row.deputy),
        }
        for row in rows.select_related("person", "deputy").order_by("starts_at", "role", "id")
    ]


def _reachable(user: User | None) -> str:
    return "\n".join(filter(None, (user.name, user.phone))) if user and user.is_active else ""


def _people() -> list[dict[str, str]]:
    """Members of the centre with an account in use, by department."""
    users = User.objects.active().select_related("department").order_by("department__name", "username")
    return [
        {
            "department": user.department.name if user.department else "",
            "name": user.name,
            "roles": joined(word(terms.ROLES, code) for code in user.role_codes),
            "phone": user.phone,
        }
        for user in users
        if user.is_member
    ]


def sample() -> dict[str, Any]:
    """A small call tree."""
    person = {"name": "李协调", "phone": "010-5555 0102", "part": "当班协调员", "place": "1"}
    leader = {
        "place": "1",
        "name": "吴经理",
        "position": "计费部经理",
        "system": "全部系统",
        "phone": "010-5555 0105",
    }
    shift = {
        "duty": "问题管理协调员", "starts": "2026-11-22 08:00", "ends": "2026-11-22 20:00",
        "person": "李协调\n010-5555 0102", "deputy": "周协调\n010-5555 0103",
    }  # fmt: skip
    return {
        "at": "2026-11-22 02:00", "until": "2026-11-24 02:00", "rules": "1、2级问题立即电话报告协调员；联系不到的，逐级报告领导。",
        "now": [person], "chain": [leader], "roster": [shift] * 30,
        "people": [{"department": "计费业务中心", "name": "李协调", "roles": "问题管理协调员", "phone": "010-5555 0102"}],
        "departments": [{"name": "网络部", "contact": "值班室", "phone": "010-5555 0200"}],
    }  # fmt: skip


KIND = Kind("call_tree", _("Call tree for a dead network"), BLOCKS, sample, reference="at")

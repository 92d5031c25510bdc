"""会议纪要, in the columns of practice 3.5: who met, the agenda item by item, what was decided by whom until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.papers.blocks import Cell, Column, Grid, Heading, Listing, Prose
from bihuan.papers.kind import Kind
from bihuan.papers.kinds.analysis import actions_of
from bihuan.papers.source import CaseSource, departments_by_code, names_by_username
from bihuan.papers.wording import joined, word
from bihuan.problems.models import Meeting
from bihuan.problems.queries.case import people_of
from bihuan.problems.writtendates import written_moment
from bihuan.process import terms
from bihuan.process.guards.meeting import AGENDA as TAKEN

HEAD = Grid(
    (
        (Cell(pgettext_lazy("paper", "Meeting"), "name"), Cell(pgettext_lazy("paper", "Minutes no."), "number")),
        (Cell(_("Time"), "held_at"), Cell(pgettext_lazy("paper", "Venue"), "place")),
        (Cell(pgettext_lazy("paper", "Chair"), "chair"), Cell(pgettext_lazy("paper", "Minutes taken by"), "taken_by")),
        (Cell(pgettext_lazy("paper", "Present"), "attendees"),),
        (Cell(pgettext_lazy("paper", "Guests"), "guests"),),
        (Cell(pgettext_lazy("paper", "Absent (reason)"), "absent"),),
        (Cell(pgettext_lazy("paper", "Problems"), "problems"),),
    )
)  # fmt: skip
AGENDA = Listing(
    "agenda",
    (
        Column(pgettext_lazy("paper", "No."), "place", 3, True),
        Column(pgettext_lazy("paper", "Item"), "item", 9),
        Column(pgettext_lazy("paper", "Main points"), "points", 22),
    ),
    lines=4,
)
RESOLVED = Listing(
    "resolved",
    (
        Column(pgettext_lazy("paper", "No."), "place", 3, True),
        Column(pgettext_lazy("paper", "Resolved item"), "text", 11),
        Column(pgettext_lazy("paper", "Department, person"), "owner", 6, True),
        Column(_("Due on"), "due_on", 8, True),
        Column(pgettext_lazy("paper", "State of completion"), "status", 6, True),
    ),
)
SIGNED = Grid(
    (
        (Cell(pgettext_lazy("paper", "Signed off by"), "signed_by"), Cell(pgettext_lazy("paper", "Signed off at"), "signed_at")),
        (Cell(pgettext_lazy("paper", "Sent to"), "sent_to"),),
    )
)  # fmt: skip
BLOCKS = (
    HEAD,
    Heading(pgettext_lazy("paper", "Agenda")), AGENDA,
    Heading(pgettext_lazy("paper", "Resolved items")), RESOLVED,
    Heading(pgettext_lazy("paper", "Further remarks")), Prose("remarks", lines=2),
    SIGNED,
)  # fmt: skip

ITEMS: dict[str, Any] = {
    "root_cause_avoidable": pgettext_lazy("agenda", "Root cause, and could it have been avoided"),
    "recurrence": pgettext_lazy("agenda", "Recurring problems: cause and corrective plan"),
    "similar": pgettext_lazy("agenda", "Do similar problems exist: corrective plan"),
    "lessons": pgettext_lazy("agenda", "Lessons"),
    "cause": pgettext_lazy("agenda", "Cause"),
    "plan": pgettext_lazy("agenda", "Final plan"),
    "executor": pgettext_lazy("agenda", "Executor"),
    "due_at": pgettext_lazy("agenda", "To be done by"),
    "change_no": pgettext_lazy("agenda", "Change, jointly with the approval board"),
    "improvements": pgettext_lazy("agenda", "Improvements"),
    "prevention": pgettext_lazy("agenda", "Prevention measures"),
    "departments": pgettext_lazy("agenda", "Departments"),
}
"""What a meeting's record holds, in the order of an agenda."""


def data_of(source: CaseSource, meeting: Meeting) -> dict[str, Any]:
    """The minutes of a meeting on a case; a review that was shared stands with the case that held it."""
    held = meeting.source
    return {
        **head_of(held),
        "chair": source.name(held.chair_id),
        "taken_by": source.name(held.recorder_id),
        "problems": joined([source.problem.number, *_shared_with(meeting)]),
        "resolved": actions_of(source, held.pk),
        "signed_by": source.name(held.signed_by_id),
        "sent_to": _sent_to(held),
    }


def data_of_month(meeting: Meeting) -> dict[str, Any]:
    """The minutes of a monthly meeting, which is on no single case. One query more than `head_of`."""
    people = people_of([meeting.chair_id, meeting.recorder_id or 0, meeting.signed_by_id or 0])
    names = {pk: person.name for pk, person in people.items()}
    return {
        **head_of(meeting),
        "chair": names.get(meeting.chair_id, ""),
        "taken_by": names.get(meeting.recorder_id or 0, ""),
        "problems": gettext("Problems of {month}").format(month=meeting.month.month if meeting.month else ""),
        "signed_by": names.get(meeting.signed_by_id or 0, ""),
        "sent_to": _sent_to(meeting),
    }


def _shared_with(meeting: Meeting) -> list[str]:
    """Numbers of the further cases of one meeting. One query."""
    rows = Meeting.objects.filter(number=meeting.number, problem__isnull=False)
    return list(
        rows.exclude(problem=meeting.problem_id).order_by("problem").values_list("problem__number", flat=True)
    )


def _sent_to(meeting: Meeting) -> str:
    """R11, F4.2: the group, the board where it was joint, and the manager."""
    roles = ["lead", *(["board"] if meeting.joint_with_cab else []), "manager"]
    return joined(word(terms.ROLES, role) for role in roles)


def head_of(meeting: Meeting) -> dict[str, Any]:
    """What the minutes of any meeting say without its case or month. Up to three queries."""
    return {
        "name": word(terms.MEETING_KINDS, meeting.kind),
        "number": meeting.number,
        "held_at": written_moment(meeting.held_at or meeting.starts_at),
        "place": meeting.place,
        "absent": _absent(meeting),
        "attendees": joined(names_by_username(meeting.attendees)),
        "guests": joined(_guest(guest) for guest in meeting.guests),
        "agenda": _agenda(meeting),
        "remarks": meeting.minutes,
        "signed_at": written_moment(meeting.signed_at),
    }


def _guest(guest: Any) -> str:
    """A person without an account, with where he comes from."""
    if not isinstance(guest, dict):
        return str(guest)
    texts = {"name": guest.get("name", ""), "organisation": guest.get("organisation", "")}
    return (
        pgettext("guest", "{name} ({organisation})").format(**texts)
        if texts["organisation"]
        else str(texts["name"])
    )


def _absent(meeting: Meeting) -> str:
    """What was said of the absent, else who was called and did not come."""
    called = [str(member["username"]) for member in meeting.members]
    missing = [name for name in called if name not in meeting.attendees] if meeting.held_at else []
    return meeting.absence or joined(names_by_username(missing))


def _agenda(meeting: Meeting) -> list[dict[str, str]]:
    """What was decided, item by item; before that, and beside it, what was taken down."""
    record = meeting.record
    found = [(str(label), _point(name, record[name])) for name, label in ITEMS.items() if record.get(name)]
    for name, item in meeting.items.items():
        if name not in record and item.get("text"):
            label = ITEMS.get(name) or gettext(TAKEN.get(meeting.kind, {}).get(name, ""))
            found.append((str(item.get("topic") or label), str(item["text"])))
    return [
        {"place": str(place), "item": item, "points": text}
        for place, (item, text) in enumerate(found, start=1)
    ]


def _point(name: str, value: Any) -> str:
    if name == "executor":
        return names_by_username([str(value)])[0]
    if name == "departments":
        return joined(departments_by_code(value))
    if name == "due_at":
        at = parse_datetime(str(value))
        return written_moment(at) if isinstance(at, datetime) else str(value)
    return str(value)


def blank() -> dict[str, Any]:
    """The blank minutes carry the three fixed items of a review (F6.3)."""
    fixed = ("root_cause_avoidable", "recurrence", "similar")
    rows = [
        {"place": str(place), "item": str(ITEMS[name]), "points": ""} for place, name in enumerate(fixed, 1)
    ]
    return {"agenda": rows}


def sample() -> dict[str, Any]:
    """Minutes of usual length."""
    return {
        "name": "事故分析总结会", "number": "HY-20261125-001", "held_at": "2026年11月25日 14:00", "place": "三楼第二会议室",
        "chair": "孙主管", "taken_by": "李协调", "attendees": "孙主管、周主管、赵主机、李协调",
        "guests": "厂商技术支持 陈工", "absent": "钱数据（出差）", "problems": "WT-20261122-001",
        "agenda": [
            {"place": "1", "item": "根本原因与可否避免", "points": "固件 3.2.1 缺陷；若对照厂商公告可以避免。"},
            {"place": "2", "item": "重复问题的原因与整改方案", "points": "90 日内首次发生。"},
            {"place": "3", "item": "类似问题与整改方案", "points": "结算库、对账库各一台同型号控制器，12 月 12 日前升级。"},
        ],
        "resolved": [
            {"place": "1", "text": "升级两台控制器固件至 3.2.4", "owner": "赵主机", "due_on": "2026年12月12日", "status": "进行中"},
        ],
        "remarks": "下次会议核对整改效果。", "signed_by": "孙主管", "signed_at": "2026年11月26日 09:00",
        "sent_to": "问题管理小组、计费部经理",
    }  # fmt: skip


KIND = Kind("minutes", _("Minutes"), BLOCKS, sample, blank=blank)

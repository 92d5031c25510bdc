"""问题申告函 / 工作联系函: the formal letter to another department (X2–X4, practice 3.7)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.papers.blocks import Cell, Line, Masthead, Prose
from bihuan.papers.frame import organisation
from bihuan.papers.kind import Kind
from bihuan.papers.source import CaseSource, departments_by_code
from bihuan.papers.wording import joined, word
from bihuan.people.models import Department
from bihuan.problems.models import Letter
from bihuan.problems.writtendates import written_day, written_moment
from bihuan.process import terms

LEAD = (
    Masthead("sender"),
    Line(Cell("", "number"), Cell(pgettext_lazy("letter", "Signed off by:"), "signed_by")),
    Line(Cell(pgettext_lazy("letter", "Urgency:"), "urgency")),
)
BODY = (
    Prose("addressee"),
    Prose("body", is_indented=True, lines=8),
    Prose("request", is_indented=True),
    Prose("attachments", is_indented=True),
    Line(right=Cell("", "signature"), is_apart=True),
    Line(right=Cell("", "dated")),
    Line(Cell(pgettext_lazy("letter", "Contact:"), "contact"), is_apart=True),
    Line(Cell(pgettext_lazy("letter", "Copies:"), "copies"), is_ruled=True),
    Line(Cell("", "issued"), Cell("", "issued_on"), is_ruled=True),
)


def data_of(source: CaseSource, letter: Letter) -> dict[str, Any]:
    """One letter; before its signature it has neither number nor date, and says that it is a draft."""
    drafter = source.person(letter.drafted_by_id)
    addressee = (
        Department.objects.filter(pk=letter.department_id).values_list("name", flat=True).first() or ""
    )
    sender = organisation()
    copies = departments_by_code(letter.copies)
    if letter.copy_executives:
        copies.append(gettext("company executives"))
    is_signed = letter.signed_at is not None
    return {
        "sender": sender,
        "number": letter.number if is_signed else pgettext("letter", "Draft"),
        "signed_by": source.name(letter.signed_by_id),
        "urgency": word(terms.LETTER_URGENCY, letter.urgency),
        "title": letter.subject,
        "addressee": pgettext("letter", "{department}:").format(department=addressee),
        "body": letter.body,
        "request": reply_line(written_moment(letter.reply_by)),
        "signature": sender,
        "dated": written_day(letter.signed_at),
        "attachments": enclosures_of(letter.enclosures),
        "contact": letter.contact or joined([drafter.name, drafter.phone]),
        "copies": joined(copies) or pgettext("letter", "none"),
        "issued": sender,
        "issued_on": issued_line(written_day(letter.sent_at or letter.signed_at)),
    }


def enclosures_of(text: str) -> str:
    """The note on what lies with the letter, one a line; nothing without any."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    listed = [f"{place}. {line}" for place, line in enumerate(lines, 1)] if len(lines) > 1 else lines
    return pgettext("letter", "Enclosures: {list}").format(list="\n".join(listed))


def reply_line(by: str) -> str:
    """The sentence that states the reply deadline, which every letter has (X4)."""
    return pgettext("letter", "Please reply in writing by {by}.").format(by=by)


def issued_line(on: str) -> str:
    """When it was issued; nothing before it was."""
    return pgettext("letter", "issued on {day}").format(day=on) if on else ""


def sample() -> dict[str, Any]:
    """A letter of usual length."""
    return {
        "sender": "计费业务中心", "number": "计费函〔2026〕12号", "signed_by": "吴经理", "urgency": "特急",
        "title": "计费业务中心关于请协助处理结算专线中断的函", "addressee": "网络部：",
        "body": "2026年11月22日3时起，我中心至结算机房的两条专线先后中断，话单无法送达结算系统。\n"
        "经我中心核查，本端设备与链路告警均已排除，拥塞点位于贵部出口设备 R3-CORE-02。目前约 40 万用户账单推迟出账。\n"
        "请贵部协助定位并给出处理方案、实施时间与责任人。特此函告。",
        "request": "请于2026年11月23日18:00前函复。", "attachments": "附件：链路告警记录",
        "signature": "计费业务中心", "dated": "2026年11月22日", "contact": "李协调、010-5555 0102",
        "copies": "市场部、客户服务部", "issued": "计费业务中心", "issued_on": "2026年11月22日印发",
    }  # fmt: skip


KIND = Kind("letter", _("Formal letter"), BODY, sample, page="letter", lead=LEAD)

"""F5.2 and bulletins: departments are told, each with a link by which it confirms that it knows."""

from collections.abc import Sequence

from bihuan.notices.outward import Outward, can_mail, post_outward
from bihuan.people.models import Department
from bihuan.problems.actions.posting import bulletin_paper
from bihuan.problems.actions.registry import action
from bihuan.problems.models import Bulletin, Telling
from bihuan.problems.numbers import daily_number
from bihuan.problems.signedlinks import give_link
from bihuan.problems.work import Work


def tell_departments(
    work: Work,
    rows: Sequence[Department],
    kind: str,
    text: str,
    *,
    bulletin: Bulletin | None = None,
    paper: tuple[int, ...] = (),
) -> None:
    """One notice on record a department, with its link; by mail where the department can be reached so."""
    mails = []
    contact = f"{work.actor.name} {work.actor.phone}".strip() if work.actor else ""
    args = {"title": work.case.title, "text": text, "contact": contact}
    if bulletin is not None:
        args |= {"bulletin": bulletin.kind, "subject": bulletin.subject}
    for department in rows:
        telling = Telling(
            bulletin=bulletin, department=department, text=text, told_by=work.actor, told_at=work.occurred,
            by_mail=can_mail(department), round=work.case.round,
        )  # fmt: skip
        work.add("tellings", telling)
        link = give_link(work, department, telling=telling, starts=work.at)
        mails.append(Outward(department, kind, args, paper, link.seed))
    cause = f"{work.case.version + 1}:{work.step.key}"
    post_outward(mails, stream=work.case.number, cause=cause, at=work.at, level=work.case.level)


@action("issue_bulletin")
def issue_bulletin(work: Work) -> None:
    """通报: 首报, 续报 or 终报 to chosen departments; the manager hears of each."""
    data = work.data
    bulletin = Bulletin(
        number=daily_number("TB", work.at),
        kind=data["kind"],
        subject=data["subject"],
        text=data["text"],
        scope=work.text("scope"),
        cause=work.text("cause"),
        recovery_at=data.get("recovery_at"),
        issued_by=work.actor,
        issued_at=work.occurred,
    )
    work.add("bulletins", bulletin)
    rows = list(data["departments"])
    work.told = [*work.told, *(row for row in rows if row.kind == Department.Kind.MARKETING)]
    people = [user for row in rows for user in row.people.filter(is_active=True)]
    work.tell([*people], "bulletin_issued", subject=bulletin.subject)
    work.tell("manager", "bulletin_issued", subject=bulletin.subject)
    paper = (bulletin_paper(work, bulletin),)
    tell_departments(work, rows, "bulletin_out", data["text"], bulletin=bulletin, paper=paper)

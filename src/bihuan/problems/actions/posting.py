"""Mail to departments: which paper and which link goes with it."""

from typing import Any

from bihuan.notices.enclosures import enclosure
from bihuan.notices.outward import Outward, post_outward
from bihuan.people.models import Department
from bihuan.problems.models import Bulletin, Letter, Meeting, SignedLink
from bihuan.problems.work import Work


def letter_paper(work: Work, letter: Letter) -> int:
    """The letter as a paper, made once for all who get it; its content is that of the signature."""
    name = f"{letter.number}.pdf"
    return enclosure(f"letter:{letter.pk}", "letter", {"letter": letter.pk}, name, work.at).pk


def letter_mail(
    work: Work, letter: Letter, kind: str, link: SignedLink | None = None, to: Department | None = None
) -> Outward:
    """The mail that carries a letter to its department, or a copy of it to another."""
    args: dict[str, Any] = {
        "letter": letter.number,
        "subject": letter.subject,
        "due": letter.reply_by.isoformat(),
        "main": letter.department.name,
        "contact": letter.contact,
    }
    paper = (letter_paper(work, letter),)
    return Outward(to or letter.department, kind, args, paper, link.seed if link else "")


def post_letter(work: Work, letter: Letter, mails: list[Outward]) -> int:
    """Put mails about a letter into the outbox; returns how many can be sent."""
    cause = f"{work.case.version + 1}:{work.step.key}:{letter.pk}"
    return post_outward(mails, stream=work.case.number, cause=cause, at=work.at, level=work.case.level)


def bulletin_paper(work: Work, bulletin: Bulletin) -> int:
    """The bulletin as a paper, made once for all who get it."""
    name = f"{work.case.number}-{bulletin.kind}-{bulletin.number}.pdf"
    return enclosure(f"bulletin:{bulletin.pk}", "bulletin", {"bulletin": bulletin.pk}, name, work.at).pk


def invitation_paper(work: Work, meeting: Meeting) -> tuple[int, ...]:
    """The invitation as iCalendar, made once for all who are called; none to a meeting without a time."""
    if meeting.starts_at is None:
        return ()
    key, name = f"invitation:{meeting.pk}", f"{meeting.number}.ics"
    args = {"meeting": meeting.pk}
    return (enclosure(key, "invitation", args, name, work.at, content_type="text/calendar").pk,)

"""Who is affected may come to light later: what then follows for letters and departments (X2, F5.2)."""

from bihuan.people.models import Department
from bihuan.problems.actions.posting import letter_mail, post_letter
from bihuan.problems.models import Letter
from bihuan.problems.work import Work
from bihuan.process.lifecycle import RESULT


def market_departments() -> list[Department]:
    """All departments that are copied while users are affected (D57)."""
    return list(Department.objects.filter(kind=Department.Kind.MARKETING).order_by("code"))


def impact_changed(work: Work, *, was_business: bool, was_users: str) -> None:
    """Draw the consequences of an impact that differs from the one known before."""
    case = work.case
    if was_users == "none" and case.users_affected != "none":
        copy_sent_letters(work)
    if case.business_affected == was_business or case.state not in RESULT:
        return
    if not case.business_affected:
        work.announce("business_cleared")
    elif case.reporter_told_at is not None:
        work.announce("business_found")


def copy_sent_letters(work: Work) -> None:
    """X2: users became affected later, so every letter that is out goes to the market departments now."""
    rows = market_departments()
    for letter in work.parts.letters:
        missing = [row for row in rows if row.code not in letter.copies]
        if letter.sent_at is None or not missing:
            continue
        letter.copies = [*letter.copies, *(row.code for row in missing)]
        letter.save()
        hand_copies(work, letter, missing)


def hand_copies(work: Work, letter: Letter, rows: list[Department]) -> None:
    """The departments may read the case now; the same letter goes to them by mail, their people are told."""
    work.told = [*work.told, *rows]
    people = [user for row in rows for user in row.people.filter(is_active=True)]
    work.tell(people, "letter_copied", letter=letter.number, subject=letter.subject)
    if rows:
        post_letter(work, letter, [letter_mail(work, letter, "letter_copy_out", to=row) for row in rows])

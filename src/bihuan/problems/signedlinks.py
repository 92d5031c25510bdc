"""The signed links of a case: given by actions, found by their token, stopped when somebody guesses."""

from __future__ import annotations

from datetime import datetime, timedelta

from bihuan.notices.signedlinks import digest_of, new_seed, token_of
from bihuan.people.models import Department
from bihuan.problems.models import Letter, SignedLink, Telling, WrongLink
from bihuan.problems.work import Work

GUESSES, WITHIN = 10, timedelta(minutes=10)
"""So many wrong links from one address in so long, and it is asked to wait."""
KEPT_FOR = timedelta(days=1)


class TooMany(Exception):
    """This address tried too many links that do not exist."""


def give_link(
    work: Work,
    department: Department,
    *,
    letter: Letter | None = None,
    telling: Telling | None = None,
    starts: datetime,
) -> SignedLink:
    """A new link of one department to one letter or one notice; older ones to the same are revoked."""
    for row in work.parts.signed_links:
        is_same = letter is not None and row.letter_id == letter.pk
        if is_same and row.revoked_at is None:
            revoke(work, row)
    seed = new_seed()
    row = SignedLink(
        letter=letter,
        telling=telling,
        department=department,
        seed=seed,
        digest=digest_of(token_of(seed)),
        expires_at=starts + timedelta(days=work.limits.policy["link_days"]),
    )
    work.add("signed_links", row)
    return row


def revoke(work: Work, row: SignedLink) -> None:
    """The link opens nothing any more."""
    row.revoked_at = work.at
    row.save(update_fields=["revoked_at"])


def living_links(work: Work, letter: Letter) -> list[SignedLink]:
    """The links to a letter that still open it."""
    return [
        row
        for row in work.parts.signed_links
        if row.letter_id == letter.pk and row.revoked_at is None and row.expires_at > work.at
    ]


def find_link(token: str, address: str, at: datetime) -> SignedLink | None:
    """The link of this token, whatever its state; None for one that never was, which is counted. Raises TooMany.

    An address that guessed too often is told nothing at all, not even of a link that is right.
    """
    recent = WrongLink.objects.filter(address=address[:64], at__gt=at - WITHIN)
    if recent.count() >= GUESSES:
        raise TooMany
    joined = ("problem", "department", "letter__branch", "letter__department", "telling__bulletin")
    found = SignedLink.objects.select_related(*joined).filter(digest=digest_of(token)).first()
    if found is None:
        WrongLink.objects.create(address=address[:64], at=at)
    return found


def is_living(link: SignedLink, at: datetime) -> bool:
    """Does the link still open its letter or notice: in its time, not revoked, of a round that is not over (X7)?"""
    if link.revoked_at is not None or link.expires_at <= at:
        return False
    if link.letter is not None:
        branch = link.letter.branch
        return branch.status != "ended" and branch.round == link.letter.round and link.problem.is_open
    return link.problem.state != "archived"


def purge(at: datetime) -> int:
    """Forget wrong links of more than a day ago; returns how many."""
    return WrongLink.objects.filter(at__lt=at - KEPT_FOR).delete()[0]

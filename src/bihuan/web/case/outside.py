"""What the tabs of letters, bulletins and notices show beside the rows: links, reminders, answers, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from bihuan.notices.signedlinks import address_of
from bihuan.problems.models import SignedLink
from bihuan.problems.queries.case import names_of
from bihuan.problems.queries.told import ToldTime, told_time
from bihuan.web import marks

if TYPE_CHECKING:
    from bihuan.web.case.casepage import CasePage

KEEPERS = frozenset({"coordinator", "manager"})
"""Who may see the addresses of links."""


class Line(NamedTuple):
    """One entry of a log: when, who or by which way, what."""

    at: datetime
    who: str
    text: str
    code: str = ""
    document: str = ""


@dataclass
class OutsideParts:
    """Of one case, for one reader."""

    page: CasePage

    @property
    def sees_links(self) -> bool:
        """May the reader hand a link on?"""
        return bool(self.page.user.roles & KEEPERS)

    def link(self, *, letter: int = 0, telling: int = 0) -> SignedLink | None:
        """The living link to a letter or a notice, for those who may see it."""
        if not self.sees_links:
            return None
        for row in self.page.parts.signed_links:
            is_meant = row.letter_id == letter if letter else row.telling_id == telling
            if is_meant and row.revoked_at is None and row.expires_at > self.page.now:
                return row
        return None

    def address(self, link: SignedLink) -> str:
        """The whole address of a link."""
        return address_of(link.seed)

    @cached_property
    def _names(self) -> dict[str, str]:
        letters, branches = self.page.parts.letters, self.page.parts.branches
        entries = [entry for row in letters for entry in row.chased]
        entries += [entry for row in branches for entry in row.follow_ups]
        return names_of({entry["by"] for entry in entries} - {"", "system"})

    def chased(self, letter: Any) -> list[Line]:
        """The reminders of a letter, the oldest first."""
        return [
            Line(_at(entry), self._who(entry["by"]), entry["text"], marks.word("channels", entry["channel"]))
            for entry in letter.chased
        ]

    def answers(self, letter: Any) -> list[Line]:
        """What came in to a letter, the oldest first."""
        return [
            Line(_at(entry), _who_answered(entry), entry["text"], entry["verdict"], entry.get("document", ""))
            for entry in letter.answers
        ]

    def follow_ups(self, branch: Any) -> list[Line]:
        """The log of X6."""
        return [Line(_at(entry), self._who(entry["by"]), entry["text"]) for entry in branch.follow_ups]

    def rounds(self, branch: Any) -> list[dict[str, Any]]:
        """Rounds that did not solve it, with times as instants."""
        return [
            {**entry, "notice_at": datetime.fromisoformat(entry["notice_at"]) if entry["notice_at"] else None}
            for entry in branch.rounds
        ]

    @cached_property
    def told(self) -> ToldTime | None:
        """From the solution to the last department told."""
        return told_time(self.page.problem, self.page.parts.tellings)

    def _who(self, username: str) -> str:
        return _("System") if username == "system" else self._names.get(username, username)


def _at(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["at"])


def _who_answered(entry: dict[str, Any]) -> str:
    if not entry.get("print"):
        return ""
    return _("by the link, not an identified person; name given: {name}").format(name=entry["name"])

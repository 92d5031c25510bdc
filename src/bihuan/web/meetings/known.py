"""What the product already knows about the three fixed questions of a review (F6.3), in words."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.people.models import User
from bihuan.problems.models import Duty, Problem
from bihuan.problems.policy import figures_of
from bihuan.problems.queries.lookback import Earlier, Elsewhere, earlier_cases, other_systems
from bihuan.problems.queries.repeats import GroupRow, Standing, group_of, standing_of
from bihuan.problems.similar import SimilarCase, similar_to
from bihuan.web import marks, timewords

MOST_ACTIONS = 8
"""Of the corrective actions of a group, the latest so many are named."""


class Known(NamedTuple):
    """Texts for the three questions, and the rows behind the second and third."""

    avoidable: str
    recurrence: str
    similar: str
    earlier: list[Earlier]
    elsewhere: list[Elsewhere]
    alike: list[SimilarCase]

    @property
    def similar_with_cases(self) -> str:
        """The third text with the cases that are alike, a line each."""
        if not self.alike:
            return self.similar
        lines = [f"{row.number} {row.title}（{timewords.stamp(row.reported_at)}）" for row in self.alike]
        return "\n".join([self.similar, _("Cases that are alike:"), *lines])


def known_of(problem: Problem, user: User) -> Known:
    """Timeline, repeats within the window, other systems, cases that are alike. At most eleven queries."""
    earlier, elsewhere, alike = earlier_cases(problem), other_systems(problem), similar_to(user, problem)
    told = _avoidable(problem), _recurrence(problem, earlier), _similar(elsewhere)
    return Known(*told, earlier, elsewhere, alike)


def _avoidable(problem: Problem) -> str:
    instants = (
        (_("Discovered"), problem.discovered_at),
        (_("Reported"), problem.reported_at),
        (_("Responded"), problem.responded_at),
        (_("Dispatched"), problem.dispatched_at),
        (_("Recovered"), problem.resolved_at),
    )
    lines = [_("Timeline: ") + _(", ").join(f"{word} {timewords.stamp(at)}" for word, at in instants if at)]
    late = Duty.objects.filter(problem=problem, voided_at__isnull=True, met_at__isnull=False).order_by("id")
    missed = [duty for duty in late if duty.met_at and duty.met_at > duty.first_due_at]
    if missed:
        lines.append(_("Late: ") + _(", ").join(dict.fromkeys(marks.duty(duty.key) for duty in missed)))
    return "\n".join(lines)


def _recurrence(problem: Problem, earlier: list[Earlier]) -> str:
    """The group of its confirmed repeats with what was done so far (D72), then other cases that look alike."""
    standing = standing_of(problem)
    found = group_of(standing.group) if standing else None
    told = _group(standing, found) if standing and found else []
    return "\n".join([*told, _alike(problem, earlier)])


def _group(standing: Standing, group: GroupRow) -> list[str]:
    head = _(
        "Confirmed as a repeat: time {n} within {days} days, {cases} cases in all, the first on {first}."
    )
    lines = [
        head.format(
            n=standing.place, days=standing.days, cases=group.cases, first=timewords.stamp(group.first_at)
        )
    ]
    if not group.actions:
        return [*lines, _("No corrective action was opened on any of them.")]
    lines.append(
        _("Corrective plan so far, {done} of {all} carried out:").format(
            done=group.done, all=len(group.actions)
        )
    )
    return lines + [
        f"{row.problem} {row.text}（{row.owner}，{row.due_on}，{marks.word('action_status', row.status)}）"
        for row in group.actions[:MOST_ACTIONS]
    ]


def _alike(problem: Problem, earlier: list[Earlier]) -> str:
    days = figures_of(problem.policy_version)["repeat_window"]
    if not earlier:
        return _("No earlier case of this system and category within {days} days.").format(days=days)
    count = len(earlier)
    head = ngettext(
        "{n} earlier case of this system and category within {days} days:",
        "{n} earlier cases of this system and category within {days} days:",
        count,
    )
    return "\n".join([head.format(n=count, days=days), *(_line(row) for row in earlier)])


def _line(row: Earlier) -> str:
    text = f"{row.number} {row.title}（{timewords.stamp(row.reported_at)}）"
    if row.is_same_cause:
        text += _(", of the same class of cause")
    if not row.all_actions:
        return text + _("; no corrective action was opened")
    return text + _("; {open} of {all} corrective actions are not done").format(
        open=row.open_actions, all=row.all_actions
    )


def _similar(elsewhere: list[Elsewhere]) -> str:
    if not elsewhere:
        return _("No other system had a case of this category in the same span.")
    names = (_("{name} ({n})").format(name=row.name, n=row.cases) for row in elsewhere)
    return _("Other systems with cases of this category: ") + _(", ").join(names)

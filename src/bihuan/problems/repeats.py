"""D72: which earlier cases look alike, and how confirmed repeats come together in groups."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from bihuan.problems.models import Duty, Link, Problem, RepeatCase, RepeatGroup
from bihuan.problems.numbers import next_of
from bihuan.problems.policy import figures_of
from bihuan.problems.work import Work
from bihuan.process.causes import SAYS_NOTHING
from bihuan.process.lifecycle import RESULT

ENDED = ("void", "withdrawn", "merged")


def window_of(problem: Problem) -> timedelta:
    """How long after a case another one still counts as its repeat, by the figures of the later one."""
    return timedelta(days=figures_of(problem.policy_version)["repeat_window"])


def like(problem: Problem) -> QuerySet[Problem]:
    """Cases of the same system, category and cause, whenever; none while system or cause say nothing."""
    if problem.system_id is None or problem.cause_class in SAYS_NOTHING:
        return Problem.objects.none()
    same = {name: getattr(problem, name) for name in ("system_id", "category", "cause_class")}
    return Problem.objects.filter(**same).exclude(pk=problem.pk).exclude(state__in=ENDED)


def earlier_like(problem: Problem) -> QuerySet[Problem]:
    """Those within the window before it, the latest first. Read by an index of its own."""
    since = problem.reported_at - window_of(problem)
    found = like(problem).filter(reported_at__lt=problem.reported_at, reported_at__gte=since)
    return found.order_by("-reported_at", "-id")


def next_unasked(problem: Problem) -> Problem | None:
    """The first later case alike of which nobody has asked yet whether it is a repeat, while it can be judged."""
    until = problem.reported_at + window_of(problem)
    asked = Duty.objects.filter(problem=OuterRef("pk"), key="repeat_check", voided_at__isnull=True)
    linked = Link.objects.filter(problem=OuterRef("pk"), kind="repeat")
    later = like(problem).filter(
        reported_at__gt=problem.reported_at, reported_at__lte=until, state__in=sorted(RESULT)
    )
    return later.exclude(Exists(asked)).exclude(Exists(linked)).order_by("reported_at", "id").first()


def tie(work: Work, earlier: Problem, text: str = "") -> None:
    """The case in hand repeats an earlier one: the link, the group, and nothing more to judge."""
    work.add("links", Link(number=earlier.number, kind="repeat", text=text))
    _group(work.case, earlier)
    work.announce("repeat_linked")


def _group(*cases: Problem) -> None:
    """Put the cases into one group: a new one, that of either, or both groups as one. One at a time, everywhere."""
    next_of("repeat-groups")  # whoever takes this number holds its row until the end of his transaction
    found = RepeatCase.objects.filter(problem__in=cases).values_list("group", flat=True)
    known = sorted(set(found))
    group = RepeatGroup.objects.get(pk=known[0]) if known else RepeatGroup()
    members = [*RepeatCase.objects.filter(group__in=known).values_list("problem", flat=True)]
    everybody = {*members, *(case.pk for case in cases)}
    ranked = Problem.objects.filter(pk__in=everybody).order_by("reported_at", "id")
    first, last = ranked[0], ranked.last()
    assert last is not None
    group.system_id, group.category, group.cause_class = last.system_id, last.category, last.cause_class
    group.cases, group.first_at, group.last_at = len(everybody), first.reported_at, last.reported_at
    group.save()
    RepeatCase.objects.filter(group__in=known[1:]).update(group=group)
    RepeatGroup.objects.filter(pk__in=known[1:]).delete()
    fresh = everybody - set(members)
    RepeatCase.objects.bulk_create(RepeatCase(problem_id=pk, group=group) for pk in sorted(fresh))

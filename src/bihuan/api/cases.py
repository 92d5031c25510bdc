"""From rows to the shapes of a case: the case itself, its duties, its offers, a row of a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from bihuan.api.shapes.alarms import EvidenceShape
from bihuan.api.shapes.cases import CaseShape, DutyShape, OfferShape, RowShape, SimilarShape
from bihuan.api.steps import offer_shape
from bihuan.people import names as people
from bihuan.people.models import User
from bihuan.problems.models import Duty, Problem
from bihuan.problems.offers import offered_steps
from bihuan.problems.parts import Parts, parts_of
from bihuan.problems.queries.alarms import Standing, standing_of
from bihuan.problems.queries.caserows import CaseRow
from bihuan.problems.similar import SimilarCase
from bihuan.process.duties import LABELS

Names = dict[int, str]
"""Id of a person → username."""


def usernames(ids: Iterable[int | None], known: User | None = None) -> Names:
    """The usernames behind ids; one query for those who are not `known`, none if there are none."""
    names: Names = {known.pk: known.username} if known else {}
    wanted = {ident for ident in ids if ident is not None} - names.keys()
    if wanted:
        names.update(people.usernames(wanted))
    return names


def case_shape(problem: Problem, user: User, at: datetime) -> CaseShape:
    """The whole case as `user` sees it at `at`. Reads each kind of part that exists once, and the names once."""
    parts = parts_of(problem)
    standing = standing_of(problem, parts, at)
    holders = [problem.reporter_id, problem.coordinator_id, problem.handler_id]
    holders += [standing.by_id] if standing else []
    names = usernames([*holders, *(duty.owed_by_id for duty in parts.duties)], user)
    return CaseShape.of(
        problem,
        system=problem.system.code if problem.system else None,
        reporter=names[problem.reporter_id],
        coordinator=names.get(problem.coordinator_id or 0),
        handler=names.get(problem.handler_id or 0),
        imported=problem.is_imported,
        main=problem.main.number if problem.main else None,
        alarm_evidence=_evidence(standing, names),
        duties=[duty_shape(duty, names, at) for duty in parts.duties],
        offered=offers_of(problem, user, at, parts),
    )


def _evidence(standing: Standing | None, names: Names) -> EvidenceShape | None:
    """Whether monitoring or a person says that the alarm is cleared (F5.3)."""
    if standing is None:
        return None
    return EvidenceShape.of(standing, by=names.get(standing.by_id or 0))


def similar_shape(case: SimilarCase) -> SimilarShape:
    """A case that is like another."""
    return SimilarShape.of(case, score=round(case.score, 3))


def offers_of(problem: Problem, user: User, at: datetime, parts: Parts) -> list[OfferShape]:
    """What `user` can do with the case now, and what not, with the reasons."""
    return [offer_shape(offer) for offer in offered_steps(problem, user, at, parts)]


def duty_shape(duty: Duty, names: Names, at: datetime) -> DutyShape:
    """One duty with its status at `at`."""
    return DutyShape.of(
        duty,
        label=_(LABELS.get(duty.key, duty.key)),
        owed_by=names.get(duty.owed_by_id or 0),
        status=status_of(duty.due_at, duty.met_at, duty.voided_at, at),
        subject=duty.subject or None,
    )


def status_of(due_at: datetime, met_at: datetime | None, voided_at: datetime | None, at: datetime) -> str:
    """The status of a duty at an instant: what is due now and not done is late."""
    if voided_at is not None:
        return "void"
    if met_at is not None:
        return "met" if met_at <= due_at else "met_late"
    return "open" if at < due_at else "late"


def row_shape(row: CaseRow) -> RowShape:
    """A case in a list."""
    return RowShape.of(
        row,
        system=row.system.code if row.system else None,
        reporter=row.reporter.code if row.reporter else None,
        coordinator=row.coordinator.code if row.coordinator else None,
        handler=row.handler.code if row.handler else None,
        next_duty=row.duty or None,
        next_due_at=row.due_at,
    )

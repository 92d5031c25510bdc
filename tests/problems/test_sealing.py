"""An archived case cannot be altered or deleted beside the door: the database itself refuses (F7.2)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction
from django.db.models import ProtectedError

from bihuan.problems import sealing
from bihuan.problems.erasing import blanks
from bihuan.problems.models import (
    ArchiveFile,
    Certificate,
    Document,
    Duty,
    Event,
    Problem,
    RegisterRow,
    WorkOrder,
)
from bihuan.problems.parts import KINDS
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]

pytestmark = pytest.mark.postgres
MODELS = {name: model for name, (model, _joined) in KINDS.items()} | {"register": RegisterRow}
IN_THE_COURSE = {"orders", "calls", "documents", "analyses", "meetings", "register", "tellings"}
SEALED = {name: model for name, model in MODELS.items() if model.__name__ in sealing.ROWS}


@pytest.fixture
def archived(desk: Desk) -> Desk:
    desk.report(level=1)
    Document.objects.create(
        problem=desk.case, number="1", created_at=desk.at, name="a.log", path="2026/a", size=1
    )
    desk.takes("reporter", "log_call")
    desk.takes("coordinator", "dispatch", judgement="切换备库", contacted_at=desk.at)
    desk.takes("coordinator", "brief_manager")
    desk.takes("handler", "accept_order")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "notify_departments")
    desk.takes("reporter", "confirm")
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    desk.takes("lead", "hold_review")
    desk.takes("lead", "sign_minutes")
    desk.takes("coordinator", "hand_over")
    desk.takes("clerk", "accept_archive")
    return desk


def refused(work: Callable[[], Any]) -> str:
    """The database refuses and nothing is stored; what it says."""
    try:
        with transaction.atomic():
            work()
    except (DatabaseError, ProtectedError) as error:
        return str(error)
    raise AssertionError("the database let it through")


def test_every_part_is_either_sealed_or_lives_on_for_a_reason() -> None:
    assert {model.__name__ for model in MODELS.values()} == {*sealing.ROWS} | {*sealing.KEPT} - {
        "Escalation",
        "RepeatCase",
    }


def test_every_seal_is_on(archived: Desk) -> None:
    assert sealing.missing() == []
    sealing.remove()
    assert len(sealing.missing()) == len(sealing.triggers())


@pytest.mark.parametrize("name", sorted(SEALED))
def test_no_row_of_a_sealed_part_is_changed_added_or_removed(archived: Desk, name: str) -> None:
    model, rows = SEALED[name], SEALED[name]._default_manager.filter(problem=archived.case)
    if not rows.exists():  # the trigger is made by the same rule for every part
        assert name not in IN_THE_COURSE
        return
    values = {name: f"{value}x" for name, value in blanks(model).items() if isinstance(value, str)}
    assert "sealed" in refused(lambda: rows.update(**values or {"round": 9}))
    refused(lambda: rows.delete())
    row = rows[0]
    row.pk = None
    refused(lambda: row.save(force_insert=True))
    rows.update(problem=archived.case)  # what changes nothing may be said


def test_the_case_itself_takes_no_change_but_of_what_lives_on(archived: Desk) -> None:
    rows = Problem.objects.filter(pk=archived.case.pk)
    for column in Problem._meta.concrete_fields:
        value = other_than(getattr(archived.fresh(), column.attname), column)
        if column.name in sealing.LIVE or value is None:
            continue
        assert "sealed" in refused(lambda c=column, v=value: rows.update(**{c.attname: v})), column.name
    refused(lambda: rows.delete())
    refused(lambda: archived.fresh().delete())
    rows.update(archive_location="档案柜 Z-9")


def other_than(value: Any, column: Any) -> Any:
    """Another value of the same kind; None where a relation forbids to make one up."""
    if column.is_relation or column.primary_key:
        return None
    if isinstance(column, models.BooleanField):
        return not value
    if isinstance(column, models.JSONField):
        return ["x"]
    if isinstance(column, models.DateTimeField):
        return Problem.objects.values_list("changed_at", flat=True)[0].replace(year=2001)
    return 4 if isinstance(column, models.IntegerField) else "x"


def test_no_event_is_rewritten_or_removed(archived: Desk) -> None:
    rows = Event.objects.filter(stream=archived.case.number)
    refused(lambda: rows.update(data={}))
    refused(lambda: rows.update(actor_name="x"))
    refused(lambda: rows.delete())


def test_a_met_duty_stays_met(archived: Desk) -> None:
    rows = Duty.objects.filter(problem=archived.case, key="analysis")
    refused(lambda: rows.update(met_at=None))
    refused(lambda: rows.delete())


def test_the_term_moves_forward_only_and_two_persons_end_it(archived: Desk) -> None:
    rows = ArchiveFile.objects.filter(problem=archived.case)
    clerk, manager = archived.people["clerk"], archived.people["manager"]
    day = rows[0].retain_until
    refused(lambda: rows.update(retain_until=day.replace(year=2027)))
    refused(lambda: rows.delete())
    for by, on in ((clerk, day), (manager, day.replace(year=2027))):
        told = {"verdict": "destroy", "proposed_by": clerk, "decided_by": by, "decided_on": on}
        rows.update(disposal="proposed")
        refused(lambda told=told: rows.update(disposal="approved", **told))
        refused(lambda told=told: rows.update(disposal="destroyed", **told))


def test_a_certificate_is_for_ever(archived: Desk) -> None:
    made = Certificate.objects.create(number="JD-1", stream="WT-1", kind="keep", made_at=archived.at, data={})
    refused(lambda: Certificate.objects.filter(pk=made.pk).update(kind="x"))
    refused(lambda: Certificate.objects.filter(pk=made.pk).delete())


def test_a_case_that_is_not_archived_goes_its_way_but_is_never_deleted(desk: Desk) -> None:
    desk.handled(3)
    WorkOrder.objects.filter(problem=desk.case).update(task="切换备库")
    refused(lambda: WorkOrder.objects.filter(problem=desk.case).delete())
    refused(lambda: Problem.objects.filter(pk=desk.case.pk).delete())
    assert not Document.objects.filter(problem=desk.case).exists()

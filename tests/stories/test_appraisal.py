"""F7.2, D51: a file is kept its term, appraised by two persons, destroyed by an explicit step; its chain stays."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import QuerySet

from bihuan.problems import sealing
from bihuan.problems.audit import verify
from bihuan.problems.gate import take_step
from bihuan.problems.models import ArchiveFile, Certificate, Event, WorkOrder
from bihuan.problems.search import tokens
from tests.stories.desk import Desk

pytestmark = pytest.mark.postgres
NEW_YEAR = {3: date(2030, 1, 1), 1: date(2037, 1, 1)}
WORDS = "主库恢复，批价追平"


def file_of(desk: Desk) -> ArchiveFile:
    return ArchiveFile.objects.get(problem=desk.case)


def chain(desk: Desk) -> QuerySet[Event]:
    return Event.objects.filter(stream=desk.case.number).order_by("seq")


@pytest.fixture
def lifted_seals(desk: Desk) -> None:
    """Somebody with the database in hand has taken the seals off; the end of the test puts them back."""
    sealing.remove()


def system_takes(desk: Desk, step: str) -> None:
    take_step(step, actor=None, at=desk.at, problem=desk.fresh())


def expired(desk: Desk, level: int = 3) -> None:
    desk.archived(level)
    desk.at = datetime.combine(file_of(desk).retain_until, datetime.min.time(), UTC) + timedelta(hours=3)
    system_takes(desk, "open_appraisal")


@pytest.mark.parametrize("level", [1, 3])
def test_a_file_is_kept_from_new_year_after_its_archiving(desk: Desk, level: int) -> None:
    desk.archived(level)
    assert file_of(desk).retain_until == NEW_YEAR[level]
    told = desk.refuses("clerk", "propose_disposal", clause="F7.2")
    assert NEW_YEAR[level].isoformat() in told
    for step in ("approve_disposal", "refuse_disposal"):
        desk.refuses("manager", step, clause="F7.2")
    desk.refuses("clerk", "destroy_file", clause="F7.2")


def test_a_case_with_letters_is_kept_as_long_as_its_letters(desk: Desk) -> None:
    desk.handled(3)
    desk.takes("coordinator", "open_external")
    desk.takes("coordinator", "draft_letter")
    desk.takes("manager", "sign_letter")
    desk.takes("coordinator", "send_letter")
    desk.takes("coordinator", "record_reply")
    desk.takes("coordinator", "brief_manager")
    desk.takes("coordinator", "record_notice")
    desk.takes("coordinator", "verify_external")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "confirm")
    if desk.owing("departments_told"):
        desk.takes("reporter", "notify_departments")
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    desk.takes("coordinator", "hand_over")
    desk.takes("clerk", "accept_archive")
    assert file_of(desk).retain_until == NEW_YEAR[1]


def test_the_clerk_enters_where_the_file_lies_and_the_history_keeps_what_stood_there(desk: Desk) -> None:
    desk.archived()
    desk.takes("clerk", "shelve_file")
    desk.forbids("coordinator", "shelve_file")
    desk.takes("clerk", "shelve_file", location="库房 2 排 7 架", shelf_no="")
    assert (desk.fresh().archive_location, file_of(desk).shelf_no) == ("库房 2 排 7 架", "")
    before = [event.data["before"]["location"] for event in chain(desk).filter(step="shelve_file")]
    assert before == ["档案柜 A-1", "档案柜 C-3"]
    desk.holds()


def test_expiry_deletes_nothing_but_opens_the_appraisal(desk: Desk) -> None:
    expired(desk)
    desk.owes("clerk", "appraisal", clause="F7.2")
    assert file_of(desk).status == "expired"
    assert desk.fresh().symptom != "***"


def test_a_file_is_kept_on_and_certified(desk: Desk) -> None:
    expired(desk)
    desk.refuses("clerk", "propose_disposal", clause="F7.2", verdict="keep")
    desk.takes("clerk", "propose_disposal", verdict="keep", years=5)
    desk.owes("manager", "appraisal_decision")
    desk.takes("manager", "approve_disposal")
    desk.owes_not("appraisal", "appraisal_decision", "destruction")
    assert (file_of(desk).retain_until, file_of(desk).status) == (date(2036, 1, 1), "kept")
    assert [row.kind for row in Certificate.objects.filter(stream=desk.case.number)] == ["keep"]
    desk.refuses("clerk", "propose_disposal", clause="F7.2")
    desk.holds()


def test_nobody_decides_on_his_own_proposal(desk: Desk) -> None:
    expired(desk)
    both = desk.people["clerk"]
    both.role_codes = ["clerk", "manager"]
    both.save()
    desk.takes("clerk", "propose_disposal")
    desk.refuses("clerk", "approve_disposal", clause="F7.2")
    desk.refuses("clerk", "refuse_disposal", clause="F7.2")
    for who in ("coordinator", "handler", "executive", "lead"):
        desk.forbids(who, "approve_disposal")
    desk.takes("manager", "approve_disposal")


def test_a_hold_keeps_the_file_whatever_was_approved(desk: Desk) -> None:
    expired(desk)
    desk.takes("manager", "hold_file")
    desk.expects_notice("clerk", "file_held")
    desk.refuses("clerk", "propose_disposal", clause="F7.2")
    desk.takes("manager", "lift_hold")
    desk.takes("clerk", "propose_disposal")
    desk.takes("manager", "hold_file")
    desk.refuses("manager", "approve_disposal", clause="F7.2")
    desk.takes("manager", "lift_hold")
    desk.takes("manager", "approve_disposal")
    desk.owes("clerk", "destruction")
    desk.takes("manager", "hold_file")
    desk.owes_not("destruction")
    desk.refuses("clerk", "destroy_file", clause="F7.2")
    desk.forbids("clerk", "lift_hold")
    desk.takes("manager", "lift_hold")
    desk.owes("clerk", "destruction")
    desk.holds()


def test_a_refused_proposal_is_appraised_anew(desk: Desk) -> None:
    expired(desk)
    desk.takes("clerk", "propose_disposal")
    desk.takes("manager", "refuse_disposal")
    desk.expects_notice("clerk", "disposal_refused")
    desk.owes("clerk", "appraisal")
    desk.refuses("clerk", "destroy_file", clause="F7.2")
    desk.takes("clerk", "propose_disposal", verdict="keep", years=1)


def test_an_open_corrective_action_keeps_the_file(desk: Desk) -> None:
    desk.summed_up()
    desk.takes("lead", "open_action")
    desk.takes("coordinator", "hand_over")
    desk.takes("clerk", "accept_archive")
    desk.at = datetime(2030, 1, 2, tzinfo=UTC)
    system_takes(desk, "open_appraisal")
    desk.refuses("clerk", "propose_disposal", clause="F7.2")


def test_a_destroyed_file_leaves_its_chain_its_certificate_and_no_words(desk: Desk) -> None:
    expired(desk)
    hashes = list(chain(desk).values_list("hash", flat=True))
    desk.takes("clerk", "propose_disposal")
    desk.takes("manager", "approve_disposal")
    desk.takes("clerk", "destroy_file", text="与综合部王某共同监销")
    case = desk.fresh()
    assert (case.state, case.symptom, case.impact, case.field_data) == ("archived", "***", "", "")
    everything = json.dumps(list(chain(desk).values_list("data", flat=True)), ensure_ascii=False)
    assert WORDS not in everything
    assert WORDS not in str(list(WorkOrder.objects.filter(problem=case).values()))
    assert list(chain(desk).values_list("hash", flat=True))[: len(hashes)] == hashes
    certificate = Certificate.objects.get(stream=case.number)
    assert (certificate.kind, certificate.data["note"]) == ("destroy", "与综合部王某共同监销")
    assert certificate.data["proposed_by"] != certificate.data["decided_by"]
    desk.holds()
    for step in ("shelve_file", "destroy_file"):
        desk.refuses("clerk", step, clause="F7.2")
    assert tokens("***") == []


def test_what_a_destruction_left_is_still_proved(desk: Desk, lifted_seals: None) -> None:
    expired(desk)
    desk.takes("clerk", "propose_disposal")
    desk.takes("manager", "approve_disposal")
    desk.takes("clerk", "destroy_file")
    assert verify() is None
    event = chain(desk)[2]
    Event.objects.filter(pk=event.pk).update(actor_name="somebody")
    broken = verify()
    assert broken is not None and (broken.stream, broken.seq) == (desk.case.number, 3)

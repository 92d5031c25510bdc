"""F1.3, L10: at three in the night the next person is asked, round and round, until one with authority confirms."""

from datetime import timedelta
from itertools import pairwise

from bihuan.notices.models import Delivery, Notice
from bihuan.problems.escalation import attempts_of, chain_of
from bihuan.problems.models import ChainAttempt, Escalation
from bihuan.problems.sweep import sweep
from tests.faults.town import FORM
from tests.stories.desk import Desk, instant

STEP = 90
HOURS = {"short": 4, "full": 24}
ORDER = ["coordinator", "coordinator2", "leader1", "leader2", "manager", "executive"]


def asked(desk: Desk) -> list[str]:
    return [attempt.user.username for attempt in reversed(attempts_of(desk.fresh()))]


def chain(desk: Desk) -> Escalation:
    found = chain_of(desk.fresh())
    assert found is not None
    return found


def test_nobody_answers_and_the_chain_goes_round(desk: Desk) -> None:
    desk.report(level=1)
    row, ends, jitter = chain(desk), desk.at + timedelta(hours=HOURS[FORM]), 0
    while desk.at < ends:
        jitter = (jitter + 7) % 15  # a worker that comes by at least every 15 seconds
        desk.at = max(desk.at, chain(desk).next_at + timedelta(seconds=jitter))
        sweep(desk.at)
    times = [row.started_at, *ChainAttempt.objects.order_by("id").values_list("at", flat=True)]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert max(gaps) <= timedelta(seconds=STEP + 15)
    people = asked(desk)  # the latest 200 of them
    assert desk.events().count("log_machine_call") == ChainAttempt.objects.count() - 1
    assert people == [ORDER[(ORDER.index(people[0]) + place) % len(ORDER)] for place in range(len(people))]
    row.refresh_from_db()
    assert row.ended_at is None and row.round > 5 * HOURS[FORM]
    assert ChainAttempt.objects.filter(outcome="asked").count() == 1
    desk.owes("coordinator", "response", by="11-22 03:10")
    desk.owes("reporter", "phone_call", by="11-22 03:10")
    desk.holds()


def test_the_second_rung_confirms_and_the_response_is_still_owed(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.pass_time(seconds=STEP)
    assert asked(desk) == ORDER[:2]
    desk.takes("coordinator2", "acknowledge")
    row = chain(desk)
    assert (row.end, row.confirmed_by) == ("confirmed", desk.people["coordinator2"])
    assert [attempt.outcome for attempt in reversed(attempts_of(desk.fresh()))] == ["no_answer", "reached"]
    desk.met("phone_call")
    desk.owes("coordinator", "response", by="11-22 03:10")
    desk.owes("coordinator", "manager_report", by="11-22 03:10")
    desk.pass_time(minutes=30)
    assert asked(desk) == ORDER[:2]  # nobody else is woken
    desk.holds()


def test_what_was_sent_or_opened_is_no_confirmation(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    Notice.objects.filter(kind="chain_asked").update(read_at=desk.at)
    Delivery.objects.update(status="accepted")
    desk.takes("reporter", "log_call", callee="coordinator", outcome="no_answer")
    desk.takes("reporter", "log_call", callee="coordinator", outcome="refused")
    desk.pass_time(seconds=STEP)
    assert asked(desk) == ORDER[:2]


def test_two_confirm_at_once_one_owns_it_and_both_are_logged(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.takes("leader1", "acknowledge")
    desk.takes("leader2", "acknowledge")
    assert chain(desk).confirmed_by == desk.people["leader1"]
    assert desk.events().count("acknowledge") == 2
    desk.pass_time(minutes=11)
    desk.refuses("manager", "acknowledge", clause="F1.3")
    desk.holds()


def test_only_people_with_authority_confirm(desk: Desk) -> None:
    desk.report(level=1)
    for who in ("reporter", "handler", "lead", "clerk", "marketing", "auditor"):
        desk.forbids(who, "acknowledge")
    desk.report(level=3)
    desk.refuses("coordinator", "acknowledge", clause="F1.3")
    assert chain_of(desk.fresh()) is None


def test_a_call_that_reaches_a_leader_ends_the_chain_and_the_form_is_owed_within_the_hour(desk: Desk) -> None:
    desk.report_by_phone(outcome="no_answer")
    desk.pass_time(minutes=2)
    desk.takes("reporter", "log_call", callee="leader2")
    assert chain(desk).end == "reached"
    desk.owes("reporter", "form", by="11-22 04:02")
    desk.pass_time(minutes=1)
    count = len(asked(desk))
    desk.pass_time(minutes=5)
    assert len(asked(desk)) == count


def test_a_confirmation_to_the_chain_makes_the_form_due_within_the_hour(desk: Desk) -> None:
    desk.report_by_phone(outcome="busy")
    desk.owes_not("form")
    desk.pass_time(minutes=4)
    desk.takes("manager", "acknowledge")
    desk.owes("reporter", "form", by="11-22 04:04", clause="F1.4")


def test_whoever_was_reached_by_phone_at_first_is_not_called_again(desk: Desk) -> None:
    desk.report_by_phone()
    assert chain_of(desk.fresh()) is None


def test_the_response_of_the_coordinator_ends_the_chain(desk: Desk) -> None:
    desk.report(level=2)
    desk.takes("coordinator", "respond")
    assert chain(desk).end == "responded"


def test_a_withdrawn_report_wakes_nobody(desk: Desk) -> None:
    desk.report(level=1)
    desk.takes("reporter", "withdraw")
    desk.pass_time(minutes=10)
    assert (chain(desk).end, asked(desk)) == ("closed", [])


def test_a_case_that_rises_into_level_1_starts_a_chain(desk: Desk) -> None:
    desk.report(level=3)
    desk.takes("coordinator", "respond")
    assert chain_of(desk.fresh()) is None
    desk.takes("coordinator", "change_level", level=1)
    desk.pass_time(seconds=0)
    assert asked(desk) == ["coordinator2"]  # who raised it knows already
    desk.pass_time(seconds=STEP)
    desk.takes("leader1", "acknowledge")
    assert chain(desk).confirmed_by == desk.people["leader1"]
    desk.holds()


def test_a_running_chain_keeps_the_people_it_began_with(desk: Desk) -> None:
    from bihuan.people.chain import set_chain

    desk.report(level=1)
    set_chain([desk.people["manager"]], by=desk.people["coordinator"], at=desk.at)
    assert [rung["username"] for rung in chain(desk).rungs] == ORDER
    numbers = {rung["number"] for rung in chain(desk).rungs}
    assert all(numbers) and len(numbers) == len(ORDER)


def test_a_key_pressed_in_a_call_of_the_machine_is_a_confirmation(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    notice = Notice.objects.get(kind="chain_asked")
    Delivery.objects.create(
        notice=notice, to=notice.to, channel="voice", media="voice", status="sent", key="k1", created_at=desk.at,
        next_at=desk.at, give_up_at=desk.at,
    )  # fmt: skip
    desk.pass_time(seconds=10)
    assert chain(desk).ended_at is None  # picked up, no key pressed
    Delivery.objects.update(status="read")
    desk.pass_time(seconds=5)
    assert (chain(desk).end, chain(desk).confirmed_by) == ("confirmed", desk.people["coordinator"])
    assert desk.events()[-2:] == ["acknowledge", "log_machine_call"]


def test_accepted_but_idle_is_asked_again_every_quarter_of_an_hour(desk: Desk) -> None:
    desk.handled(level=1)
    for minute in (15, 30, 45):
        desk.wait_until(f"11-22 03:{minute}")
    for who in ("handler", "coordinator"):
        desk.expects_notice(who, "idle", times=3)
    desk.takes("coordinator", "urge")  # asking is no progress
    desk.wait_until("11-22 04:00")
    desk.expects_notice("handler", "idle", times=4)
    desk.takes("handler", "interim_reply")
    desk.wait_until("11-22 04:14")
    desk.expects_notice("handler", "idle", times=4)
    desk.wait_until("11-22 04:15")
    desk.expects_notice("handler", "idle", times=5)
    desk.takes("handler", "plan_order")
    desk.takes("handler", "resolve")
    desk.pass_time(hours=1)
    desk.expects_notice("handler", "idle", times=5)


def test_two_workers_ask_once(desk: Desk) -> None:
    desk.report(level=1)
    sweep(desk.at)
    sweep(desk.at)
    assert asked(desk) == ["coordinator"]
    desk.expects_notice("coordinator", "chain_asked", times=1)
    assert chain(desk).next_at == instant("11-22 03:01:30")

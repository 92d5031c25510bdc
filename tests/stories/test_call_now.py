"""F1.3 without a telephone channel: whom the chain asks has to be phoned by hand, and that is a duty like any other."""

from datetime import timedelta

from bihuan.notices.models import Channel, Notice
from bihuan.notices.routing import forget_ways
from bihuan.people.models import User
from bihuan.people.roster import ids_on_shift
from bihuan.problems.byphone import asks_by_hand, calls_to_make
from bihuan.problems.calling import next_place, wanted
from bihuan.problems.facts import facts_of
from bihuan.problems.models import Event
from bihuan.problems.queries.conformance import conformance_of
from bihuan.problems.sweep import sweep
from bihuan.process.conformance import Line
from bihuan.web.home import Home
from tests.stories.desk import Desk, instant

STEP = 90


def officer_of(desk: Desk) -> User:
    """Who sits at the telephone in this night, and has no other part in the case."""
    shift = ids_on_shift("duty_officer", desk.at)
    return next(
        user for user in desk.people.values()
        if user.pk in shift and user.username != "reporter" and "coordinator" not in user.roles
    )  # fmt: skip


def names(desk: Desk) -> list[str]:
    return [call.person for call in calls_to_make()]


def line_of(desk: Desk, clause: str) -> Line:
    """What the conformance says of one clause of the case in hand."""
    events = Event.objects.filter(stream=desk.case.number).order_by("seq")
    found = conformance_of(desk.fresh(), desk.parts, events, desk.at)
    return next(line for line in found if line.clause == clause)


def test_whom_no_machine_rings_is_to_be_phoned_within_two_minutes(desk: Desk) -> None:
    desk.report(level=1)
    desk.owes_not("call_now")
    desk.pass_time(seconds=0)
    desk.owes("reporter", "call_now", by="11-22 03:02", clause="F1.3")
    [call] = calls_to_make()
    coordinator, officer = desk.people["coordinator"], officer_of(desk)
    assert (call.person, call.phone, call.number) == (coordinator.name, coordinator.phone, desk.case.number)
    for who in ("reporter", officer.username):
        desk.expects_notice(who, "call_now", times=1)
        lines = Home(desk.people[who], desk.at).duties
        [line] = [line for line in lines if coordinator.phone in line.label]
        assert line.href == f"/problems/{desk.case.number}/call"
    owed = [notice.args["duties"] for notice in Notice.objects.filter(kind="owed")]
    assert not any("call_now" in duties for duties in owed)  # said once
    assert not Home(desk.people["handler"], desk.at).calls
    desk.pass_time(minutes=3)
    desk.expects_notice("reporter", "overdue", duty="call_now")
    desk.holds()


def test_any_outcome_meets_it_and_each_person_is_one_duty(desk: Desk) -> None:
    desk.report(level=2)
    desk.pass_time(seconds=0)
    desk.pass_time(seconds=STEP)
    assert names(desk) == [desk.people[who].name for who in ("coordinator", "coordinator2")]
    desk.takes("reporter", "log_call", callee="coordinator", outcome="busy")
    assert names(desk) == [desk.people["coordinator2"].name]
    people = wanted(desk.fresh(), facts_of(desk.fresh()), desk.parts, desk.at, desk.people["reporter"])
    assert (
        people.people[next_place(people, desk.parts)] == desk.people["coordinator2"]
    )  # not after who was tried
    for _round in range(40):  # an hour in which nobody phones: each is owed once, whatever the round
        desk.pass_time(seconds=STEP)
    assert len(names(desk)) == len(set(names(desk))) == 6
    asked = [event for event in desk.events() if event == "call_by_hand"]
    assert len(asked) == 7
    desk.holds()


def test_a_second_round_asks_for_another_call(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.takes("reporter", "log_call", callee="coordinator", outcome="no_answer")
    assert names(desk) == []
    for _rung in range(6):
        desk.pass_time(seconds=STEP)
    assert names(desk).count(desk.people["coordinator"].name) == 1
    desk.owes("reporter", "call_now", by="11-22 03:11")


def test_who_was_phoned_just_before_the_chain_comes_to_him_is_left_in_peace(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=60)
    desk.takes("reporter", "log_call", callee="coordinator2", outcome="no_answer")
    desk.pass_time(seconds=STEP)
    assert desk.people["coordinator2"].name not in names(desk)


def test_a_confirmation_makes_the_other_calls_needless(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.pass_time(seconds=STEP)
    assert len(names(desk)) == 2
    desk.takes("leader1", "acknowledge")
    assert names(desk) == []
    assert {(duty.met_at, bool(duty.voided_at)) for duty in desk.parts.duties if duty.key == "call_now"} == {
        (None, True)
    }
    desk.holds()


def test_the_call_that_reaches_somebody_is_made_and_the_others_are_needless(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.pass_time(seconds=STEP)
    desk.takes("reporter", "log_call", callee="coordinator2", outcome="reached")
    first, second = [duty for duty in desk.parts.duties if duty.key == "call_now"]
    assert (first.met_at, second.met_at) == (None, desk.at)
    assert first.voided_at == desk.at and second.voided_at is None
    assert calls_to_make() == []
    desk.holds()


def test_a_call_that_comes_too_late_is_late_in_the_conformance(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.pass_time(seconds=80)
    desk.takes("reporter", "log_call", callee="coordinator", outcome="reached")
    desk.met("call_now")
    assert line_of(desk, "F1.3").status == "met"
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.pass_time(minutes=4)
    desk.takes("reporter", "log_call", callee="coordinator", outcome="reached")
    first = desk.duties("call_now")[0]
    assert first.met_at == desk.at > first.due_at
    assert line_of(desk, "F1.3").status == "late" and line_of(desk, "F1.3").proof


def test_a_case_that_ends_or_falls_below_level_2_asks_for_no_calls(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.takes("reporter", "withdraw")
    assert calls_to_make() == []
    desk.report(level=2)
    desk.pass_time(seconds=0)
    desk.takes("coordinator", "respond", level=3, reason="备用系统已接管")
    assert calls_to_make() == []
    desk.pass_time(minutes=10)
    assert calls_to_make() == asks_by_hand() == []


def test_two_sweeps_at_once_and_one_that_was_killed_ask_once(desk: Desk) -> None:
    desk.report(level=1)
    sweep(desk.at)
    sweep(desk.at)
    assert desk.events().count("call_by_hand") == 1
    desk.refuses("system", "call_by_hand", clause="F1.3", callee="coordinator", asked_at=desk.at.isoformat())
    assert desk.events().count("call_by_hand") == 1


def test_a_telephone_that_works_needs_no_hand(desk: Desk) -> None:
    Channel.objects.create(code="sip", kind="voice_sip", name="电话", position=1)
    forget_ways()
    desk.report(level=1)
    desk.pass_time(seconds=0)
    assert calls_to_make() == []
    Channel.objects.update(failing_since=desk.at)
    desk.pass_time(seconds=5)
    desk.owes("reporter", "call_now", by="11-22 03:02")  # counted from the ask
    forget_ways()


def test_the_officer_on_watch_phones_and_logs_for_the_others(desk: Desk) -> None:
    # D67
    officer = officer_of(desk).username
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.takes(officer, "log_call", callee="coordinator", outcome="no_answer")
    desk.met("call_now")
    assert desk.parts.calls[-1].caller == desk.people[officer]
    desk.forbids("handler2", "log_call")
    desk.takes("coordinator", "respond")
    desk.owes("coordinator", "handler_contact")
    desk.takes(officer, "log_call", callee="handler", purpose="handler")
    desk.met("handler_contact")
    desk.report(level=3)
    desk.forbids(officer, "log_call")  # below level 2 nobody has to be phoned


def test_who_leaves_the_watch_leaves_its_right(desk: Desk) -> None:
    officer = officer_of(desk).username
    desk.report(level=1)
    desk.at = instant("11-22 09:00")
    while desk.people[officer].pk in ids_on_shift("duty_officer", desk.at):
        desk.at += timedelta(hours=6)
    desk.forbids(officer, "log_call")


def test_a_lead_who_sent_the_order_out_logs_his_call_to_its_handler(desk: Desk) -> None:
    # F2.5, F4.1
    desk.handled(1)
    desk.takes("coordinator", "convene_group")
    desk.takes("lead", "decide_plan", executor="handler2")
    assert [order.dispatched_by.username for order in desk.parts.orders][-1:] == ["lead"]
    desk.takes("lead", "log_call", callee="handler2", purpose="handler", outcome="reached")
    desk.refuses("lead", "log_call", clause="F2.5", callee="coordinator", purpose="report")
    desk.forbids("lead2", "log_call")

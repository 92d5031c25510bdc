"""D24: an order that nobody accepts is asked about after 10 and 30 minutes, and the coordinator may reassign."""

from datetime import timedelta

from bihuan.problems.models import Escalation
from bihuan.problems.sweep import sweep
from tests.stories.desk import Desk


def waits(desk: Desk, who: str, times: int) -> None:
    desk.expects_notice(who, "order_waits" if who.startswith("handler") else "order_unaccepted", times=times)


def test_reminders_after_ten_and_thirty_minutes_and_no_more(desk: Desk) -> None:
    desk.report(level=3)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.pass_time(minutes=9)
    waits(desk, "handler", 0)
    desk.pass_time(minutes=1)
    waits(desk, "handler", 1)
    waits(desk, "coordinator", 1)
    sweep(desk.at)  # another worker at the same moment
    waits(desk, "handler", 1)
    desk.pass_time(minutes=19)
    waits(desk, "handler", 1)
    desk.pass_time(minutes=1)
    waits(desk, "handler", 2)
    desk.pass_time(hours=2)
    waits(desk, "handler", 2)
    waits(desk, "coordinator", 2)
    assert not Escalation.objects.filter(kind="accept", ended_at__isnull=True).exists()
    desk.holds()


def test_an_accepted_order_is_not_asked_about(desk: Desk) -> None:
    desk.report(level=1)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.pass_time(minutes=9)
    desk.takes("handler", "accept_order")
    desk.pass_time(minutes=40)
    waits(desk, "handler", 0)
    waits(desk, "coordinator", 0)


def test_a_transfer_counts_anew_for_the_new_handler(desk: Desk) -> None:
    desk.report(level=2)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.pass_time(minutes=11)
    waits(desk, "handler", 1)
    desk.takes("coordinator", "transfer", handler="handler2")
    desk.pass_time(minutes=9)
    waits(desk, "handler2", 0)
    desk.pass_time(minutes=1)
    waits(desk, "handler2", 1)
    desk.pass_time(minutes=20)
    waits(desk, "handler2", 2)
    waits(desk, "handler", 1)


def test_after_a_standstill_it_is_asked_once(desk: Desk) -> None:
    desk.report(level=3)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.at += timedelta(hours=5)
    sweep(desk.at)
    sweep(desk.at)
    waits(desk, "handler", 1)


def test_of_two_orders_only_the_open_one_is_asked_about(desk: Desk) -> None:
    desk.report(level=3)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.pass_time(minutes=5)
    desk.takes("coordinator", "dispatch", handler="handler2")
    desk.takes("handler", "accept_order")
    desk.pass_time(minutes=10)
    waits(desk, "handler", 0)
    waits(desk, "handler2", 1)
    desk.takes("coordinator", "cancel_order", order=desk.parts.orders[1].number)
    desk.pass_time(hours=1)
    waits(desk, "handler2", 1)


def test_an_accepted_order_is_the_contact_itself(desk: Desk) -> None:
    desk.report(level=1)
    desk.takes("coordinator", "respond")
    desk.pass_time(minutes=2)
    desk.takes("coordinator", "dispatch")
    desk.owes("coordinator", "handler_contact")
    desk.pass_time(minutes=3)
    desk.takes("handler", "accept_order")
    desk.met("handler_contact", at="11-22 03:05")
    desk.holds()

"""F1.3 without a telephone channel: who is on duty is told whom to phone, and finds it on his desk."""

from bihuan.notices.models import Channel
from bihuan.notices.routing import forget_ways
from bihuan.people.roster import id_on_duty
from bihuan.problems.byphone import calls_to_make
from bihuan.web.home import Home
from tests.stories.desk import Desk


def test_the_officer_on_duty_phones_whom_the_chain_asks(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    [call] = calls_to_make()
    coordinator = desk.people["coordinator"]
    assert (call.person, call.phone) == (coordinator.name, coordinator.phone)
    officer = next(user for user in desk.people.values() if user.pk == id_on_duty("duty_officer", desk.at))
    desk.expects_notice(officer.username, "call_now", times=1)
    lines = Home(officer, desk.at).duties
    assert f"/problems/{desk.case.number}/call" in [line.href for line in lines]
    assert any(coordinator.phone in line.label for line in lines)
    assert not Home(desk.people["handler"], desk.at).calls
    desk.pass_time(seconds=90)
    assert [call.person for call in calls_to_make()] == [desk.people["coordinator2"].name]
    desk.takes("coordinator", "acknowledge")
    assert calls_to_make() == []


def test_a_telephone_that_works_needs_no_hand(desk: Desk) -> None:
    Channel.objects.create(code="sip", kind="voice_sip", name="电话", position=1)
    forget_ways()
    desk.report(level=1)
    desk.pass_time(seconds=0)
    assert calls_to_make() == []
    Channel.objects.update(failing_since=desk.at)
    assert len(calls_to_make()) == 1
    forget_ways()

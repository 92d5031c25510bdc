"""The engine stood still for 26 hours: all that was missed is done at once, with its true times, the worst first.

The short form has some 60 missed deadlines, `make faults` 500 and asserts seconds.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bihuan.notices import routing, senders
from bihuan.notices.deliver import Deliverer
from bihuan.notices.models import Delivery, Notice
from bihuan.people.models import User
from bihuan.problems.models import OPEN_DUTY, ChainAttempt, Duty, Event
from bihuan.problems.selfcheck import look
from bihuan.problems.sweep import sweep
from tests.faults.town import FORM, SECOND_ENGINE, open_channel, say
from tests.notices.sinks import SmtpSink, smtp_sink
from tests.stories.desk import Desk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
    *SECOND_ENGINE,
]

STOPPED = timedelta(hours=26)
SERIOUS, OTHERS = {"short": (2, 16), "full": (12, 170)}[FORM]
MISSED = {"short": 50, "full": 500}[FORM]
CALLED_WITHIN = 60


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    routing.forget_ways()
    senders._adapters.clear()
    with smtp_sink() as sink:
        details = {"host": "127.0.0.1", "port": str(sink.port), "security": "none", "sender": "d@example.com"}
        open_channel("mail", "smtp", 1, details)
        yield sink
    routing.forget_ways()


@pytest.fixture
def desk(engine: str, db: None) -> Desk:
    found = Desk()
    for user in User.objects.all():
        user.email = f"{user.username}@example.com"
        user.save(update_fields=["email"])
    return found


def report_all(desk: Desk) -> datetime:
    """Cases of all levels, the serious ones last; returns when the engine comes back."""
    for place in range(OTHERS):
        desk.report(level=3 + place % 3, title=f"问题 {place}")
    for place in range(SERIOUS):
        desk.report(level=1 + place % 2, title=f"紧急 {place}")
    sweep(desk.at - timedelta(seconds=1))  # the month is opened
    Notice.objects.update(read_at=desk.at)  # what the reports themselves told is not looked at
    Delivery.objects.update(status="dropped")
    return desk.at + STOPPED


def test_after_26_hours_everything_is_done_at_once(desk: Desk, mail: SmtpSink) -> None:
    at = report_all(desk)
    missed = list(Duty.objects.filter(OPEN_DUTY, due_at__lte=at))
    assert len(missed) >= MISSED
    started = time.monotonic()
    sweep(at)
    swept = time.monotonic() - started
    assert not Duty.objects.filter(OPEN_DUTY, wake_at__lte=at).exists()
    assert look(at) == []
    told_with_true_times(missed)
    worst_first(at)
    called = deliver_all(at)
    one_message_a_person(mail)
    say(
        f"{len(missed)} deadlines missed for 26 h: swept in {swept:.1f} s, called after {called:.0f} s of the clock"
    )
    if FORM == "full":
        assert swept + called <= CALLED_WITHIN


def told_with_true_times(missed: list[Duty]) -> None:
    """Each limit is told of as reached when it was reached; each step that follows says since when it is late."""
    for duty in missed:
        notice = Notice.objects.filter(topic=f"duty:{duty.pk}", kind="overdue").first()
        assert notice is not None, duty.key
        assert notice.args["due"] == notice.args["reached"] == duty.due_at.isoformat()
        assert notice.created_at > duty.due_at
    since = {
        (event.stream, key): moment
        for event in Event.objects.filter(step="mark_late")
        for key, moment in zip(event.data["late"], event.data["late_since"], strict=True)
    }
    for duty in missed:
        if duty.level >= 3 and duty.problem is not None and duty.key != "manager_report":
            assert datetime.fromisoformat(since[duty.problem.number, duty.key]) == duty.due_at
    reports = Duty.objects.filter(key="manager_report", level__gte=3)
    latest = {duty.problem_id: duty.due_at for duty in sorted(missed, key=lambda duty: duty.due_at)}
    assert all(duty.start_at == latest[duty.problem_id] for duty in reports)


def worst_first(at: datetime) -> None:
    """Whoever has to be called is asked before anything else is told, then levels 1 and 2."""
    told = Notice.objects.filter(created_at=at).order_by("id")
    assert list(ChainAttempt.objects.values_list("at", flat=True)) == [at] * SERIOUS
    kinds = list(told.values_list("kind", flat=True))
    assert set(kinds[:SERIOUS]) <= {"chain_asked", "call_now"}
    levels = list(told.values_list("level", flat=True))
    last_serious = max(place for place, level in enumerate(levels) if level <= 2)
    assert all(level <= 2 for level in levels[: last_serious + 1])


def deliver_all(at: datetime) -> float:
    """Let the clock run for five minutes; returns after how many seconds the last call had gone out."""
    now = [at]
    deliverer = Deliverer(lambda: now[0], is_inline=True)
    while now[0] < at + timedelta(minutes=5):
        while deliverer.step():
            pass
        now[0] += timedelta(seconds=5)
    calls = Delivery.objects.filter(notice__kind="chain_asked", created_at=at)
    assert set(calls.values_list("status", flat=True)) == {"accepted"}
    gone = [ended for ended in calls.values_list("ended_at", flat=True) if ended]
    return (max(gone) - at).total_seconds()


def one_message_a_person(mail: SmtpSink) -> None:
    """Of everything at levels 3 to 5 each person gets one digest; what is urgent comes one by one."""
    urgent = {str(key) for key in Delivery.objects.filter(is_urgent=True).values_list("key", flat=True)}
    quiet = [found for found in mail.mails if str(found["Message-ID"])[1:].partition("@")[0] not in urgent]
    heard = Counter(str(found["To"]) for found in quiet)
    assert heard
    assert set(heard.values()) == {1}, [(m["To"], m["Subject"]) for m in quiet if heard[str(m["To"])] > 1]
    sent = Delivery.objects.filter(is_urgent=True, status="accepted").count()
    assert len(mail.mails) - len(quiet) == sent > SERIOUS
    assert not Delivery.objects.filter(status__in=("queued", "sending"), is_urgent=False).exists()

"""A program: reports cases, takes steps and sweeps on one SQLite file for ever. Killed by test_door_kill.

Prints one letter a finished step. `prepare` makes the database, `check` prints what the audit finds.
"""

import itertools
import json
import sys
from datetime import UTC, datetime, timedelta

import django

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def prepare() -> None:
    from django.core.management import call_command

    from bihuan.demo.organisation import load_organisation

    call_command("migrate", verbosity=0)
    load_organisation(START)


def work() -> None:
    """Each turn a case is reported, responded to, dispatched and becomes late; time goes on by two hours."""
    from bihuan.people.models import User
    from bihuan.problems.gate import take_step
    from bihuan.problems.models import Problem
    from bihuan.problems.sweep import sweep
    from tests.stories.samples import sample

    people = {user.username: user for user in User.objects.all()}
    began = Problem.objects.count()
    for turn in itertools.count(began):
        at = START + timedelta(hours=2 * turn)
        case = None
        for who, step in (("reporter", "report"), ("coordinator", "respond"), ("coordinator", "dispatch")):
            data = sample(step, at)
            case = take_step(step, actor=people[who], at=at, problem=case, data=data)  # type: ignore[arg-type]
            print("s", end="", flush=True)  # noqa: T201
        sweep(at + timedelta(hours=1, minutes=59))
        print("w", end="", flush=True)  # noqa: T201


def check() -> None:
    """After one more sweep, what a dead process has left behind."""
    from bihuan.problems.audit import verify
    from bihuan.problems.models import OPEN_DUTY, Duty, Event, Month, Problem
    from bihuan.problems.sweep import sweep

    at = START + timedelta(hours=2 * Problem.objects.count() + 12)
    broken = verify()
    sweep(at)
    sweep(at)
    unopened = Month.objects.filter(version=0).count()
    waiting = Duty.objects.filter(OPEN_DUTY, wake_at__lte=at).count()
    versions = sum(Problem.objects.values_list("version", flat=True)) + sum(
        Month.objects.values_list("version", flat=True)
    )
    found = {
        "broken": str(broken or verify() or ""),
        "lost_events": versions - Event.objects.count(),
        "half_months": unopened,
        "unannounced": waiting,
        "cases": Problem.objects.count(),
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "work": work, "check": check}[sys.argv[1]]()

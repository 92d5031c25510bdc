"""Several cases at once, whatever is offered taken at random, with time passing: nothing ever breaks."""

import random
from datetime import timedelta
from typing import Any

import pytest

from bihuan.problems.gate import BadInput, Refused, take_step
from bihuan.problems.models import OPEN_DUTY, Duty, Event, KnownError, Problem
from bihuan.problems.offers import offered_steps
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import CLOSED
from tests.stories.desk import Desk
from tests.stories.samples import sample

CAST = (
    "reporter",
    "coordinator",
    "coordinator2",
    "handler",
    "handler2",
    "lead",
    "lead2",
    "manager",
    "changer",
    "clerk",
)
STEPS_A_WALK = 90
CHOICES: dict[str, list[Any]] = {
    "level": [1, 2, 3, 4, 5],
    "status": ["approved", "rejected", "implemented", "failed", "cancelled"],
    "verdict": ["clear", "unclear", "faulty", "not_theirs", "effective", "ineffective"],
    "handler": ["handler", "handler2", "coordinator"],
    "executor": ["handler", "handler2"],
    "department": ["network", "transmission"],
    "emergency": [True, False],
    "joint_with_cab": [True, False],
    "needs_change": [True, False],
    "solved": [True, False],
    "outcome": ["reached", "no_answer"],
    "purpose": ["report", "handler", "reporter"],
    "callee": ["coordinator", "handler", "reporter", "leader1"],
}


class Walk:
    """One walk by one seed; what it did can be read from `path`."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.dice, self.path = desk, random.Random(seed), list[str]()

    def go(self) -> None:
        for _turn in range(2):
            self.desk.report(level=self.dice.randint(1, 5), users_affected=self.dice.choice(["none", "some"]))
        for _turn in range(STEPS_A_WALK):
            if self.dice.random() < 0.15:
                self.desk.pass_time(minutes=self.dice.choice([5, 20, 90, 600, 3000]))
            self._act(
                self.dice.choice(
                    list(Problem.objects.exclude(state__in=CLOSED)) or [self.desk.report(level=3)]
                )
            )

    def _act(self, case: Problem) -> None:
        who = self.dice.choice(CAST)
        offered = [
            offer.step.key
            for offer in offered_steps(case, self.desk.people[who], self.desk.at)
            if offer.allowed
        ]
        main = [key for key in offered if STEPS[key].main and key not in ("void", "withdraw", "merge")]
        if not offered:
            return
        step = self.dice.choice(main if main and self.dice.random() < 0.85 else offered)
        self.path.append(f"{case.number} {who} {step}")
        try:
            take_step(
                step, actor=self.desk.people[who], at=self.desk.at, problem=case, data=self._data(step, case)
            )
        except (Refused, BadInput):
            self.path.append("refused")

    def _data(self, step: str, case: Problem) -> dict[str, Any]:
        """The usual data, with some of it drawn anew; now and then a field is spoilt."""
        data = sample(step, self.desk.at)
        for spec in STEPS[step].fields:
            if spec.name in CHOICES and self.dice.random() < 0.5:
                data[spec.name] = self.dice.choice(CHOICES[spec.name])
        data |= {"late_reason": "等待备件"} if step == "resolve" else {}
        data |= {"change_no": f"BG-{len(self.path)}"} if step == "request_change" else {}
        if step in ("link_known_error", "unlink_known_error"):
            known = list(KnownError.objects.values_list("number", flat=True))
            data |= {"known_error": self.dice.choice(known)} if known else {}
        if step in ("merge", "link"):
            data |= {"main_number": self._other(case), "number": self._other(case), "kind": "related"}
        if data and self.dice.random() < 0.05:
            data[self.dice.choice(sorted(data))] = self.dice.choice(
                ["", None, "无", -1, [], {"a": 1}, "2026-11-22 03:00"]
            )
        return data

    def _other(self, case: Problem) -> str:
        return self.dice.choice(list(Problem.objects.values_list("number", flat=True)))


@pytest.mark.parametrize("seed", range(6))
def test_a_walk_breaks_nothing(desk: Desk, seed: int) -> None:
    walk = Walk(desk, seed)
    try:
        walk.go()
        desk.holds()
        for case in Problem.objects.all():
            assert Event.objects.filter(stream=case.number).count() == case.version
            open_keys = set(Duty.objects.filter(OPEN_DUTY, problem=case).values_list("key", flat=True))
            if case.state in CLOSED:
                assert open_keys <= {"action", "action_check"}
            else:
                assert open_keys, f"{case.number} is {case.state} and nobody owes anything"
    except Exception:
        print("\n".join(walk.path[-30:]))  # noqa: T201  what a person needs to see of a failure
        raise


def test_walks_get_somewhere(desk: Desk) -> None:
    """A walk that only bounced off refusals would prove nothing."""
    walk = Walk(desk, 7)
    walk.go()
    taken = set(Event.objects.exclude(stream__startswith="month:").values_list("step", flat=True))
    assert len(taken) >= 15
    assert walk.path.count("refused") < STEPS_A_WALK / 2
    assert Event.objects.latest("recorded_at").recorded_at - desk.case.reported_at > timedelta(0)

"""Months as they might have been: many cases at once, whatever is possible taken at random, with time passing."""

import random
from datetime import datetime, timedelta
from typing import Any

from bihuan.problems.gate import BadInput, Refused
from bihuan.problems.models import Problem
from bihuan.problems.repeats import earlier_like
from bihuan.process.calendar import shanghai_date
from tests.stories.desk import Desk
from tests.stories.samples import FIX

CATEGORIES = ("host", "database", "network", "application_software", "security")
SOURCES = ("monitoring", "patrol", "complaint_card")
CAUSES = ("hardware", "software", "capacity", "operation")
MANAGED = (("manager", "approve_request"), ("manager", "brief_manager"), ("coordinator", "brief_manager"),
           ("coordinator", "open_action"), ("handler2", "close_action"), ("lead", "check_action"),
           ("coordinator", "link"))  # fmt: skip
EXTERNAL = (("coordinator", "open_external"), ("coordinator", "draft_letter"), ("manager", "sign_letter"),
            ("coordinator", "send_letter"), ("coordinator", "record_reply"), ("coordinator", "record_notice"),
            ("coordinator", "verify_external"), ("coordinator", "hold_special_meeting"))  # fmt: skip
WORK = (("coordinator", "change_level"), ("coordinator", "extend"), ("coordinator", "void"),
        ("coordinator", "merge"), *EXTERNAL)  # fmt: skip
BY_STATE: dict[str, tuple[tuple[str, str], ...]] = {
    "awaiting_response": (("coordinator", "respond"),) * 4 + (("reporter", "withdraw"), ("coordinator", "void")),
    "awaiting_dispatch": (("coordinator", "dispatch"),) * 4 + (("coordinator", "convene_group"), *WORK[:4]),
    "handling": (("handler", "accept_order"), ("handler", "plan_order"), ("handler", "resolve")) * 5
    + (("handler", "give_up"), ("coordinator", "convene_group"), ("handler", "request_change"),
       ("changer", "update_change"), ("changer", "update_change"), *WORK),
    "in_group": (("lead", "decide_plan"),),
    "awaiting_confirmation": (("coordinator", "tell_reporter"), ("reporter", "notify_departments"),
                              ("reporter", "confirm"), ("reporter", "confirm"), ("reporter", "reject_result")),
    "summarising": (("handler", "submit_analysis"), ("coordinator", "accept_analysis"),
                    ("coordinator", "enter_register"), ("coordinator", "judge_repeat"),
                    ("lead", "hold_review"), ("lead", "sign_minutes"),
                    ("coordinator", "hand_over")) * 2 + (("coordinator", "reopen"), *MANAGED),
    "awaiting_archive": (("clerk", "accept_archive"), ("clerk", "return_archive")),
    "archived": MANAGED,
}  # fmt: skip


class Months:
    """A desk at which many cases run at once; the same seed plays the same months."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.dice = desk, random.Random(seed)
        self.cases: list[int] = []

    def play(self, turns: int, until: datetime) -> None:
        for turn in range(turns):
            if self.desk.at >= until - timedelta(days=2):
                return
            if turn % 5 == 0:
                self.report()
            if turn % 3 == 0:
                self.desk.pass_time(minutes=self.dice.choice((9, 50, 300, 900, 2400)))
            self.one_step()

    def report(self, **fields: Any) -> None:
        dice = self.dice
        given = {
            "level": dice.choice((1, 2, 3, 3, 4, 4, 5)), "category": dice.choice(CATEGORIES),
            "source": dice.choice(SOURCES), "business_affected": dice.random() < 0.5,
        }  # fmt: skip
        case = self.desk.report(**{**given, **fields})
        self.cases.append(case.pk)

    def one_step(self) -> None:
        """Something that somebody may do to some case; what is refused is left."""
        desk, dice = self.desk, self.dice
        for _attempt in range(6):
            desk.case = Problem.objects.get(pk=dice.choice(self.cases[-25:]))
            choices = BY_STATE.get(desk.case.state)
            if not choices:
                continue
            who, step = dice.choice(choices)
            try:
                desk.takes(who, step, **self.fields(step))
            except (Refused, BadInput):
                continue
            return

    def judged(self) -> dict[str, Any]:
        """Half of what looks alike is a repeat."""
        alike = earlier_like(self.desk.case).first()
        return {"verdict": "repeat", "number": alike.number} if alike and self.dice.random() < 0.5 else {}

    def fields(self, step: str) -> dict[str, Any]:
        dice, desk = self.dice, self.desk
        others = [pk for pk in self.cases if pk != desk.case.pk]
        other = Problem.objects.get(pk=dice.choice(others)).number if others else ""
        return {
            "change_level": {"level": dice.randint(1, 5)},
            "resolve": {
                "recovered_at": desk.at - timedelta(minutes=dice.choice((0, 20, 90))),
                "late_reason": "等备件", "workaround": (stopgap := dice.random() < 0.3),
                **({"final_fix": [{**FIX, "due_on": shanghai_date(desk.at) + timedelta(days=9)}]}
                   if stopgap else {}),
            },
            "submit_analysis": {"cause_class": dice.choice(CAUSES)},
            "merge": {"main_number": other},
            "judge_repeat": self.judged(),
            "link": {"number": other, "kind": dice.choice(("repeat", "related"))},
            "update_change": {"status": dice.choice(("approved", "implemented"))},
            "request_change": {"change_no": f"BG-{dice.randint(1, 10**6)}"},
            "enter_register": {"corrections": {"cause_class": "数据错误"} if dice.random() < 0.2 else {}},
            "open_action": {"due_on": shanghai_date(desk.at) + timedelta(days=dice.randint(1, 12))},
            "record_reply": {"verdict": dice.choice(("clear", "unclear"))},
            "extend": {"until": desk.at + timedelta(days=dice.randint(1, 9))},
            "verify_external": {"solved": dice.random() < 0.7},
        }.get(step, {})  # fmt: skip

"""D72, F6.3: the same system, category and cause again within 90 days: the coordinator judges it, a group forms."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bihuan.problems.models import Event, Link, Problem, RepeatCase, RepeatGroup
from bihuan.problems.queries.repeats import standing_of
from bihuan.process.calendar import SHANGHAI
from tests.stories.desk import Desk


@pytest.fixture
def story(desk: Desk) -> Desk:
    desk.at = datetime(2026, 9, 1, 9, 0, tzinfo=SHANGHAI)
    return desk


def analysed(desk: Desk, level: int = 3, **fields: Any) -> Problem:
    """A case whose cause is accepted, a minute after whatever was before."""
    desk.at += timedelta(minutes=1)
    desk.confirmed(level, **fields)
    desk.takes("handler", "submit_analysis", cause_class="hardware")
    return desk.takes("coordinator", "accept_analysis")  # type: ignore[no-any-return]


def test_an_accepted_cause_that_was_there_before_is_to_be_judged(story: Desk) -> None:
    first = analysed(story)
    story.owes_not("repeat_check")
    story.refuses("coordinator", "judge_repeat", clause="D72", verdict="repeat", number=first.number)
    story.pass_time(days=30)
    analysed(story)
    story.owes("coordinator", "repeat_check", by="10-02 23:59:59", clause="D72")
    story.forbids("lead", "judge_repeat")
    story.takes("coordinator", "enter_register")
    story.refuses("coordinator", "hand_over", clause="S5")
    story.rejects("coordinator", "judge_repeat", "number", verdict="repeat", number="WT-19990101-001")
    story.refuses("coordinator", "judge_repeat", clause="D72", verdict="repeat")
    story.refuses("coordinator", "judge_repeat", clause="D72", verdict="repeat", number=story.case.number)
    story.refuses("coordinator", "judge_repeat", clause="D72", verdict="other", text="无")
    story.takes("coordinator", "judge_repeat", verdict="repeat", number=first.number, text="")
    story.met("repeat_check")
    assert [(link.kind, link.number) for link in story.parts.links] == [("repeat", first.number)]
    story.takes("coordinator", "hand_over")
    story.holds()


def test_what_is_denied_stays_on_record_and_is_not_asked_again(story: Desk) -> None:
    analysed(story)
    analysed(story)
    story.takes("coordinator", "judge_repeat", verdict="other", text="上次为控制器，本次为机柜掉电")
    story.takes("coordinator", "enter_register")
    story.owes_not("repeat_check")
    assert not Link.objects.exists() and not RepeatGroup.objects.exists()
    assert Event.objects.get(step="judge_repeat").data["fields"]["verdict"] == "other"


def test_another_cause_or_system_or_a_longer_time_asks_nothing(story: Desk) -> None:
    analysed(story)
    story.pass_time(minutes=1)
    story.confirmed(3)
    story.takes("handler", "submit_analysis", cause_class="software")
    story.takes("coordinator", "accept_analysis")
    story.owes_not("repeat_check")
    analysed(story, system="settlement")
    story.owes_not("repeat_check")
    analysed(story, category="host")
    story.owes_not("repeat_check")
    story.pass_time(days=91)
    analysed(story)
    story.owes_not("repeat_check")


def test_a_cause_not_found_is_nobody_s_repeat(story: Desk) -> None:
    for _time in range(2):
        story.confirmed(3)
        story.takes("handler", "submit_analysis", cause_class="unknown")
        story.takes("coordinator", "accept_analysis")
    story.owes_not("repeat_check")


def test_the_register_s_correction_of_the_cause_asks_anew(story: Desk) -> None:
    analysed(story)
    story.pass_time(minutes=1)
    story.confirmed(3)
    story.takes("handler", "submit_analysis", cause_class="software")
    story.takes("coordinator", "accept_analysis")
    story.takes("coordinator", "enter_register", corrections={"cause_class": "硬件故障"})
    story.owes("coordinator", "repeat_check")


def test_a_later_case_is_asked_when_the_earlier_cause_comes_late(story: Desk) -> None:
    story.confirmed(3)
    early = story.case
    story.pass_time(days=1)
    later = analysed(story)
    story.owes_not("repeat_check")
    story.case = early
    story.takes("handler", "submit_analysis", cause_class="hardware")
    story.takes("coordinator", "accept_analysis")
    story.owes_not("repeat_check")
    story.case = later
    story.owes("coordinator", "repeat_check")
    asked = Event.objects.get(step="suspect_repeat")
    assert (asked.stream, asked.data["fields"]["number"]) == (later.number, early.number)
    story.takes("coordinator", "judge_repeat", verdict="repeat", number=early.number)
    story.holds()


def test_confirmed_repeats_form_one_group_and_two_groups_become_one(story: Desk) -> None:
    cases = []
    for _time in range(4):
        cases.append(analysed(story))
        if story.owing("repeat_check"):
            story.takes("coordinator", "judge_repeat")
        story.pass_time(days=20)
    for later, earlier in ((1, 0), (3, 2)):
        story.case = cases[later]
        story.takes("coordinator", "link", number=cases[earlier].number, kind="repeat")
    assert RepeatGroup.objects.count() == 2
    story.case = cases[3]
    story.takes("coordinator", "link", number=cases[0].number, kind="repeat")
    group = RepeatGroup.objects.get()
    assert group.cases == 4 == RepeatCase.objects.filter(group=group).count()
    assert (group.first_at, group.last_at) == (cases[0].reported_at, cases[3].reported_at)
    places = [standing_of(Problem.objects.get(pk=case.pk)) for case in cases]
    assert [place and place.place for place in places] == [1, 2, 3, 4]
    assert places[3] is not None and places[3].previous == cases[2].number


def test_what_lies_further_back_than_the_window_is_in_the_group_but_not_counted(story: Desk) -> None:
    first = analysed(story)
    story.pass_time(days=95)
    analysed(story)
    story.takes("coordinator", "link", number=first.number, kind="repeat")
    standing = standing_of(story.fresh())
    assert standing is not None
    assert (standing.place, standing.days, standing.previous, standing.cases) == (1, 90, first.number, 2)


def test_the_review_of_a_recurring_problem_says_why_and_what_is_done(story: Desk) -> None:
    first = analysed(story)
    analysed(story, 1)
    story.takes("coordinator", "judge_repeat", verdict="repeat", number=first.number)
    told = story.refuses("lead", "hold_review", clause="F6.3", recurrence="无")
    assert first.number in told
    story.refuses("lead", "hold_review", clause="F6.3", recurrence="固件未升级")
    story.takes("coordinator", "open_action", owner="handler2", text="固件升级")
    story.takes("lead", "hold_review", recurrence="固件未升级")
    story.holds()


def test_a_rejected_result_is_judged_anew(story: Desk) -> None:
    analysed(story)
    story.pass_time(minutes=1)
    story.confirmed_up_to_the_reporter(3)
    story.takes("handler", "submit_analysis", cause_class="hardware")
    story.takes("coordinator", "accept_analysis")
    story.owes("coordinator", "repeat_check")
    story.takes("reporter", "reject_result")
    story.owes_not("repeat_check")
    story.holds()

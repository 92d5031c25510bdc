"""The pages of repeat problems: groups by filter and page, one group, and what a case and a review show of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.problems.models import Problem, RepeatCase, RepeatGroup
from bihuan.problems.queries.repeats import GroupFilters, group_page
from tests.stories.desk import Desk
from tests.web.office.conftest import Open

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def analysed(desk: Desk, level: int = 3, **fields: object) -> Problem:
    desk.pass_time(minutes=1)
    desk.confirmed(level, **fields)
    desk.takes("handler", "submit_analysis", cause_class="hardware")
    return desk.takes("coordinator", "accept_analysis")  # type: ignore[no-any-return]


@pytest.fixture
def repeated(story: Desk) -> list[Problem]:
    """Three cases of one trouble, the third at level 1; one action, on the first."""
    first = analysed(story)
    story.takes("coordinator", "open_action", owner="handler2", text="升级控制器固件")
    second = analysed(story)
    story.takes("coordinator", "judge_repeat", verdict="repeat", number=first.number)
    third = analysed(story, 1)
    story.takes("coordinator", "judge_repeat", verdict="repeat", number=second.number)
    return [first, second, third]


def shown(opens: Open, path: str, language: str = "zh-hans") -> str:
    answer = opens("lead", language).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_narrows_and_opens(repeated: list[Problem], opens: Open) -> None:
    group = RepeatGroup.objects.get()
    page = shown(opens, "/repeats")
    assert (
        f"/repeats/{group.pk}" in page
        and "计费出账" in page
        and "升级控制器固件" in page
        and "整改中" in page
    )
    month = f"{repeated[0].reported_at:%Y-%m}"
    for query in (
        "system=billing_run",
        "category=database",
        "cause=hardware",
        "plan=running",
        f"month={month}",
    ):
        assert f"/repeats/{group.pk}" in shown(opens, f"/repeats?{query}"), query
    for query in (
        "system=rating",
        "category=host",
        "cause=software",
        "plan=done",
        "plan=unplanned",
        "month=2020-01",
    ):
        assert f"/repeats/{group.pk}" not in shown(opens, f"/repeats?{query}"), query
    assert "清除筛选" not in page and "清除筛选" in shown(opens, "/repeats?plan=done")
    assert "2026-11" in shown(opens, "/repeats?month=soon&cause=bad")
    whole = shown(opens, f"/repeats/{group.pk}", "en")
    assert all(case.number in whole for case in repeated) and "0 of 1 carried out" in whole
    assert opens("lead").get("/repeats/999").status_code == 404


def test_pages_follow_one_another(repeated: list[Problem]) -> None:
    at = repeated[0].reported_at
    for turn in range(5):
        RepeatGroup.objects.create(
            category="host", cases=2, first_at=at, last_at=at - timedelta(days=turn // 2)
        )
    everything = [row.id for row in group_page(GroupFilters(), "", 50).rows]
    seen, cursor = [], ""
    while True:
        page = group_page(GroupFilters(), cursor, 2)
        seen += [row.id for row in page.rows]
        cursor = page.next
        if not cursor:
            break
    assert seen == everything and len(seen) == 6
    back = group_page(GroupFilters(), page.previous, 2)
    assert [row.id for row in back.rows] == everything[2:4]


def test_the_number_of_queries_does_not_grow(repeated: list[Problem], opens: Open) -> None:
    browser, found = opens("lead"), []
    for extra in (0, 20):
        for turn in range(extra):
            at = repeated[0].reported_at - timedelta(days=turn)
            RepeatGroup.objects.create(category="host", cases=2, first_at=at, last_at=at)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/repeats")
        found.append(len(queries))
    assert found[0] == found[1] <= 12
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"/repeats/{RepeatCase.objects.values_list('group', flat=True).first()}")
    assert len(queries) <= 11


def test_a_case_says_how_often_it_came_back(repeated: list[Problem], opens: Open) -> None:
    group = RepeatGroup.objects.get()
    third = shown(opens, f"/problems/{repeated[2].number}")
    assert "重复：90 天内第 3 次" in third and f"/repeats/{group.pk}" in third and repeated[1].number in third
    assert "第 1 次" not in shown(opens, f"/problems/{repeated[0].number}")


def test_the_review_begins_with_the_group(repeated: list[Problem], opens: Open) -> None:
    page = shown(opens, f"/problems/{repeated[2].number}?step=hold_review")
    assert "已确认为重复问题：90 天内第 3 次，共 3 件" in page and "升级控制器固件" in page


def test_the_form_offers_what_looks_alike(repeated: list[Problem], story: Desk, opens: Open) -> None:
    fourth = analysed(story)
    page = opens("coordinator").get(f"/problems/{fourth.number}?step=judge_repeat").content.decode()
    assert f'<option value="{repeated[2].number}" selected>' in page
    assert all(f'<option value="{case.number}"' in page for case in repeated)


def test_a_month_leads_to_its_groups(repeated: list[Problem], opens: Open) -> None:
    month = f"{repeated[0].reported_at:%Y-%m}"
    assert f"/repeats?month={month}" in shown(opens, f"/months/{month}")

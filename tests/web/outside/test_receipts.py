"""F5.2: an affected department confirms by its link that it was told; bulletins do the same."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.stories.desk import Desk
from tests.web.outside.conftest import address

BULLETIN = {"kind": "first", "subject": "计费主库宕机", "departments": ["network"], "text": "正在切换备库"}


def test_who_confirmed_and_when(story: Desk, visitor: Client) -> None:
    story.answered(3)
    story.takes("coordinator", "tell_reporter")
    story.takes(
        "reporter", "notify_departments", departments=["network", "customer_service"], text="批价已恢复"
    )
    first, _second = story.parts.tellings
    assert (first.receipt_at, first.by_mail) == (None, False)  # no mail channel here
    html = visitor.get(address(story, 0)).content.decode()
    assert "批价已恢复" in html and story.case.symptom not in html
    assert visitor.post(address(story, 0), {"name": " "}).status_code == 422
    assert story.parts.tellings[0].receipt_at is None
    assert visitor.post(address(story, 0), {"name": "陈值班"}).status_code == 303
    assert visitor.post(address(story, 0), {"name": "另一人"}).status_code == 303  # the first name stays
    row = story.parts.tellings[0]
    assert (row.receipt_name, row.receipt_at) == ("陈值班", story.at)
    assert story.parts.tellings[1].receipt_at is None
    story.expects_notice("reporter", "receipt_confirmed", name="陈值班")
    assert story.events().count("confirm_receipt") == 1
    assert "陈值班" in visitor.get(address(story, 0)).content.decode()
    story.holds()


def test_looking_confirms_nothing(story: Desk, visitor: Client) -> None:
    """Mail scanners follow links."""
    story.answered(3)
    story.takes("coordinator", "tell_reporter")
    story.takes("reporter", "notify_departments", departments=["network"])
    visitor.get(address(story))
    visitor.head(address(story))
    assert story.parts.tellings[0].receipt_at is None


def test_bulletins_are_for_levels_1_and_2_and_in_order(story: Desk, visitor: Client) -> None:
    story.handled(3)
    story.refuses("coordinator", "issue_bulletin", clause="R4", **BULLETIN)
    story.handled(1)
    story.forbids("handler", "issue_bulletin", **BULLETIN)
    story.refuses("coordinator", "issue_bulletin", clause="F5.2", **{**BULLETIN, "kind": "follow_up"})
    story.refuses("coordinator", "issue_bulletin", clause="F5.2", **{**BULLETIN, "kind": "final"})
    story.takes("coordinator", "issue_bulletin", recovery_at=story.at + timedelta(hours=1), **BULLETIN)
    story.expects_notice("manager", "bulletin_issued")
    story.refuses("coordinator", "issue_bulletin", clause="F5.2", **BULLETIN)
    story.takes("coordinator", "issue_bulletin", **{**BULLETIN, "kind": "follow_up", "text": "备库追平 80%"})
    html = visitor.get(address(story)).content.decode()
    assert "备库追平 80%" in html and "正在切换备库" not in html
    story.takes("handler", "resolve")
    story.refuses("coordinator", "issue_bulletin", clause="F5.2", **{**BULLETIN, "kind": "final"})
    story.takes("coordinator", "issue_bulletin", recovery_at=story.at, **{**BULLETIN, "kind": "final"})
    assert visitor.post(address(story), {"name": "陈值班"}).status_code == 303
    kinds = [(row.number, row.kind) for row in story.parts.bulletins]
    assert kinds == [
        (f"TB-20261122-00{n}", kind) for n, kind in enumerate(("first", "follow_up", "final"), 1)
    ]
    story.refuses("coordinator", "issue_bulletin", clause="F5.2", **{**BULLETIN, "kind": "follow_up"})
    story.holds()


@pytest.mark.parametrize(("field", "length"), [("subject", 41), ("text", 1001)])
def test_a_bulletin_is_short(story: Desk, field: str, length: int) -> None:
    story.handled(2)
    story.rejects("coordinator", "issue_bulletin", field, **{**BULLETIN, field: "通" * length})


def test_a_receipt_after_the_archive_changes_nothing(story: Desk, visitor: Client) -> None:
    story.archived(3)
    answer = visitor.post(address(story), {"name": "陈值班"})
    assert answer.status_code == 410 and story.parts.tellings[-1].receipt_at is None

"""流程: the rules as they are in the tables, and the revisions of the document (R1a)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.problems.models import Revision
from bihuan.process.calendar import shanghai_date
from bihuan.process.clauses import CLAUSES
from bihuan.process.duties import DUTIES, TRIGGERS
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import STATES
from bihuan.web.office.process import TABS
from bihuan.web.office.processtables import TRIGGER_WORDS
from tests.web.conftest import LANGUAGES

QUERIES = 6
"""Session, person, strip, notices, revisions, and the number of the policy in force."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", [key for key, _label in TABS])
def test_every_tab_in_both_languages(desk: Callable[..., Client], tab: str, language: str) -> None:
    client = desk("reporter", language)
    client.get("/process")
    with CaptureQueriesContext(connection) as found:
        response = client.get(f"/process?tab={tab}")
    assert response.status_code == 200
    assert len(found) <= QUERIES


@pytest.mark.parametrize("code", STATES)
def test_every_state_says_which_steps_lead_on(desk: Callable[..., Client], code: str) -> None:
    page = desk("reporter").get(f"/process?state={code}").content.decode()
    leading = [key for key, step in STEPS.items() if code in step.sources and not step.automatic]
    assert all(f'href="?step={key}#detail"' in page for key in leading)


def test_every_step_says_who_fields_clauses_and_duties(desk: Callable[..., Client]) -> None:
    client = desk("reporter")
    for key, step in STEPS.items():
        if not step.automatic:
            page = client.get(f"/process?step={key}").content.decode()
            assert all(f"#{clause}" in page for clause in step.clauses), key
    page = client.get("/process?step=dispatch").content.decode()
    assert "3 小时" in page
    assert "问题管理协调员" in page
    assert "cycle-here" in page


def test_an_unknown_step_shows_the_picture_alone(desk: Callable[..., Client]) -> None:
    assert desk("reporter").get("/process?step=fly&state=x").status_code == 200


def test_the_page_holds_no_inline_style_or_script(desk: Callable[..., Client]) -> None:
    page = desk("reporter").get("/process").content.decode()
    assert " style=" not in page
    assert "<style" not in page


def test_every_clause_stands_there_and_lost_figures_are_marked(desk: Callable[..., Client]) -> None:
    page = desk("reporter").get("/process?tab=clauses").content.decode()
    assert all(f'id="{clause}"' in page for clause in CLAUSES)
    limits = desk("reporter").get("/process?tab=limits").content.decode()
    assert limits.count("待确认") == 2


def test_what_opens_or_meets_a_duty_has_words() -> None:
    named = {name for rule in DUTIES for name in (*rule.opens, *rule.meets)}
    assert named - STEPS.keys() <= TRIGGER_WORDS.keys()
    assert TRIGGER_WORDS.keys() <= TRIGGERS.keys()


def publish(client: Client, **fields: str) -> int:
    data = {"version": "2.0", "effective_on": "2026-01-01", "reason": "新规定", "text": "全文"} | fields
    return client.post("/process/publish", data).status_code


def test_a_revision_is_published_read_and_superseded(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    assert publish(client) == 302
    assert publish(client, version="2.1", text="第二版") == 302
    future = (
        shanghai_date(Revision.objects.latest("published_at").published_at) + timedelta(days=9)
    ).isoformat()
    assert publish(client, version="3.0", effective_on=future) == 302
    page = desk("outsider").get("/process?tab=revisions").content.decode()
    assert all(version in page for version in ("2.0", "2.1", "3.0", "测coordinator", "新规定"))
    assert "现行修订版 2.1" in page
    old = desk("outsider").get("/process/revisions/2.0").content.decode()
    assert "全文" in old
    assert "第二版" not in old


def test_a_refused_revision_keeps_what_was_typed(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    publish(client)
    response = client.post(
        "/process/publish",
        {"version": "2.0", "effective_on": "2026-01-01", "reason": "再来", "text": "我写的全文"},
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "我写的全文" in page
    assert "R1a" in page
    assert publish(client, version="", text="甲") == 422
    assert Revision.objects.count() == 1

"""看板: today, this week, this month, by the definitions of the report."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import LANGUAGES
from tests.web.office.conftest import Open

FRAME = 4
"""Session, person, strip, notices."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("span", ["today", "week", "month", "days", "x"])
def test_the_dashboard_counts_as_the_report_does(then: None, opens: Open, span: str, language: str) -> None:
    client = opens("manager", language)
    page = client.get(f"/dashboard?span={span}").content.decode()
    shown = re.findall(r'<a class="figure" href="(/behind/[^"]*)"[^>]*><b class="num">(\d+)</b>', page)
    assert len(shown) == 11
    for address, number in shown:
        found = client.get(address.replace("&amp;", "&")).content.decode()
        assert found.count("<tr data-row>") == int(number), address
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/dashboard?span={span}")
    assert len(queries) <= FRAME + 50

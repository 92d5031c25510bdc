"""Who sees what of the archive, what the pages say, and that no address alters an archived file."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from bihuan.archive import building
from bihuan.archive.casedata import case_data
from bihuan.archive.tending import tend
from bihuan.problems.models import ArchiveFile, Certificate, Event, Problem
from bihuan.problems.parts import Parts
from bihuan.process.lifecycle import STEPS
from bihuan.web.archive import urls
from tests.stories.desk import Desk
from tests.stories.samples import sample
from tests.web.case.conftest import SignIn, text_of

MEMBERS = ("reporter", "coordinator", "handler", "lead", "manager", "changer", "clerk", "leader1", "board")
READERS = (*MEMBERS, "auditor")
STRANGERS = ("marketing", "outsider", "admin", "security")
TAKERS = ("clerk", "coordinator", "manager", "auditor")
NOT_TAKERS = ("reporter", "handler", "lead", "changer", "board", *STRANGERS)

# name, path, who asks, what is answered to GET
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("archive", "/archive", READERS, 200),
    ("archive", "/archive", STRANGERS, 403),
    ("archive", "/archive?status=damaged&level=9&q=WT%00&cursor=x", ("clerk",), 200),
    ("archive_appraisal", "/archive/appraisal", READERS, 200),
    ("archive_appraisal", "/archive/appraisal", STRANGERS, 403),
    ("archive_fixity", "/archive/fixity", READERS, 200),
    ("archive_fixity", "/archive/fixity", STRANGERS, 403),
    ("archive_file", "/archive/files/{case}", READERS, 200),
    ("archive_file", "/archive/files/{case}", STRANGERS, 403),
    ("archive_file", "/archive/files/WT-1", ("clerk",), 404),
    ("archive_package", "/archive/files/{case}/package.tar", TAKERS, 200),
    ("archive_package", "/archive/files/{case}/package.tar", NOT_TAKERS, 403),
    ("archive_package", "/archive/files/WT-1/package.tar", ("clerk",), 404),
    ("archive_check", "/archive/files/{case}/check", READERS, 405),
    ("archive_build", "/archive/files/{case}/build", READERS, 405),
    ("archive_certificate", "/archive/certificates/JD-1.pdf", READERS, 404),
    ("archive_certificate", "/archive/certificates/JD-1.pdf", STRANGERS, 403),
]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ARCHIVE_ROOT = tmp_path / "archive"
    monkeypatch.setattr(building, "render_pdf", lambda kind, values, *, at: f"%PDF {kind.key}".encode())


@pytest.fixture
def filed(story: Desk) -> str:
    """A case in the archive with its package; its number."""
    story.archived()
    tend(story.at)
    return story.case.number


def test_every_address_is_in_the_list() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {name for name, _path, _who, _code in ASKED}


@pytest.mark.parametrize(("name", "path", "who", "code"), ASKED)
def test_answers(sign_in: SignIn, filed: str, name: str, path: str, who: tuple[str, ...], code: int) -> None:
    for username in who:
        answer = sign_in(username).get(path.format(case=filed))
        assert answer.status_code == code, username
        if answer.streaming:
            assert len(b"".join(answer.streaming_content)) > 10_000


def test_only_the_clerk_and_the_coordinator_have_it_read(sign_in: SignIn, filed: str) -> None:
    for username in ("reporter", "manager", "auditor", *STRANGERS):
        assert sign_in(username).post(f"/archive/files/{filed}/check").status_code == 403, username
        assert sign_in(username).post(f"/archive/files/{filed}/build").status_code == 403, username
    assert sign_in("clerk").post(f"/archive/files/{filed}/build").status_code == 404  # it stands already
    page = sign_in("clerk").post(f"/archive/files/{filed}/check", follow=True)
    assert "归档包完好" in text_of(page)


def test_a_file_whose_package_is_not_built_yet_can_be_opened(sign_in: SignIn, story: Desk) -> None:
    story.archived()
    address = f"/archive/files/{story.case.number}"
    for username, offered in (("clerk", True), ("coordinator", False), ("reporter", False)):
        answer = sign_in(username).get(address)
        assert answer.status_code == 200, username
        assert (f'action="{address}/build"' in text_of(answer)) is offered, username
    assert sign_in("clerk").post(f"{address}/build").status_code == 302
    assert f'action="{address}/build"' not in text_of(sign_in("clerk").get(address))


def test_a_damaged_package_is_named_on_every_page(sign_in: SignIn, filed: str, tmp_path: Path) -> None:
    [path] = (tmp_path / "archive").rglob("case.json")
    path.chmod(0o600)
    path.write_text("{}")
    page = text_of(sign_in("clerk").post(f"/archive/files/{filed}/check", follow=True))
    assert "data/case.json" in page
    assert "data/case.json" in text_of(sign_in("coordinator").get("/archive/fixity"))
    assert filed in text_of(sign_in("auditor").get("/archive?status=damaged"))


def test_the_clerk_sees_the_papers_before_he_accepts(sign_in: SignIn, story: Desk) -> None:
    story.summed_up(1)
    story.takes("coordinator", "hand_over")
    page = text_of(sign_in("clerk").get(f"/archive/files/{story.case.number}"))
    for word in ("问题报告单", "问题工单", "会议纪要", "接收归档", "退回"):
        assert word in page


def test_filters_and_pages(sign_in: SignIn, story: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = []
    for level in (3, 4, 3):
        story.archived(level)
        numbers.append(story.case.number)
    clerk = sign_in("clerk")
    assert numbers[1] not in text_of(clerk.get("/archive?level=3"))
    assert numbers[1] in text_of(clerk.get(f"/archive?q={numbers[1]}"))
    monkeypatch.setattr("bihuan.web.archive.lists.PAGE", 2)
    first = text_of(clerk.get("/archive"))
    shown = set(re.findall(r"/archive/files/([\w-]+)\"", first))
    onward = re.search(r'rel="next" href="([^"]+)"', first)
    assert onward
    second = text_of(clerk.get("/archive" + onward[1].replace("&amp;", "&")))
    rest = set(re.findall(r"/archive/files/([\w-]+)\"", second))
    assert (shown | rest, shown & rest) == (set(numbers), set())
    assert 'rel="prev"' in second


def test_the_number_of_queries_does_not_grow(sign_in: SignIn, story: Desk) -> None:
    clerk, counts = sign_in("clerk"), []
    for _time in range(2):
        for level in (3, 4, 1)[: 1 + 2 * _time]:
            story.archived(level)
        tend(story.at)
        ArchiveFile.objects.update(expired_at=story.at)
        found = []
        for path in (
            "/archive",
            "/archive/appraisal",
            "/archive/fixity",
            f"/archive/files/{story.case.number}",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert clerk.get(path).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0][:3] == counts[1][:3]
    assert all(most <= limit for most, limit in zip(counts[1], (9, 9, 13, 26), strict=True)), counts


def test_the_appraisal_list_offers_each_his_own_step(sign_in: SignIn, story: Desk) -> None:
    story.archived()
    file = ArchiveFile.objects.get(problem=story.case)
    ArchiveFile.objects.filter(pk=file.pk).update(expired_at=story.at)
    assert "step=propose_disposal" in text_of(sign_in("clerk").get("/archive/appraisal"))
    assert "step=" not in text_of(sign_in("manager").get("/archive/appraisal"))


def test_a_certificate_is_a_paper(sign_in: SignIn, story: Desk) -> None:
    story.archived()
    made = Certificate.objects.create(
        number="JD-20300101-001", stream=story.case.number, kind="destroy", made_at=story.at, data=CERTIFIED
    )
    answer = sign_in("auditor").get(f"/archive/certificates/{made.number}.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


CERTIFIED: dict[str, Any] = {
    "number": "JD-20300101-001", "problem": "WT-1", "verdict": "destroy", "level": 3, "category": "database",
    "reported_at": "2026-11-22T03:00:00+00:00", "archived_at": "", "location": "A-1", "shelf_no": "",
    "retention_years": 3, "retain_until": "2030-01-01", "keep_years": None, "proposed_by": "甲", "proposed_at": "",
    "proposal": "期满", "decided_by": "乙", "decided_on": "2030-01-02", "done_by": "甲", "note": "", "events": 20,
    "chain_head": "0" * 64, "package_digest": "1" * 64, "package_files": 9, "package_bytes": 1,
}  # fmt: skip
MAY = {"shelve_file", "hold_file", "open_action", "link"}
"""Steps that people may still take on an archived case before its term."""


def posts(patterns: list[Any], before: str = "") -> list[str]:
    """Every address of the desk and the API, with what stands between the brackets filled in."""
    found = []
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += posts(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(route)
    return found


def test_no_address_alters_an_archived_case(sign_in: SignIn, filed: str, story: Desk) -> None:
    before = frozen(filed)
    routes = [
        route for route in posts(get_resolver().url_patterns) if "number>" in route and "^" not in route
    ]
    assert len(routes) > 10
    cast = {
        who: sign_in(who)
        for who in ("reporter", "coordinator", "handler", "lead", "manager", "clerk", "admin")
    }
    for route in routes:
        path = "/" + re.sub(r"<(?:\w+:)?number>", filed, route)
        if "step>" in route:
            for step in STEPS.values():
                if step.key not in MAY:
                    filled = re.sub(r"<(?:\w+:)?step>", step.key, path)
                    typed = {name: str(value) for name, value in sample(step.key, story.at).items()}
                    for who in [who for who in cast if who in step.who] or ["coordinator"]:
                        assert cast[who].post(filled, typed).status_code in (401, 403, 404, 409, 422), (
                            who,
                            filled,
                        )
            continue
        path = re.sub(r"<[^>]+>", "1", path)
        for who in ("coordinator", "clerk", "admin"):
            for method in ("post", "delete", "put", "patch"):
                assert getattr(cast[who], method)(path).status_code < 500, (who, method, path)
    assert frozen(filed) == before


def frozen(number: str) -> list[Any]:
    """The case, its parts and its events as they stand; a reading of the package is no change."""
    case = Problem.objects.get(number=number)
    return [case_data(case, Parts(case)), list(Event.objects.filter(stream=number).values())]

"""交接班 in the browser: the sheet, both signatures, and who sees it."""

import pytest

from bihuan.problems.models import HandOver
from bihuan.web.duty import urls
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of
from tests.web.duty.test_shifts import ASKED as SHIFTS

READERS, OTHERS = ("coordinator", "manager", "auditor"), ("reporter", "handler", "outsider", "admin")
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("handovers", "/handovers", READERS, 200),
    ("handovers", "/handovers", OTHERS, 403),
    ("handover", "/handovers/99", READERS, 404),
    ("handover", "/handovers/99", OTHERS, 403),
    ("handover_make", "/handovers/make", (*READERS, *OTHERS), 405),
    ("handover_sign", "/handovers/99/sign", (*READERS, *OTHERS), 405),
]


@pytest.mark.parametrize(("name", "path", "who", "code"), ASKED)
def test_answers(sign_in: SignIn, name: str, path: str, who: tuple[str, ...], code: int) -> None:
    for username in who:
        assert sign_in(username).get(path).status_code == code, username


def test_every_address_of_duty_is_in_a_list() -> None:
    assert {p.name for p in urls.urlpatterns if "problems" not in str(p.pattern)} == {
        name for name, *_rest in [*ASKED, *SHIFTS]
    }


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "交接单"), ("en", "Hand-over sheet")])
def test_both_sign(story: Desk, sign_in: SignIn, language: str, words: str) -> None:
    story.handled(level=3)
    giver, taker = sign_in("coordinator", language), sign_in("coordinator2", language)
    answer = giver.post("/handovers/make", {"giver": "coordinator", "taker": "coordinator2", "note": "x<b>y"})
    address = answer["Location"]
    page = text_of(taker.get(address))
    assert words in page and story.case.number in page and "x&lt;b&gt;y" in page
    assert f"{address}/sign" in page and f"{address}/sign" not in text_of(giver.get(address))
    assert taker.post(f"{address}/sign").status_code == 302
    row = HandOver.objects.get()
    assert row.taken_at and row.moved == [story.case.number]
    assert story.fresh().coordinator == story.people["coordinator2"]
    assert sign_in("reporter").post(f"{address}/sign").status_code == 403
    assert f"{address}/sign" not in text_of(taker.get(address))


def test_what_cannot_be_is_said(story: Desk, sign_in: SignIn) -> None:
    for taker in ("coordinator", "handler", ""):
        answer = sign_in("coordinator").post("/handovers/make", {"taker": taker, "note": "批价批次 7 在重跑"})
        assert answer.status_code in (409, 422)
        assert "批价批次 7 在重跑</textarea>" in text_of(answer)
    assert not HandOver.objects.exists()


def test_a_note_is_never_cut(story: Desk, sign_in: SignIn) -> None:
    given = {"giver": "coordinator", "taker": "coordinator2", "note": "夜" * 2001}
    answer = sign_in("coordinator").post("/handovers/make", given)
    assert answer.status_code == 409
    assert "2001" in text_of(answer) and given["note"] in text_of(answer)
    assert not HandOver.objects.exists()

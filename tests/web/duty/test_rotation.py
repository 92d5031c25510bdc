"""The roster filled in turn: stored if it works, refused with every reason if not."""

from datetime import timedelta

from bihuan.people.models import DutyShift, User
from bihuan.people.roster import on_duty
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of, typed


def rotation(story: Desk, **fields: object) -> dict[str, object]:
    return {
        "role": "coordinator",
        "people_0": "coordinator",
        "people_2": "coordinator2",  # an empty place between is left out
        "hours": 24,
        "starts_at": typed(story.at - timedelta(hours=1)),
        "until": typed(story.at + timedelta(days=31)),
    } | fields


def test_people_take_turns_and_stand_in_for_each_other(story: Desk, sign_in: SignIn) -> None:
    DutyShift.objects.all().delete()
    assert "当前值班表或联系链存在缺口" in text_of(sign_in("coordinator").get("/roster"))
    assert sign_in("coordinator").post("/roster/rotation", rotation(story)).status_code == 302
    sign_in("coordinator").post("/roster/rotation", rotation(story, role="duty_officer"))
    people = [on_duty("coordinator", story.at + timedelta(days=day)) for day in range(3)]
    assert [person.username for person in people if person] == ["coordinator", "coordinator2", "coordinator"]
    assert "当前值班表或联系链存在缺口" not in text_of(sign_in("coordinator").get("/roster"))


def test_a_hole_or_a_person_out_of_reach_is_refused_and_nothing_stored(story: Desk, sign_in: SignIn) -> None:
    DutyShift.objects.all().delete()
    User.objects.filter(username="coordinator2").update(phone="")
    short = rotation(story, until=typed(story.at + timedelta(days=10)))
    answer = sign_in("coordinator").post("/roster/rotation", short)
    assert answer.status_code == 409 and not DutyShift.objects.exists()
    assert "无人值班" in text_of(answer) and "既无电话号码" in text_of(answer)


def test_bad_input_is_said_in_place(story: Desk, sign_in: SignIn) -> None:
    for wrong in (
        {"people_0": "nobody"},
        {"people_0": "", "people_2": ""},
        {"hours": 0},
        {"until": "2020-01-01T00:00"},
    ):
        assert sign_in("coordinator").post("/roster/rotation", rotation(story, **wrong)).status_code == 422
    assert sign_in("reporter").post("/roster/rotation", rotation(story)).status_code == 403


def test_people_are_chosen_by_name(story: Desk, sign_in: SignIn) -> None:
    page = text_of(sign_in("coordinator").get("/roster"))
    assert page.count(story.people["coordinator2"].name) >= 8 and "第 8 位" in page

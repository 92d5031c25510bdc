"""What a step says is said on the next whole page: a part that renews itself in between does not take it away."""

from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn


def test_parts_that_renew_themselves_do_not_swallow_what_was_done(story: Desk, sign_in: SignIn) -> None:
    story.handled(3)
    client, address = sign_in("coordinator"), f"/problems/{story.case.number}"
    answer = client.post(f"{address}/steps/comment", {"text": "已电话催促"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    for part in ("/live/strip", "/live/home"):
        answer = client.get(part, headers={"HX-Request": "true"})
        assert answer.status_code == 200 and b"notice-success" not in answer.content
    assert b"notice-success" in client.get(address).content
    assert b"notice-success" not in client.get(address).content

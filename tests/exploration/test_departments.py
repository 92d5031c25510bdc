"""Whatever a department sends by its link, in whatever order: a branch ends through notice and confirmation alone."""

from datetime import timedelta

from bihuan.process.facts import Facts
from tests.exploration.explorer import Move
from tests.exploration.test_life_cycle import explored, is_due
from tests.stories.desk import Desk

GIVEN = {"text": "今晚更换板卡", "name": "王工"}


def is_unanswered(facts: Facts) -> bool:
    """A letter is out and nothing came by its link that awaits a verdict."""
    return any(x.status in ("sent", "delivered") and not x.is_answered for x in facts.letters)


def is_unwritten(facts: Facts) -> bool:
    """No letter of this round is drafted, signed or out."""
    present = facts.branches[0].round
    return not any(x.round == present and x.status != "returned" for x in facts.letters)


def test_by_link_too_a_branch_ends_only_by_notice_and_check(desk: Desk) -> None:
    desk.handled(3)
    desk.takes("coordinator", "open_external")
    desk.takes("handler", "resolve")
    found = explored(
        desk,
        [
            Move("coordinator", "draft_letter", when=is_unwritten),
            Move("manager", "return_letter", {"reason": "请改写"}, when=lambda facts: len(facts.letters) < 2),
            Move("manager", "sign_letter"),
            Move("coordinator", "send_letter"),
            Move("coordinator", "chase_letter", {"channel": "phone"}, when=is_unanswered),
            Move("coordinator", "revoke_link", when=is_unanswered),
            Move("system", "reply_by_link", GIVEN, when=is_unanswered),
            Move("system", "notice_by_link", {**GIVEN, "document": "网络〔通知〕31 号"}),
            Move("coordinator", "record_reply", {"verdict": "clear"}),
            Move("coordinator", "record_reply", {"verdict": "faulty"}),
            Move("system", "wait", when=is_due, passes=timedelta(days=1)),
            Move("coordinator", "hold_special_meeting"),
            Move("coordinator", "record_notice"),
            Move("coordinator", "verify_external"),
            Move("coordinator", "verify_external", {"solved": False}, when=lambda f: f.branches[0].round < 2),
        ],
        goals=(),
        stops=("awaiting_confirmation",),
    )  # fmt: skip
    ended = [signature for signature, state in found.states.items() if state == "awaiting_confirmation"]
    assert ended and all(branch[0] == "ended" and branch[3] for key in ended for branch in key[5])
    assert any("reply_by_link" in step for path in found.paths.values() for step in path)
    assert any("notice_by_link" in step for path in found.paths.values() for step in path)

"""No dead end, and no way round what the clauses demand, in whatever order people take their steps."""

from datetime import timedelta

from bihuan.problems.parts import Parts
from bihuan.process.facts import Facts
from tests.exploration.explorer import Explorer, Map, Move
from tests.stories.desk import Desk

ENDS = ("archived", "void", "withdrawn", "merged")


def look(facts: Facts, parts: Parts) -> None:
    """What holds in every situation, however it was reached."""
    for branch in parts.branches:
        if branch.status == "ended":  # X7, D62
            assert branch.notice and branch.notice_document and branch.verified_at and branch.evidence
    for meeting in parts.meetings:
        if meeting.kind in ("emergency", "joint") and meeting.held_at:  # F4.1
            assert all(meeting.record[item] for item in ("cause", "plan", "executor", "due_at"))
            leads = {m["username"] for m in meeting.members if m.get("lead")} & set(meeting.attendees)
            assert len(leads) >= 2  # D31
        if meeting.kind == "joint" and meeting.held_at:  # F4.2
            assert meeting.record["change_no"] and any(m.get("board") for m in meeting.members)
        if meeting.kind == "review" and meeting.held_at:  # F6.3
            assert meeting.record["lessons"]
    for change in parts.changes:
        if change.status == "implemented":  # D33
            was_approved = "approved" in [entry[0] for entry in change.history]
            assert was_approved or (change.emergency and change.consented_at and change.papers_owed_at)
    if facts.state in ("awaiting_confirmation", "summarising", "awaiting_archive", "archived"):  # S1
        assert all(order.status == "done" for order in facts.live_orders) and facts.live_orders
        assert not facts.open_changes and not facts.open_branches and facts.resolved_at
    if facts.state in ("handling", "in_group", "awaiting_dispatch"):
        assert facts.resolved_at is None and facts.owes("resolution")
    if facts.state == "archived":
        _look_into_the_archive(facts)
    if facts.state in ("void", "withdrawn", "merged"):
        assert {duty.key for duty in facts.open_duties} <= {"action", "action_check"}


def _look_into_the_archive(facts: Facts) -> None:
    assert facts.analysis == "accepted" and facts.registered and not facts.form_pending
    assert {duty.key for duty in facts.open_duties} <= {"action", "action_check"}
    if facts.is_serious:
        assert [duty for duty in facts.duties if duty.key == "manager_report" and duty.met_at]
        assert any(meeting.kind == "review" and meeting.held and meeting.signed for meeting in facts.meetings)


def explored(
    desk: Desk, moves: list[Move], *, goals: tuple[str, ...] = ENDS, stops: tuple[str, ...] = ()
) -> Map:
    """Explore from the case in hand and find every goal reachable from everywhere."""
    explorer = Explorer(desk.people, moves, look, stops)
    explorer.explore(desk.fresh(), desk.at)
    found = explorer.map
    assert found.dead_ends((*goals, *stops)) == []
    return found


SUMMARY = [
    Move("coordinator", "tell_reporter"),
    Move("reporter", "notify_departments", when=lambda facts: facts.owes("departments_told")),
    Move("reporter", "confirm"),
    Move("handler", "submit_analysis"),
    Move("coordinator", "accept_analysis"),
    Move("coordinator", "enter_register"),
    Move("coordinator", "hand_over"),
    Move("clerk", "accept_archive"),
]
BRIEF = Move("coordinator", "brief_manager", when=lambda facts: facts.owes("manager_report"))
HANDLING = [
    Move("handler", "accept_order"),
    Move("handler", "resolve", when=lambda facts: not facts.owes("handler_contact")),
]


def test_a_serious_case_from_the_report_to_its_ends(desk: Desk) -> None:
    desk.report(level=1)
    found = explored(
        desk,
        [
            Move("reporter", "log_call", when=lambda facts: facts.owes("phone_call")),
            Move("coordinator", "respond", when=lambda facts: not facts.owes("phone_call")),
            BRIEF,
            Move("coordinator", "log_call", {"callee": "handler", "purpose": "handler"},
                 when=lambda facts: facts.owes("handler_contact")),
            Move("coordinator", "dispatch", when=lambda facts: not facts.orders),
            Move("coordinator", "cancel_order", when=lambda facts: not facts.owes("manager_report")),
            *HANDLING,
            *SUMMARY,
            Move("coordinator", "return_analysis"),
            Move("lead", "hold_review"),
            Move("lead", "sign_minutes"),
            Move("clerk", "return_archive"),
            Move("reporter", "withdraw"),
            Move("manager", "void"),
        ],
    )  # fmt: skip
    assert found.count("archived") == 1
    assert {"void", "withdrawn"} <= set(found.states.values())


def test_a_result_is_rejected_and_reopened(desk: Desk) -> None:
    desk.answered(3, business_affected=False)
    found = explored(
        desk,
        [
            *HANDLING,
            *SUMMARY,
            Move("reporter", "reject_result", when=lambda facts: facts.round < 3),
            Move("coordinator", "reopen", when=lambda facts: facts.round < 3),
            Move("clerk", "return_archive", when=lambda facts: facts.round < 2),
        ],
    )
    assert found.count("archived") == 3


def test_changes_are_asked_for_fail_and_succeed(desk: Desk) -> None:
    desk.handled(2)
    found = explored(
        desk,
        [
            *HANDLING,
            Move("handler", "plan_order", {"needs_change": True}),
            Move("handler", "plan_order"),
            Move("handler", "request_change", when=lambda facts: not facts.changes),
            Move("handler", "request_change", {"change_no": "BG-2", "emergency": True},
                 when=lambda facts: len(facts.changes) == 1 and not facts.open_changes),
            *(
                Move("changer", "update_change", {"status": status})
                for status in ("approved", "rejected", "implemented", "failed", "cancelled")
            ),
            Move("manager", "approve_emergency_change"),
        ],
        goals=(),
        stops=("awaiting_confirmation",),
    )  # fmt: skip
    assert len(found.states) > 50


def test_handlers_give_up_and_the_group_decides(desk: Desk) -> None:
    desk.handled(3)
    found = explored(
        desk,
        [
            *HANDLING,
            Move("handler", "give_up", when=lambda facts: not facts.meetings),
            Move(
                "coordinator", "dispatch", {"handler": "handler2"}, when=lambda facts: len(facts.orders) < 2
            ),
            Move("handler2", "accept_order"),
            Move("handler2", "give_up", when=lambda facts: not facts.meetings),
            Move("handler2", "resolve"),
            Move(
                "coordinator", "transfer", {"handler": "handler3"}, when=lambda facts: len(facts.orders) == 1
            ),
            Move("handler3", "accept_order"),
            Move("handler3", "resolve"),
            Move("coordinator", "convene_group", when=lambda facts: not facts.meetings),
            Move(
                "coordinator",
                "convene_group",
                {"joint_with_cab": True},
                when=lambda facts: not facts.meetings,
            ),
            Move("lead", "decide_plan"),
            Move("lead", "decide_plan", {"executor": "handler2", "change_no": "BG-9"}),
            Move("changer", "update_change"),
            Move("changer", "update_change", {"status": "implemented"}),
            Move("lead", "sign_minutes", when=lambda facts: not facts.changes),
            Move("coordinator", "void", when=lambda facts: len(facts.orders) < 2),
        ],
        goals=("void",),
        stops=("awaiting_confirmation",),
    )
    assert len(found.states) > 80


def is_due(facts: Facts) -> bool:
    """A letter is out, its reply owed."""
    is_out = any(x.status == "sent" and x.verdict == "" for x in facts.letters)
    return is_out and facts.owes("letter_reply")


def is_unwritten(facts: Facts) -> bool:
    """Another letter may be written in this round."""
    branch = facts.branches[0]
    here = [x for x in facts.letters if x.round == branch.round]
    return len(here) < 2 and not any(x.verdict != "not_theirs" for x in here)


def test_an_external_branch_ends_only_by_notice_and_check(desk: Desk) -> None:
    desk.handled(3)
    desk.takes("coordinator", "open_external")
    desk.takes("handler", "resolve")
    found = explored(
        desk,
        [
            Move("coordinator", "draft_letter", {"department": "transmission"}, when=is_unwritten),
            Move("manager", "sign_letter"),
            Move("coordinator", "send_letter"),
            *(
                Move("coordinator", "record_reply", {"verdict": verdict})
                for verdict in ("clear", "faulty", "not_theirs")
            ),
            Move("system", "wait", when=is_due, passes=timedelta(days=1)),
            Move("coordinator", "hold_special_meeting"),
            Move("coordinator", "follow_up"),
            Move("coordinator", "record_notice"),
            Move("coordinator", "verify_external"),
            Move(
                "coordinator",
                "verify_external",
                {"solved": False},
                when=lambda facts: facts.branches[0].round < 2,
            ),
        ],
        goals=(),
        stops=("awaiting_confirmation",),
    )
    ended = [signature for signature, state in found.states.items() if state == "awaiting_confirmation"]
    assert ended and all(branch[0] == "ended" and branch[3] for key in ended for branch in key[5])


def test_requests_to_the_manager_at_level_4(desk: Desk) -> None:
    desk.handled(4)
    found = explored(
        desk,
        [
            *HANDLING,
            Move("coordinator", "suspend"),
            Move("coordinator", "extend", when=lambda facts: not facts.suspended),
            Move("coordinator", "resume"),
            *(
                Move("coordinator", "change_level", {"level": level})
                for level in (2, 4)
            ),
            Move("manager", "approve_request", {"request": lambda at: "1"}, when=lambda facts: len(facts.requests) < 3),
            Move("manager", "refuse_request", {"request": lambda at: "1"}, when=lambda facts: len(facts.requests) < 3),
            Move("manager", "approve_request", {"request": lambda at: "2"}, when=lambda facts: len(facts.requests) < 3),
            Move("manager", "refuse_request", when=lambda facts: len(facts.requests) < 5),
            BRIEF,
        ],
        goals=(),
        stops=("awaiting_confirmation",),
    )  # fmt: skip
    assert len(found.states) > 30

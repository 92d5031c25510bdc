"""Courses beside the straight one, over the API: group, rejected result, external branch, phone first, month."""

from datetime import timedelta

import pytest

from tests.api.wire import Wire
from tests.stories.samples import sample

pytestmark = pytest.mark.postgres


def _handled(wire: Wire, **fields: object) -> None:
    wire.reports(**fields)
    wire.takes("coordinator", "respond")
    wire.takes("coordinator", "dispatch")
    wire.takes("handler", "accept_order")


def test_the_group_decides_and_an_order_goes_out(wire: Wire) -> None:
    _handled(wire)
    wire.takes("handler", "give_up")
    assert wire.get(f"/problems/{wire.number}/orders")["items"][0]["status"] == "returned"
    guests = [{"name": "王工", "organisation": "厂商"}]
    case = wire.takes("coordinator", "convene_group", guests=guests, joint_with_cab=True)
    assert case["state"] == "in_group"
    wire.refused("handler", "decide_plan", 403, "F4.1")
    wire.refused("lead", "decide_plan", 409, "D31", attendees=["lead"])
    wire.refused("lead", "decide_plan", 409, "F4.2")
    case = wire.takes("lead", "decide_plan", change_no="BG-7")
    assert case["state"] == "handling"
    meeting = wire.get(f"/problems/{wire.number}/meetings")["items"][0]
    assert (meeting["kind"], meeting["guests"]) == ("joint", guests)
    assert wire.get(f"/problems/{wire.number}/changes")["items"][0]["number"] == "BG-7"


def test_a_rejected_result_goes_back_and_keeps_the_earlier_answer(wire: Wire) -> None:
    _handled(wire)
    wire.takes("handler", "resolve")
    wire.takes("coordinator", "tell_reporter")
    wire.refused("reporter", "reject_result", 422, reason="")
    case = wire.takes("reporter", "reject_result")
    assert (case["state"], case["round"], case["resolved_at"], case["criteria"]) == ("handling", 2, None, {})
    order = wire.get(f"/problems/{wire.number}/orders")["items"][0]
    assert (order["status"], order["round"], len(order["answers"])) == ("accepted", 2, 1)


def test_an_open_change_holds_the_answer_until_it_ends(wire: Wire) -> None:
    _handled(wire)
    wire.takes("coordinator", "request_change")
    wire.refused("coordinator", "request_change", 409, change_no="BG-1")
    wire.refused("handler", "resolve", 409, "F3.2")
    wire.takes("changer", "update_change", change_no="BG-1", status="rejected")
    assert "change_no" in wire.refused("changer", "update_change", 422, change_no="BG-99")["errors"]
    wire.refused("handler", "resolve", 409, "F3.2")
    wire.takes("handler", "request_change", change_no="BG-2")
    for status in ("approved", "implemented"):
        wire.takes("changer", "update_change", status=status)
    assert wire.takes("handler", "resolve")["state"] == "awaiting_confirmation"


def test_an_external_branch_over_two_rounds(wire: Wire) -> None:
    _handled(wire)
    wire.takes("coordinator", "open_external")
    _one_round(wire)
    case = wire.takes("coordinator", "verify_external", solved=False, evidence="仍有丢包")
    assert case["state"] == "handling"
    wire.refused("coordinator", "verify_external", 409, "X7")
    _one_round(wire)
    wire.takes("coordinator", "verify_external")
    letters = wire.get(f"/problems/{wire.number}/letters")["items"]
    assert [(row["round"], row["status"], row["department"]) for row in letters] == [
        (1, "replied", "network"),
        (2, "replied", "network"),
    ]
    assert len({row["number"] for row in letters}) == 2
    assert wire.takes("handler", "resolve")["state"] == "awaiting_confirmation"


def _one_round(wire: Wire) -> None:
    wire.refused("coordinator", "draft_letter", 409, reply_by=wire.desk.at - timedelta(hours=1))
    assert "reply_by" in wire.refused("coordinator", "draft_letter", 422, reply_by=None)["errors"]
    wire.takes("coordinator", "draft_letter")
    letter = wire.get(f"/problems/{wire.number}/letters")["items"][-1]
    assert (letter["number"], letter["status"]) == (None, "drafted")
    wire.refused("coordinator", "sign_letter", 403, "X3")
    wire.refused("coordinator", "send_letter", 409, letter=letter["id"])
    wire.takes("manager", "sign_letter")
    wire.takes("coordinator", "send_letter")
    wire.takes("coordinator", "record_reply")
    wire.passes(minutes=5)
    wire.takes("coordinator", "follow_up")
    paper = upload(wire)
    wire.takes("coordinator", "record_notice", document=paper)


def upload(wire: Wire) -> int:
    """The id of a document that was uploaded."""
    boundary = "frontier"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="通知.txt"\r\n\r\n'
        f"板卡更换完成\r\n--{boundary}--\r\n"
    ).encode()
    media = f"multipart/form-data; boundary={boundary}"
    found = wire.call(
        "POST", f"/problems/{wire.number}/documents", "coordinator", body, **{"Content-Type": media}
    )
    assert found.status == 201, found.body
    return int(found.body["id"])


def test_phone_first_and_the_form_after_it(wire: Wire) -> None:
    case = wire.phones(occurred_at=wire.desk.at - timedelta(minutes=5))
    assert (case["form_pending"], case["level"], case["category"]) == (True, 1, "unclassified")
    assert case["reported_at"] == (wire.desk.at - timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    wire.refused("handler", "complete_form", 403)
    assert wire.takes("reporter", "complete_form")["form_pending"] is False
    found = wire.call(
        "POST", "/problems/by-phone", "reporter", sample("report_by_phone", wire.desk.at) | {"level": 4}
    )
    assert (found.status, found.clauses) == (409, {"F1.2"})


def test_a_later_entry_needs_its_reason_and_has_its_limit(wire: Wire) -> None:
    wire.reports()
    wire.passes(hours=1)
    back = wire.desk.at - timedelta(minutes=30)
    wire.refused("coordinator", "respond", 409, "S6", occurred_at=back)
    wire.refused("coordinator", "respond", 409, "S6", occurred_at=wire.desk.at + timedelta(minutes=1))
    assert "occurred_at" in wire.refused("coordinator", "respond", 422, occurred_at="gestern")["errors"]
    case = wire.takes("coordinator", "respond", occurred_at=back, backdate_reason="先处理后补录")
    assert case["responded_at"] == back.isoformat().replace("+00:00", "Z")


def test_a_month_is_reported_signed_and_reviewed(wire: Wire) -> None:
    wire.reports()
    wire.desk.pass_time(minutes=1)
    month = "2026-11"
    early = wire.month_step("coordinator", month, "submit_monthly_report")
    assert (early.status, early.clauses) == (409, {"F6.4"})
    wire.desk.wait_until("12-02 09:00")
    assert wire.month_step("handler", month, "submit_monthly_report").status == 403
    assert wire.month_step("coordinator", month, "submit_monthly_report", analysis="").status == 422
    told = wire.month_step("coordinator", month, "submit_monthly_report")
    assert (told.status, told.body["submitted_by"], told.body["signed_by"]) == (200, "coordinator", None)
    assert wire.month_step("coordinator", month, "submit_monthly_report").status == 409
    assert wire.month_step("manager", month, "sign_monthly_report").body["signed_by"] == "manager"
    held = wire.month_step("lead", month, "hold_monthly_meeting")
    assert (held.status, held.body["meetings"][0]["kind"]) == (200, "monthly")
    assert (
        wire.month_step("lead", month, "sign_minutes", meeting=held.body["meetings"][0]["id"]).status == 200
    )
    assert wire.month_step("lead", "2031-01", "hold_monthly_meeting").status == 404
    assert wire.month_step("lead", month, "dispatch").status == 404


def test_a_revision_of_the_process_is_published_once(wire: Wire) -> None:
    path, body = "/process/steps/publish_process", sample("publish_process", wire.desk.at)
    assert wire.call("POST", path, "handler", body).status == 403
    assert wire.call("POST", path, "coordinator", {}).status == 422
    found = wire.call("POST", path, "coordinator", body)
    assert (found.status, found.body["version"], found.body["published_by"]) == (200, "2.0", "coordinator")
    assert wire.call("POST", path, "coordinator", body).status == 409

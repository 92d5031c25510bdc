"""A notice leads to the very form that it asks for; one that informs, to where its matter is shown."""

import pytest

from bihuan.notices.models import Notice
from bihuan.notices.texts import TEXTS
from bihuan.web.noticelinks import link_of
from tests.notices.conftest import START
from tests.notices.samples import sample
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of

CASE = "/problems/WT-20261122-001"
LINKS = {
    "owed": "?step=respond#next", "half": "?step=respond#next", "due_soon": "?step=respond#next",
    "overdue": "?step=respond#next", "order_issued": "?step=accept_order#next",
    "order_waits": "?step=accept_order#next", "order_unaccepted": "/call", "order_again": "?step=resolve#next",
    "order_answered": "?step=tell_reporter#next", "transfer_asked": "?step=transfer#next",
    "change_requested": "?step=update_change#next", "change_consented": "?step=update_change#next",
    "emergency_change": "?step=approve_emergency_change#next", "group_convened": "?step=decide_plan#next",
    "group_suggested": "?step=convene_group#next", "action_opened": "?step=close_action#next",
    "reporter_told": "?step=confirm#next", "analysis_checked": "?step=submit_analysis#next",
    "archive_returned": "?step=hand_over#next", "letter_to_sign": "?step=sign_letter#next",
    "letter_signed": "?step=send_letter#next", "letter_returned": "?step=draft_letter#next",
    "letter_answered": "?step=record_reply#next", "notice_by_link": "?step=verify_external#next",
    "chain_asked": "/call", "call_now": "/call", "order_cancelled": "?tab=orders", "order_transferred": "?tab=orders",
    "change_moved": "?tab=changes", "letter_copied": "?tab=letters", "external_progress": "?tab=letters",
    "file_held": "", "hold_lifted": "", "disposal_refused": "", "file_damaged": "",
    "meeting_called": "?tab=meetings", "engine_found": "", "alarm_returned": "",
    "still_overdue": "", "urged": "", "supervised": "", "idle": "", "department_told": "", "case_merged": "",
}  # fmt: skip
BESIDE = {
    "hand_over": "/handovers/1", "process_published": "/process", "call_by_hand": "/deliveries",
    "undelivered": "/deliveries?view=failed&number=WT-20261122-001",
}  # fmt: skip
ON_TIMELINE = {"interim_reply", "briefed", "level_lowered", "taken_over", "request_decided", "suspension_ended",
               "case_ended", "receipt_confirmed", "bulletin_issued", "supervision_answered",
               "alarm_cleared"}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_where_each_kind_leads(story: Desk, kind: str) -> None:
    """`handler` owes nothing on this case, which is not there: what depends on the reader leads to the case."""
    wanted = BESIDE.get(kind) or f"{CASE}{'?tab=timeline' if kind in ON_TIMELINE else LINKS.get(kind, '?')}"
    assert link_of(sample(kind, START), story.people["handler"]) == wanted


def latest(story: Desk, who: str, kind: str) -> Notice:
    return Notice.objects.filter(to=story.people[who], kind=kind).latest("id")


def opened(story: Desk, sign_in: SignIn, who: str, kind: str) -> str:
    answer = sign_in(who).get(f"/n/{latest(story, who, kind).pk}")
    assert answer.status_code == 302
    return str(answer["Location"])


def test_who_is_urged_stands_before_his_own_form(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    story.takes("coordinator", "respond")
    story.takes("coordinator", "dispatch")
    story.takes("reporter", "urge")
    base = f"/problems/{story.case.number}"
    assert opened(story, sign_in, "handler", "urged") == f"{base}?step=accept_order#next"
    story.takes("handler", "accept_order")
    story.takes("manager", "supervise")
    place = opened(story, sign_in, "handler", "supervised")
    assert place == f"{base}?step=resolve#next"
    assert f'action="{base}/steps/resolve"' in text_of(sign_in("handler").get(place.split("#")[0]))


def test_urging_is_logged_and_not_repeated_within_ten_minutes(story: Desk) -> None:
    story.report(level=3)
    story.takes("coordinator", "respond")
    story.takes("coordinator", "dispatch")
    story.takes("reporter", "urge", text="请尽快")
    story.pass_time(minutes=9)
    story.refuses("reporter", "urge", clause="R7")
    story.takes("manager", "urge")  # another person may
    story.pass_time(minutes=1)
    story.takes("reporter", "urge")
    assert story.events().count("urge") == 3
    story.expects_notice("handler", "urged", times=3)


def test_each_duty_in_the_inbox_has_its_own_time(story: Desk, sign_in: SignIn) -> None:
    story.report(level=3)
    notice = latest(story, "coordinator", "owed")
    assert len(notice.args["dues"]) == len(notice.args["duties"]) > 1
    page = text_of(sign_in("coordinator").get("/inbox"))
    shown = {due[11:16] for due in notice.args["dues"]}
    assert page.count(" 前）") >= len(shown)

"""Which step meets a duty, and which step a notice asks for: so that a reminder leads to the very form."""

from bihuan.process.duties import BY_KEY
from bihuan.process.lifecycle import STEPS

STEP_OF_TRIGGER = {"phone_reached": "log_call", "handler_reached": "log_call", "call_logged": "log_call"}
"""Steps that bring about a trigger which meets a duty; of `resolved` there is no single one."""

ASKED_BY = {
    "order_issued": "accept_order",
    "order_waits": "accept_order",
    "order_unaccepted": "transfer",
    "order_again": "resolve",
    "order_answered": "tell_reporter",
    "transfer_asked": "transfer",
    "change_requested": "update_change",
    "change_consented": "update_change",
    "emergency_change": "approve_emergency_change",
    "group_convened": "decide_plan",
    "group_suggested": "convene_group",
    "action_opened": "close_action",
    "reporter_told": "confirm",
    "archive_returned": "hand_over",
    "letter_to_sign": "sign_letter",
    "letter_signed": "send_letter",
    "letter_returned": "draft_letter",
    "letter_answered": "record_reply",
    "notice_by_link": "verify_external",
    "chain_asked": "acknowledge",
    "call_now": "log_call",
}
"""Kind of a notice → the step that it asks its reader for. Reminders of a duty ask for what meets the duty."""


def step_of(duty_key: str) -> str:
    """The step that meets a duty, the first of several; empty where no single step does."""
    for met_by in BY_KEY[duty_key][0].meets if duty_key in BY_KEY else ():
        step = STEP_OF_TRIGGER.get(met_by, met_by)
        if step in STEPS:
            return step
    return ""


def step_asked(kind: str, duty_key: str = "") -> str:
    """The step that a notice asks for; empty where it informs, or where it depends on who reads it."""
    return ASKED_BY.get(kind) or step_of(duty_key)

"""Guards of the group and its meetings (F4, R11–R14, D31, D32, D46)."""

from typing import Any

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

#: kind → what its minutes go through, in order; the closing step starts from what was taken down (F4.1, F6.3, R14).
AGENDA: dict[str, dict[str, str]] = {
    "emergency": {
        "course": N_("What happened so far"),
        "cause": N_("Cause"),
        "plan": N_("Plan"),
        "change": N_("Is a change needed"),
    },
    "review": {
        "root_cause_avoidable": N_("Root cause, and could it have been avoided"),
        "recurrence": N_("Recurring problems: cause and corrective plan"),
        "similar": N_("Similar problems: corrective plan"),
        "lessons": N_("Lessons"),
    },
    "monthly": {
        "course": N_("The month in review"),
        "improvements": N_("Improvements to the systems"),
        "prevention": N_("Prevention measures"),
    },
    "special": {"course": N_("What happened so far"), "plan": N_("Plan")},
}
AGENDA["joint"] = AGENDA["emergency"]
TOPIC = "topic-"
"""How the key of an item begins that the meeting itself put on its agenda; a number follows."""
_NOTHING = frozenset({"无", "没有", "暂无", "不详", "未知", "none", "no", "unknown", "n/a", "-"})


def says_nothing(text: str) -> bool:
    """Is it one of the words that fill a box and say nothing?"""
    return text.strip(" 。.").lower() in _NOTHING


def kind_can_be_called(ask: Ask) -> Reasons:
    """R13, R14: the review of a serious case, a special-topic meeting, the monthly one on a month."""
    kind, is_case = ask.data.get("kind"), hasattr(ask.facts, "level")
    if kind and (kind == "monthly") is is_case:
        yield Reason("D46", N_("This kind of meeting is not called here."), about="kind")
    elif is_case and (kind or "review") == "review" and not ask.case.is_serious:
        yield Reason("F6.3", N_("The review is for levels 1 and 2."), about="kind")
    if ask.data["starts_at"] <= ask.at:
        yield Reason("D46", N_("The meeting must lie in the future."), about="starts_at")


def some_is_unsigned(ask: Ask) -> Reasons:
    if not any(not meeting.signed for meeting in ask.facts.meetings):
        yield Reason("D46", N_("No meeting is open."))


def is_unsigned(ask: Ask) -> Reasons:
    meeting = ask.data["meeting"]
    if meeting.signed:
        yield Reason(
            "D46", N_("The minutes of meeting {number} are signed."), {"number": meeting.number}, "meeting"
        )


def item_is_on_agenda(ask: Ask) -> Reasons:
    """An item of the kind of meeting, or a topic of its own, which has a name."""
    key = ask.data["item"]
    if key in AGENDA[ask.data["meeting"].kind]:
        return
    if not (key.startswith(TOPIC) and key.removeprefix(TOPIC).isdecimal() and len(key) < 10):
        yield Reason("D46", N_("There is no such item on the agenda."), about="item")
    elif not ask.data.get("topic"):
        yield Reason("D46", N_("A topic of its own needs a name."), about="topic")


def item_is_as_read(ask: Ask) -> Reasons:
    """Two people write at once: the second one is told, and nothing of either is lost."""
    is_now = ask.data["meeting"].items.get(ask.data["item"], 0)
    if is_now != (ask.data.get("seen") or 0):
        reason = N_(
            "Somebody changed this item meanwhile: version {version}. Bring the two together and save again."
        )
        yield Reason("D46", reason, {"version": is_now}, "text")


def _waiting(ask: Ask) -> list[Any]:
    return [m for m in ask.case.meetings if m.kind in ("emergency", "joint") and not m.held]


def two_leads_decided(ask: Ask) -> Reasons:
    """D31: at least two subsystem leads, whoever writes it down; nobody decides alone.

    A lead who names nobody speaks for the leads who were called to the meeting; the coordinator names who was there.
    """
    leads = {user.username for user in ask.data.get("attendees") or () if "lead" in user.roles}
    if "lead" in ask.person.roles:
        leads.add(ask.person.username)
        if not ask.data.get("attendees"):
            leads |= {name for meeting in _waiting(ask)[:1] for name in meeting.leads}
    needed = ask.policy["group_leads"]
    if len(leads) < needed:
        yield Reason(
            "D31", N_("At least {count} subsystem leads must take part."), {"count": needed}, "attendees"
        )


def board_is_on_record(ask: Ask) -> Reasons:
    """F4.2: one record that names both bodies: somebody of the board was called to it, or took part."""
    took_part = any("board" in user.roles for user in ask.data.get("attendees") or ())
    if any(m.kind == "joint" and not m.has_board for m in _waiting(ask)[:1]) and not took_part:
        reason = N_("Nobody of the change approval board is on the record of this joint meeting.")
        yield Reason("F4.2", reason, about="attendees")


def plan_is_concrete(ask: Ask) -> Reasons:
    """F4.1: a concrete final plan, which words like “none” are not."""
    for name in ("cause", "plan"):
        if says_nothing(ask.data[name]):
            yield Reason("F4.1", N_("The meeting ends with a concrete cause and plan."), about=name)


def lessons_are_there(ask: Ask) -> Reasons:
    """F6.3: a review without lessons is none."""
    if says_nothing(ask.data["lessons"]):
        yield Reason("F6.3", N_("A review ends with its lessons."), about="lessons")


def recurrence_has_plan(ask: Ask) -> Reasons:
    """F6.3: the review of a recurring problem says why it came back, and ends with a corrective plan."""
    numbers = {"numbers": ", ".join(ask.case.repeats)}
    if not ask.case.repeats:
        return
    if says_nothing(ask.data["recurrence"]):
        reason = N_("It repeats {numbers}: say why it came back, and what is done about it.")
        yield Reason("F6.3", reason, numbers, "recurrence")
    if not ask.data.get("actions") and not any(action.status != "void" for action in ask.case.actions):
        reason = N_("It repeats {numbers}: the review ends with a corrective action.")
        yield Reason("F6.3", reason, numbers, "actions")


def a_lead_took_part(ask: Ask) -> Reasons:
    """F6.3, F6.5: it is the group's meeting; the coordinator only records it."""
    people = [ask.person, *(ask.data.get("attendees") or ())]
    if not any("lead" in person.roles for person in people):
        yield Reason("R11", N_("At least one subsystem lead must take part."), about="attendees")


def joint_names_change(ask: Ask) -> Reasons:
    """F4.2: a joint meeting with the approval board names the change."""
    joint = [m for m in ask.case.meetings if m.kind == "joint" and not m.held]
    if joint and not ask.data.get("change_no"):
        yield Reason(
            "F4.2", N_("A joint meeting with the approval board names the change."), about="change_no"
        )
    number = ask.data.get("change_no")
    for change in ask.case.changes:
        if number and change.number == number and not change.is_open and change.status != "implemented":
            yield Reason(
                "F4.2", N_("Change {number} has ended; give the new one."), {"number": number}, "change_no"
            )


def plan_due_is_ahead(ask: Ask) -> Reasons:
    if ask.data["due_at"] <= ask.occurred:
        yield Reason("F4.1", N_("The date must lie in the future."), about="due_at")

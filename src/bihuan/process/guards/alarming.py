"""Guards of alarms of the monitoring (F5.3, D71, D73)."""

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_


def alarms_are_silent(ask: Ask) -> Reasons:
    """F5.3: nobody says "alarm cleared" while the monitoring says that it still fires."""
    if ask.data["criteria"].get("alarm_cleared") == "met":
        yield from no_alarm_fires(ask)


def no_alarm_fires(ask: Ask) -> Reasons:
    for alarm in ask.case.alarms:
        if alarm.is_heard:
            yield Reason("F5.3", _STILL_FIRES, {"name": alarm.name}, "criteria")


_STILL_FIRES = N_(
    "The alarm “{name}” still fires. Wait for its clearing; if it is not about this problem, the coordinator takes "
    "it off the case."
)


def has_linked_alarm(ask: Ask) -> Reasons:
    if not ask.case.linked_alarms:
        yield Reason("F5.3", N_("No alarm is linked to this case."))


def alarm_is_linked(ask: Ask) -> Reasons:
    if ask.data["alarm"].released:
        yield Reason("F5.3", N_("This alarm was taken off the case already."), about="alarm")


def result_is_doubted(ask: Ask) -> Reasons:
    if not ask.case.owes("alarm_return"):
        yield Reason("D73", N_("No alarm has come back since the solution."))


def alarm_is_free(ask: Ask) -> Reasons:
    """An alarm belongs to one open case at a time, so that it is plain whose solution it speaks against."""
    holder = ask.data["alarm"]["holder"]
    if holder == ask.case.number:
        yield Reason("F5.3", N_("This alarm is linked to this case already."), about="alarm")
    elif holder:
        yield Reason(
            "F5.3",
            N_(
                "This alarm is linked to {number}. If it is not about that problem, it is taken off there first."
            ),
            {"number": holder},
            "alarm",
        )

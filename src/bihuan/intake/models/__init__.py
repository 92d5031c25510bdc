"""The tables of what comes in from the monitoring."""

from bihuan.intake.models.alarms import PENDING, WAITING, Alarm, AlarmGroup, Occurrence
from bihuan.intake.models.rules import AlarmRule, RuleVersion
from bihuan.intake.models.senders import Sender

__all__ = ["PENDING", "WAITING", "Alarm", "AlarmGroup", "AlarmRule", "Occurrence", "RuleVersion", "Sender"]

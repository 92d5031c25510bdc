"""The tables of what comes in from the monitoring."""

from bihuan.intake.models.alarms import PENDING, Alarm, AlarmGroup, Occurrence
from bihuan.intake.models.rules import AlarmRule, RuleVersion
from bihuan.intake.models.senders import Sender

__all__ = ["PENDING", "Alarm", "AlarmGroup", "AlarmRule", "Occurrence", "RuleVersion", "Sender"]

"""The tables of a case and of the office around it."""

from bihuan.problems.models.alarms import CaseAlarm
from bihuan.problems.models.archive import ArchiveFile, Certificate
from bihuan.problems.models.escalation import ACCEPT, CHAIN, IDLE, RUNNING, ChainAttempt, Escalation
from bihuan.problems.models.external import Branch, Letter
from bihuan.problems.models.handoff import ChangeMessage, ChangeWord
from bihuan.problems.models.handover import HandOver
from bihuan.problems.models.known import KnownError, KnownErrorEntry, KnownErrorWord
from bihuan.problems.models.office import (
    CalendarDay,
    CalendarYear,
    Month,
    MonthDetail,
    PolicyVersion,
    Revision,
)
from bihuan.problems.models.outside import Bulletin, LetterTemplate, SignedLink, Telling, WrongLink
from bihuan.problems.models.parts import Call, Change, Document, Request, WorkOrder
from bihuan.problems.models.problem import NEVER, Problem
from bihuan.problems.models.record import OPEN_DUTY, Counter, Duty, Event, Heartbeat, WordCount
from bihuan.problems.models.repeats import RepeatCase, RepeatGroup
from bihuan.problems.models.summary import Analysis, CorrectiveAction, Link, Meeting, RegisterRow

__all__ = [
    "ACCEPT",
    "CHAIN",
    "IDLE",
    "NEVER",
    "OPEN_DUTY",
    "RUNNING",
    "Analysis",
    "ArchiveFile",
    "Branch",
    "Bulletin",
    "CalendarDay",
    "CalendarYear",
    "Call",
    "CaseAlarm",
    "Certificate",
    "ChainAttempt",
    "Change",
    "ChangeMessage",
    "ChangeWord",
    "CorrectiveAction",
    "Counter",
    "Document",
    "Duty",
    "Escalation",
    "Event",
    "HandOver",
    "Heartbeat",
    "KnownError",
    "KnownErrorEntry",
    "KnownErrorWord",
    "Letter",
    "LetterTemplate",
    "Link",
    "Meeting",
    "Month",
    "MonthDetail",
    "PolicyVersion",
    "Problem",
    "RegisterRow",
    "RepeatCase",
    "RepeatGroup",
    "Request",
    "Revision",
    "SignedLink",
    "Telling",
    "WordCount",
    "WorkOrder",
    "WrongLink",
]

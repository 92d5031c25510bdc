"""The bodies of the steps: what each one does to the case and its parts, grouped by stage of the process."""

from bihuan.problems.actions import (
    affecting,
    archiving,
    changing,
    confirming,
    external,
    grouping,
    letters,
    linking,
    ordering,
    remarking,
    reporting,
    requesting,
    resolving,
    responding,
    summarising,
    suspending,
    telling,
)
from bihuan.problems.actions.registry import ACTIONS

__all__ = [
    "ACTIONS",
    "affecting",
    "archiving",
    "changing",
    "confirming",
    "external",
    "grouping",
    "letters",
    "linking",
    "ordering",
    "remarking",
    "reporting",
    "requesting",
    "resolving",
    "responding",
    "summarising",
    "suspending",
    "telling",
]

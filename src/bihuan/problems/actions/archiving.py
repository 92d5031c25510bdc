"""F7: the file goes to the records clerk, who accepts or returns it."""

from bihuan.problems.actions.registry import action
from bihuan.problems.work import Work


@action("hand_over")
def hand_over(work: Work) -> None:
    """F7.1: the gate has found every paper; the clerk, who is another person, checks the file."""
    work.case.handed_over_by = work.actor


@action("accept_archive")
def accept_archive(work: Work) -> None:
    """F7.2: from now on the file is read-only; only corrective actions live on beside it."""
    work.case.archived_at = work.occurred
    work.case.archive_location = work.data["location"]


@action("return_archive")
def return_archive(work: Work) -> None:
    """F7.2: something is missing; the hand-over is owed again by its old date."""
    if work.case.coordinator is not None:
        work.tell([work.case.coordinator], "archive_returned", reason=work.data["reason"][:300])

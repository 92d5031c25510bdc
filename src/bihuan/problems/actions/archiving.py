"""F7: the file goes to the records clerk, who accepts or returns it; then only shelf, hold and appraisal are left."""

from bihuan.problems import erasing
from bihuan.problems.actions.registry import action
from bihuan.problems.certificates import certify
from bihuan.problems.models import ArchiveFile
from bihuan.problems.work import Work
from bihuan.process.calendar import retention_until, shanghai_date
from bihuan.process.filefacts import APPROVED, DESTROYED, KEPT, PROPOSED, retention_of


@action("hand_over")
def hand_over(work: Work) -> None:
    """F7.1: the gate has found every paper; the clerk, who is another person, checks the file."""
    work.case.handed_over_by = work.actor


@action("accept_archive")
def accept_archive(work: Work) -> None:
    """F7.2: from now on the file is read-only; only corrective actions live on beside it."""
    work.case.archived_at = work.occurred
    work.case.archive_location = work.data["location"]
    years = retention_of(work.limits.policy, work.case.level, has_letters=bool(work.parts.letters))
    file = ArchiveFile(
        number=work.case.number, shelf_no=work.text("shelf_no"), accepted_by=work.actor, retention_years=years,
        retain_until=retention_until(work.occurred, years),
    )  # fmt: skip
    work.add("files", file)
    work.log["retain_until"] = file.retain_until


@action("return_archive")
def return_archive(work: Work) -> None:
    """F7.2: something is missing; the hand-over is owed again by its old date."""
    if work.case.coordinator is not None:
        work.tell([work.case.coordinator], "archive_returned", reason=work.data["reason"][:300])


@action("seal_package")
def seal_package(work: Work) -> None:
    """The package stands; its digest goes into the chain of events, so that neither can change alone."""
    file = _file(work)
    file.package_digest, file.package_files = work.data["digest"], work.data["files"]
    file.package_bytes, file.sealed_at = work.data["bytes"], work.at
    file.save()


@action("shelve_file")
def shelve_file(work: Work) -> None:
    """Where the file lies; what stood there before is in the event."""
    file = _file(work)
    work.log["before"] = {"location": work.case.archive_location, "shelf_no": file.shelf_no}
    work.case.archive_location, file.shelf_no = work.data["location"], work.text("shelf_no")
    file.save()


@action("hold_file")
def hold_file(work: Work) -> None:
    """A hold keeps the file from destruction, whatever was approved, until the manager lifts it."""
    file = _file(work)
    file.held_at, file.held_by, file.hold_reason = work.occurred, work.actor, work.data["reason"]
    file.save()
    work.tell("clerk", "file_held", reason=work.data["reason"][:300])


@action("lift_hold")
def lift_hold(work: Work) -> None:
    """A destruction that was approved before is owed again."""
    file = _file(work)
    file.held_at, file.held_by, file.hold_reason = None, None, ""
    file.save()
    if file.disposal == APPROVED:
        work.announce("destruction_approved")
    work.tell("clerk", "hold_lifted", reason=work.data["reason"][:300])


@action("open_appraisal")
def open_appraisal(work: Work) -> None:
    """F7.2: expiry never deletes; the file comes on the appraisal list."""
    file = _file(work)
    file.expired_at = work.at
    file.save()


@action("propose_disposal")
def propose_disposal(work: Work) -> None:
    """The first of two persons: the clerk says what should become of the file, and why."""
    file = _file(work)
    file.disposal, file.verdict, file.keep_years = PROPOSED, work.data["verdict"], work.data.get("years")
    file.proposed_by, file.proposed_at, file.proposal = work.actor, work.at, work.data["reason"]
    file.decided_by, file.decided_on = None, None
    file.expired_at = file.expired_at or work.at
    file.save()


@action("approve_disposal")
def approve_disposal(work: Work) -> None:
    """The second person: the file is kept on from the next 1st of January, or its destruction is owed."""
    file = _file(work)
    file.decided_by, file.decided_on = work.actor, shanghai_date(work.at)
    if file.verdict == "destroy":
        file.disposal = APPROVED
        work.announce("destruction_approved")
    else:
        work.log["certificate"] = certify(work, file, "keep")
        file.disposal, file.expired_at = KEPT, None
        file.retention_years += file.keep_years or 0
        file.retain_until = retention_until(work.at, file.keep_years or 0)
        work.log["retain_until"] = file.retain_until
    file.save()


@action("refuse_disposal")
def refuse_disposal(work: Work) -> None:
    """The clerk appraises the file anew."""
    file = _file(work)
    file.disposal = KEPT
    file.save()
    if file.proposed_by is not None:
        work.tell([file.proposed_by], "disposal_refused", reason=work.data["reason"][:300])


@action("destroy_file")
def destroy_file(work: Work) -> None:
    """Text and personal data go; what happened when, and by whom, stays in the chain. `archive` removes the files.

    The event keeps what each earlier event was left as, so that the shortened chain still proves itself.
    """
    file = _file(work)
    work.log["certificate"] = certify(work, file, "destroy")
    work.log["erased"] = erasing.erase(work)
    file.disposal, file.destroyed_by, file.destroyed_at = DESTROYED, work.actor, work.at
    file.hold_reason = ""
    file.save()


def _file(work: Work) -> ArchiveFile:
    found: ArchiveFile = work.parts.files[-1]
    return found

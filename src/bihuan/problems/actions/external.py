"""X1, X4–X7: the branch to an external department, from opening to the centre's own check."""

from typing import Any

from bihuan.problems.actions.papers import filed
from bihuan.problems.actions.registry import action
from bihuan.problems.models import Branch
from bihuan.problems.work import Work
from bihuan.process.duties import Subject


def settle_branch(work: Work, branch: Branch) -> None:
    """Replies, meetings and follow-ups still owed for this branch are void."""
    work.about("branch", Subject(branch.pk))
    for letter in work.parts.letters:
        if letter.branch_id == branch.pk:
            work.about("letter", Subject(letter.pk))
    work.announce("branch_settled")


def fix_plan(work: Work, branch: Branch, plan: str) -> None:
    """X6: a workable plan is there; from now on its progress is followed."""
    branch.plan, branch.plan_at, branch.status = plan, work.occurred, "planned"
    branch.save()
    work.about("branch", Subject(branch.pk))
    work.announce("plan_fixed")


def drop_plan(work: Work, branch: Branch) -> None:
    """X4: a reply that takes the plan back ends its follow-ups; the special meeting gives a new one."""
    if branch.plan_at is None:
        return
    work.log["plan_dropped"] = branch.plan
    branch.plan, branch.plan_at, branch.status = "", None, "open"
    branch.save()
    work.announce("plan_dropped")


@action("open_external")
def open_external(work: Work) -> None:
    """X1: an external department is involved; the manager is to be told within two hours."""
    branch = Branch(department=work.data["department"], reason=work.data["reason"])
    work.add("branches", branch)
    work.case.external = True


@action("hold_special_meeting")
def hold_special_meeting(work: Work) -> None:
    """X4: the departments were convened and found a workable plan."""
    from bihuan.problems.actions.meetings import meeting_held

    branch, data = work.row("branches", work.data["branch"]), work.data
    meeting = meeting_held(work, "special", data["held_at"])
    meeting.record = {
        "plan": data["plan"],
        "branch": branch.number,
        "departments": [row.code for row in data.get("departments", [])],
    }
    meeting.save()
    work.about("special_meeting", Subject(branch.pk, at=data["held_at"]))
    for letter in work.parts.letters:  # X4: the meeting's plan takes the place of the reply
        if letter.branch_id == branch.pk and letter.round == branch.round:
            work.about("letter", Subject(letter.pk))
            work.about("letter_reply", Subject(letter.pk, at=data["held_at"]))
    fix_plan(work, branch, data["plan"])


@action("follow_up")
def follow_up(work: Work) -> None:
    """X6: progress asked for and kept; the product informs the manager each time.

    `informed_manager` says that the coordinator spoke to him as well.
    """
    branch, text = work.row("branches", work.data["branch"]), work.data["text"]
    entry = {
        "round": branch.round,
        "at": work.occurred.isoformat(),
        "by": work.person.username,
        "text": text,
        "informed_manager": bool(work.data.get("informed_manager")),
    }
    branch.follow_ups = [*branch.follow_ups, entry]
    branch.save()
    work.about("branch", Subject(branch.pk))
    work.tell("manager", "external_progress", department=branch.department.name, text=text[:300])


@action("record_notice")
def record_notice(work: Work) -> None:
    """X7: the department's formal written notice; the centre checks within a day."""
    branch, data = work.row("branches", work.data["branch"]), work.data
    take_notice(work, branch, data["text"], filed(work, data["document"]))


def take_notice(work: Work, branch: Branch, text: str, document: str) -> None:
    """The notice of this round is on record; replies and follow-ups are not waited for any more."""
    branch.notice, branch.notice_document = text, document
    branch.notice_at, branch.status = work.occurred, "noticed"
    branch.save()
    settle_branch(work, branch)


@action("verify_external")
def verify_external(work: Work) -> None:
    """X7, D62: notice and the centre's own confirmation end the branch; "still there" opens a new round."""
    branch, data = work.row("branches", work.data["branch"]), work.data
    branch.evidence = data["evidence"]
    if data["solved"]:
        branch.status, branch.verified_at = "ended", work.occurred
        branch.save()
        settle_branch(work, branch)
        return
    branch.rounds = [*branch.rounds, _round(branch)]
    branch.round += 1
    branch.status, branch.plan, branch.notice, branch.notice_document, branch.evidence = (
        "open",
        "",
        "",
        "",
        "",
    )
    branch.plan_at = branch.notice_at = None
    branch.save()
    work.about("branch", Subject(branch.pk))
    work.announce("open_external")


def _round(branch: Branch) -> dict[str, Any]:
    """A round that did not solve it, as it is kept."""
    return {
        "round": branch.round,
        "plan": branch.plan,
        "notice": branch.notice,
        "document": branch.notice_document,
        "notice_at": branch.notice_at.isoformat() if branch.notice_at else "",
        "evidence": branch.evidence,
    }

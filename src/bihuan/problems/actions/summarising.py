"""F6: analysis report, register row, incident review."""

from bihuan.problems.actions.correcting import open_actions
from bihuan.problems.actions.meetings import join_cases, meeting_held
from bihuan.problems.actions.registry import action
from bihuan.problems.actions.repeating import look_for_repeats
from bihuan.problems.models import Analysis, RegisterRow
from bihuan.problems.registercolumns import class_named, names
from bihuan.problems.work import Work
from bihuan.process.causes import suggested_class
from bihuan.process.duties import Subject


@action("submit_analysis")
def submit_analysis(work: Work) -> None:
    """F6.1: cause, method, advice against recurrence. Every submission stays as a version."""
    data = work.data
    cause_class = data.get("cause_class") or suggested_class(data["cause"])
    analysis = Analysis(
        cause=data["cause"],
        cause_class=cause_class,
        method=data["method"],
        prevention=data["prevention"],
        submitted_by=work.actor,
        submitted_at=work.occurred,
        round=work.case.round,
    )
    work.add("analyses", analysis)
    work.case.cause_class = cause_class
    work.log["searchable"] = True


@action("accept_analysis")
def accept_analysis(work: Work) -> None:
    """The cause stands: whether the case repeats an earlier one can be judged now (D72)."""
    _check(work, "accepted", work.text("text"))
    look_for_repeats(work)


@action("return_analysis")
def return_analysis(work: Work) -> None:
    """Back to its author, who owes it again within a day."""
    _check(work, "returned", work.text("reason"))


def _check(work: Work, status: str, remark: str) -> None:
    analysis = work.parts.analyses[-1]
    analysis.status, analysis.remark = status, remark
    analysis.checked_by, analysis.checked_at = work.actor, work.occurred
    analysis.save()
    work.tell([analysis.submitted_by], "analysis_checked", status=status, remark=remark[:300])


@action("enter_register")
def enter_register(work: Work) -> None:
    """F6.2, D45: the drafted row is confirmed, with the coordinator's corrections over it."""
    was = work.case.cause_class
    corrections = work.data.get("row", {}) | work.data.get("corrections", {})
    for name, text in corrections.items():
        if names()[name] == "cause_class":
            work.case.cause_class = class_named(text)
    RegisterRow.objects.update_or_create(
        problem=work.case,
        defaults={
            "corrections": corrections,
            "confirmed_by": work.actor,
            "confirmed_at": work.occurred,
            "round": work.case.round,
        },
    )
    work.case.part_counts = {**work.case.part_counts, "register": 1}
    if work.case.cause_class != was:
        look_for_repeats(work, again=True)


@action("hold_review")
def hold_review(work: Work) -> None:
    """F6.3: the three fixed items and the lessons; actions with owner and date. Met when it was held (D46)."""
    data = work.data
    meeting = meeting_held(work, "review", data["held_at"])
    items = ("root_cause_avoidable", "recurrence", "similar", "lessons")
    meeting.record = {name: data[name] for name in items}
    meeting.save()
    open_actions(work, data.get("actions", []), meeting)
    work.about("review", Subject(0, at=data["held_at"]))
    join_cases(work, meeting, "join_review")

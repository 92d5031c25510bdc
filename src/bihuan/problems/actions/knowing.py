"""已知错误 (D36, D72): made from a case, worded anew when more is known, met again by other cases, retired."""

from typing import Any

from bihuan.problems.actions.registry import action
from bihuan.problems.knownerrors import TEXTS, drafted, index_words
from bihuan.problems.models import KnownError, KnownErrorEntry
from bihuan.problems.numbers import known_error_number
from bihuan.problems.work import Work


@action("record_known_error")
def record_known_error(work: Work) -> None:
    """One step makes the record, and the same step words it anew: the wording is given whole, each one is kept.

    A final fix makes the known error `fixed`; one that was retired is in use again.
    """
    assert work.actor is not None
    error = _own(work)
    is_new = error is None
    if error is None:
        error = KnownError(
            number=known_error_number(work.at), problem=work.case, created_at=work.at, recorded_by=work.actor
        )
    for name, value in _wording(work, error).items():
        setattr(error, name, value)
    error.status = "fixed" if error.final_fix else "workaround"
    error.version, error.changed_at, error.changed_by = error.version + 1, work.at, work.actor
    error.save(force_insert=is_new)
    systems = work.data.get("systems", [])
    error.systems.set(systems)
    index_words(error)
    wording = {name: getattr(error, name) for name in (*TEXTS, "status")}
    wording["systems"] = [system.code for system in systems]
    _enter(work, error, "worded", version=error.version, wording=wording)
    work.log["known_error"] = error.number


@action("retire_known_error")
def retire_known_error(work: Work) -> None:
    """It cannot happen any more, or what it says no longer helps: offered to nobody from now on, and kept."""
    error = _own(work)
    assert error is not None and work.actor is not None
    error.status, error.changed_at, error.changed_by = "retired", work.at, work.actor
    error.save()
    _enter(work, error, "retired", version=error.version, text=work.data["reason"])
    work.log["known_error"] = error.number


@action("link_known_error")
def link_known_error(work: Work) -> None:
    """D72: this case is an instance of a known error."""
    meet(work, work.data["known_error"], work.text("text"))


@action("unlink_known_error")
def unlink_known_error(work: Work) -> None:
    """It was another error after all; the entry stays and says so."""
    number = work.data["known_error"].number
    entries = [row for row in work.parts.known_errors if row.number == number and row.deed == "met"]
    row = next(row for row in entries if row.ended_at is None)
    row.ended_at, row.ended_by, row.end_reason = work.at, work.actor, work.data["reason"]
    row.save()


def meet(work: Work, error: KnownError, text: str = "") -> None:
    """Tie the case in hand to a known error that it meets."""
    _enter(work, error, "met", text=text)


def _own(work: Work) -> KnownError | None:
    """The known error that was made from this case, locked."""
    if not any(row.deed == "worded" for row in work.parts.known_errors):
        return None
    return KnownError.objects.select_for_update().get(problem=work.case)


def _wording(work: Work, error: KnownError) -> dict[str, str]:
    """The texts as given; title and symptom fall back to how they stand, else to the case."""
    given = {name: work.text(name) for name in TEXTS}
    if not given["title"] or not given["symptom"]:
        known = drafted(work.case, work.parts) | {
            name: getattr(error, name) for name in TEXTS if getattr(error, name)
        }
        given = {**given, **{name: given[name] or known[name] for name in ("title", "symptom")}}
    return given


def _enter(work: Work, error: KnownError, deed: str, **rest: Any) -> None:
    row = KnownErrorEntry(number=error.number, error=error, deed=deed, by=work.actor, **rest)
    work.add("known_errors", row)

"""The desk of a story: the demo cast at one clock, which moves only when the story says so."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bihuan.notices.models import Notice
from bihuan.problems.audit import verify
from bihuan.problems.gate import BadInput, Refused, take_step
from bihuan.problems.models import OPEN_DUTY, Duty, Event, Month, Problem, Revision
from bihuan.problems.offers import offered_steps
from bihuan.problems.parts import KINDS, Parts
from bihuan.problems.reasons import reason_text
from bihuan.problems.sweep import SweepReport, sweep
from bihuan.process.calendar import SHANGHAI
from bihuan.process.clauses import CLAUSES
from bihuan.process.lifecycle import STEPS
from bihuan.process.verdict import Kind
from tests.stories.cast import enter_cast
from tests.stories.courses import Courses
from tests.stories.samples import Data, sample

NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=SHANGHAI)


class Desk(Courses):
    """One clock, the cast, and the case in hand. Times in stories are Shanghai's, like `11-22 03:10`."""

    def __init__(self, at: datetime = NIGHT) -> None:
        self.at = at.astimezone(UTC)
        self.people = enter_cast(self.at)
        self.case: Problem

    # what people do

    def report(self, by: str = "reporter", **fields: Any) -> Problem:
        """A report form is filed; the case is in hand from now on."""
        return self._opens(by, "report", fields)

    def report_by_phone(self, by: str = "reporter", *, occurred_at: Any = None, **fields: Any) -> Problem:
        """A level 1/2 problem is phoned in before its form."""
        return self._opens(by, "report_by_phone", fields, occurred_at)

    def _opens(self, by: str, step: str, fields: Data, occurred_at: Any = None) -> Problem:
        data = sample(step, self.at) | fields
        opened = take_step(step, actor=self.people[by], at=self.at, data=data, occurred_at=occurred_at)
        assert isinstance(opened, Problem)
        self.case = opened
        return opened

    def takes(
        self, who: str, step: str, *, occurred_at: Any = None, version: int | None = None, **fields: Any
    ) -> Any:
        """A person takes a step on the case in hand, with the usual data and what is named."""
        if STEPS[step].creates:
            return self._opens(who, step, fields, occurred_at)
        self.case = take_step(  # type: ignore[assignment]
            step, actor=self.people.get(who), at=self.at, problem=self.fresh(), version=version,
            occurred_at=occurred_at, data=sample(step, self.at) | fields,
        )  # fmt: skip
        return self.case

    def takes_month_step(self, who: str, step: str, month: str = "", **fields: Any) -> Month | Revision:
        """A step on a month, or on the process if none is named."""
        row = Month.objects.get(month=month) if month else None
        data = sample(step, self.at) | fields
        taken = take_step(step, actor=self.people.get(who), at=self.at, month=row, data=data)
        assert not isinstance(taken, Problem)
        return taken

    def refuses(self, who: str, step: str, /, *, clause: str = "", code: int = 409, **fields: Any) -> str:
        """The step is refused by this clause, and nothing is stored. Returns the reasons in words."""
        before = self.everything()
        try:
            (self.takes_month_step if "month" in fields else self.takes)(who, step, **fields)
        except Refused as refused:
            found = {reason.clause for reason in refused.reasons}
            assert refused.status == code, (refused.status, refused.reasons)
            assert not clause or clause in found, refused.reasons
            assert found <= set(CLAUSES), found
            assert self.everything() == before
            return "\n".join(reason_text(reason) for reason in refused.reasons)
        raise AssertionError(f"{step} by {who} was taken")

    def forbids(self, who: str, step: str, /, **fields: Any) -> str:
        """The step is not this person's (403)."""
        return self.refuses(who, step, code=403, **fields)

    def rejects(self, who: str, step: str, field: str, /, **fields: Any) -> str:
        """The input is wrong in this field, and nothing is stored."""
        before = self.everything()
        try:
            (self.takes_month_step if "month" in fields else self.takes)(who, step, **fields)
        except BadInput as bad:
            assert field in bad.errors, bad.errors
            assert self.everything() == before
            return " ".join(bad.errors[field])
        raise AssertionError(f"{step} by {who} was taken")

    # time

    def pass_time(self, **span: float) -> SweepReport:
        """Time passes, and the worker sweeps once at its end."""
        self.at += timedelta(**span)
        return sweep(self.at)

    def wait_until(self, text: str) -> SweepReport:
        """Time passes until an instant like `11-25 09:00`."""
        self.at = instant(text)
        return sweep(self.at)

    # what is seen

    def fresh(self) -> Problem:
        """The case in hand as it is stored now."""
        return Problem.objects.get(pk=self.case.pk)

    @property
    def state(self) -> str:
        return self.fresh().state

    @property
    def parts(self) -> Parts:
        return Parts(self.fresh())

    def duties(self, key: str = "") -> list[Duty]:
        found = Duty.objects.filter(problem=self.case).order_by("id").select_related("owed_by")
        return list(found.filter(key=key) if key else found)

    def owing(self, key: str = "") -> list[Duty]:
        """Open duties of the case."""
        found = Duty.objects.filter(OPEN_DUTY, problem=self.case).order_by("id").select_related("owed_by")
        return list(found.filter(key=key) if key else found)

    def owes(self, who: str, key: str, *, by: str = "", clause: str = "") -> None:
        """This person, or everybody of this role, owes it now, by this instant."""
        rows = self.owing(key)
        assert rows, f"nobody owes {key}: {[duty.key for duty in self.owing()]}"
        holders = {duty.owed_by.username if duty.owed_by else duty.owed_by_role for duty in rows}
        assert who in holders, holders
        if by:
            assert instant(by) in {duty.due_at for duty in rows}, [shown(duty.due_at) for duty in rows]
        if clause:
            assert clause in {duty.clause for duty in rows}

    def owes_not(self, *keys: str) -> None:
        """None of these is open."""
        found = {duty.key for duty in self.owing()} & set(keys)
        assert not found, found

    def met(self, key: str, *, at: str = "", late: bool = False) -> None:
        """The last duty of this key was met, in time or late."""
        duty = self.duties(key)[-1]
        assert duty.met_at is not None and duty.voided_at is None, (key, duty.met_at, duty.voided_at)
        assert (duty.met_at > duty.first_due_at) is late, (shown(duty.met_at), shown(duty.first_due_at))
        if at:
            assert duty.met_at == instant(at), shown(duty.met_at)

    def is_void(self, key: str) -> None:
        assert all(duty.voided_at is not None for duty in self.duties(key)), key

    def notices(self, to: str, kind: str = "") -> list[Notice]:
        """What a person was told about the case in hand, oldest first."""
        found = Notice.objects.filter(to=self.people[to], stream=self.case.number).order_by("id")
        return list(found.filter(kind=kind) if kind else found)

    def expects_notice(self, to: str, kind: str, /, times: int | None = None, **args: Any) -> Notice:
        """A person was told this; the last such notice."""
        found = [n for n in self.notices(to, kind) if all(n.args.get(k) == v for k, v in args.items())]
        told = [(n.kind, n.args) for n in self.notices(to)]
        assert found if times is None else len(found) == times, f"{to} heard: {told}"
        return found[-1] if found else Notice()

    def hears_nothing(self, who: str, kind: str = "", /, **args: Any) -> None:
        found = [n for n in self.notices(who, kind) if all(n.args.get(k) == v for k, v in args.items())]
        assert not found, [(n.kind, n.args) for n in found]

    def offers(self, who: str) -> set[str]:
        """Keys of the steps this person may take now."""
        found = offered_steps(self.fresh(), self.people[who], self.at)
        return {offer.step.key for offer in found if offer.allowed}

    def events(self) -> list[str]:
        return [event.step for event in Event.objects.filter(stream=self.case.number).order_by("seq")]

    def everything(self) -> tuple[Any, ...]:
        """All that a refused step must leave as it was."""
        parts = tuple(model._default_manager.count() for model, _joined in KINDS.values())
        columns = ("pk", "version", "state", "level", "chain_head", "part_counts")
        rows = Problem.objects.order_by("pk").values_list(*columns)
        duties = Duty.objects.order_by("pk").values_list("pk", "due_at", "met_at", "voided_at", "owed_by")
        months = Month.objects.order_by("pk").values_list("pk", "version", "chain_head")
        return (
            parts, str(list(rows)), list(duties), list(months), Event.objects.count(), Notice.objects.count(),
            Revision.objects.count(),
        )  # fmt: skip

    def holds(self) -> None:
        """The log holds, and what is stored follows from it."""
        broken = verify()
        assert broken is None, broken
        for number, version in Problem.objects.values_list("number", "version"):
            assert Event.objects.filter(stream=number).count() == version


def instant(text: str) -> datetime:
    """`11-22 03:10` or `2027-01-01 00:00`, Shanghai time; the end of a day is `23:59:59`."""
    text = text if text[4:5] == "-" else f"2026-{text}"
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def shown(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S") if at else "-"


__all__ = ["NIGHT", "Desk", "Kind", "instant", "shown"]

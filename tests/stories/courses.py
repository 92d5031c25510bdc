"""Whole stretches of a case, for stories that are about something later."""

from typing import Any

from bihuan.problems.models import OPEN_DUTY, Duty, Problem


class Courses:
    """What a desk plays at once and in due form."""

    case: Problem

    def report(self, by: str = "reporter", **fields: Any) -> Problem:
        raise NotImplementedError

    def takes(self, who: str, step: str, **fields: Any) -> Any:
        raise NotImplementedError

    def handled(self, level: int = 3, **fields: Any) -> None:
        """Reported, responded to, dispatched to `handler` and accepted, at once and in due form."""
        self.report(level=level, **fields)
        if level <= 2:
            self.takes("reporter", "log_call")
        self.takes("coordinator", "respond")
        if level <= 2:
            self.takes("coordinator", "brief_manager")
            self.takes("coordinator", "log_call", callee="handler", purpose="handler")
        self.takes("coordinator", "dispatch")
        self.takes("handler", "accept_order")

    def answered(self, level: int = 3, **fields: Any) -> None:
        """Handled and answered as solved."""
        self.handled(level, **fields)
        self.takes("handler", "plan_order")
        self.takes("handler", "resolve")

    def confirmed_up_to_the_reporter(self, level: int = 3, **fields: Any) -> None:
        """Answered and told; all that is missing is the reporter's word."""
        self.answered(level, **fields)
        self.takes("coordinator", "tell_reporter")
        if self.case.business_affected:
            self.takes("reporter", "notify_departments")

    def confirmed(self, level: int = 3, **fields: Any) -> None:
        """Answered, told and confirmed."""
        self.confirmed_up_to_the_reporter(level, **fields)
        self.takes("reporter", "confirm")

    def summed_up(self, level: int = 3, **fields: Any) -> None:
        """Confirmed, with every paper that the archive asks for."""
        self.confirmed(level, **fields)
        self.takes("handler", "submit_analysis")
        self.takes("coordinator", "accept_analysis")
        if Duty.objects.filter(OPEN_DUTY, problem=self.case, key="repeat_check").exists():
            self.takes("coordinator", "judge_repeat")  # an earlier case of the same story looked alike
        self.takes("coordinator", "enter_register")
        if level <= 2:
            self.takes("lead", "hold_review")
            self.takes("lead", "sign_minutes")

    def archived(self, level: int = 3, **fields: Any) -> None:
        """In the archive."""
        self.summed_up(level, **fields)
        self.takes("coordinator", "hand_over")
        self.takes("clerk", "accept_archive")

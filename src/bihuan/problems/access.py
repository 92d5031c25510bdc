"""The only way to a case for anybody: what a person may see, in SQL, and one case by its number."""

from django.db.models import QuerySet

from bihuan.people.models import User
from bihuan.problems.models import Problem

#: What is read along with a case unless the caller needs less.
JOINED = ("system", "reporter__department", "coordinator__department", "handler__department", "main")


class NotFound(LookupError):
    """There is no such case, or not for this person; which of the two is not said (404)."""


def visible_to(user: User) -> QuerySet[Problem]:
    """The cases a person may read (D65): members and the auditor all, market staff those they were told of."""
    if user.reads_all_cases:
        return Problem.objects.all()
    if "marketing" in user.roles and user.department_id:
        return Problem.objects.filter(told=user.department_id)
    return Problem.objects.none()


def access_problem(user: User, number: str, joined: tuple[str, ...] = JOINED) -> Problem:
    """One case by its number with the people on it joined; NotFound if it is not there or not visible. One query.

    `joined` may ask for less: the joins are the larger part of what this read costs.
    """
    if not number.isprintable():  # a NUL is nothing that PostgreSQL can look for
        raise NotFound(number)
    found = visible_to(user).select_related(*joined).filter(number=number).first()
    if found is None:
        raise NotFound(number)
    return found

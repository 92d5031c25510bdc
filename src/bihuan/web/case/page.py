"""问题: what happens next with this case, and who holds it?"""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.people.models import User
from bihuan.problems.access import access_problem


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case."""
    problem = access_problem(cast(User, request.user), number)
    return render(request, "case/case.html", {"problem": problem})

"""Who asks: the person behind a bearer token. A browser's session is not accepted here."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from bihuan import clock
from bihuan.api.faults import Fault
from bihuan.people.models import User
from bihuan.people.tokens import Bearer as Sender
from bihuan.people.tokens import bearer_of

LONGEST = 200


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`; the token must hold the scope that the route needs."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Sender | None:
        """The token, or None for 401; raises Fault 403 for a token without the scope."""
        found = bearer_of(token, clock.now()) if 0 < len(token) <= LONGEST else None
        if found is None:
            return None
        scope = self.scope or ("read" if request.method in ("GET", "HEAD") else "write")
        if scope not in found.scopes:
            raise Fault(403, _("This token lacks the scope “{scope}”.").format(scope=scope))
        return found


def user_of(request: HttpRequest) -> User:
    """The person whose token was sent."""
    return cast(Sender, request.auth).user  # type: ignore[attr-defined]  # set by ninja

"""Who may see which of these pages: asked first in every view; 403 otherwise."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from bihuan.people.models import User
from bihuan.people.permissions import may


def anybody(request: HttpRequest) -> User:
    """Whoever is signed in."""
    return cast(User, request.user)


def reader(request: HttpRequest) -> User:
    """Members and the auditor: whoever reads every case."""
    user = anybody(request)
    if not user.reads_all_cases:
        raise PermissionDenied
    return user


def insider(request: HttpRequest) -> User:
    """Members and the three administrators: whoever belongs to the centre."""
    user = anybody(request)
    if not user.is_member and not user.is_administrator:
        raise PermissionDenied
    return user


def holder(request: HttpRequest, *roles: str) -> User:
    """Whoever holds one of these roles."""
    user = anybody(request)
    if not user.roles & set(roles):
        raise PermissionDenied
    return user


def doer(request: HttpRequest, action: str) -> User:
    """Whoever may take this action by the table of people.permissions."""
    user = anybody(request)
    if not may(user, action):
        raise PermissionDenied
    return user

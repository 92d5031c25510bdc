"""Accounts: made, reset, changed, disabled — and each time recorded. Nobody is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from bihuan.people.models import Department, PasswordHistory, User
from bihuan.people.models.users import LANGUAGES
from bihuan.people.passwords import REMEMBERED, faults_of, one_time_password
from bihuan.people.permissions import NotYours, require
from bihuan.people.record import record_change
from bihuan.people.roles import check_roles, set_roles

EDITABLE = ("name", "title", "phone", "email", "language")


@transaction.atomic
def add_user(
    username: str,
    name: str,
    *,
    by: User | None,
    at: datetime,
    roles: Iterable[str] = (),
    department: Department | None = None,
    password: str | None = None,
    **details: str,
) -> User:
    """Make an account and record it.

    With `password` it is a one-time password that must be changed at the first sign-in; without, nobody can
    sign in with a password. Raises RoleConflict or ValidationError (by field), and then nothing is stored.
    """
    require(by, "manage_accounts")
    wanted = check_roles(roles)
    unknown = set(details) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such detail: {sorted(unknown)}")
    user = User(username=username, name=name, department=department, created_at=at, **details)
    _set_password(user, password, at, one_time=True)
    user.full_clean(exclude=["password"])
    user.save()
    _remember(user, at)
    record_change("add", username, {}, _as_record(user), by=by, at=at)
    if wanted:
        set_roles(user, wanted, by=by, at=at)
    return user


@transaction.atomic
def edit_user(
    user: User, *, by: User | None, at: datetime, department: Department | None, **details: str
) -> dict[str, Any]:
    """Change the name, department, title, phone, e-mail or language and record what it was."""
    require(by, "manage_accounts")
    before = _as_record(user)
    user.department = department
    for field in EDITABLE:
        if field in details:
            setattr(user, field, details[field])
    user.full_clean(exclude=["password"])
    user.save()
    return record_change("edit", user.username, before, _as_record(user), by=by, at=at)


@transaction.atomic
def disable_user(user: User, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Close the account: no sign-in, no new duty; its history and its name stay."""
    require(by, "manage_accounts")
    user.is_active = False
    user.disabled_at = at
    user.save(update_fields=["is_active", "disabled_at"])
    return record_change("disable", user.username, {"active": True}, {"active": False}, by=by, at=at)


@transaction.atomic
def enable_user(user: User, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Open a closed account again."""
    require(by, "manage_accounts")
    user.is_active = True
    user.disabled_at = None
    user.save(update_fields=["is_active", "disabled_at"])
    return record_change("enable", user.username, {"active": False}, {"active": True}, by=by, at=at)


@transaction.atomic
def reset_password(user: User, *, by: User | None, at: datetime) -> str:
    """Set a fresh one-time password and return it, the only time it can be read."""
    require(by, "manage_accounts")
    raw = one_time_password()
    _set_password(user, raw, at, one_time=True)
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    _remember(user, at)
    record_change("reset_password", user.username, {}, {"one_time": True}, by=by, at=at)
    return raw


@transaction.atomic
def change_password(user: User, raw: str, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Set the password that the person chose. Raises ValidationError with every fault."""
    if by is not None and by != user:
        raise NotYours(f"{by.username} may not choose a password for {user.username}")
    faults = faults_of(raw, user)
    if faults:
        raise ValidationError(faults)
    _set_password(user, raw, at, one_time=False)
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    _remember(user, at)
    return record_change("change_password", user.username, {}, {"one_time": False}, by=by, at=at)


def choose_language(user: User, language: str) -> None:
    """Keep the language the person wants to be written to in; an unknown code means as the browser asks."""
    known = {code for code, _label in LANGUAGES}
    user.language = language if language in known else ""
    user.save(update_fields=["language"])


def _set_password(user: User, raw: str | None, at: datetime, *, one_time: bool) -> None:
    user.set_password(raw)
    user.must_change_password = one_time and raw is not None
    user.password_changed_at = at if raw is not None else None


def _remember(user: User, at: datetime) -> None:
    if user.has_usable_password():
        PasswordHistory.objects.create(user=user, password=user.password, at=at)
        kept = PasswordHistory.objects.filter(user=user).values_list("pk", flat=True)[:REMEMBERED]
        PasswordHistory.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def _as_record(user: User) -> dict[str, Any]:
    record: dict[str, Any] = {field: getattr(user, field) for field in EDITABLE}
    record["department"] = user.department.code if user.department else ""
    return record

"""The rules of a password: length, kinds of signs, not the name, none of the last five, 90 days."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bihuan.people.models import PasswordHistory, User

MIN_LENGTH = 8
MIN_CLASSES = 3
REMEMBERED = 5
EXPIRES_AFTER = timedelta(days=90)
ONE_TIME_LENGTH = 14
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""The letters and digits that nobody confuses when a one-time password is read aloud."""


def is_expired(user: User, at: datetime) -> bool:
    """Whether the password is older than 90 days; an account without a usable password has none to expire."""
    return user.password_changed_at is not None and at - user.password_changed_at >= EXPIRES_AFTER


def must_change(user: User, at: datetime) -> bool:
    """Whether the person has to choose a new password before anything else."""
    return user.must_change_password or is_expired(user, at)


def faults_of(raw: str, user: User) -> list[str]:
    """Everything wrong with `raw` as a new password of `user`, in the reader's language."""
    faults = []
    if len(raw) < MIN_LENGTH:
        faults.append(_("Use at least {number} characters.").format(number=MIN_LENGTH))
    if _classes_in(raw) < MIN_CLASSES:
        faults.append(_("Use at least three of these: small letters, capitals, digits, other signs."))
    if user.username and user.username.lower() in raw.lower():
        faults.append(_("The password may not contain the user name."))
    if _was_used(raw, user):
        faults.append(_("This is one of your last {number} passwords.").format(number=REMEMBERED))
    return faults


def one_time_password() -> str:
    """A fresh random password that keeps the rules and is easy to read out."""
    while True:
        raw = "".join(secrets.choice(READABLE) for _unused in range(ONE_TIME_LENGTH))
        if _classes_in(raw) >= MIN_CLASSES:
            return raw


class HousePasswordValidator:
    """The same rules for Django's own password forms (`AUTH_PASSWORD_VALIDATORS`)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with every fault."""
        faults = faults_of(password, user or User())
        if faults:
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        """The rules in one sentence."""
        return _(
            "At least {number} characters of three kinds, without the user name, "
            "and none of the last {remembered} passwords."
        ).format(number=MIN_LENGTH, remembered=REMEMBERED)


def _classes_in(raw: str) -> int:
    known = sum(any(sign in group for sign in raw) for group in CLASSES)
    return known + any(all(sign not in group for group in CLASSES) for sign in raw)


def _was_used(raw: str, user: User) -> bool:
    if not user.pk:
        return False
    recent = PasswordHistory.objects.filter(user=user).values_list("password", flat=True)[:REMEMBERED]
    return any(check_password(raw, old) for old in recent)

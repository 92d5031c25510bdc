"""The user: one account per person, roles on the row, disabled but never deleted."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.process.terms import NON_MEMBER_ROLES

ADMINISTRATORS = frozenset({"admin", "security", "auditor"})
"""The three administrators: mutually exclusive, and none of them takes part in the process."""

LANGUAGES = (("", _("As the browser asks")), ("zh-hans", "简体中文"), ("en", "English"))


class UserManager(BaseUserManager["User"]):
    """Finds people. Accounts are made by `people.accounts.add_user`, which records who made them."""

    def active(self) -> models.QuerySet[User]:
        """People who may sign in and may owe something."""
        return self.filter(is_active=True)

    def holding(self, *roles: str) -> models.QuerySet[User]:
        """Active people who hold at least one of `roles`, by name.

        The codes are matched with their JSON quotes, so `lead` does not find `leader`; this reads the
        same on SQLite and PostgreSQL, where `contains` on JSON does not.
        """
        wanted = models.Q(pk__in=[])
        for role in roles:
            wanted |= models.Q(role_codes__icontains=f'"{role}"')
        return self.active().filter(wanted).order_by("username")


class User(AbstractBaseUser):
    """A person of the centre, of a department, or one of the three administrators.

    `role_codes` is the record of the roles; `people.roles.set_roles` is its only writer, and every
    change of it stands in `PeopleChange`. Reading `roles` costs no query.
    """

    username = models.CharField(max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=64)
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    title = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=8, blank=True, choices=LANGUAGES)
    role_codes = models.JSONField(default=list, blank=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def roles(self) -> frozenset[str]:
        """The codes of the roles this person holds; no query."""
        return frozenset(self.role_codes)

    @property
    def is_member(self) -> bool:
        """A member of the centre: holds any role beyond marketing and the three administrators."""
        return bool(self.roles - NON_MEMBER_ROLES)

    @property
    def is_administrator(self) -> bool:
        """One of the three administrators, who take no part in any case."""
        return bool(self.roles & ADMINISTRATORS)

    @property
    def reads_all_cases(self) -> bool:
        """Members and the auditor read every case; admin and security read none."""
        return self.is_member or "auditor" in self.roles

    def get_full_name(self) -> str:
        """The name as it is shown."""
        return self.name

    def get_short_name(self) -> str:
        """The name as it is shown."""
        return self.name

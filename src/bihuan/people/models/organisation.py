"""The organisation around the cases: departments, systems, who handles what, who is called."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A department that people belong to and that is told, copied or written to (F5.2, X2)."""

    class Kind(models.TextChoices):
        OWN = "own", _("Billing centre")
        MARKETING = "marketing", _("Marketing line")
        EXTERNAL = "external", _("External department")
        INTERNAL = "internal", _("Internal department")

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.INTERNAL)
    contact = models.CharField(max_length=64, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class System(models.Model):
    """A business system: its owner, and the departments that are told when it fails (F5.2, D41)."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    owner = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="systems"
    )
    is_key_business = models.BooleanField(default=False)
    departments = models.ManyToManyField(Department, blank=True, related_name="systems")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class AssignmentRule(models.Model):
    """Suggests a handler for a category, and more closely for a category of one system (R3)."""

    category = models.CharField(max_length=32)
    system = models.ForeignKey(
        System, on_delete=models.CASCADE, null=True, blank=True, related_name="assignment_rules"
    )
    handler = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="assignment_rules")
    priority = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["category", "priority", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "system", "handler"], name="people_one_rule_per_system_handler"
            ),
            models.UniqueConstraint(
                fields=["category", "handler"],
                condition=models.Q(system__isnull=True),
                name="people_one_general_rule_per_handler",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} → {self.handler}"


class ChainRung(models.Model):
    """One rung of an ordered chain of leaders who are phoned at levels 1/2 (F1.3).

    The rungs without a system are the general chain; a system that has rungs of its own is called by those instead.
    """

    system = models.ForeignKey(
        System, on_delete=models.PROTECT, null=True, blank=True, related_name="chain_rungs"
    )
    position = models.PositiveSmallIntegerField()
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="chain_rungs")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["system", "position"], name="people_one_rung_of_system"),
            models.UniqueConstraint(
                fields=["position"], condition=models.Q(system__isnull=True), name="people_one_rung_of_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.user}"


class Installation(models.Model):
    """The one row that says what this database is for; only a demo database offers its cast."""

    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return "demo" if self.is_demo else "production"

"""Groups of repeat problems (D72): what the confirmed links of kind “repeat” tie together, kept for lists."""

from django.db import models

from bihuan.problems.models.problem import Problem


class RepeatGroup(models.Model):
    """重复问题组: cases that repeat one another. What stands here follows from its cases and their links.

    System, category and cause are those of the latest case; `first_at` and `last_at` are when its first and
    latest case were reported.
    """

    system = models.ForeignKey("people.System", models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.CharField(max_length=24)
    cause_class = models.CharField(max_length=16, blank=True)
    cases = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-last_at", "-id"], name="repeat_group_by_time")]

    def __str__(self) -> str:
        return f"repeat group {self.pk}"


class RepeatCase(models.Model):
    """A case in its group; it is in one at most."""

    problem = models.OneToOneField(Problem, models.PROTECT, related_name="repeat_case")
    group = models.ForeignKey(RepeatGroup, models.PROTECT, related_name="members")

    def __str__(self) -> str:
        return f"{self.problem_id} in {self.group_id}"

"""交接班: what one coordinator leaves to the next, signed by both (D75)."""

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class HandOver(models.Model):
    """One hand-over sheet: the cases and open duties of `giver` at `made_at`, and who signed when.

    `made_by` signs for an absent giver. `sheet` is frozen: [{number, title, level, state, duties: [{key, due_at}]}].
    Once `taken_at` is set the cases are the taker's; `moved` holds their numbers, `left` those that had ended.
    """

    giver = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    taker = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    note = models.TextField(blank=True)
    sheet = models.JSONField(default=list)
    taken_at = models.DateTimeField(null=True)
    moved = models.JSONField(default=list)
    left = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.taker_id} {self.made_at:%Y-%m-%d %H:%M}"

"""A form is accepted once: its key travels with it, and what it made is remembered for two days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bihuan.people.models import User
from bihuan.web.models import SentForm

KEPT_FOR = timedelta(days=2)


def sent_once(user: User, key: str, at: datetime, make: Callable[[], str]) -> str:
    """What `make` returns, or what it returned when the same form of the same person came before.

    Both happen in one transaction: of two at once the second waits for the first, and where `make` raises
    the form may be sent again.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                sent = SentForm.objects.create(user=user, key=key[:64], at=at)
        except IntegrityError:
            return SentForm.objects.get(user=user, key=key[:64]).made
        sent.made = make()
        sent.save(update_fields=["made"])
        SentForm.objects.filter(user=user, at__lt=at - KEPT_FOR).delete()
        return sent.made

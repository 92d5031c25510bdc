"""Who a session stands for."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from bihuan.people.models import User
from bihuan.people.prepared import Prepared

_COLUMNS = [column.attname for column in User._meta.concrete_fields]
_LOOK_UP = Prepared(lambda: User.objects.filter(pk=1).values_list(*_COLUMNS), 1)


class PeopleBackend(ModelBackend):
    """Passwords as Django checks them; the person of a session is read by a query compiled once."""

    def get_user(self, user_id: int) -> User | None:
        """The person, unless the account is closed."""
        found = _LOOK_UP.rows(user_id)
        user = User.from_db("default", _COLUMNS, found[0]) if found else None
        return user if user is not None and self.user_can_authenticate(user) else None

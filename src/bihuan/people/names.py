"""Usernames by id: what every answer to a program needs, read without models."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from bihuan.people.models import User

_TABLE = User._meta.db_table


def usernames(ids: Collection[int]) -> dict[int, str]:
    """Id → username of the people with these ids. One query, none for no ids."""
    if not ids:
        return {}
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, username FROM {_TABLE} WHERE id IN ({places})", list(ids))
        return dict(cursor.fetchall())

"""What the load needs of a filled database, as one line of JSON: a session, a token, numbers of cases, a commit rate.

`python -m bench.prepare`, in the environment of the product's processes.
"""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import django

READER = "coordinator"
COMMIT_SECONDS = 2
CLIENTS = 8


def prepare() -> dict[str, Any]:
    """Sign a coordinator in, issue his token, choose cases."""
    from django.conf import settings

    from bihuan.people.models import User
    from bihuan.people.tokens import issue_token
    from bihuan.problems.models import Problem

    user = User.objects.get(username=READER)
    numbers = Problem.objects.order_by("?").values_list("number", flat=True)
    return {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={_session(user)}; {settings.CSRF_COOKIE_NAME}={_secret()}",
        "token": issue_token(user, by=None, at=datetime.now(UTC), name="bench"),
        "cases": Problem.objects.count(),
        "open": list(numbers.filter(state="handling")[:200]),
        "some": list(numbers[:400]),
        "waiting": list(numbers.filter(state="awaiting_response")),
        "commits": commit_rate(),
    }


def _session(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _secret() -> str:
    """What every browser sends from its second page on."""
    from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
    from django.utils.crypto import get_random_string

    return get_random_string(CSRF_SECRET_LENGTH, allowed_chars=CSRF_ALLOWED_CHARS)


def commit_rate() -> float:
    """Transactions a second of one inserted row each, by eight clients at once: what no report can exceed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_commits (id integer, text varchar(100))")
    counts = [0] * CLIENTS
    until = time.perf_counter() + COMMIT_SECONDS

    def commit(client: int) -> None:
        try:
            with connection.cursor() as cursor:
                while time.perf_counter() < until:
                    cursor.execute("INSERT INTO bench_commits VALUES (%s, %s)", [client, "x" * 100])
                    counts[client] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=commit, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_commits")
    return sum(counts) / COMMIT_SECONDS


if __name__ == "__main__":
    django.setup()
    print(json.dumps(prepare()))

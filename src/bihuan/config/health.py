"""Whether this process is up, and whether everything behind it is: for load balancers and people."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_migrated = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations and worker are in order, else 503; the body names each."""
    checks = {"database": database_state()}
    if checks["database"] == "ok":
        checks["migrations"] = migration_state()
    is_ready = len(checks) > 1 and all(state == "ok" for state in checks.values())
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


def database_state() -> str:
    """ "ok", or that the database does not answer."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return "ok"


def migration_state() -> str:
    """ "ok" once every migration is applied; then kept, since a running program does not un-migrate."""
    global _migrated
    if _migrated:
        return "ok"
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return f"{len(missing)} migrations are not applied; run: bihuan migrate"
    _migrated = True
    return "ok"

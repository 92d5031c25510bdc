"""What must be true of an installation: asked by `bihuan doctor`, before a command starts, and by /readyz.

Each check returns None when all is well, else a sentence that says what is wrong and what to do.
"""

from bihuan.cli.words import _

_is_migrated = False


def database() -> str | None:
    """The database answers a query."""
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError) as error:
        from bihuan.cli.failures import sentence_of

        return sentence_of(error)
    return None


def migrations() -> str | None:
    """Every migration is applied; once true this stays true for the life of the process."""
    global _is_migrated
    if _is_migrated:
        return None
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return _("the database is not prepared; run: bihuan migrate")
    _is_migrated = True
    return None

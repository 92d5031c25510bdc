"""Preparing the database."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _
from bihuan.clock import now


@click.command(help=_("Bring the database to the state this version needs. Safe to call on every start."))
def migrate() -> None:
    """Applies what is missing, one caller at a time."""
    begin(needs_tables=False, makes_home=True)
    count = apply_migrations()
    click.echo(_("applied {count} migrations").format(count=count) if count else _("nothing to apply"))


def apply_migrations() -> int:
    """Apply every missing migration and return their number; two callers at once do not meet."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with _alone():
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
        from bihuan.problems.workdays import ensure_calendar

        ensure_calendar(now())
    return missing


@contextmanager
def _alone() -> Iterator[None]:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('bihuan migrate'))")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('bihuan migrate'))")
    else:
        with (settings.HOME / "migrate.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@click.command(
    help=_("Load the demo organisation and its cases into an empty database, and mark it as a demo.")
)
def demo() -> None:
    """Refuses a database that holds anybody."""
    begin()
    if has_people():
        raise click.ClickException(_("the database is not empty; the demo is for an empty one"))
    load_demo()


def has_people() -> bool:
    """Whether anybody has an account here."""
    from bihuan.people.models import User

    return User.objects.exists()


def load_demo() -> None:
    """Load people and cases of the demo, showing how far it is."""
    from bihuan.demo.play import load_demo as play

    with click.progressbar(length=1, label=_("playing the demo"), file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(1)

        play(now(), progress=show)

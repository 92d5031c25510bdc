"""Brings Django up for a command, in the language of the terminal."""

import atexit
import os
import shutil
import tempfile
from datetime import datetime

import click

from bihuan import environment
from bihuan.cli.words import _, language
from bihuan.clock import SHANGHAI


def begin(*, needs_tables: bool = True, makes_home: bool = False) -> None:
    """Load the settings and, unless told otherwise, insist on a prepared database. Fails in one line.

    Only what `makes_home` may begin an installation where there is none.
    """
    if not makes_home:
        _insist_on_a_home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    os.environ.setdefault("BIHUAN_POOL", "0")  # one command, one connection; a dead database shows at once
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())
    if needs_tables:
        from bihuan.cli import checks

        if (state := checks.database()) or (state := checks.migrations()):
            raise click.ClickException(state)


def begin_anywhere() -> None:
    """For a command that reads the tables of the process alone: without an installation it borrows an empty folder."""
    if not _has_home():
        folder = tempfile.mkdtemp(prefix="bihuan-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["BIHUAN_HOME"] = folder
    begin(needs_tables=False, makes_home=True)


def _has_home() -> bool:
    return environment.home_folder().exists() or bool(os.environ.get("DATABASE_URL", "").strip())


def _insist_on_a_home() -> None:
    """A command that reads makes no empty installation where it happens to be called."""
    if not _has_home():
        folder = environment.home_folder()
        raise click.ClickException(
            _("there is no installation in {folder}; set BIHUAN_HOME, or make one: bihuan migrate").format(
                folder=folder
            )
        )


def is_demo() -> bool:
    """Whether this database is marked as a demo, for which more is allowed."""
    from bihuan.people.models import Installation

    return Installation.objects.filter(is_demo=True).exists()


def moment(text: str | None) -> datetime | None:
    """An ISO time; without an offset it is Shanghai time. Raises a usage error for anything else."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(_("{text} is no time such as 2026-11-22T09:05").format(text=text)) from None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)

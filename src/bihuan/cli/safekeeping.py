"""Backup and restore from the command line."""

from pathlib import Path

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _
from bihuan.clock import SHANGHAI, now


@click.command(
    help=_("Write database and documents into one file, readable by its owner only. May run while serving.")
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help=_("File to write, a .tar."))
def backup(output: Path | None) -> None:
    """Prints the name of the file on stdout."""
    begin()
    from bihuan.cli import archive_file

    if output is not None and output.exists():
        raise click.ClickException(_("{file} exists already; give another name").format(file=output))
    click.echo(archive_file.write(output or default_name("bihuan")))


@click.command(
    help=_("Bring back what a backup holds. What was there before is kept in a backup of its own.")
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=_("Replace an installation that holds something already."))
def restore(file: Path, force: bool) -> None:
    """Verifies the whole file before anything is touched."""
    begin(needs_tables=False, makes_home=True)
    from bihuan.cli import archive_file, checks
    from bihuan.cli.database import apply_migrations, has_people
    from bihuan.problems.heartbeat import forget as forget_signs_of_life

    if sentence := checks.database():
        raise click.ClickException(sentence)
    holds_something = checks.migrations() is None and has_people()
    if holds_something and not force:
        raise click.ClickException(_("this installation is not empty; --force replaces it"))
    manifest = archive_file.verify(file)
    if holds_something:
        kept = archive_file.write(default_name("before-restore"))
        click.echo(_("what was there is kept in {file}").format(file=kept), err=True)
    archive_file.read(file, manifest)
    apply_migrations()
    forget_signs_of_life()
    documents = len(manifest["files"]) - 1
    click.echo(_("restored the database and {count} documents").format(count=documents))


def default_name(start: str) -> Path:
    """A file in the home folder's `backups`, named by the time."""
    from django.conf import settings

    stamp = now().astimezone(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    return Path(settings.HOME) / "backups" / f"{start}-{stamp}.tar"

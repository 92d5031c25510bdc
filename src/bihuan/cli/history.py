"""Importing the event log of another system."""

import sys
from pathlib import Path

import click

from bihuan.cli.failures import warn
from bihuan.cli.shell import begin
from bihuan.cli.words import _
from bihuan.clock import now

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
SHOWN = 20


@click.command(
    help=_("Import the event log of another system from a CSV file. Importing twice stores nothing twice.")
)
@click.argument("file", type=FILE)
@click.option(
    "--mapping", type=FILE, help=_("TOML file that says which column is what; Volvo IT's if left out.")
)
@click.option(
    "--skip-bad-rows", is_flag=True, help=_("Leave out rows that cannot be read instead of stopping.")
)
def import_history(file: Path, mapping: Path | None, skip_bad_rows: bool) -> None:
    """Stores nothing of a file with bad rows, unless they are to be skipped."""
    begin()
    from bihuan.intake import history

    with click.progressbar(length=1, label=file.name, file=sys.stderr) as bar:

        def done(count: int, total: int) -> None:
            bar.length = total
            bar.update(count - bar.pos)

        try:
            found = history.import_history(
                file, at=now(), mapping=mapping, skip_bad_rows=skip_bad_rows, done=done
            )
        except history.BadHistory as bad:
            raise click.ClickException(f"{file.name}: {bad}") from bad
    for row in found.bad_rows[:SHOWN]:
        warn(f"{file.name}: {row}")
    if found.bad_rows:
        warn(_("rows left out: {count}").format(count=len(found.bad_rows)))
    click.echo(str(found))

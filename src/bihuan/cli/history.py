"""Importing the event log of another system."""

from pathlib import Path

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


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
    """Stores everything or nothing, unless bad rows are to be skipped."""
    begin()
    from bihuan.intake import history

    click.echo(history.import_history(file, mapping=mapping, skip_bad_rows=skip_bad_rows))

"""The tables of the process from the command line."""

from pathlib import Path

import click

from bihuan.cli.shell import begin_anywhere
from bihuan.cli.words import _


@click.group(help=_("The tables of the process."))
def process() -> None:
    """A group of its own: check and diagram."""


@process.command(
    "check", help=_("Check the tables of the process against each other; names every contradiction.")
)
def check() -> None:
    """Needs no database."""
    begin_anywhere()
    from bihuan.cli.contradictions import contradictions

    found = contradictions()
    for sentence in found:
        click.echo(sentence, err=True)
    if found:
        raise click.ClickException(_("{count} contradictions").format(count=len(found)))
    click.echo(_("the tables of the process agree"))


@process.command("diagram", help=_("Write the life cycle as a picture (SVG), drawn from the tables."))
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help=_("File; stdout if left out.")
)
def diagram(output: Path | None) -> None:
    """Needs no database."""
    begin_anywhere()
    from django.utils.translation import gettext

    from bihuan.process.diagram import draw

    if output is None:
        click.echo(draw(gettext))
    else:
        output.write_text(draw(gettext), encoding="utf-8")

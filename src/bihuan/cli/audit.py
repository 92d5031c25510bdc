"""The chain of events from the command line."""

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _


@click.group(help=_("The chain of events."))
def audit() -> None:
    """A group of its own, so that more may follow."""


@audit.command("verify", help=_("Recompute every chain of events; fails and names the first broken row."))
def verify() -> None:
    """Reads everything, changes nothing."""
    begin()
    from bihuan.problems.audit import verify as first_broken

    broken = first_broken()
    if broken is not None:
        raise click.ClickException(_("the chain is broken at {row}").format(row=broken))
    click.echo(_("every chain is unbroken"))

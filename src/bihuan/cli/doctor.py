"""Looks for what is wrong with an installation."""

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _


@click.command(
    help=_("Look for what is wrong with this installation: one line a check; fails if any is wrong.")
)
def doctor() -> None:
    """Checks that need the database are left out once it does not answer."""
    begin(needs_tables=False)
    from bihuan.cli import checks

    wrong: set[str] = set()
    for name, (label, check) in checks.ALL.items():
        needs_missing = ("database" in wrong and name in checks.NEED_DATABASE) or (
            "migrations" in wrong and name in checks.NEED_TABLES
        )
        if needs_missing:
            continue
        sentence = check()
        if sentence:
            wrong.add(name)
        said = sentence or checks.NOTES.get(name, str)()
        click.echo(f"{'✗' if sentence else '✓'} {_(label)}{': ' + said if said else ''}")
    if wrong:
        raise click.ClickException(_("{count} of the checks failed").format(count=len(wrong)))

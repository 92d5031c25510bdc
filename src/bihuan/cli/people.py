"""Accounts and tokens from the command line."""

import sys

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _
from bihuan.clock import now


@click.group(help=_("Accounts."))
def user() -> None:
    """A group of its own, so that more may follow."""


@user.command(
    "add", help=_("Make an account and print its one-time password; it must be changed at sign-in.")
)
@click.argument("username")
@click.option("--name", help=_("The person's name; the user name if left out."))
@click.option("--role", "roles", multiple=True, help=_("A role's code; may be given several times."))
@click.option("--department", "department_code", help=_("The code of a department."))
@click.option("--phone", default="", help=_("Telephone number."))
@click.option("--email", default="", help=_("E-mail address."))
def add(
    username: str,
    name: str | None,
    roles: tuple[str, ...],
    department_code: str | None,
    phone: str,
    email: str,
) -> None:
    """Prints the password and nothing else on stdout."""
    begin()
    from django.core.exceptions import ValidationError

    from bihuan.people.accounts import add_user
    from bihuan.people.models import Department
    from bihuan.people.passwords import one_time_password
    from bihuan.people.roles import RoleConflict

    department = None
    if department_code:
        department = Department.objects.filter(code=department_code).first()
        if department is None:
            raise click.BadParameter(_("there is no department {code}").format(code=department_code))
    password = one_time_password()
    try:
        add_user(
            username,
            name or username,
            by=None,
            at=now(),
            roles=roles,
            department=department,
            password=password,
            phone=phone,
            email=email,
        )
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    except RoleConflict as error:
        raise click.ClickException(str(error)) from None
    click.echo(password)


@click.command(help=_("Print an API token for a user, and nothing else. It is shown only this once."))
@click.argument("username")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    help=_("What the token may do; may be given several times. Asked for on a terminal; else everything."),
)
@click.option("--label", default="bihuan token", show_default=True, help=_("What the token is for."))
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=90,
    show_default=True,
    help=_("Days until the token ends."),
)
@click.option("--no-expiry", is_flag=True, help=_("The token never ends."))
def token(username: str, scopes: tuple[str, ...], label: str, days: int, no_expiry: bool) -> None:
    """The database keeps a hash only."""
    begin()
    from bihuan.people.models import User

    person = User.objects.active().filter(username=username).first()
    if person is None:
        raise click.ClickException(_("there is no active user {username}").format(username=username))
    from bihuan.people.tokens import SCOPES, BadToken, issue_token

    if not scopes and sys.stdin.isatty():
        asked = click.prompt(
            _("Scopes, separated by commas ({known})").format(known=", ".join(SCOPES)), err=True
        )
        scopes = tuple(scope.strip() for scope in asked.split(",") if scope.strip())
    ends = None if no_expiry else days
    try:
        click.echo(issue_token(person, by=None, at=now(), scopes=scopes, name=label, days=ends))
    except BadToken as error:
        raise click.ClickException(error.message) from None

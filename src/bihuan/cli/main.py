"""The entry of the `bihuan` command: finds the command, and turns any failure into one clear line.

Exit codes: 0 done, 1 failed, 2 wrong arguments. A command's module is imported only when the command is
called, so that `--help` is quick.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from bihuan.cli.failures import sentence_of
from bihuan.cli.words import N_, _

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:attribute, one line of help)
    "run": ("serving:run", N_("Prepare the database, load the demo if it is empty, serve with a worker.")),
    "serve": ("serving:serve", N_("Serve the desk and the API.")),
    "worker": ("serving:worker", N_("Run the sweep again and again: lateness, warnings, notices.")),
    "migrate": ("database:migrate", N_("Bring the database to the state this version needs.")),
    "demo": ("database:demo", N_("Load the demo organisation and its cases into an empty database.")),
    "user": ("people:user", N_("Accounts.")),
    "token": ("people:token", N_("Print an API token for a user, and nothing else.")),
    "doctor": ("doctor:doctor", N_("Look for what is wrong with this installation.")),
    "tick": ("serving:tick", N_("Run the sweep once.")),
    "process": ("process:process", N_("The tables of the process.")),
    "import-history": ("history:import_history", N_("Import the event log of another system.")),
    "register": ("reports:register", N_("Print the register of a month.")),
    "report": ("reports:report", N_("Reports.")),
    "archive": ("archiving:archive", N_("The packages of the archive.")),
    "export": ("exporting:export", N_("Files for other programs.")),
    "reindex": ("searching:reindex", N_("Write the index of words anew.")),
    "audit": ("audit:audit", N_("The chain of events.")),
    "backup": ("safekeeping:backup", N_("Write database and documents into one file.")),
    "restore": ("safekeeping:restore", N_("Bring back what a backup holds.")),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(f"bihuan.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, (_where, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    help=_("bihuan: problem management of a billing centre, from the report to the archive."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="bihuan", message="%(package)s %(version)s")
def root() -> None:
    """The group itself does nothing."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code; BIHUAN_DEBUG lets a failure show where it happened."""
    try:
        root.main(args=arguments, prog_name="bihuan", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _fail(_("stopped"))
    except click.ClickException as error:
        _fail(error.format_message())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("BIHUAN_DEBUG"):
            raise
        _fail(sentence_of(error))
    sys.exit(0)


def _fail(sentence: str) -> NoReturn:
    click.echo(f"bihuan: {sentence}", err=True)
    sys.exit(1)

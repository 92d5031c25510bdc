"""The event log for programs that mine processes."""

import sys
from pathlib import Path

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _
from bihuan.clock import now


@click.group(help=_("Files for other programs."))
def export() -> None:
    """A group of its own, so that more may follow."""


@export.command("xes", help=_("Write the event log as XES (IEEE 1849). That it was taken is put on record."))
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help=_("The file to write.")
)
@click.option(
    "--original-only", is_flag=True, help=_("Only imported cases, and only what their system recorded.")
)
@click.option("--names", is_flag=True, help=_("Accounts of people instead of codes."))
def xes(output: Path, original_only: bool, names: bool) -> None:
    """What is there is replaced once the new file is whole."""
    begin()
    from bihuan.reports.register import record_export
    from bihuan.reports.xes import event_log, traced

    record_export("event_log", None, now(), form="xes", original_only=original_only, names=names)
    partial = output.with_name(f".{output.name}.partial")
    traces = events = 0
    total = traced(original_only).count()
    try:
        with (
            partial.open("w", encoding="utf-8") as stream,
            click.progressbar(length=total, label=output.name, file=sys.stderr) as bar,
        ):
            for piece in event_log(
                original_only=original_only, names=names, done=lambda count: bar.update(count - bar.pos)
            ):
                stream.write(piece)
                traces += piece.count("<trace>")
                events += piece.count("<event>")
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
    click.echo(_("{cases} cases, {events} events in {path}").format(cases=traces, events=events, path=output))

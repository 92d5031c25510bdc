"""The packages of the archive from the command line."""

import sys
from typing import Any

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _
from bihuan.clock import now


@click.group(help=_("The packages of the archive."))
def archive() -> None:
    """A group of its own, so that more may follow."""


@archive.command(
    "verify", help=_("Read packages against checksums, rows and events; fails and names what does not hold.")
)
@click.argument("number", required=False)
def verify(number: str | None) -> None:
    """All packages, or that of one case. What was found stands on the page too."""
    begin()
    from bihuan.archive.tending import check

    damaged, read, files = [], 0, _files(number)
    with click.progressbar(files, label=_("packages"), file=sys.stderr) as bar:
        for file in bar:
            reading = check(_package_of(file), now())
            if reading is None:
                raise click.ClickException(
                    _("another worker reads {number} just now").format(number=file.number)
                )
            read += reading.bytes_read
            damaged += [f"{file.number}: {fault}" for fault in reading.faults]
    for line in damaged:
        click.echo(line, err=True)
    if damaged:
        raise click.ClickException(_("{count} things do not hold").format(count=len(damaged)))
    click.echo(_("{count} packages hold, {size} bytes read").format(count=len(files), size=read))


@archive.command("build", help=_("Build the packages that are still missing."))
def build() -> None:
    """The worker does the same by itself, a few a turn."""
    begin()
    from bihuan.archive.tending import build_one
    from bihuan.problems.models import ArchiveFile

    files = list(
        ArchiveFile.objects.filter(sealed_at__isnull=True).exclude(disposal="destroyed").order_by("id")
    )
    with click.progressbar(files, label=_("packages"), file=sys.stderr) as bar:
        built = sum(build_one(file, now()) for file in bar)
    if built < len(files):
        from bihuan.archive.models import Package

        reason = Package.objects.exclude(failure="").values_list("failure", flat=True).first()
        left = len(files) - built
        raise click.ClickException(
            _("{count} packages were not built: {reason}").format(count=left, reason=reason)
        )
    click.echo(_("{count} packages built").format(count=built))


@archive.command("export", help=_("Copy packages to a folder or to an S3 bucket (s3://bucket/folder)."))
@click.option("--to", "target", required=True, help=_("A folder, or s3://bucket/folder."))
@click.argument("number", required=False)
def export(target: str, number: str | None) -> None:
    """Each package as one tar file; what is there already with the same content is left."""
    begin()
    from bihuan.archive.exporting import BadTarget, export_package, target_of

    try:
        store = target_of(target)
        files = [file for file in _files(number) if _package_of(file).path]
        with click.progressbar(files, label=_("packages"), file=sys.stderr) as bar:
            copied = sum(export_package(file, store, now()) for file in bar)
    except BadTarget as error:
        raise click.ClickException(str(error)) from None
    there = len(files) - copied
    click.echo(_("{count} packages copied, {there} were there already").format(count=copied, there=there))


def _files(number: str | None) -> list[Any]:
    from bihuan.problems.models import ArchiveFile

    rows = ArchiveFile.objects.filter(sealed_at__isnull=False).order_by("id")
    found = list(rows.filter(number=number) if number else rows)
    if number and not found:
        raise click.ClickException(_("the archive holds no package of {number}").format(number=number))
    return found


def _package_of(file: Any) -> Any:
    from bihuan.archive.models import Package

    return Package.objects.get(file=file)

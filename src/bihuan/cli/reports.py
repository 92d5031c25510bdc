"""The register and the monthly report from the command line, as everybody else reads them."""

import csv
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _, texts_in
from bihuan.clock import now

if TYPE_CHECKING:
    from bihuan.people.models import User
    from bihuan.reports.selection import Selection


class MonthText(click.ParamType):
    """A month as 2026-11."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", value, re.ASCII):
            self.fail(_("{text} is no month such as 2026-11").format(text=value), param, ctx)
        return str(value)


in_language = click.option(
    "--lang",
    type=click.Choice(["zh-hans", "en"]),
    help=_("The language of what is printed; that of the house unless told."),
)


@click.command(help=_("Print the register of a month as CSV. That it was taken is put on record."))
@click.option("--month", type=MonthText(), required=True, help=_("The month of the reports."))
@click.option("--until", type=MonthText(), help=_("The last month, if it is more than one."))
@click.option("--imported", is_flag=True, help=_("With the cases that were imported from another system."))
@click.option(
    "--xlsx", type=click.Path(dir_okay=False, path_type=Path), help=_("Write an Excel file instead.")
)
@in_language
def register(month: str, until: str | None, imported: bool, xlsx: Path | None, lang: str | None) -> None:
    """Whoever runs commands on this machine reads all cases, as an auditor does."""
    begin()
    from django.conf import settings
    from django.utils.translation import override

    from bihuan.people.models import User
    from bihuan.reports.cells import neutral
    from bihuan.reports.columns import headings, texts
    from bihuan.reports.register import record_export, whole_register
    from bihuan.reports.selection import Selection

    reader = User(username="system", role_codes=["auditor"])
    selection = Selection(month, until=until or "", imported=imported)
    record_export("register", None, now(), month=month, imported=imported)
    if xlsx is not None:
        _write_sheet(xlsx, selection, reader)
        return
    sys.stdout.write("\ufeff")  # without it Excel takes Chinese for another encoding
    out = csv.writer(sys.stdout, lineterminator="\n")
    with override(lang or settings.LANGUAGE_CODE):
        out.writerow(headings())
        for row in whole_register(selection, user=reader):
            out.writerow([neutral(text) for text in texts(row.cells)])


def _write_sheet(path: Path, selection: "Selection", reader: "User") -> None:
    """An Excel file with a progress bar; what is there is replaced once the new one is whole."""
    from bihuan.reports.sheet import write_register

    partial = path.with_name(f".{path.name}.partial")
    total = selection.cases(reader).count()
    with click.progressbar(length=total, label=_("rows"), file=sys.stderr) as bar:
        done = write_register(partial, selection, reader, now(), lambda count: bar.update(count - bar.pos))
    partial.replace(path)
    click.echo(_("{n} rows in {path}").format(n=done, path=path))


@click.group(help=_("Reports."))
def report() -> None:
    """A group of its own, so that more may follow."""


@report.command("monthly", help=_("Print the figures of a month: backlog, kinds, what was on time."))
@click.argument("month", type=MonthText())
@click.option("--json", "as_json", is_flag=True, help=_("As JSON, for programs."))
@in_language
def monthly(month: str, as_json: bool, lang: str | None) -> None:
    """The frozen figures once the report is submitted, before that those of now."""
    begin()
    from django.conf import settings
    from django.utils.translation import override

    from bihuan.process.calendar import month_of
    from bihuan.reports.monthly import monthly_figures

    at = now()
    if month > month_of(at):
        raise click.ClickException(_("{month} has not begun: it has no figures yet").format(month=month))
    figures = monthly_figures(month, at)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    chosen = lang or settings.LANGUAGE_CODE
    with override(chosen):
        click.echo("\n".join(_lines(figures, texts_in(chosen))))


def _lines(figures: dict[str, Any], _: Callable[[str], str]) -> list[str]:
    from django.utils.translation import gettext

    from bihuan.process.duties import LABELS
    from bihuan.process.terms import CATEGORIES
    from bihuan.reports.monthly import by_category, by_level

    sums = _("{opening} open before + {new} new − {resolved} resolved − {void} void = {closing} open after")
    lines = [f"{figures['month']}: {sums.format(**figures['balance'])}"]
    for level, row in by_level(figures["kinds"]).items():
        name = _("level {level}").format(level=level)
        lines.append(f"  {name}: {sums.format(**row)}")
    for code, row in by_category(figures["kinds"]).items():
        lines.append(f"  {gettext(CATEGORIES[code].label)}: {sums.format(**row)}")
    lines.append(_("met within the limit:"))
    for row in figures["rates"]:
        apart = _(" (external)") if row["external"] else ""
        lines.append(f"  {gettext(LABELS[row['key']])}{apart}: {row['met']} / {row['due']}")
    return lines

"""The register and the monthly report from the command line, as everybody else reads them."""

import csv
import json
import re
import sys
from typing import Any

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _
from bihuan.clock import now


class MonthText(click.ParamType):
    """A month as 2026-11."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", value, re.ASCII):
            self.fail(_("{text} is no month such as 2026-11").format(text=value), param, ctx)
        return str(value)


@click.command(help=_("Print the register of a month as CSV. That it was taken is put on record."))
@click.option("--month", type=MonthText(), required=True, help=_("The month of the reports."))
@click.option("--imported", is_flag=True, help=_("With the cases that were imported from another system."))
def register(month: str, imported: bool) -> None:
    """Whoever runs commands on this machine reads all cases, as an auditor does."""
    begin()
    from bihuan.people.models import User
    from bihuan.reports.columns import headings, texts
    from bihuan.reports.register import record_export, whole_register

    reader = User(username="system", role_codes=["auditor"])
    record_export("register", None, now(), month=month, imported=imported)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(headings())
    for row in whole_register(month, user=reader, imported=imported):
        out.writerow(texts(row.cells))


@click.group(help=_("Reports."))
def report() -> None:
    """A group of its own, so that more may follow."""


@report.command("monthly", help=_("Print the figures of a month: backlog, kinds, what was on time."))
@click.argument("month", type=MonthText())
@click.option("--json", "as_json", is_flag=True, help=_("As JSON, for programs."))
def monthly(month: str, as_json: bool) -> None:
    """The frozen figures once the report is submitted, before that those of now."""
    begin()
    from bihuan.reports.monthly import monthly_figures

    figures = monthly_figures(month, now())
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(figures)))


def _lines(figures: dict[str, Any]) -> list[str]:
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

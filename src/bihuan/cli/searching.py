"""The index of words, written anew."""

import sys

import click

from bihuan.cli.shell import begin
from bihuan.cli.words import _


@click.command(
    help=_("Write the index of words of every case anew, after a new version or a restored backup.")
)
def reindex() -> None:
    """Case by case, each in a transaction of its own, so that the desk may stay open."""
    begin()
    from django.db import transaction

    from bihuan.problems import rarity, search
    from bihuan.problems.models import Problem
    from bihuan.problems.parts import Parts

    cases = Problem.objects.order_by("pk").values_list("pk", flat=True)
    total = cases.count()
    with click.progressbar(cases.iterator(2000), length=total, label=_("cases"), file=sys.stderr) as bar:
        for pk in bar:
            with transaction.atomic():
                case = Problem.objects.select_for_update().get(pk=pk)
                search.index(case, Parts(case), anew=True)
    rarity.count_words()
    click.echo(_("{n} cases are indexed").format(n=total))

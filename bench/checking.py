"""Does what was loaded hold together? Whole up to 20,000 cases, else 2,000 of them: `python -m bench.checking`.

By the functions of `bihuan audit verify`: every hash, every link, and the duties folded from the log.
"""

from __future__ import annotations

import sys

import django

WHOLE = 20_000
SAMPLE = 2_000


def check(whole: int = WHOLE, sample: int = SAMPLE) -> str:
    """One sentence on what was checked; RuntimeError names the first row that is broken."""
    from bihuan.problems.audit import LOGGED, Head, chain_fault, duties_fault, verify
    from bihuan.problems.models import Event, Problem

    count = Problem.objects.count()
    if count <= whole:
        if broken := verify():
            raise RuntimeError(str(broken))
        return f"audit: all {count} cases hold"
    columns = ("number", "version", "chain_head", *LOGGED)
    for row in Problem.objects.order_by("?").values(*columns)[:sample]:
        number, head = row["number"], Head(row["version"], row["chain_head"], row)
        events = list(Event.objects.filter(stream=number).order_by("seq"))
        if broken := chain_fault(number, events, head) or duties_fault(number, events):
            raise RuntimeError(str(broken))
    return f"audit: {sample} of {count} cases hold"


if __name__ == "__main__":
    django.setup()
    try:
        print(check())
    except RuntimeError as error:
        sys.exit(f"audit: {error}")

"""Does what was loaded hold together? Whole up to 20,000 cases, else 2,000 of them: `python -m bench.checking`.

By the functions of `bihuan audit verify`: every hash, every link, and the duties folded from the log.
"""

from __future__ import annotations

import sys

import django

WHOLE = 20_000
SAMPLE = 2_000


def check() -> str:
    """One sentence on what was checked; RuntimeError names the first row that is broken."""
    from bihuan.problems.audit import chain_fault, duties_fault, verify
    from bihuan.problems.models import Event, Problem

    count = Problem.objects.count()
    if count <= WHOLE:
        if broken := verify():
            raise RuntimeError(str(broken))
        return f"audit: all {count} cases hold"
    sample = Problem.objects.order_by("?").values_list("number", "version", "chain_head", "state")[:SAMPLE]
    for number, *head in sample:
        events = list(Event.objects.filter(stream=number).order_by("seq"))
        if broken := chain_fault(number, events, tuple(head)) or duties_fault(number, events):  # type: ignore[arg-type]
            raise RuntimeError(str(broken))
    return f"audit: {SAMPLE} of {count} cases hold"


if __name__ == "__main__":
    django.setup()
    try:
        print(check())
    except RuntimeError as error:
        sys.exit(f"audit: {error}")

"""The ways out of the house: one folder a kind, complete in itself. A new folder is a new kind.

A folder holds `adapter.py` with a class `Adapter` (see `base.Adapter`) and a README.md. The inbox needs no
adapter: the notice itself is what is delivered there.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from bihuan.notices.channels.base import Adapter


def kinds() -> list[str]:
    """Every kind of channel, by name."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg)


@cache
def adapter_of(kind: str) -> type[Adapter]:
    """The adapter of a kind; LookupError for a kind that is not there."""
    if kind not in kinds():
        raise LookupError(kind)
    found: type[Adapter] = import_module(f"{__name__}.{kind}.adapter").Adapter
    return found

"""Says in one line what went wrong, whatever it was."""

import sys

from bihuan.cli.words import _
from bihuan.environment import Unusable


def sentence_of(error: BaseException) -> str:
    """One line for a person, without a traceback; what nobody foresaw keeps the name of its kind."""
    if isinstance(error, Unusable):
        return str(error)
    for kind in type(error).__mro__:
        if kind.__module__ == "django.db.utils":
            return _of_database(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _of_database(error: BaseException) -> str:
    line = next(iter(str(error).strip().splitlines()), "")
    if (
        "no such table" in line
        or "no such column" in line
        or ("does not exist" in line and "relation" in line)
    ):
        return _("the database is not prepared; run: bihuan migrate")
    if "locked" in line:
        return _("the database is busy; try again")
    from django.db.utils import InterfaceError, OperationalError

    if isinstance(error, OperationalError | InterfaceError):
        return _("the database does not answer: {reason}").format(reason=line)
    return _("the database refused: {reason}").format(reason=line)


def warn(sentence: str) -> None:
    """A line on stderr that does not end the command."""
    sys.stderr.write(f"bihuan: {sentence}\n")

"""Plain values: texts, numbers, instants, codes."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.problems.cleaning.base import Context, Wrong, code_of, listed, row_text
from bihuan.problems.documents import Stored
from bihuan.process import terms
from bihuan.process.calendar import SHANGHAI


def text(value: Any, context: Context) -> str:
    if not isinstance(value, str):
        raise Wrong(_("Enter a text."))
    if len(value) > context.field.max_length:
        limit = context.field.max_length
        raise Wrong(ngettext("At most {n} character.", "At most {n} characters.", limit).format(n=limit))
    if context.field.kind == "text" and ("\n" in value or "\r" in value):
        raise Wrong(_("Enter one line."))
    return value


def integer(value: Any, context: Context) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Wrong(_("Enter a whole number."))
    try:
        number = int(value)
    except ValueError as error:
        raise Wrong(_("Enter a whole number.")) from error
    if abs(number) > 2**31:
        raise Wrong(_("The number is too large."))
    return number


def level(value: Any, context: Context) -> int:
    number = integer(value, context)
    if number not in terms.LEVELS:
        raise Wrong(_("A level from 1 to 5."))
    return number


def boolean(value: Any, context: Context) -> bool:
    if isinstance(value, bool):
        return value
    known = {
        "true": True,
        "on": True,
        "1": True,
        "yes": True,
        "false": False,
        "off": False,
        "0": False,
        "no": False,
    }
    found = known.get(value.lower()) if isinstance(value, str) else None
    if found is None:
        raise Wrong(_("Yes or no."))
    return found


def choice(value: Any, context: Context) -> str:
    return code_of(value, context.field.choices or {})


def instant(value: Any, context: Context) -> datetime:
    """An aware instant in UTC. A time without offset is Shanghai time, as people type it."""
    if isinstance(value, datetime):
        found: datetime | None = value
    else:
        try:
            is_read = isinstance(value, str) and ("T" in value or " " in value)  # a day alone is no instant
            found = parse_datetime(value) if is_read else None
        except ValueError:
            found = None
    if found is None:
        raise Wrong(_("Enter a date and time, such as 2026-11-22 09:05."))
    if found.tzinfo is None:
        found = found.replace(tzinfo=SHANGHAI)
    if not 2000 <= found.year <= 2200:
        raise Wrong(_("The year is not plausible."))
    return found.astimezone(UTC)


def day(value: Any, context: Context) -> date:
    try:
        found = parse_date(value) if isinstance(value, str) else value if isinstance(value, date) else None
    except ValueError:
        found = None
    if found is None:
        raise Wrong(_("Enter a date, such as 2026-11-22."))
    if not 2000 <= found.year <= 2200:
        raise Wrong(_("The year is not plausible."))
    return found


CATEGORIES = {code: term for code, term in terms.CATEGORIES.items() if code != "unclassified"}
SOURCES = {code: term for code, term in terms.SOURCES.items() if code != "import"}


def categories(value: Any, context: Context) -> list[str]:
    return list(dict.fromkeys(code_of(item, CATEGORIES) for item in listed(value)))


def document(value: Any, context: Context) -> Stored | str:
    """An upload just stored, the id or number of one in the case, or the reference of a paper kept elsewhere."""
    if isinstance(value, Stored):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return row_text(value, 200)


def trusted(value: Any, context: Context) -> dict[str, Any]:
    """What the system itself has put together, in a step that nobody else takes."""
    if not isinstance(value, dict):
        raise Wrong(_("This cannot be read."))
    return value

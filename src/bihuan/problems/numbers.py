"""Numbers of cases, orders, meetings, letters and known errors: given once, never again (D64)."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from bihuan.process.calendar import shanghai_date

_NEXT = (
    "INSERT INTO problems_counter (series, last) VALUES (%s, 1) "
    "ON CONFLICT (series) DO UPDATE SET last = problems_counter.last + 1 RETURNING last"
)


def next_of(series: str) -> int:
    """The next number of a series. Two callers never get the same; a gap is possible, a repeat is not."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def reserve_case_number(at: datetime) -> str:
    """`WT-20261122-001` for a report at `at`, by the day in Asia/Shanghai.

    Taken before the step's own transaction, so that reports do not queue behind each other's commit. On
    PostgreSQL it needs no disk flush of its own: the report's commit comes later in the same log.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")
        return daily_number("WT", at)


def daily_number(prefix: str, at: datetime) -> str:
    """The next number of the day: prefix, date, and at least three digits."""
    day = f"{shanghai_date(at):%Y%m%d}"
    return f"{prefix}-{day}-{next_of(f'{prefix}-{day}'):03d}"


def known_error_number(at: datetime) -> str:
    """`KE-2026-0001`: a known error, counted through the year."""
    year = shanghai_date(at).year
    return f"KE-{year}-{next_of(f'KE-{year}'):04d}"


def letter_number(at: datetime) -> str:
    """发文字号: 计费函〔2026〕12号, no leading zeros (practice 3.7); the first characters are the house's own."""
    year = shanghai_date(at).year
    return f"{settings.LETTER_CODE}〔{year}〕{next_of(f'letter-{year}')}号"

"""Lists read in the order of an index, whatever is asked of them."""

from datetime import datetime

from bihuan.people.models import User
from bihuan.problems.queries.cursor import ORDERS
from bihuan.problems.queries.filters import read_filters
from bihuan.problems.queries.lists import narrowed

SHAPES: tuple[dict[str, list[str]], ...] = (
    {"state": ["active"]},
    {"state": ["awaiting_response,awaiting_dispatch"]},
    {"mine": ["1"], "state": ["active"]},
    {"overdue": ["1"]},
    {"due_soon": ["1"]},
    {"external": ["1"], "state": ["active"]},
    {"level": ["1,2"], "state": ["open"]},
    {"sort": ["-reported_at"]},
    {"state": ["closed"]},
    {"level": ["3"]},
    {"handler": ["me"]},
)


def test_lists_read_in_the_order_of_an_index(people: dict[str, User], now: datetime) -> None:
    """Where SQLite would sort, a hundred thousand cases would be read for fifty."""
    for given in SHAPES:
        filters, _errors = read_filters(given)
        keys = [key.ordering for key in ORDERS[filters.order]]
        plan = narrowed(filters, people["coordinator"], now).order_by(*keys)[:51].explain()
        assert "USING" in plan, given
        assert "TEMP B-TREE" not in plan, (given, plan)

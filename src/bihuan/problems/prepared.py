"""Reading the rows of one case with the query compiled once: what a read costs is mostly its making.

The SQL, the conversion of values and the models are the ORM's own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, models


def rows_of_problem(model: type[models.Model], problem_id: int) -> list[Any]:
    """Rows of `model` that belong to a case, in the order in which they arose. One query."""
    return _reader(model, connection.vendor)(problem_id)


@cache
def _reader(model: type[models.Model], vendor: str) -> Callable[[int], list[Any]]:
    """The query of a model on one kind of database, ready to run."""
    query = model._default_manager.filter(problem_id=0).order_by("id")
    compiler = query.query.get_compiler("default")
    sql, params = compiler.as_sql()
    if list(params) != [0]:
        raise RuntimeError(f"{model.__name__} is not read by the id of a case alone")
    converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    names = [column.attname for column in model._meta.concrete_fields]

    def read(problem_id: int) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, (problem_id,))
            rows = compiler.apply_converters(cursor.fetchall(), converters)
            return [model.from_db("default", names, row) for row in rows]

    return read

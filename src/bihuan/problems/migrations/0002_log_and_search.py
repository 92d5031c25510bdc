"""The log is append-only in the database itself; the search table of each engine."""

from typing import Any

from django.db import migrations

from bihuan.people.append_only import append_only


def make_search(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            # Words lie in the row itself: looked up aside, a phrase would take seven times as long to check.
            # The time of report beside them gives the order of a page without reading the cases.
            "CREATE TABLE problems_search "
            "(id bigint PRIMARY KEY, reported_at timestamptz NOT NULL, words tsvector NOT NULL) "
            "WITH (toast_tuple_target = 8160)"
        )
        schema_editor.execute(
            # A short list of what is not sorted in yet: a search reads all of it, a report now and then sorts it.
            "CREATE INDEX problems_search_words ON problems_search USING gin (words) "
            "WITH (gin_pending_list_limit = 256)"
        )
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE problems_search USING fts5(words, tokenize='unicode61')")


def drop_search(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE problems_search")


class Migration(migrations.Migration):
    dependencies = [("problems", "0001_initial"), ("people", "0001_initial")]

    operations = [append_only("problems_event"), migrations.RunPython(make_search, drop_search)]

"""The figures of a month, a week, a day: each defined once in `table`, counted, listed and frozen by the same query."""

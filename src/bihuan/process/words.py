"""Marking texts for translation without importing a web framework."""

from __future__ import annotations


def N_(text: str) -> str:
    """Return `text` unchanged.

    The call marks an English text in a table so that the catalogue picks it up; whoever shows the text
    translates it, in the language of the reader and at the moment of reading.
    """
    return text

"""The same desk that the stories begin at."""

from tests.stories.conftest import desk

__all__ = ["desk"]

"""The fixtures of the case pages: the cast at the desk, with cases in hand."""

from tests.web.case.conftest import sign_in, story

__all__ = ["sign_in", "story"]

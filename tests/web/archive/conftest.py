"""The cast at the desk, and cases in the archive."""

from tests.web.case.conftest import sign_in, story

__all__ = ["sign_in", "story"]

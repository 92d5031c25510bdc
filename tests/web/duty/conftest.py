"""The cast of the stories, signed in."""

from tests.web.case.conftest import SignIn, sign_in, story

__all__ = ["SignIn", "sign_in", "story"]

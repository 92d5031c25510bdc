"""The fixtures of the case pages serve the known errors too."""

from tests.web.case.conftest import SignIn, sign_in, story, text_of

__all__ = ["SignIn", "sign_in", "story", "text_of"]

"""Secrets of channels: encrypted in the database, or named by `env:` or `file:`; never shown, never logged."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

ENVIRONMENT = "BIHUAN_CHANNEL_"


class Locked(ValueError):
    """A secret cannot be had; the text says which and why, without the secret."""


def lock(secrets: Mapping[str, str]) -> str:
    """The secrets as one encrypted text, empty for none."""
    kept = {name: value for name, value in secrets.items() if value}
    return _cipher().encrypt(json.dumps(kept).encode()).decode() if kept else ""


def unlock(stored: str) -> dict[str, str]:
    """The secrets again as they were given; Locked if the installation's key has changed since."""
    if not stored:
        return {}
    try:
        found: dict[str, str] = json.loads(_cipher().decrypt(stored.encode()))
    except InvalidToken:
        raise Locked("the key of this installation has changed; enter the secrets again") from None
    return found


def resolve(value: str) -> str:
    """The secret itself: from the environment (`env:BIHUAN_CHANNEL_…`) or a file in BIHUAN_HOME/secrets.

    Nothing else can be named, so that nobody can send the keys of the house to a server of his own.
    """
    if value.startswith("env:"):
        name = value.removeprefix("env:")
        if not name.startswith(ENVIRONMENT) or name not in os.environ:
            raise Locked(f"the environment has no {name}, or it does not begin with {ENVIRONMENT}")
        return os.environ[name]
    if value.startswith("file:"):
        path = Path(settings.HOME / "secrets" / Path(value.removeprefix("file:")).name)
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Locked(f"secrets/{path.name}: {error.strerror}") from None
    return value


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"bihuan.notices.vault:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))

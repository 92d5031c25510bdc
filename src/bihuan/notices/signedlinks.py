"""Signed links for people without an account: a token that is stored nowhere.

A token is HMAC-SHA256 of 32 random bytes (the seed, in the database) under the key of the installation (a file, in
no database): 256 bits. Who has only the database, or only the key, cannot make one. Links are found by the SHA-256 of
the token, so an old link goes on working when the key changes; only new mails with it would not.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

PLACE = "answer"
SALT = b"bihuan.signedlinks:"


def new_seed() -> str:
    """Thirty-two random bytes, in hex."""
    return secrets.token_hex(32)


def token_of(seed: str) -> str:
    """The token that a seed stands for: 43 characters for an address."""
    found = hmac.new(settings.SECRET_KEY.encode(), SALT + bytes.fromhex(seed), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    """What a link is found by."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(seed: str) -> str:
    """The whole address, as it stands in a mail."""
    return f"{settings.PUBLIC_URL}/{PLACE}/{token_of(seed)}"

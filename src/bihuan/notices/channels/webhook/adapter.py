"""Any server of one's own: JSON, signed as the Standard Webhooks specification asks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, down
from bihuan.notices.channels.http import Answer, call
from bihuan.process.words import N_


class Adapter(Base):
    kind = "webhook"
    label = N_("Signed webhook")
    media = "chat"
    address = "account"
    settings = (
        Setting("url", N_("Address"), is_secret=True, help=N_("An https address that takes POST.")),
        Setting(
            "secret",
            N_("Signing secret"),
            is_secret=True,
            help=N_("whsec_ and Base64; the receiver checks webhook-signature with it."),
        ),
    )

    def send(self, message: Outgoing) -> Outcome:
        """`webhook-id` is the key: the receiver drops what it has seen."""
        moment = str(int(message.at.timestamp()))
        data = {
            "type": "notice",
            "timestamp": message.at.isoformat(),
            "data": {
                "to": message.address,
                "subject": message.subject,
                "text": message.text,
                "level": message.level,
                "link": message.link,
                **(message.facts or {}),
            },
        }
        body = json.dumps(data, ensure_ascii=False).encode()
        try:
            signature = sign(self.values["secret"], message.key, moment, body)
        except binascii.Error:
            return down("the signing secret is not Base64")
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": moment,
            "webhook-signature": signature,
        }
        return call("POST", self.values["url"], _judge, body=body, headers=headers)


def sign(secret: str, key: str, moment: str, body: bytes) -> str:
    """The signature v1 of Standard Webhooks over id, time and body."""
    bare = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = b".".join((key.encode(), moment.encode(), body))
    return "v1," + base64.b64encode(hmac.new(bare, signed, hashlib.sha256).digest()).decode()


def _judge(answer: Answer) -> Outcome:
    return accepted(str(answer.data.get("id", "")))

"""SMS through a Kannel gateway of one's own, by its sendsms address."""

from __future__ import annotations

from urllib.parse import urlencode

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, down, rejected
from bihuan.notices.channels.http import Answer, call
from bihuan.process.words import N_


class Adapter(Base):
    kind = "sms_kannel"
    label = N_("SMS (Kannel)")
    media = "sms"
    settings = (
        Setting(
            "url",
            N_("Address"),
            help=N_("The sendsms address, such as http://gateway:13013/cgi-bin/sendsms."),
        ),
        Setting("username", N_("User name")),
        Setting("password", N_("Password"), is_secret=True),
        Setting("sender", N_("Sender")),
        Setting(
            "receipt_url",
            N_("Address for receipts"),
            required=False,
            help=N_("This desk as the gateway reaches it."),
        ),
    )

    def send(self, message: Outgoing) -> Outcome:
        """Kannel answers `0: Accepted for delivery` or `3: Queued for later delivery`; anything else is none."""
        query = {
            "username": self.values["username"],
            "password": self.values["password"],
            "to": message.address,
            "text": message.short,
            "charset": "UTF-8",
            "coding": "0" if message.short.isascii() else "2",
            "account": message.key[:32],
        }
        if self.values["sender"]:
            query["from"] = self.values["sender"]
        if self.values["receipt_url"]:
            receipt = (message.facts or {}).get("receipt", "")
            query |= {
                "dlr-mask": "19",
                "dlr-url": f"{self.values['receipt_url'].rstrip('/')}{receipt}?type=%d",
            }
        return call("GET", f"{self.values['url']}?{urlencode(query)}", _judge)


def _judge(answer: Answer) -> Outcome:
    said = answer.body.decode("utf-8", "replace").strip()[:200]
    if said.startswith(("0:", "3:")):
        return accepted(detail=said)
    if "Temporal failure" in said or not said:
        return down(said or "empty answer")
    return rejected(said)

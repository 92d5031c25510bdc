"""Anything that the library Apprise can reach; an optional extra, for services without an adapter of their own.

It believes an HTTP 200 that carries an error code, so DingTalk, WeCom and Feishu have their own adapters.
"""

from __future__ import annotations

from importlib.util import find_spec

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, down
from bihuan.process.words import N_


class Adapter(Base):
    kind = "apprise"
    label = N_("Apprise")
    media = "chat"
    address = "account"
    settings = (
        Setting(
            "url",
            N_("Address"),
            is_secret=True,
            help=N_(
                "As Apprise writes it; {address} stands for the person's account. Needs the extra bihuan[apprise]."
            ),
        ),
    )
    seconds = 20

    def send(self, message: Outgoing) -> Outcome:
        """Apprise answers yes or no, without an id and without a reason."""
        if find_spec("apprise") is None:
            return down("the extra bihuan[apprise] is not installed")
        from apprise import Apprise

        sender = Apprise()
        if not sender.add(self.values["url"].replace("{address}", message.address)):
            return down("Apprise cannot read the address")
        return (
            accepted()
            if sender.notify(body=message.text, title=message.subject)
            else down("Apprise reports failure")
        )

"""A call that somebody makes by hand: becomes a to-do in the inbox of whoever is on duty."""

from __future__ import annotations

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing
from bihuan.notices.models.delivery import SENT
from bihuan.process.words import N_


class Adapter(Base):
    kind = "manual"
    label = N_("Call by hand")
    media = "manual"
    in_flight = 4

    def send(self, message: Outgoing) -> Outcome:
        """Nothing leaves the house: `notices.byhand` tells the person on duty in the transaction of this outcome.

        The delivery stays `sent` until somebody records whether the person was reached.
        """
        return Outcome(SENT, detail=f"to call: {message.to_name} {message.address}".strip())

"""A telephone call by SIP: baresip dials, espeak-ng speaks Mandarin; only a pressed key counts as told."""

from __future__ import annotations

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, down, rejected, retry
from bihuan.notices.channels.voice_sip.call import Call, CallFault
from bihuan.notices.channels.voice_sip.speech import SpeechFault, speak
from bihuan.notices.models.delivery import READ
from bihuan.process.words import N_


class Adapter(Base):
    kind = "voice_sip"
    label = N_("Telephone call (SIP)")
    media = "voice"
    settings = (
        Setting(
            "server", N_("Server"), help=N_("Host and port of the telephone exchange, such as pbx:5060.")
        ),
        Setting("username", N_("User name"), required=False),
        Setting("password", N_("Password"), required=False, is_secret=True),
        Setting("sender", N_("Calling number")),
        Setting("prefix", N_("Prefix for an outside line"), required=False),
        Setting(
            "listen", N_("Own address"), required=False, help=N_("IP address that the exchange can reach.")
        ),
    )
    seconds = 40
    in_flight = 2

    def send(self, message: Outgoing) -> Outcome:
        """Answered is not acknowledged: without the key 1 the call is repeated, or the next channel asked."""
        number = "".join(char for char in message.address if char.isdigit() or char == "+")
        if not number:
            return rejected("no telephone number")
        try:
            with (
                speak(message.speech, message.language) as sound,
                Call(self.values, message.key, sound) as call,
            ):
                place = f"{self.values['prefix']}{number}"
                return _judge(call.dial(place, self.seconds - 3, message.is_wanted))
        except (SpeechFault, CallFault) as error:
            return down(str(error))


def _judge(found: tuple[str, str]) -> Outcome:
    what, detail = found
    if what == "confirmed":
        return Outcome(READ, detail=f"key {detail} pressed")
    if what == "answered":
        return retry("answered, but no key was pressed")
    if what == "cut":
        return retry("cut: somebody has confirmed")
    if what == "refused":
        code = detail[:3]
        if code in ("404", "410", "484", "604"):
            return rejected(detail)
        return retry(detail) if code in ("480", "486", "487", "600", "603") else down(detail)
    return retry("not answered")

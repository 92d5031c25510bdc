"""DingTalk group robot, signed; the person is mentioned by his mobile number."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote_plus

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, down, rejected
from bihuan.notices.channels.http import Answer, post_json
from bihuan.process.words import N_

URL = "https://oapi.dingtalk.com/robot/send"
TOO_FAST = {130101, 130103, 90018, 410100}
BUSY = {-1}


class Adapter(Base):
    kind = "dingtalk"
    label = N_("DingTalk robot")
    media = "chat"
    settings = (
        Setting("url", N_("Address"), default=URL),
        Setting("token", "access_token", is_secret=True),
        Setting("secret", N_("Signing secret"), required=False, is_secret=True),
    )

    def send(self, message: Outgoing) -> Outcome:
        """HTTP 200 says nothing: only errcode 0 is success."""
        moment = str(int(message.at.timestamp() * 1000))
        url = f"{self.values['url']}?access_token={quote_plus(self.values['token'])}"
        if self.values["secret"]:
            signed = hmac.new(
                self.values["secret"].encode(), f"{moment}\n{self.values['secret']}".encode(), hashlib.sha256
            )
            url += f"&timestamp={moment}&sign={quote_plus(base64.b64encode(signed.digest()))}"
        phones = [message.address] if message.address else []
        mention = f"@{message.address} " if message.address else ""
        data = {
            "msgtype": "text",
            "text": {"content": f"{mention}{message.subject}\n{message.text}"},
            "at": {"atMobiles": phones, "isAtAll": False},
            "msgUuid": message.key,
        }
        return post_json(url, data, _judge)


def _judge(answer: Answer) -> Outcome:
    code, said = answer.data.get("errcode"), str(answer.data.get("errmsg", ""))
    if code == 0:
        return accepted(answer.data.get("messageId") or answer.data.get("msgid") or "")
    detail = f"errcode {code} {said}" if answer.data else "no JSON in the answer"
    if code in TOO_FAST:
        return down(detail, after=60)
    if (
        code in BUSY or code is None or code in (310000, 300001, 400013, 400101)
    ):  # busy, signature, token, gone
        return down(detail)
    return rejected(detail)

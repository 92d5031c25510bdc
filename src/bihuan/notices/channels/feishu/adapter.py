"""Feishu group robot, signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, down, rejected
from bihuan.notices.channels.http import Answer, post_json
from bihuan.process.words import N_

TOO_FAST = {9499, 11232, 99991400}
DOWN = {19001, 19021, 19022, 19024}


class Adapter(Base):
    kind = "feishu"
    label = N_("Feishu robot")
    media = "chat"
    address = ""
    settings = (
        Setting(
            "url", N_("Address"), is_secret=True, help=N_("The robot's whole address; it holds its token.")
        ),
        Setting("secret", N_("Signing secret"), required=False, is_secret=True),
    )

    def send(self, message: Outgoing) -> Outcome:
        """HTTP 200 says nothing: only code 0 is success."""
        name = f"{message.to_name}：" if message.to_name else ""
        data: dict[str, Any] = {
            "msg_type": "text",
            "content": {"text": f"{name}{message.subject}\n{message.text}"},
        }
        if self.values["secret"]:
            moment = str(int(message.at.timestamp()))
            signed = hmac.new(f"{moment}\n{self.values['secret']}".encode(), b"", hashlib.sha256).digest()
            data |= {"timestamp": moment, "sign": base64.b64encode(signed).decode()}
        return post_json(self.values["url"], data, _judge, {"X-Request-Id": message.key})


def _judge(answer: Answer) -> Outcome:
    data = answer.data
    code = data.get("code", data.get("StatusCode"))
    if code == 0:
        inner = data.get("data")
        return accepted(inner.get("message_id", "") if isinstance(inner, dict) else "")
    detail = (
        f"code {code} {data.get('msg', data.get('StatusMessage', ''))}" if data else "no JSON in the answer"
    )
    if code in TOO_FAST:
        return down(detail, after=60)
    return down(detail) if code in DOWN or code is None else rejected(detail)

"""WeCom group robot; the person is mentioned by his mobile number."""

from __future__ import annotations

from urllib.parse import quote_plus

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, down, rejected
from bihuan.notices.channels.http import Answer, post_json
from bihuan.process.words import N_

URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
DOWN = {-1, 93000, 40001, 40014, 42001}
TOO_FAST = {45009, 45033}


class Adapter(Base):
    kind = "wecom_bot"
    label = N_("WeCom group robot")
    media = "chat"
    settings = (
        Setting("url", N_("Address"), default=URL),
        Setting("token", N_("Key of the robot"), is_secret=True),
    )

    def send(self, message: Outgoing) -> Outcome:
        """HTTP 200 says nothing: only errcode 0 is success. A text may have 2,048 bytes."""
        text = f"{message.subject}\n{message.text}".encode()[:2000].decode("utf-8", "ignore")
        phones = [message.address] if message.address else []
        data = {"msgtype": "text", "text": {"content": text, "mentioned_mobile_list": phones}}
        url = f"{self.values['url']}?key={quote_plus(self.values['token'])}"
        return post_json(url, data, judge, {"X-Request-Id": message.key})


def judge(answer: Answer) -> Outcome:
    """The meaning of a WeCom answer, robot and app alike."""
    code, said = answer.data.get("errcode"), str(answer.data.get("errmsg", ""))
    if code == 0:
        return accepted(answer.data.get("msgid") or "")
    detail = f"errcode {code} {said}" if answer.data else "no JSON in the answer"
    if code in TOO_FAST:
        return down(detail, after=60)
    return down(detail) if code in DOWN or code is None else rejected(detail)

"""WeCom application: a message to one person by his account there."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, rejected
from bihuan.notices.channels.http import Answer, call, post_json
from bihuan.notices.channels.wecom_bot.adapter import judge
from bihuan.process.words import N_

URL = "https://qyapi.weixin.qq.com/cgi-bin"
STALE = ("errcode 40014", "errcode 42001")


class Adapter(Base):
    kind = "wecom_app"
    label = N_("WeCom application")
    media = "chat"
    address = "account"
    settings = (
        Setting("url", N_("Address"), default=URL),
        Setting("corp_id", "CorpID"),
        Setting("agent_id", "AgentID"),
        Setting("secret", "Secret", is_secret=True),
    )
    seconds = 20

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> Outcome:
        """With `enable_duplicate_check` WeCom itself drops a text that came twice within the hour."""
        failure = self._sign_in()
        if failure:
            return failure
        data = {
            "touser": message.address,
            "msgtype": "text",
            "agentid": self.number("agent_id"),
            "text": {
                "content": f"{message.subject}\n{message.text}".encode()[:2000].decode("utf-8", "ignore")
            },
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 3600,
        }
        url = f"{self.values['url']}/message/send?{urlencode({'access_token': self._token})}"
        outcome = post_json(url, data, _judge, {"X-Request-Id": message.key})
        if outcome.detail.startswith(STALE):
            self._until = 0.0
        return outcome

    def _sign_in(self) -> Outcome | None:
        """Fetch an access token if there is none; an outcome only if that failed."""
        with self._lock:
            if time.monotonic() < self._until:
                return None
            query = urlencode({"corpid": self.values["corp_id"], "corpsecret": self.values["secret"]})
            outcome = call("GET", f"{self.values['url']}/gettoken?{query}", self._keep)
            return None if outcome.is_success else outcome

    def _keep(self, answer: Answer) -> Outcome:
        if answer.data.get("errcode") == 0 and answer.data.get("access_token"):
            self._token = str(answer.data["access_token"])
            self._until = time.monotonic() + max(float(answer.data.get("expires_in") or 0) - 300, 60)
            return accepted()
        outcome = judge(answer)
        return outcome if not outcome.is_success else rejected("no access_token in the answer")


def _judge(answer: Answer) -> Outcome:
    if answer.data.get("errcode") == 0 and answer.data.get("invaliduser"):
        return rejected(f"WeCom knows no such account: {answer.data['invaliduser']}")
    return judge(answer)

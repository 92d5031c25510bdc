"""SMS by Aliyun: a template with variables, signed by HMAC-SHA1 (SendSms, version 2017-05-25)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC
from urllib.parse import quote

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Receipt, Setting, accepted, down, rejected, retry
from bihuan.notices.channels.http import Answer, call
from bihuan.notices.channels.templates import VARIABLES, filled, reports_in
from bihuan.process.words import N_

URL = "https://dysmsapi.aliyuncs.com/"
FOR_THIS_NUMBER = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL")
NEVER = (
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.PARAM_LENGTH_LIMIT",
)


class Adapter(Base):
    kind = "sms_aliyun"
    label = N_("SMS (Aliyun)")
    media = "sms"
    receipt_answer = {"code": 0, "msg": "OK"}
    settings = (
        Setting("url", N_("Address"), default=URL),
        Setting("access_key_id", "AccessKeyId"),
        Setting("access_key_secret", "AccessKeySecret", is_secret=True),
        Setting("sign_name", N_("Signature")),
        Setting("template", N_("Template code")),
        Setting("variables", N_("Variables of the template"), default="level,number,text", help=VARIABLES),
    )

    def send(self, message: Outgoing) -> Outcome:
        """`OutId` and the nonce come from the key, so that an attempt repeated at once is one request to Aliyun."""
        variables = filled(self.values["variables"], message)
        query = {
            "AccessKeyId": self.values["access_key_id"],
            "Action": "SendSms",
            "Format": "JSON",
            "OutId": message.key[:64],
            "PhoneNumbers": message.address.removeprefix("+86"),
            "RegionId": "cn-hangzhou",
            "SignName": self.values["sign_name"],
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": f"{message.key}-{int(message.at.timestamp())}",
            "SignatureVersion": "1.0",
            "TemplateCode": self.values["template"],
            "TemplateParam": json.dumps(variables, ensure_ascii=False, separators=(",", ":")),
            "Timestamp": message.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Version": "2017-05-25",
        }
        query["Signature"] = sign(self.values["access_key_secret"], query)
        body = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in query.items()).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return call("POST", self.values["url"], _judge, body=body, headers=headers)

    def receipts(self, body: bytes) -> list[Receipt]:
        """SmsReport pushed by HTTP: `out_id` is the OutId of the call, `success` whether the telephone has it."""
        return [
            Receipt(
                report.get("success") in (True, "true"),
                key=str(report.get("out_id", "")),
                provider_id=str(report.get("biz_id", "")),
                detail=f"{report.get('err_code', '')} {report.get('err_msg', '')}".strip()[:300],
            )
            for report in reports_in(body)
        ]


def sign(secret: str, query: dict[str, str]) -> str:
    """The signature over all parameters in order, as the RPC style of Aliyun wants it."""
    line = "&".join(f"{_quoted(name)}={_quoted(query[name])}" for name in sorted(query))
    signed = hmac.new(f"{secret}&".encode(), f"POST&%2F&{_quoted(line)}".encode(), hashlib.sha1)
    return base64.b64encode(signed.digest()).decode()


def _quoted(value: str) -> str:
    return quote(value, safe="~")


def _judge(answer: Answer) -> Outcome:
    code, said = answer.data.get("Code"), answer.data.get("Message", "")
    if code == "OK":
        return accepted(answer.data.get("BizId", ""))
    detail = f"{code} {said}" if answer.data else "no JSON in the answer"
    if code in NEVER:
        return rejected(detail)
    return retry(detail, after=600) if code in FOR_THIS_NUMBER else down(detail)

"""SMS by Tencent Cloud: a template with variables, signed by TC3-HMAC-SHA256 (SendSms, version 2021-01-11)."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Receipt, Setting, accepted, down, rejected, retry
from bihuan.notices.channels.http import Answer, call
from bihuan.notices.channels.templates import VARIABLES, filled, reports_in
from bihuan.process.words import N_

URL = "https://sms.tencentcloudapi.com/"
KIND = "application/json; charset=utf-8"
NEVER = (
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.PhoneNumberInBlacklist",
    "UnsupportedOperation.",
)
FOR_THIS_NUMBER = ("LimitExceeded.PhoneNumber",)


class Adapter(Base):
    kind = "sms_tencent"
    label = N_("SMS (Tencent Cloud)")
    media = "sms"
    receipt_answer = {"result": 0, "errmsg": "OK"}
    settings = (
        Setting("url", N_("Address"), default=URL),
        Setting("secret_id", "SecretId"),
        Setting("secret_key", "SecretKey", is_secret=True),
        Setting("app_id", "SmsSdkAppId"),
        Setting("sign_name", N_("Signature")),
        Setting("template", N_("Template code")),
        Setting("variables", N_("Variables of the template"), default="level,number,text", help=VARIABLES),
        Setting("region", N_("Region"), default="ap-guangzhou"),
    )

    def send(self, message: Outgoing) -> Outcome:
        """`SessionContext` carries the key and comes back in receipts."""
        phone = message.address if message.address.startswith("+") else f"+86{message.address}"
        data = {
            "PhoneNumberSet": [phone],
            "SmsSdkAppId": self.values["app_id"],
            "SignName": self.values["sign_name"],
            "TemplateId": self.values["template"],
            "TemplateParamSet": list(filled(self.values["variables"], message).values()),
            "SessionContext": message.key,
        }
        body = json.dumps(data, ensure_ascii=False).encode()
        headers = sign(self.values, urlsplit(self.values["url"]).netloc, body, message.at)
        return call("POST", self.values["url"], _judge, body=body, headers=headers)

    def receipts(self, body: bytes) -> list[Receipt]:
        """The status report: `sid` is the SerialNo of the answer; a report of an answering SMS has none."""
        return [
            Receipt(
                report.get("report_status") == "SUCCESS",
                provider_id=str(report["sid"]),
                detail=f"{report.get('errmsg', '')} {report.get('description', '')}".strip()[:300],
            )
            for report in reports_in(body)
            if report.get("sid") and report.get("report_status")
        ]


def sign(values: dict[str, str], host: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of a signed call."""
    moment, day = str(int(at.timestamp())), at.astimezone(UTC).strftime("%Y-%m-%d")
    names = "content-type;host;x-tc-action"
    canonical = f"POST\n/\n\ncontent-type:{KIND}\nhost:{host}\nx-tc-action:sendsms\n\n{names}\n{_hash(body)}"
    scope = f"{day}/sms/tc3_request"
    text = f"TC3-HMAC-SHA256\n{moment}\n{scope}\n{_hash(canonical.encode())}"
    key = f"TC3{values['secret_key']}".encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": KIND,
        "Host": host,
        "X-TC-Action": "SendSms",
        "X-TC-Version": "2021-01-11",
        "X-TC-Region": values["region"],
        "X-TC-Timestamp": moment,
        "Authorization": f"TC3-HMAC-SHA256 Credential={values['secret_id']}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}",
    }


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _judge(answer: Answer) -> Outcome:
    response = answer.data.get("Response")
    if not isinstance(response, dict):
        return down("no JSON in the answer")
    error = response.get("Error")
    if isinstance(error, dict):
        return down(f"{error.get('Code')} {error.get('Message', '')}")
    status: dict[str, Any] = next(iter(response.get("SendStatusSet") or []), {})
    code = str(status.get("Code", ""))
    if code == "Ok":
        return accepted(status.get("SerialNo", ""))
    detail = f"{code} {status.get('Message', '')}"
    if code.startswith(NEVER):
        return rejected(detail)
    return retry(detail, after=600) if code.startswith(FOR_THIS_NUMBER) else down(detail)

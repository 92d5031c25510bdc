"""What each provider answers, and what that means: the table of the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bihuan.notices.channels.base import DOWN, REJECTED, RETRY, Outgoing
from bihuan.notices.models.delivery import ACCEPTED

AT = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
KEY = "3f2504e04f8941d39a0c0305e82c3301"
SECRET = "c2VjcmV0LW9mLWEtY2hhbm5lbA=="
REPORTS: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "sms_aliyun": (
        {
            "phone_number": "13800001111",
            "success": True,
            "err_code": "DELIVERED",
            "err_msg": "用户接收成功",
            "send_time": "2026-11-22 09:05:00",
            "report_time": "2026-11-22 09:05:03",
            "biz_id": "al-1",
            "out_id": KEY,
        },
        {
            "phone_number": "13800001111",
            "success": False,
            "err_code": "MK:0001",
            "err_msg": "空号",
            "biz_id": "al-1",
            "out_id": KEY,
        },
        True,
    ),
    "sms_tencent": (
        {
            "user_receive_time": "2026-11-22 09:05:03",
            "nationcode": "86",
            "mobile": "13800001111",
            "report_status": "SUCCESS",
            "errmsg": "DELIVRD",
            "description": "用户短信送达成功",
            "sid": "t-1",
        },
        {
            "nationcode": "86",
            "mobile": "13800001111",
            "report_status": "FAIL",
            "errmsg": "UNDELIV",
            "description": "空号",
            "sid": "t-1",
        },
        False,
    ),
}
"""By kind: the report of an SMS that arrived, of one that did not, and whether it names our key."""
HTTP = ["webhook", "dingtalk", "wecom_bot", "wecom_app", "feishu", "sms_kannel", "sms_aliyun", "sms_tencent"]


def outgoing(**changes: Any) -> Outgoing:
    values: dict[str, Any] = {
        "key": KEY, "address": "13800001111", "to_name": "张工", "subject": "[1级 WT-20261122-001] 已超时：响应",
        "text": "已超时：响应\n问题：计费库宕机", "short": "1级 20261122-001 已超时：响应", "speech": "一级问题",
        "link": "https://desk.example/n/1", "level": 1, "language": "zh-hans", "at": AT, "host": "desk.example",
        "facts": {"number": "WT-20261122-001", "title": "计费库宕机", "text": "已超时", "receipt": "/receipts/x:y"},
    }  # fmt: skip
    return Outgoing(**values | changes)


def tencent(code: str) -> dict[str, Any]:
    return {"Response": {"SendStatusSet": [{"SerialNo": "t-1", "Code": code, "Message": "m"}]}}


@dataclass(frozen=True)
class Provider:
    """How one kind is set up against a sink, and what its provider says; `odd` is (answer, meaning)."""

    settings: dict[str, str]
    success: Any
    provider_id: str
    odd: list[tuple[Any, str]] = field(default_factory=list)
    path: str = "/send"


PROVIDERS: dict[str, Provider] = {
    "webhook": Provider({"secret": f"whsec_{SECRET}"}, {"id": "w-1"}, "w-1"),
    "dingtalk": Provider(
        {"token": "t0ken", "secret": "SECx"},
        {"errcode": 0, "errmsg": "ok", "messageId": "d-1"},
        "d-1",
        [
            ({"errcode": 310000, "errmsg": "sign not match"}, DOWN),
            ({"errcode": 130101, "errmsg": "send too fast"}, DOWN),
            ({"errcode": -1, "errmsg": "busy"}, DOWN),
            ({"errcode": 400035, "errmsg": "bad content"}, REJECTED),
            ("<html>", DOWN),
        ],
    ),
    "wecom_bot": Provider(
        {"token": "t0ken"},
        {"errcode": 0, "errmsg": "ok", "msgid": "b-1"},
        "b-1",
        [
            ({"errcode": 93000, "errmsg": "invalid webhook url"}, DOWN),
            ({"errcode": 45009, "errmsg": "api freq out of limit"}, DOWN),
            ({"errcode": 44004, "errmsg": "empty content"}, REJECTED),
        ],
    ),
    "wecom_app": Provider(
        {"corp_id": "ww1", "agent_id": "7", "secret": "s3cret"},
        {"errcode": 0, "errmsg": "ok", "msgid": "a-1"},
        "a-1",
        [
            ({"errcode": 0, "invaliduser": "13800001111"}, REJECTED),
            ({"errcode": 81013, "errmsg": "user & party & tag all invalid"}, REJECTED),
            ({"errcode": 42001, "errmsg": "access_token expired"}, DOWN),
        ],
        path="/send/message/send",
    ),
    "feishu": Provider(
        {"secret": "fei"},
        {"code": 0, "msg": "success", "data": {"message_id": "f-1"}},
        "f-1",
        [
            ({"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}, DOWN),
            ({"code": 9499, "msg": "too many request"}, DOWN),
            ({"code": 19002, "msg": "params error"}, REJECTED),
        ],
    ),
    "sms_kannel": Provider(
        {"username": "u", "password": "s3cret", "receipt_url": "https://desk.example"},
        "0: Accepted for delivery",
        "",
        [("3: Queued for later delivery", ACCEPTED), ("Temporal failure, try again later.", DOWN),
         ("Not routable.", REJECTED)],
    ),
    "sms_aliyun": Provider(
        {"access_key_id": "id", "access_key_secret": "s3cret", "sign_name": "计费中心", "template": "SMS_1"},
        {"Code": "OK", "BizId": "al-1"},
        "al-1",
        [
            ({"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发流控"}, RETRY),
            ({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "bad"}, REJECTED),
            ({"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "账户余额不足"}, DOWN),
        ],
    ),
    "sms_tencent": Provider(
        {"secret_id": "id", "secret_key": "s3cret", "app_id": "14", "sign_name": "计费中心", "template": "9"},
        tencent("Ok"),
        "t-1",
        [
            (tencent("LimitExceeded.PhoneNumberThirtySecondLimit"), RETRY),
            (tencent("InvalidParameterValue.IncorrectPhoneNumber"), REJECTED),
            ({"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "m"}}}, DOWN),
        ],
    ),
}  # fmt: skip

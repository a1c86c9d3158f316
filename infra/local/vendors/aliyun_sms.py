"""Stands in for Aliyun's dysmsapi: signed requests, approved templates, and the list of what was sent."""

import json
import time
from typing import Any
from urllib.parse import urlsplit

from chalicelib.adapters.cloud_signatures import acs3
from infra.local.vendors.desk import Call, Desk, Kept, Reply

NAME = "aliyun_sms"
_SIGNED = ("x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce")


def answer(desk: Desk, call: Call) -> Reply:
    """What Aliyun says to a call."""
    if (refused := _refused(desk, call)) is not None:
        return refused
    if call.headers.get("x-acs-action") == "SendSms":
        return _send(desk, call)
    if call.headers.get("x-acs-action") == "QuerySendDetails":
        return _details(desk, call)
    return _error("InvalidAction.NotFound", "no such action", 404)


def _refused(desk: Desk, call: Call) -> Reply | None:
    """The error for a request that its account has not signed."""
    given = call.headers.get("authorization", "")
    account = given.partition("Credential=")[2].partition(",")[0]
    if account not in desk.secrets:
        return _error("InvalidAccessKeyId.NotFound", "no such access key", 404)
    parts = urlsplit(call.url)
    headers = {name: call.headers.get(name, "") for name in _SIGNED}
    url = f"http://{call.headers.get('host', '')}{parts.path}"
    if acs3(url, call.query, headers, call.raw, account, desk.secrets[account])["Authorization"] != given:
        return _error("SignatureDoesNotMatch", "the signature is not that of this request", 400)
    return None


def _send(desk: Desk, call: Call) -> Reply:
    number, code = call.query.get("PhoneNumbers", ""), call.query.get("TemplateCode", "")
    if not number.isdigit():
        return _error("isv.MOBILE_NUMBER_ILLEGAL", "the number is not valid")
    if not code.startswith("SMS_"):
        return _error("isv.SMS_TEMPLATE_ILLEGAL", "no such template")
    try:
        values = json.loads(call.query.get("TemplateParam", "{}"))
    except ValueError:
        return _error("isv.INVALID_JSON_PARAM", "TemplateParam is not JSON")
    text = f"【{call.query.get('SignName', '')}】{code}: " + ", ".join(f"{name}={one}" for name, one in values.items())
    biz = f"{desk.number()}^0"
    desk.keep(Kept(biz, NAME, number, code, text, own_id=call.query.get("OutId", ""), raw=dict(call.query)))
    return Reply({"Code": "OK", "Message": "OK", "BizId": biz, "RequestId": "r"})


def _details(desk: Desk, call: Call) -> Reply:
    number, biz = call.query.get("PhoneNumber"), call.query.get("BizId")
    found: list[dict[str, Any]] = [
        {
            "PhoneNum": one.recipient,
            "SendStatus": 2 if one.dropped else 3,
            "ErrCode": one.dropped or "DELIVERED",
            "OutId": one.own_id,
            "Content": one.text,
            "SendDate": time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.at)),
            "TemplateCode": one.subject,
        }
        for one in desk.of(NAME)
        if one.recipient == number and biz in {None, one.id}
    ]
    body = {"Code": "OK", "Message": "OK", "TotalCount": len(found), "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}}
    return Reply(body)


def _error(code: str, text: str, status: int = 200) -> Reply:
    return Reply({"Code": code, "Message": text, "RequestId": "r"}, status)

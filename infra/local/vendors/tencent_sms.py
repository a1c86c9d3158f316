"""Stands in for Tencent Cloud's SMS: signed requests, a status for each number, and what carriers reported."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.adapters.cloud_signatures import tc3
from infra.local.vendors.desk import Call, Desk, Kept, Reply

NAME = "tencent_sms"


def answer(desk: Desk, call: Call) -> Reply:
    """What Tencent Cloud says to a call."""
    given = call.headers.get("authorization", "")
    account = given.partition("Credential=")[2].partition("/")[0]
    if account not in desk.secrets:
        return _error("AuthFailure.SecretIdNotFound", "no such SecretId")
    at = datetime.fromtimestamp(int(call.headers.get("x-tc-timestamp", "0")), UTC)
    url = f"http://{call.headers.get('host', '')}{call.url.partition('?')[0]}"
    kind = call.headers.get("content-type", "")
    if tc3(url, kind, call.raw, at, account, desk.secrets[account], "sms") != given:
        return _error("AuthFailure.SignatureFailure", "the signature is not that of this request")
    if call.headers.get("x-tc-action") == "SendSms":
        return _send(desk, call)
    if call.headers.get("x-tc-action") == "PullSmsSendStatusByPhoneNumber":
        return _statuses(desk, call)
    return _error("InvalidAction", "no such action")


def _send(desk: Desk, call: Call) -> Reply:
    statuses = []
    for number in call.body.get("PhoneNumberSet", ()):
        own = str(call.body.get("SessionContext", ""))
        status = {"PhoneNumber": number, "SessionContext": own, "Fee": 0, "IsoCode": "CN", "SerialNo": ""}
        if not str(number).startswith("+"):
            code = "InvalidParameterValue.IncorrectPhoneNumber"
        else:
            code, serial = "Ok", f"2640:{desk.number()}"
            status["SerialNo"] = serial
            text = f"【{call.body.get('SignName', '')}】{call.body.get('TemplateId', '')}: " + ", ".join(
                str(one) for one in call.body.get("TemplateParamSet", ())
            )
            subject = str(call.body.get("TemplateId", ""))
            desk.keep(Kept(serial, NAME, str(number), subject, text, own_id=own, raw=dict(call.body)))
        statuses.append({**status, "Code": code, "Message": "send success" if code == "Ok" else code})
    return _ok({"SendStatusSet": statuses})


def _statuses(desk: Desk, call: Call) -> Reply:
    found = [
        {
            "SerialNo": one.id,
            "PhoneNumber": one.recipient,
            "SessionContext": one.own_id,
            "ReportStatus": "FAIL" if one.dropped else "SUCCESS",
            "Description": one.dropped or "DELIVERED",
        }
        for one in desk.of(NAME)
        if one.recipient == call.body.get("PhoneNumber")
    ]
    return _ok({"PullSmsSendStatusSet": found})


def _ok(data: dict[str, Any]) -> Reply:
    return Reply({"Response": {**data, "RequestId": "r"}})


def _error(code: str, text: str) -> Reply:
    return Reply({"Response": {"Error": {"Code": code, "Message": text}, "RequestId": "r"}})

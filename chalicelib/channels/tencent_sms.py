"""SMS through Tencent Cloud (2021-01-11). Sending is not idempotent; what became of it is asked by number."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import Field

from chalicelib.adapters.channel_link import Link, by_status, by_verdict
from chalicelib.adapters.cloud_signatures import tc3
from chalicelib.adapters.vendor_http import VendorAnswer
from chalicelib.domain.channel import (
    NO_TEMPLATE,
    BaseUrl,
    Contact,
    Message,
    Outcome,
    Sent,
    Shown,
    SmsTemplate,
    Verdict,
    approved,
)
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice_template import cut_to_characters

MOST_CHARACTERS = 500
_VERSION = "2021-01-11"
_CONTENT_TYPE = "application/json; charset=utf-8"
_MAINLAND_DIGITS = 11
_VERDICTS: Mapping[str, Verdict] = {
    "LimitExceeded.PhoneNumberThirtySecondLimit": "later",
    "LimitExceeded.PhoneNumberOneHourLimit": "later",
    "LimitExceeded.PhoneNumberDailyLimit": "refused",
    "LimitExceeded.PhoneNumberSameContentDailyLimit": "refused",
    "RequestLimitExceeded": "later",
    "InternalError": "unsure",
    "InternalError.Timeout": "unsure",
    "InternalError.OtherError": "unsure",
}
"""Everything else that Tencent Cloud answers is for good: template, signature, balance, number."""
_WAIT_S: Mapping[str, float] = {
    "LimitExceeded.PhoneNumberThirtySecondLimit": 35,
    "LimitExceeded.PhoneNumberOneHourLimit": 3600,
}
_BAD_NUMBER = "InvalidParameterValue.IncorrectPhoneNumber"


class TencentSmsSetting(DomainModel):
    """An SMS application with an approved signature and templates."""

    secret_id: str = Field(min_length=1, max_length=200)
    app_id: str = Field(min_length=1, max_length=50)
    sign_name: str = Field(min_length=1, max_length=50)
    region: str = Field(default="ap-guangzhou", pattern=r"^[a-z0-9-]{1,40}$")
    templates: tuple[SmsTemplate, ...] = Field(default=(), max_length=100)
    base_url: BaseUrl = "https://sms.tencentcloudapi.com"


class TencentSms:
    """SMS from approved templates."""

    name = Localized(en="SMS (Tencent Cloud)", zh="短信（腾讯云）")
    setting = TencentSmsSetting
    credentials: tuple[str, ...] = ("secret_key",)
    follows = timedelta(hours=24)
    tells_read = False
    finds = True
    repeats = timedelta()

    def address(self, contact: Contact) -> str | None:
        """The phone number."""
        return contact.phone

    def shown(self, message: Message) -> Shown:
        """What the approved template is expected to say."""
        return cut_to_characters(message.short or message.text, MOST_CHARACTERS)

    def send(self, message: Message, link: Link) -> Outcome:
        """Send what the vendor's template makes of our variables, in the order of its parameters."""
        setting = TencentSmsSetting.model_validate(link.setting)
        if (template := approved(setting.templates, message)) is None:
            return NO_TEMPLATE
        code, values = template
        request = {
            "PhoneNumberSet": [_number(message.address)],
            "SmsSdkAppId": setting.app_id,
            "TemplateId": code,
            "SignName": setting.sign_name,
            "TemplateParamSet": list(values.values()),
            "SessionContext": message.key,
        }
        answer = _call("SendSms", request, setting, link)
        if (bad := _fault(answer)) is not None:
            return bad
        statuses = _response(answer).get("SendStatusSet") or ()
        own = next((one for one in statuses if one.get("SessionContext", message.key) == message.key), None)
        if own is None:
            return Outcome(state="unsure", detail="no status of the number")
        if own.get("Code") != "Ok":
            return _judged(str(own.get("Code", "")), str(own.get("Message", "")))
        return Outcome(state="accepted", provider_id=str(own.get("SerialNo") or "") or None)

    def look_up(self, sent: Sent, link: Link) -> Outcome | None:
        """What the carrier reported for the number, found by the serial number or our own id."""
        setting = TencentSmsSetting.model_validate(link.setting)
        request = {
            "BeginTime": int(sent.at.timestamp()) - 60,
            "Offset": 0,
            "Limit": 100,
            "PhoneNumber": _number(sent.address),
            "SmsSdkAppId": setting.app_id,
        }
        answer = _call("PullSmsSendStatusByPhoneNumber", request, setting, link)
        if _fault(answer) is not None:
            return None
        for one in _response(answer).get("PullSmsSendStatusSet") or ():
            if sent.key == one.get("SessionContext") or (sent.provider_id and sent.provider_id == one.get("SerialNo")):
                if one.get("ReportStatus") == "SUCCESS":
                    return Outcome(state="delivered")
                return Outcome(state="refused", detail=str(one.get("Description", ""))[:200])
        return None


def _call(action: str, request: Mapping[str, Any], setting: TencentSmsSetting, link: Link) -> VendorAnswer:
    now = link.clock.now()
    url = f"{setting.base_url.rstrip('/')}/"
    body = json.dumps(request, ensure_ascii=False).encode()
    secret = link.credentials.get("secret_key", "")
    headers = {
        "Authorization": tc3(url, _CONTENT_TYPE, body, now, setting.secret_id, secret, "sms"),
        "Content-Type": _CONTENT_TYPE,
        "X-TC-Action": action,
        "X-TC-Timestamp": str(int(now.timestamp())),
        "X-TC-Version": _VERSION,
        "X-TC-Region": setting.region,
    }
    return link.http.call("POST", url, headers=headers, body=body)


def _response(answer: VendorAnswer) -> Mapping[str, Any]:
    found = answer.body.get("Response")
    return found if isinstance(found, dict) else {}


def _fault(answer: VendorAnswer) -> Outcome | None:
    """What is wrong with an answer as a whole; None where the numbers have statuses of their own."""
    if (bad := by_status(answer)) is not None:
        return bad
    error = _response(answer).get("Error")
    if isinstance(error, dict):
        return _judged(str(error.get("Code", "")), str(error.get("Message", "")))
    return None if _response(answer) else Outcome(state="unsure", detail="no Response")


def _judged(code: str, message: str) -> Outcome:
    found = by_verdict(_VERDICTS.get(code, "refused"), f"{code} {message}".strip(), _WAIT_S.get(code, 60))
    return found.model_copy(update={"bad_address": code == _BAD_NUMBER})


def _number(phone: str) -> str:
    """As Tencent Cloud wants it, in E.164; a number without a country is one of mainland China."""
    if phone.startswith("+"):
        return phone
    return f"+86{phone}" if len(phone) == _MAINLAND_DIGITS else f"+{phone}"


CHANNEL = TencentSms()

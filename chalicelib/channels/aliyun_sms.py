"""SMS through Aliyun (dysmsapi 2017-05-25). Sending is not idempotent; QuerySendDetails finds our own id again."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import Field

from chalicelib.adapters.channel_link import Link, by_status, by_verdict
from chalicelib.adapters.cloud_signatures import acs3
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
_VERSION = "2017-05-25"
_BEIJING = ZoneInfo("Asia/Shanghai")
_VERDICTS: Mapping[str, Verdict] = {
    "isv.BUSINESS_LIMIT_CONTROL": "later",
    "isp.SYSTEM_ERROR": "later",
    "Throttling": "later",
    "Throttling.User": "later",
    "Throttling.Api": "later",
    "ServiceUnavailable": "later",
    "InternalError": "unsure",
}
"""Everything else that Aliyun answers is for good: template, signature, arrears, number."""
_WAIT_S: Mapping[str, float] = {"isv.BUSINESS_LIMIT_CONTROL": 3600}
_BAD_NUMBER = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT"})
_FAILED, _ARRIVED = 2, 3


class AliyunSmsSetting(DomainModel):
    """An account with an approved signature and templates."""

    access_key_id: str = Field(min_length=1, max_length=200)
    sign_name: str = Field(min_length=1, max_length=50)
    templates: tuple[SmsTemplate, ...] = Field(default=(), max_length=100)
    base_url: BaseUrl = "https://dysmsapi.aliyuncs.com"


class AliyunSms:
    """SMS from approved templates."""

    name = Localized(en="SMS (Aliyun)", zh="短信（阿里云）")
    setting = AliyunSmsSetting
    credentials: tuple[str, ...] = ("access_key_secret",)
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
        """Send what the vendor's template makes of our variables."""
        setting = AliyunSmsSetting.model_validate(link.setting)
        if (template := approved(setting.templates, message)) is None:
            return NO_TEMPLATE
        code, values = template
        query = {
            "PhoneNumbers": _number(message.address),
            "SignName": setting.sign_name,
            "TemplateCode": code,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": message.key,
        }
        answer = _call("SendSms", query, setting, link)
        if (bad := _fault(answer)) is not None:
            return bad
        return Outcome(state="accepted", provider_id=str(answer.body.get("BizId") or "") or None)

    def look_up(self, sent: Sent, link: Link) -> Outcome | None:
        """What the vendor's list of the day says about our id."""
        setting = AliyunSmsSetting.model_validate(link.setting)
        query = {
            "PhoneNumber": _number(sent.address),
            "SendDate": sent.at.astimezone(_BEIJING).strftime("%Y%m%d"),
            "PageSize": "50",
            "CurrentPage": "1",
            **({"BizId": sent.provider_id} if sent.provider_id else {}),
        }
        answer = _call("QuerySendDetails", query, setting, link)
        if _fault(answer) is not None:
            return None
        listed = (answer.body.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or ()
        own = next((one for one in listed if one.get("OutId") == sent.key), None)
        return None if own is None else _result(own)


def _result(own: Mapping[str, Any]) -> Outcome:
    status = own.get("SendStatus")
    if status == _ARRIVED:
        return Outcome(state="delivered")
    if status == _FAILED:
        return Outcome(state="refused", detail=str(own.get("ErrCode", ""))[:200])
    return Outcome(state="accepted")


def _call(action: str, query: Mapping[str, str], setting: AliyunSmsSetting, link: Link) -> VendorAnswer:
    headers = {
        "x-acs-action": action,
        "x-acs-version": _VERSION,
        "x-acs-date": link.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": link.clock.entropy(16).hex(),
    }
    url = f"{setting.base_url.rstrip('/')}/"
    secret = link.credentials.get("access_key_secret", "")
    signed = acs3(url, query, headers, b"", setting.access_key_id, secret)
    # The signature is over this very spelling of the query.
    spelt = "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))
    return link.http.call("POST", f"{url}?{spelt}", headers={**signed, "Content-Length": "0"}, body=b"")


def _fault(answer: VendorAnswer) -> Outcome | None:
    """What is wrong with an answer; None for a success. Errors come with any status."""
    code = answer.body.get("Code")
    if not isinstance(code, str):
        return by_status(answer) or Outcome(state="unsure", detail="no Code")
    if code == "OK":
        return None
    detail = f"{code} {answer.body.get('Message', '')}".strip()
    found = by_verdict(_VERDICTS.get(code, "refused"), detail, _WAIT_S.get(code, 60))
    return found.model_copy(update={"bad_address": code in _BAD_NUMBER})


def _number(phone: str) -> str:
    """As Aliyun wants it: numbers of mainland China without a prefix, others without the plus sign."""
    return phone.removeprefix("+86").removeprefix("+")


CHANNEL = AliyunSms()

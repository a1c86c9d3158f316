"""Feishu messages of an app's bot, with read states from read_users.

The message's own `uuid` lets Feishu drop repeats for an hour, so a call that was cut off can be made again.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta

from pydantic import Field

from chalicelib.adapters.channel_link import Declined, Link, by_status, by_verdict, retry_after, with_token
from chalicelib.adapters.vendor_http import VendorAnswer
from chalicelib.adapters.vendor_tokens import Token, TokenKey
from chalicelib.domain.channel import BaseUrl, Contact, Message, Outcome, Sent, Shown, Verdict
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice_template import cut_to_characters, one_line

MOST_CHARACTERS = 8000
_VERDICTS: Mapping[int, Verdict] = {
    99991663: "token",
    99991664: "token",
    99991671: "token",
    230020: "later",
    11232: "later",
    99991400: "later",
    **dict.fromkeys((230001, 230002, 230006, 230012, 230027, 230033), "refused"),
}
_BAD_REQUEST = 400


class FeishuSetting(DomainModel):
    """A self-built app of the company, with its bot switched on."""

    app_id: str = Field(min_length=1, max_length=200)
    base_url: BaseUrl = "https://open.feishu.cn"


class Feishu:
    """Messages of an app's bot to one person."""

    name = Localized(en="Feishu", zh="飞书")
    setting = FeishuSetting
    credentials: tuple[str, ...] = ("app_secret",)
    follows = timedelta(hours=24)
    tells_read = True
    finds = False
    repeats = timedelta(minutes=50)

    def address(self, contact: Contact) -> str | None:
        """The open_id of this app, or the address by which Feishu knows a colleague."""
        return contact.feishu_open_id or contact.work_email

    def shown(self, message: Message) -> Shown:
        """The subject and the text."""
        return cut_to_characters(f"{one_line(message.subject)}\n\n{message.text.strip()}", MOST_CHARACTERS)

    def send(self, message: Message, link: Link) -> Outcome:
        """Send to one person."""
        setting = FeishuSetting.model_validate(link.setting)
        kind = "email" if "@" in message.address else "open_id"
        content = json.dumps({"text": self.shown(message).text}, ensure_ascii=False)
        request = {"receive_id": message.address, "msg_type": "text", "content": content, "uuid": message.key}
        url = f"{setting.base_url}/open-apis/im/v1/messages"

        def call(token: str) -> VendorAnswer:
            return link.http.post_json(url, request, {"receive_id_type": kind}, {"Authorization": f"Bearer {token}"})

        answer = self._call(call, setting, link)
        if (bad := _fault(answer)) is not None:
            return bad
        provider_id = (answer.body.get("data") or {}).get("message_id")
        if not provider_id:
            return Outcome(state="unsure", detail="no message_id")
        return Outcome(state="accepted", provider_id=str(provider_id))

    def look_up(self, sent: Sent, link: Link) -> Outcome | None:
        """Whether it was read; that it was delivered is what Feishu does not say."""
        if sent.provider_id is None:
            return None
        setting = FeishuSetting.model_validate(link.setting)
        url = f"{setting.base_url}/open-apis/im/v1/messages/{sent.provider_id}/read_users"
        query = {"user_id_type": "open_id", "page_size": "20"}

        def call(token: str) -> VendorAnswer:
            return link.http.call("GET", url, query, headers={"Authorization": f"Bearer {token}"})

        answer = self._call(call, setting, link)
        if _fault(answer) is not None:
            return None
        # One person got it, so whoever read it is that person.
        return Outcome(state="read") if (answer.body.get("data") or {}).get("items") else None

    def _call(self, call: Callable[[str], VendorAnswer], setting: FeishuSetting, link: Link) -> VendorAnswer:
        def ask() -> Token:
            url = f"{setting.base_url}/open-apis/auth/v3/tenant_access_token/internal"
            body = {"app_id": setting.app_id, "app_secret": link.credentials.get("app_secret", "")}
            answer = link.http.post_json(url, body)
            if (bad := _fault(answer)) is not None:
                raise Declined(bad.model_copy(update={"state": "later" if bad.state == "unsure" else bad.state}))
            ends = link.clock.now() + timedelta(seconds=int(answer.body.get("expire", 7200)))
            return Token(str(answer.body.get("tenant_access_token", "")), ends)

        return with_token(
            link,
            TokenKey(link.tenant, "feishu", setting.app_id),
            ask,
            call,
            lambda answer: _VERDICTS.get(_code(answer) or 0) == "token",
        )


def _code(answer: VendorAnswer) -> int | None:
    code = answer.body.get("code")
    return code if isinstance(code, int) else None


def _fault(answer: VendorAnswer) -> Outcome | None:
    """What is wrong with an answer; None for a success. Errors come with 200 and with 400 alike."""
    code = _code(answer)
    if code is None or answer.status > _BAD_REQUEST:
        if (bad := by_status(answer)) is not None:
            return bad
        if code is None:
            return Outcome(state="unsure", detail="no code")
    if code == 0:
        return None
    detail = f"{code} {answer.body.get('msg', '')}".strip()
    return by_verdict(_VERDICTS.get(code, "refused"), detail, retry_after(answer))


CHANNEL = Feishu()

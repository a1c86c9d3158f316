"""WeCom app messages. WeCom says no more than that it has taken a message: there are no read states to ask for.

`enable_duplicate_check` lets WeCom drop a message that repeats one of the last four hours, so a call that was cut off
can be made again: its content is the same.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import Field

from chalicelib.adapters.channel_link import Declined, Link, by_status, by_verdict, with_token
from chalicelib.adapters.vendor_http import VendorAnswer
from chalicelib.adapters.vendor_tokens import Token, TokenKey
from chalicelib.domain.channel import BaseUrl, Contact, Message, Outcome, Sent, Shown, Verdict
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice_template import cut_to_bytes, one_line

MOST_BYTES = 2048
MOST_CARD_BYTES = 512
DUPLICATE_CHECK_S = 14_400
_OPEN = Localized(en="Open", zh="查看")
_VERDICTS: Mapping[int, Verdict] = {
    -1: "later",
    40014: "token",
    42001: "token",
    45009: "later",
    45033: "later",
    60020: "refused",  # the caller's address is not among the trusted ones
    81013: "refused",  # nobody of this name
}


class WeComSetting(DomainModel):
    """A self-built app of the company."""

    corp_id: str = Field(min_length=1, max_length=200)
    agent_id: int = Field(ge=1)
    base_url: BaseUrl = "https://qyapi.weixin.qq.com"


class WeCom:
    """Messages of a self-built app to members."""

    name = Localized(en="WeCom", zh="企业微信")
    setting = WeComSetting
    credentials: tuple[str, ...] = ("corp_secret",)
    follows = timedelta()
    tells_read = False
    finds = False
    repeats = timedelta(hours=3)

    def address(self, contact: Contact) -> str | None:
        """The member's userid."""
        return contact.wecom_user_id

    def shown(self, message: Message) -> Shown:
        """The text within the limit of its kind of message."""
        if not message.url:
            # The key makes another message of a text that is sent on purpose for the second time.
            return cut_to_bytes(
                f"{one_line(message.subject)}\n\n{message.text.strip()}", MOST_BYTES, self._end(message)
            )
        return cut_to_bytes(message.text.replace(message.url, "").strip(), MOST_CARD_BYTES, self._end(message))

    def send(self, message: Message, link: Link) -> Outcome:
        """Send to one member. A member whom WeCom leaves out comes with errcode 0."""
        setting = WeComSetting.model_validate(link.setting)
        request: dict[str, Any] = {
            "touser": message.address,
            "agentid": setting.agent_id,
            **self._content(message),
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_CHECK_S,
        }
        answer = self._call(request, setting, link)
        if (bad := _fault(answer)) is not None:
            return bad
        for name in ("invaliduser", "unlicenseduser"):
            if message.address in str(answer.body.get(name) or "").split("|"):
                return Outcome(state="refused", detail=name)
        return Outcome(state="accepted", provider_id=str(answer.body.get("msgid") or "") or None)

    def look_up(self, sent: Sent, link: Link) -> Outcome | None:
        """There is nothing to ask."""
        del sent, link
        return None

    def _content(self, message: Message) -> dict[str, Any]:
        text = self.shown(message).text
        if not message.url:
            return {"msgtype": "text", "text": {"content": text}}
        card = {
            "title": cut_to_bytes(one_line(message.subject), 128).text,
            "description": text,
            "url": message.url,
            "btntxt": _OPEN.in_language(message.language),
        }
        return {"msgtype": "textcard", "textcard": card}

    def _end(self, message: Message) -> str:
        return f"\n[{message.key[-6:]}]"

    def _call(self, request: Mapping[str, Any], setting: WeComSetting, link: Link) -> VendorAnswer:
        base = f"{setting.base_url}/cgi-bin"

        def ask() -> Token:
            query = {"corpid": setting.corp_id, "corpsecret": link.credentials.get("corp_secret", "")}
            answer = link.http.call("GET", f"{base}/gettoken", query)
            if (bad := _fault(answer)) is not None:
                raise Declined(bad.model_copy(update={"state": "later" if bad.state == "unsure" else bad.state}))
            ends = link.clock.now() + timedelta(seconds=int(answer.body.get("expires_in", 7200)))
            return Token(str(answer.body.get("access_token", "")), ends)

        return with_token(
            link,
            TokenKey(link.tenant, "wecom", f"{setting.corp_id}/{setting.agent_id}"),
            ask,
            lambda token: link.http.post_json(f"{base}/message/send", request, {"access_token": token}),
            lambda answer: _VERDICTS.get(_code(answer) or 0) == "token",
        )


def _code(answer: VendorAnswer) -> int | None:
    code = answer.body.get("errcode")
    return code if isinstance(code, int) else None


def _fault(answer: VendorAnswer) -> Outcome | None:
    """What is wrong with an answer; None for a success."""
    if (bad := by_status(answer)) is not None:
        return bad
    code = _code(answer)
    if code == 0:
        return None
    if code is None:
        return Outcome(state="unsure", detail="no errcode")
    return by_verdict(_VERDICTS.get(code, "refused"), f"{code} {answer.body.get('errmsg', '')}".strip())


CHANNEL = WeCom()

"""DingTalk work notices (corpconversation asyncsend_v2), with read states from getsendresult for 24 hours.

DingTalk answers success and drops a message that says what another one said to the same person that day, so each
ends with something of its own. A call that was cut off cannot be looked up: the task's id was in the lost answer.
"""

import json
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
"""Of the whole `msg` object."""
_BY_MOBILE = "mobile:"
_OPEN = Localized(en="Open", zh="查看")
_VERDICTS: Mapping[int, Verdict] = {
    -1: "later",
    90002: "later",
    90018: "later",
    90019: "later",
    90020: "refused",  # the month's quota is used up
    40014: "token",
    42001: "token",
    88: "refused",
    400002: "refused",
    60121: "refused",  # nobody has this mobile number
}
_FORBIDDEN: Mapping[str, Verdict] = {
    **dict.fromkeys(("143103", "143104", "143203", "143204"), "later"),
    **dict.fromkeys(("143105", "143205"), "refused"),  # the person's share of the day is used up
    **dict.fromkeys(("143106", "143206"), "duplicate"),
    "1430002": "refused",
    "1430004": "refused",
}
_BANNED_IP = 1111


class DingTalkSetting(DomainModel):
    """An internal app of the company."""

    app_key: str = Field(min_length=1, max_length=200)
    agent_id: int = Field(ge=1)
    base_url: BaseUrl = "https://oapi.dingtalk.com"


class DingTalk:
    """Work notices of an internal app."""

    name = Localized(en="DingTalk", zh="钉钉")
    setting = DingTalkSetting
    credentials: tuple[str, ...] = ("app_secret",)
    follows = timedelta(hours=24)
    tells_read = True
    finds = False
    repeats = timedelta()

    def address(self, contact: Contact) -> str | None:
        """The userid, or the mobile number to find it by."""
        if contact.dingtalk_user_id:
            return contact.dingtalk_user_id
        return f"{_BY_MOBILE}{contact.phone.removeprefix('+86')}" if contact.phone else None

    def shown(self, message: Message) -> Shown:
        """The text, its own ending included, within the limit."""
        return self._fitted(message)[1]

    def send(self, message: Message, link: Link) -> Outcome:
        """Find the person where only their number is known, and send."""
        setting = DingTalkSetting.model_validate(link.setting)
        user = self._user(message.address, setting, link)
        request = {
            "agent_id": setting.agent_id,
            "userid_list": user,
            "to_all_user": False,
            "msg": self._fitted(message)[0],
        }
        answer = self._call("/topapi/message/corpconversation/asyncsend_v2", request, setting, link)
        if (bad := _fault(answer)) is not None:
            return bad
        task = answer.body.get("task_id")
        if task is None:
            return Outcome(state="unsure", detail="no task_id")
        return Outcome(state="accepted", provider_id=f"{task}/{user}")

    def look_up(self, sent: Sent, link: Link) -> Outcome | None:
        """Read, delivered or dropped, as far as DingTalk says."""
        if sent.provider_id is None:
            return None
        setting = DingTalkSetting.model_validate(link.setting)
        task, _, user = sent.provider_id.partition("/")
        request = {"agent_id": setting.agent_id, "task_id": int(task)}
        answer = self._call("/topapi/message/corpconversation/getsendresult", request, setting, link)
        if _fault(answer) is not None:
            return None
        result = answer.body.get("send_result") or {}
        return _result(result, user)

    def _fitted(self, message: Message) -> tuple[dict[str, Any], Shown]:
        """The `msg` object within its limit, and its text."""
        ending = f"\n\n[{message.key[-6:]} {message.stamp}]"
        title = one_line(message.subject)[:64]
        # A link stands behind the button, so the text need not repeat it.
        text = message.text.replace(message.url, "").strip() if message.url else message.text.strip()
        empty = json.dumps(self._msg(title, "", message), ensure_ascii=False)
        room = MOST_BYTES - len(empty.encode())
        shown = cut_to_bytes(text, room, ending)
        # JSON writes line ends and quotes as two bytes.
        while len(json.dumps(self._msg(title, shown.text, message), ensure_ascii=False).encode()) > MOST_BYTES:
            room -= 16
            shown = cut_to_bytes(text, room, ending)
        return self._msg(title, shown.text, message), shown

    def _msg(self, title: str, text: str, message: Message) -> dict[str, Any]:
        if not message.url:
            return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
        card = {
            "title": title,
            "markdown": text,
            "single_title": _OPEN.in_language(message.language),
            "single_url": message.url,
        }
        return {"msgtype": "action_card", "action_card": card}

    def _user(self, address: str, setting: DingTalkSetting, link: Link) -> str:
        if not address.startswith(_BY_MOBILE):
            return address
        request = {"mobile": address.removeprefix(_BY_MOBILE), "support_exclusive_account_search": False}
        answer = self._call("/topapi/v2/user/getbymobile", request, setting, link)
        if (bad := _fault(answer)) is not None:
            # Only a question was asked: whatever came of it, nothing was sent.
            state = "later" if bad.state == "unsure" else bad.state
            raise Declined(bad.model_copy(update={"state": state}))
        return str((answer.body.get("result") or {}).get("userid", ""))

    def _call(self, path: str, request: Mapping[str, Any], setting: DingTalkSetting, link: Link) -> VendorAnswer:
        def ask() -> Token:
            query = {"appkey": setting.app_key, "appsecret": link.credentials.get("app_secret", "")}
            answer = link.http.call("GET", f"{setting.base_url}/gettoken", query)
            if (bad := _fault(answer)) is not None:
                raise Declined(bad.model_copy(update={"state": "later" if bad.state == "unsure" else bad.state}))
            ends = link.clock.now() + timedelta(seconds=int(answer.body.get("expires_in", 7200)))
            return Token(str(answer.body.get("access_token", "")), ends)

        return with_token(
            link,
            TokenKey(link.tenant, "dingtalk", setting.app_key),
            ask,
            lambda token: link.http.post_json(f"{setting.base_url}{path}", request, {"access_token": token}),
            lambda answer: _VERDICTS.get(_code(answer) or 0) == "token",
        )


def _code(answer: VendorAnswer) -> int | None:
    code = answer.body.get("errcode")
    return code if isinstance(code, int) else None


def _fault(answer: VendorAnswer) -> Outcome | None:
    """What is wrong with an answer; None for a success."""
    if answer.body.get("status") == _BANNED_IP:
        return Outcome(state="later", detail="the caller's address is banned for some minutes", retry_after=300)
    if (bad := by_status(answer)) is not None:
        return bad
    code = _code(answer)
    if code == 0:
        return None
    if code is None:
        return Outcome(state="unsure", detail="no errcode")
    detail = f"{code} {answer.body.get('errmsg', '')} {answer.body.get('sub_code', '')}".strip()
    return by_verdict(_VERDICTS.get(code, "refused"), detail)


def _result(result: Mapping[str, Any], user: str) -> Outcome | None:
    if user in (result.get("read_user_id_list") or ()):
        return Outcome(state="read")
    for dropped in result.get("forbidden_list") or ():
        if dropped.get("userid") == user:
            code = str(dropped.get("code", ""))
            return by_verdict(_FORBIDDEN.get(code, "refused"), f"forbidden {code}")
    for name in ("invalid_user_id_list", "forbidden_user_id_list", "failed_user_id_list"):
        if user in (result.get(name) or ()):
            return Outcome(state="refused", detail=name)
    if user in (result.get("unread_user_id_list") or ()):
        return Outcome(state="delivered")
    return None


CHANNEL = DingTalk()

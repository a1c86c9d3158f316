"""Stands in for WeCom's API: tokens and app messages with the check for duplicates."""

import time
from typing import Any

from infra.local.vendors.desk import Call, Desk, Kept, Reply

NAME = "wecom"
NOBODY = "nobody"
"""A member that WeCom does not know."""


def answer(desk: Desk, call: Call) -> Reply:
    """What WeCom says to a call."""
    if call.path == "/cgi-bin/gettoken":
        if not call.query.get("corpid") or call.query.get("corpsecret") in {None, "", "wrong"}:
            return _error(40001, "invalid credential")
        return Reply({"errcode": 0, "errmsg": "ok", "access_token": desk.token(), "expires_in": 7200})
    if not desk.knows(call.query.get("access_token", "")):
        return _error(40014, "invalid access_token")
    if call.path == "/cgi-bin/message/send":
        return _send(desk, call)
    return _error(40066, "invalid url")


def _send(desk: Desk, call: Call) -> Reply:
    kind, users = str(call.body.get("msgtype", "")), str(call.body.get("touser", "")).split("|")
    content = call.body.get(kind)
    if not isinstance(call.body.get("agentid"), int) or not isinstance(content, dict):
        return _error(40058, "invalid parameter")
    known = [user for user in users if user and user != NOBODY]
    if not known:
        return _error(81013, "user & party & tag all invalid")
    interval = int(call.body.get("duplicate_check_interval", 1800)) if call.body.get("enable_duplicate_check") else 0
    since = time.time() - interval
    number = str(desk.number())
    for user in known:
        same = any(one.recipient == user and one.raw == content and one.at >= since for one in desk.of(NAME))
        text = str(content.get("content") or content.get("description") or "")
        desk.keep(
            Kept(number, NAME, user, str(content.get("title", "")), text, url=str(content.get("url", "")),
                 dropped="duplicate" if same and interval else "", raw=content)
        )  # fmt: skip
    left_out = "|".join(user for user in users if user == NOBODY)
    return Reply({"errcode": 0, "errmsg": "ok", "invaliduser": left_out, "msgid": number})


def _error(code: int, text: str, **more: Any) -> Reply:
    return Reply({"errcode": code, "errmsg": text, **more})

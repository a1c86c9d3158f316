"""Stands in for DingTalk's legacy API: tokens, getbymobile, work notices with their limits, and send results."""

import json
from typing import Any

from infra.local.vendors.desk import Call, Desk, Kept, Reply

NAME = "dingtalk"
MOST_BYTES = 2048
UNKNOWN_MOBILES = "199"
"""Numbers that begin like this belong to nobody."""
_DUPLICATE = "143106"


def answer(desk: Desk, call: Call) -> Reply:
    """What DingTalk says to a call."""
    if call.path == "/gettoken":
        return _token(desk, call)
    if not desk.knows(call.query.get("access_token", "")):
        return _error(40014, "invalid access_token")
    if call.path == "/topapi/v2/user/getbymobile":
        return _by_mobile(str(call.body.get("mobile", "")))
    if call.path == "/topapi/message/corpconversation/asyncsend_v2":
        return _send(desk, call)
    if call.path == "/topapi/message/corpconversation/getsendresult":
        return _result(desk, call)
    return _error(22, "no such method")


def _token(desk: Desk, call: Call) -> Reply:
    if not call.query.get("appkey") or call.query.get("appsecret") in {None, "", "wrong"}:
        return _error(40089, "invalid appkey or appsecret")
    return Reply({"errcode": 0, "errmsg": "ok", "access_token": desk.token(), "expires_in": 7200})


def _by_mobile(mobile: str) -> Reply:
    if not mobile.isdigit():
        return _error(40104, "invalid mobile")
    if mobile.startswith(UNKNOWN_MOBILES):
        return _error(60121, "user not found")
    return _ok(result={"userid": f"u{mobile}", "exclusive_account_userid_list": []})


def _send(desk: Desk, call: Call) -> Reply:
    msg, users = call.body.get("msg"), str(call.body.get("userid_list", ""))
    if not isinstance(call.body.get("agent_id"), int) or not isinstance(msg, dict) or not users:
        return _error(400002, "invalid parameter")
    if len(json.dumps(msg, ensure_ascii=False).encode()) > MOST_BYTES:
        return _error(400002, "msg is too long")
    content = msg.get(msg.get("msgtype", ""), {})
    if not isinstance(content, dict):
        return _error(400002, "invalid msg")
    task = str(desk.number())
    for user in users.split(","):
        text = str(content.get("markdown") or content.get("text") or content.get("content") or "")
        same = any(one.recipient == user and one.raw == msg and not one.dropped for one in desk.of(NAME))
        desk.keep(
            Kept(task, NAME, user, str(content.get("title", "")), text, url=str(content.get("single_url", "")),
                 dropped=_DUPLICATE if same else "", raw=msg)
        )  # fmt: skip
    return _ok(task_id=int(task))


def _result(desk: Desk, call: Call) -> Reply:
    own = [one for one in desk.of(NAME) if one.id == str(call.body.get("task_id"))]
    result: dict[str, Any] = {
        "invalid_user_id_list": [],
        "forbidden_user_id_list": [one.recipient for one in own if one.dropped],
        "failed_user_id_list": [],
        "read_user_id_list": [one.recipient for one in own if one.read and not one.dropped],
        "unread_user_id_list": [one.recipient for one in own if not one.read and not one.dropped],
        "invalid_dept_id_list": [],
        "forbidden_list": [{"code": one.dropped, "count": 1, "userid": one.recipient} for one in own if one.dropped],
    }
    return _ok(send_result=result)


def _ok(**more: Any) -> Reply:
    return Reply({"errcode": 0, "errmsg": "ok", **more, "request_id": "r"})


def _error(code: int, text: str) -> Reply:
    return Reply({"errcode": code, "errmsg": text, "request_id": "r"})

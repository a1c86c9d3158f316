"""Stands in for Feishu's open platform: tokens, messages with their uuid, and who has read them."""

import json
import re
import time
from typing import Any

from infra.local.vendors.desk import Call, Desk, Kept, Reply

NAME = "feishu"
UUID_S = 3600
NOBODY = "ou_nobody"
"""An open_id that is not in the app's reach."""
_READ_USERS = re.compile(r"/open-apis/im/v1/messages/(om_\d+)/read_users")


def answer(desk: Desk, call: Call) -> Reply:
    """What Feishu says to a call."""
    if call.path == "/open-apis/auth/v3/tenant_access_token/internal":
        if not call.body.get("app_id") or call.body.get("app_secret") in {None, "", "wrong"}:
            return Reply({"code": 10014, "msg": "app secret invalid"})
        return Reply({"code": 0, "msg": "ok", "tenant_access_token": desk.token(), "expire": 7200})
    if not desk.knows(call.headers.get("authorization", "").removeprefix("Bearer ")):
        return Reply({"code": 99991663, "msg": "Invalid access token for authorization."}, 400)
    if call.path == "/open-apis/im/v1/messages" and call.method == "POST":
        return _send(desk, call)
    if match := _READ_USERS.fullmatch(call.path):
        return _read_by(desk.find(NAME, match[1]))
    return Reply({"code": 404, "msg": "not found"}, 404)


def _read_by(kept: Kept | None) -> Reply:
    if kept is None:
        return Reply({"code": 230001, "msg": "invalid message_id"}, 400)
    items = [{"user_id_type": "open_id", "user_id": kept.recipient, "timestamp": "1"}] if kept.read else []
    return _ok({"items": items, "has_more": False})


def _send(desk: Desk, call: Call) -> Reply:
    recipient, kind = str(call.body.get("receive_id", "")), call.query.get("receive_id_type")
    try:
        content = json.loads(str(call.body.get("content", "")))
    except ValueError:
        return Reply({"code": 230001, "msg": "content is not a JSON string"}, 400)
    if kind not in {"open_id", "user_id", "union_id", "email", "chat_id"} or recipient == NOBODY:
        return Reply({"code": 230001, "msg": "invalid receive_id"}, 400)
    uuid, since = str(call.body.get("uuid", "")), time.time() - UUID_S
    known = next((one for one in desk.of(NAME) if uuid and one.own_id == uuid and one.at >= since), None)
    if known is None:
        subject, _, text = str(content.get("text", "")).partition("\n\n")
        known = desk.keep(Kept(f"om_{desk.number()}", NAME, recipient, subject, text, own_id=uuid, raw=content))
    return _ok({"message_id": known.id})


def _ok(data: Any) -> Reply:
    return Reply({"code": 0, "msg": "success", "data": data})

"""Channels are set up with credentials that nobody sees again, and tried out."""

import json
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.messages import SendNotice
from infra.local.vendors.server import VendorServer
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like
from tests.unit.samples import queued
from tests.unit.vendors import reaching, vendors

__all__ = ["reaching", "vendors"]
DINGTALK = {"setting": {"app_key": "app", "agent_id": 7}, "credentials": {"app_secret": "hush-hush"}}


def test_a_channel_is_set_up_changed_and_forgotten(call: Caller, services: Services) -> None:
    made = call("PUT", "/v1/channels/dingtalk", DINGTALK)
    assert made.status_code == 200
    assert (made.json_body["in_use"], made.json_body["has_credentials"]) == (True, True)
    assert made.json_body["setting"]["base_url"] == "https://oapi.dingtalk.com"
    assert b"hush-hush" not in made.body + call("GET", "/v1/channels").body
    assert services.channels._secrets.read("dingtalk") == {"app_secret": "hush-hush"}
    kept = call("PUT", "/v1/channels/dingtalk", {"setting": {"app_key": "b", "agent_id": 8}, "enabled": False})
    assert (kept.status_code, kept.json_body["in_use"]) == (200, False)
    assert services.channels._secrets.read("dingtalk") == {"app_secret": "hush-hush"}
    stale = call("PUT", "/v1/channels/dingtalk", DINGTALK, If_Match=made.headers["ETag"])
    assert stale.status_code == 412
    assert call("DELETE", "/v1/channels/dingtalk").status_code == 204
    assert services.channels._secrets.read("dingtalk") == {}
    assert call("GET", "/v1/channels/dingtalk").json_body["set_up"] is False


@pytest.mark.parametrize(
    ("path", "body", "status", "pointer"),
    [
        ("dingtalk", {"setting": {"agent_id": 7}, "credentials": {"app_secret": "x"}}, 422, "/setting/app_key"),
        ("dingtalk", {"setting": {"app_key": "a", "agent_id": 7}}, 422, "/credentials"),
        ("dingtalk", {**DINGTALK, "credentials": {"app_secret": "x", "more": "y"}}, 422, "/credentials"),
        (
            "dingtalk",
            {**DINGTALK, "setting": {"app_key": "a", "agent_id": 7, "base_url": "http://127.0.0.1:80/x"}},
            422,
            "/setting/base_url",
        ),
        (
            "dingtalk",
            {**DINGTALK, "setting": {"app_key": "a", "agent_id": 7, "base_url": "http://10.0.0.1/x"}},
            422,
            "/setting/base_url",
        ),
        ("pigeons", {}, 404, None),
    ],
)
def test_what_no_channel_takes_is_refused(call: Caller, path: str, body: Any, status: int, pointer: str) -> None:
    answer = call("PUT", f"/v1/channels/{path}", body)
    assert answer.status_code == status
    if pointer:
        assert [error["pointer"] for error in answer.json_body["errors"]] == [pointer]


def test_a_test_goes_to_one_address_and_leaves_a_notice(
    call: Caller, reaching: Services, vendors: VendorServer
) -> None:
    made = call("POST", "/v1/channels/dingtalk/tests", {"address": "u9", "language": "zh"}, Idempotency_Key="one")
    again = call("POST", "/v1/channels/dingtalk/tests", {"address": "u9", "language": "zh"}, Idempotency_Key="one")
    assert (made.status_code, again.json_body["id"]) == (202, made.json_body["id"])
    for body in queued(reaching.settings.notices_queue_url):
        reaching.notices.run_due(SendNotice.model_validate_json(body).notice)
    (kept,) = vendors.desk.of("dingtalk")
    assert (kept.recipient, "测试消息" in kept.text) == ("u9", True)
    read = call("GET", f"/v1/notices/{made.json_body['id']}").json_body
    assert (read["state"], read["tried"][0]["channel"]) == ("accepted", "dingtalk")


def test_how_notices_go_out_is_changed_as_a_whole(call: Caller) -> None:
    assert call("GET", "/v1/notice-settings").json_body["quiet_hours"] is None
    wanted = {
        "candidates": ["email"],
        "colleagues": ["wecom", "email"],
        "quiet_hours": {"start": "22:00", "end": "08:00"},
        "time_zone": "Europe/Berlin",
    }
    answer = call("PUT", "/v1/notice-settings", wanted)
    assert answer.status_code == 200
    assert call("GET", "/v1/notice-settings").json_body == {**wanted, "language": None}
    for bad, pointer in (
        ({**wanted, "time_zone": "Mars/Base"}, "/time_zone"),
        ({**wanted, "quiet_hours": {"start": "25:00", "end": "08:00"}}, "/quiet_hours/start"),
        ({**wanted, "candidates": ["pigeons"]}, "/candidates/0"),
    ):
        refused = call("PUT", "/v1/notice-settings", bad)
        assert (refused.status_code, refused.json_body["errors"][0]["pointer"]) == (422, pointer)


def test_only_who_may_change_the_tenant_sets_channels_up(call: Caller, services: Services) -> None:
    recruiter = call.as_(key_like(services, "recruiter"))
    assert recruiter("PUT", "/v1/channels/dingtalk", DINGTALK).status_code == 403
    assert recruiter("PUT", "/v1/notice-settings", {}).status_code == 403


def test_chat_addresses_are_kept_beside_people(call: Caller) -> None:
    person = {"name": "Kim", "email": "kim@acme.example", "language": "en"}
    user = call("POST", "/v1/users", person).json_body["id"]
    path = f"/v1/users/{user}/chat-addresses"
    assert set(call("GET", path).json_body.values()) == {None}
    assert call("PUT", path, {"dingtalk_user_id": "u1"}).json_body["dingtalk_user_id"] == "u1"
    assert call("PUT", path, {"wecom_user_id": "w1"}).json_body == {
        "phone": None, "dingtalk_user_id": None, "wecom_user_id": "w1", "feishu_open_id": None,
    }  # fmt: skip
    assert call("PUT", "/v1/users/nobody/chat-addresses", {}).status_code == 404
    assert "kim" not in json.dumps(call("GET", path).json_body)

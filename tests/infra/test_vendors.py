"""The stand-ins for vendors of messages show what would have been sent."""

import json
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from infra.local.vendors.desk import Kept
from infra.local.vendors.page import render
from infra.local.vendors.server import VendorServer


@pytest.fixture
def server() -> Iterator[VendorServer]:
    running = VendorServer()
    yield running
    running.close()


def read(url: str, body: bytes | None = None, **headers: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(url, body, sent)) as answer:
        return str(answer.read().decode())


def send(server: VendorServer, text: str) -> None:
    token = json.loads(read(f"{server.url}/wecom/cgi-bin/gettoken?{urlencode({'corpid': 'c', 'corpsecret': 's'})}"))
    body = {"touser": "w1", "agentid": 1, "msgtype": "text", "text": {"content": text}}
    read(f"{server.url}/wecom/cgi-bin/message/send?access_token={token['access_token']}", json.dumps(body).encode())


def test_the_page_shows_messages_in_both_languages_and_runs_no_scripts_in_them(server: VendorServer) -> None:
    assert "Nothing was sent yet." in read(server.url)
    send(server, "<script>alert(1)</script> hello")
    english, chinese = read(server.url), read(server.url, Accept_Language="zh-CN,zh;q=0.9")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; hello" in english
    assert "<script" not in english
    assert "本应发出的消息" in chinese
    assert 'lang="zh-CN"' in chinese
    assert "width=device-width" in english


def test_a_message_can_be_marked_as_read(server: VendorServer) -> None:
    kept = server.desk.keep(Kept("om_1", "feishu", "ou_1", "Subject", "Text"))
    assert 'action="/_read/feishu/om_1"' in read(server.url)
    read(f"{server.url}/_read/feishu/om_1", b"")
    assert kept.read


def test_the_newest_message_comes_first() -> None:
    page = render([Kept("1", "wecom", "a", "older", "", at=1), Kept("2", "email", "b", "newer", "", at=2)], "en")
    assert page.index("newer") < page.index("older")


def test_a_call_without_a_token_or_with_a_wrong_signature_sends_nothing(server: VendorServer) -> None:
    for path in ("/wecom/cgi-bin/message/send", "/dingtalk/topapi/message/corpconversation/asyncsend_v2"):
        assert json.loads(read(f"{server.url}{path}?access_token=made-up", b"{}"))["errcode"] == 40014
    forged = "TC3-HMAC-SHA256 Credential=demo/2026-03-02/sms/tc3_request, SignedHeaders=content-type;host, Signature=00"
    headers = {"Authorization": forged, "X_TC_Action": "SendSms", "X_TC_Timestamp": "1"}
    answer = json.loads(read(f"{server.url}/tencent_sms/", b"{}", **headers))
    assert answer["Response"]["Error"]["Code"] == "AuthFailure.SignatureFailure"
    assert server.desk.kept == []

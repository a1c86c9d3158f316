"""Every channel keeps the contract, against servers that follow the vendors' documents."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.adapters.channel_link import Channel, Declined, Link
from chalicelib.adapters.cloud_signatures import acs3, tc3
from chalicelib.adapters.vendor_http import NoAnswer, NotSent, VendorHttp
from chalicelib.bootstrap import Services, _http
from chalicelib.channels import channels
from chalicelib.channels.dingtalk import MOST_BYTES
from chalicelib.domain.channel import Contact, Message, Sent
from infra.local.vendors.desk import Fault, Reply
from infra.local.vendors.server import VendorServer
from tests.unit.clock import HandClock
from tests.unit.vendors import CREDENTIALS, reaching, setting, vendors

__all__ = ["reaching", "vendors"]
CONTACT = Contact(
    email="li@acme.example",
    phone="+8613800138000",
    dingtalk_user_id="u1",
    wecom_user_id="w1",
    feishu_open_id="ou_1",
)
KEYS = sorted(channels())
VENDORS = sorted(CREDENTIALS)
WIRE = Path(__file__).parents[4] / "shared" / "reference" / "connectors" / "wire"


def message(channel: str, /, **changed: Any) -> Message:
    values = {
        "key": "ntc1001",
        "tenant": "acme",
        "notice": "ntc1",
        "purpose": "report_ready",
        "language": "zh",
        "address": channels()[channel].address(CONTACT),
        "subject": "面试报告",
        "text": "报告已生成。\nhttps://candor.example/r",
        "short": "报告已生成。",
        "url": "https://candor.example/r",
        "facts": {"candidate_name": "李伟", "job_title": "运营"},
        "stamp": "17:05",
        "at": datetime(2026, 3, 2, 9, 5, tzinfo=UTC),
    }
    return Message.model_validate({**values, **changed})


def linked(services: Services, key: str) -> tuple[Channel, Link]:
    found = services.channels.link(key)
    assert found is not None
    return found


@pytest.mark.parametrize("key", KEYS)
def test_a_message_is_accepted_with_an_id_to_ask_for(reaching: Services, vendors: VendorServer, key: str) -> None:
    channel, link = linked(reaching, key)
    outcome = channel.send(message(key), link)
    assert outcome.state == "accepted"
    assert outcome.provider_id
    if key in VENDORS:
        (kept,) = vendors.desk.of(key)
        assert "报告" in kept.subject + kept.text or "李伟" in kept.text


@pytest.mark.parametrize("key", KEYS)
def test_a_channel_says_what_it_is(key: str) -> None:
    channel = channels()[key]
    assert channel.name.en
    assert channel.name.zh
    assert set(channel.credentials) == set(CREDENTIALS.get(key, {}))
    assert channel.address(Contact()) is None
    # Who can be asked by our key alone must be askable at all, and what tells of reading can be asked.
    assert not (channel.finds or channel.tells_read) or channel.follows


@pytest.mark.parametrize("key", VENDORS)
def test_a_busy_vendor_is_tried_later(reaching: Services, vendors: VendorServer, key: str) -> None:
    channel, link = linked(reaching, key)
    channel.send(message(key), link)
    busy = Fault(Reply("busy", 429, {"Retry-After": "37"}))
    vendors.desk.plan(key, busy)
    outcome = channel.send(message(key, key="ntc1002"), link)
    assert (outcome.state, outcome.retry_after) == ("later", 37)
    assert len(vendors.desk.of(key)) == 1


@pytest.mark.parametrize("key", VENDORS)
@pytest.mark.parametrize("reply", [Reply("<html>", 200), Reply("", 500), Reply({"strange": 1}, 200)])
def test_what_nobody_can_read_may_have_gone_out(
    reaching: Services, vendors: VendorServer, key: str, reply: Reply
) -> None:
    channel, link = linked(reaching, key)
    channel.send(message(key), link)
    vendors.desk.plan(key, Fault(reply, carried_out=True))
    assert channel.send(message(key, key="ntc1002"), link).state == "unsure"


@pytest.mark.parametrize("key", VENDORS)
def test_silence_after_the_call_went_out_is_not_taken_for_a_failure(
    reaching: Services, vendors: VendorServer, clock: HandClock, key: str
) -> None:
    channel, link = linked(reaching, key)
    channel.send(message(key), link)
    hasty = Link(
        link.tenant, link.setting, link.credentials, VendorHttp(_http(loopback=True), within_s=0.2), link.tokens,
        clock, link.mailer,
    )  # fmt: skip
    vendors.desk.plan(key, Fault(carried_out=True, hang_s=0.6))
    with pytest.raises(NoAnswer):
        channel.send(message(key, key="ntc1002"), hasty)
    assert len(vendors.desk.of(key)) == 2


@pytest.mark.parametrize("key", VENDORS)
def test_nobody_listening_is_certain_not_to_have_sent(reaching: Services, vendors: VendorServer, key: str) -> None:
    channel, link = linked(reaching, key)
    url = vendors.url
    vendors.close()
    away = Link(link.tenant, setting(key, url), link.credentials, link.http, link.tokens, link.clock, link.mailer)
    with pytest.raises(NotSent):
        channel.send(message(key), away)


@pytest.mark.parametrize("key", ["dingtalk", "wecom", "feishu"])
def test_a_token_is_asked_for_once_and_again_only_when_it_is_spent(
    reaching: Services, vendors: VendorServer, clock: HandClock, key: str
) -> None:
    channel, link = linked(reaching, key)

    def asked() -> int:
        return len(vendors.desk.sent_calls(key, "oken"))

    channel.send(message(key), link)
    channel.send(message(key, key="ntc1002"), link)
    assert asked() == 1
    vendors.desk.end_tokens()
    assert channel.send(message(key, key="ntc1003"), link).state == "accepted"
    assert asked() == 2
    clock.move(minutes=114)
    channel.send(message(key, key="ntc1004"), link)
    assert asked() == 2
    clock.move(minutes=2)
    channel.send(message(key, key="ntc1005"), link)
    assert asked() == 3


@pytest.mark.parametrize("key", ["dingtalk", "wecom", "feishu"])
def test_wrong_credentials_send_nothing(reaching: Services, vendors: VendorServer, key: str) -> None:
    channel, link = linked(reaching, key)
    wrong = dict.fromkeys(link.credentials, "wrong")
    other = Link("globex", link.setting, wrong, link.http, link.tokens, link.clock, link.mailer)
    with pytest.raises(Declined) as declined:
        channel.send(message(key), other)
    assert declined.value.outcome.state == "refused"
    assert vendors.desk.of(key) == []


@pytest.mark.parametrize("key", ["aliyun_sms", "tencent_sms"])
def test_a_wrong_key_or_an_unapproved_template_is_refused(reaching: Services, vendors: VendorServer, key: str) -> None:
    channel, link = linked(reaching, key)
    wrong = dict.fromkeys(link.credentials, "wrong")
    other = Link(link.tenant, link.setting, wrong, link.http, link.tokens, link.clock, link.mailer)
    assert channel.send(message(key), other).state == "refused"
    bare = Link(
        link.tenant, {**link.setting, "templates": []}, link.credentials, link.http, link.tokens, link.clock,
        link.mailer,
    )  # fmt: skip
    assert "template" in channel.send(message(key), bare).detail
    assert vendors.desk.of(key) == []


def sent(channel: Channel, link: Link, one: Message) -> Sent:
    outcome = channel.send(one, link)
    return Sent(key=one.key, provider_id=outcome.provider_id, address=one.address, at=link.clock.now())


def test_dingtalk_tells_delivered_read_and_dropped(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "dingtalk")
    first = sent(channel, link, message("dingtalk"))
    found = channel.look_up(first, link)
    assert found is not None
    assert found.state == "delivered"
    vendors.desk.of("dingtalk")[0].read = True
    assert (found := channel.look_up(first, link)) is not None
    assert found.state == "read"
    # The very same content on the same day: DingTalk says yes and drops it; it goes out again with another ending.
    again = sent(channel, link, message("dingtalk"))
    assert (found := channel.look_up(again, link)) is not None
    assert (found.state, found.detail) == ("later", "forbidden 143106")


def test_dingtalk_messages_differ_by_their_ending_and_fit(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "dingtalk")
    long = message("dingtalk", text='一"\n' * 3000)
    assert channel.send(long, link).state == "accepted"
    assert channel.send(long.model_copy(update={"key": "ntc1002"}), link).state == "accepted"
    first, second = vendors.desk.of("dingtalk")
    assert not second.dropped
    assert first.text.endswith("[tc1001 17:05]")
    assert len(json.dumps(first.raw, ensure_ascii=False).encode()) <= MOST_BYTES
    assert channel.shown(long).cut


def test_dingtalk_finds_people_by_their_mobile(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "dingtalk")
    address = channel.address(Contact(phone="+8613800138000"))
    channel.send(message("dingtalk", address=address), link)
    assert vendors.desk.of("dingtalk")[0].recipient == "u13800138000"
    with pytest.raises(Declined) as declined:
        channel.send(message("dingtalk", address="mobile:19900000000"), link)
    assert declined.value.outcome.state == "refused"


@pytest.mark.parametrize(
    ("code", "state"), [(-1, "later"), (90018, "later"), (90020, "refused"), (88, "refused"), (777, "refused")]
)
def test_dingtalks_codes_in_a_200(reaching: Services, vendors: VendorServer, code: int, state: str) -> None:
    channel, link = linked(reaching, "dingtalk")
    vendors.desk.plan("dingtalk", Fault(Reply({"errcode": code, "errmsg": "x"}), path="asyncsend"))
    assert channel.send(message("dingtalk"), link).state == state


def test_wecom_leaves_somebody_out_with_success(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "wecom")
    assert channel.send(message("wecom", address="nobody"), link).state == "refused"
    partial = Reply({"errcode": 0, "errmsg": "ok", "invaliduser": "x|w1", "msgid": "1"})
    vendors.desk.plan("wecom", Fault(partial, path="message/send"))
    assert channel.send(message("wecom"), link).state == "refused"
    assert channel.look_up(sent(channel, link, message("wecom")), link) is None


def test_wecom_and_feishu_drop_a_repeat_under_the_same_key(reaching: Services, vendors: VendorServer) -> None:
    for key in ("wecom", "feishu"):
        channel, link = linked(reaching, key)
        for one in (message(key), message(key), message(key, key="ntc1002")):
            assert channel.send(one, link).state == "accepted"
        assert len([kept for kept in vendors.desk.of(key) if not kept.dropped]) == 2


def test_feishu_tells_who_has_read(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "feishu")
    first = sent(channel, link, message("feishu"))
    assert channel.look_up(first, link) is None
    vendors.desk.of("feishu")[0].read = True
    assert (found := channel.look_up(first, link)) is not None
    assert found.state == "read"
    limited = Reply({"code": 230020, "msg": "rate"}, 400, {"x-ogw-ratelimit-reset": "9"})
    vendors.desk.plan("feishu", Fault(limited, path="im/v1"))
    outcome = channel.send(message("feishu", key="ntc1002"), link)
    assert (outcome.state, outcome.retry_after) == ("later", 9)
    assert channel.send(message("feishu", address="ou_nobody"), link).state == "refused"


@pytest.mark.parametrize("key", ["aliyun_sms", "tencent_sms"])
def test_an_sms_is_found_by_our_own_key_when_its_answer_was_lost(
    reaching: Services, vendors: VendorServer, key: str
) -> None:
    channel, link = linked(reaching, key)
    channel.send(message(key), link)
    lost = Sent(key="ntc1001", provider_id=None, address=CONTACT.phone or "", at=link.clock.now())
    assert (found := channel.look_up(lost, link)) is not None
    assert found.state == "delivered"
    vendors.desk.of(key)[0].dropped = "UNDELIVERED"
    assert (found := channel.look_up(lost, link)) is not None
    assert found.state == "refused"
    assert channel.look_up(lost.model_copy(update={"key": "other"}), link) is None


def test_a_number_that_is_none_gets_nothing_ever_again(reaching: Services, vendors: VendorServer) -> None:
    del vendors
    channel, link = linked(reaching, "aliyun_sms")
    outcome = channel.send(message("aliyun_sms", address="not-a-number"), link)
    assert (outcome.state, outcome.bad_address) == ("refused", True)


def test_tencents_codes_stand_with_each_number(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "tencent_sms")
    for code, state in (
        ("LimitExceeded.PhoneNumberThirtySecondLimit", "later"),
        ("LimitExceeded.PhoneNumberDailyLimit", "refused"),
        ("InternalError.Timeout", "unsure"),
    ):
        status = {"Code": code, "Message": "m", "SerialNo": "", "PhoneNumber": "+8613800138000"}
        vendors.desk.plan("tencent_sms", Fault(Reply({"Response": {"SendStatusSet": [status]}})))
        assert channel.send(message("tencent_sms"), link).state == state


def test_aliyuns_signature_is_that_of_its_documents() -> None:
    """The worked example of https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature."""
    headers = {
        "x-acs-action": "RunInstances",
        "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    }
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    signed = acs3(
        "https://ecs.cn-shanghai.aliyuncs.com/", query, headers, b"", "YourAccessKeyId", "YourAccessKeySecret"
    )
    assert signed["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def captured(name: str, path: str) -> dict[str, Any]:
    file = WIRE / name
    if not file.exists():
        pytest.skip("the captures of the vendors' own clients are not here")
    return next(call for call in json.loads(file.read_text()) if path in call.get("path", "") and "method" in call)


def test_tencents_signature_is_that_of_its_own_client() -> None:
    calls = json.loads((WIRE / "sms_ses.json").read_text()) if (WIRE / "sms_ses.json").exists() else []
    call = next((one for one in calls if "X-TC-Action" in one.get("headers", {})), None)
    if call is None:
        pytest.skip("the captures of the vendors' own clients are not here")
    at = datetime.fromtimestamp(int(call["headers"]["X-TC-Timestamp"]), UTC)
    url = f"http://{call['headers']['Host']}/"
    made = tc3(url, "application/json", call["body"].encode(), at, "AKID", "SK", "sms")
    assert made == call["headers"]["Authorization"]


def test_feishus_own_client_sends_the_same(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "feishu")
    channel.send(message("feishu"), link)
    theirs = captured("feishu.json", "im/v1/messages?")
    (ours,) = vendors.desk.sent_calls("feishu", "im/v1/messages")
    assert set(ours.body) == set(json.loads(theirs["body"]))
    assert f"/open-apis{theirs['path'].partition('/open-apis')[2].partition('?')[0]}" == ours.path
    assert parse_qs(urlsplit(theirs["path"]).query) == {"receive_id_type": ["open_id"]}
    assert ours.query == {"receive_id_type": "open_id"}


def test_aliyuns_own_client_sends_the_same_parameters(reaching: Services, vendors: VendorServer) -> None:
    channel, link = linked(reaching, "aliyun_sms")
    channel.send(message("aliyun_sms"), link)
    theirs = captured("sms_ses.json", "PhoneNumbers")
    (ours,) = vendors.desk.sent_calls("aliyun_sms")
    assert set(ours.query) == set(parse_qs(urlsplit(theirs["path"]).query))
    signed = {name.lower() for name in theirs["headers"] if name.lower().startswith("x-acs-")}
    assert {name for name in ours.headers if name.startswith("x-acs-")} == signed - {"x-acs-credentials-provider"}

"""A notice reaches somebody once, or says visibly why not."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3
import pytest

from chalicelib.adapters.channel_link import Link
from chalicelib.adapters.dynamodb.notices import due_notices
from chalicelib.adapters.vendor_http import VendorHttp
from chalicelib.bootstrap import Services, _http
from chalicelib.domain.channel import ChatAddresses, NoticeSettings, QuietHours
from chalicelib.domain.errors import Conflict
from chalicelib.domain.event import NoticeFacts
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import TeamMember
from chalicelib.domain.messages import SendNotice
from chalicelib.domain.notice import Notice
from chalicelib.domain.people import User
from chalicelib.services.notice_delivery import NoticeDelivery
from chalicelib.services.notice_ways import NoticeWays
from infra.local.vendors.desk import Fault, Reply
from infra.local.vendors.server import VendorServer
from tests.unit.clock import HandClock
from tests.unit.conftest import EVERYTHING
from tests.unit.samples import queued
from tests.unit.vendors import reaching, vendors

__all__ = ["reaching", "vendors"]
CHATS = ChatAddresses(dingtalk_user_id="u1", wecom_user_id="w1", feishu_open_id="ou_1")


class Told:
    """The events that were published, as the event service would be asked for them."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, NoticeFacts]] = []

    def publish(self, event_type: str, about: str, data: NoticeFacts) -> int:
        self.events.append((event_type, about, data))
        return 0


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def delivery(reaching: Services, told: Told) -> NoticeDelivery:
    # One service of channels for all of it, so that a test can make its vendors' time short.
    channels, suppression = reaching.channels, reaching.suppression
    ways = NoticeWays(reaching._notice_recipients, channels, suppression, reaching.interviews.get, reaching.clock)
    return NoticeDelivery(
        reaching._notices, channels, suppression, ways, told.publish, reaching._queues, reaching.sealer,
        reaching.clock, reaching.tenant,
    )  # fmt: skip


@pytest.fixture
def recruiter(reaching: Services, started: Interview) -> User:
    """The one recruiter on the job's team, in every chat tool."""
    user = User(id="usr1", email="rec@acme.example", name="Rec", language="zh", created_at=reaching.clock.now())
    reaching._notice_recipients._users.create(user.id, user)
    reaching.channels.keep_chat_addresses("user", user.id, CHATS, None)
    team = (TeamMember(user_id=user.id, role="recruiter"),)
    reaching.jobs.change(started.job, lambda job: job.model_copy(update={"team": team}), EVERYTHING, None)
    return user


Order = Callable[..., None]


@pytest.fixture
def order(reaching: Services) -> Order:
    def put(*colleagues: str, **more: Any) -> None:
        settings = NoticeSettings(colleagues=colleagues or ("dingtalk",), time_zone="UTC", **more)
        reaching.channels.keep_notice_settings(settings, None)

    return put


def tell_team(services: Services, interview: Interview, about: str = "int1/1") -> Notice:
    (notice,) = services.notices.request(
        "report_ready", about, "team", interview=interview, facts={"outcome": "advance", "url": "https://c.example/r"}
    )
    return services.notices.require(notice)


def run(services: Services, delivery: NoticeDelivery) -> None:
    """What the Lambda does with the messages that wait in the queue."""
    for body in queued(services.settings.notices_queue_url):
        delivery.run_due(SendNotice.model_validate_json(body).notice)


def sweep(services: Services, delivery: NoticeDelivery, clock: HandClock) -> None:
    """What the sweeper does about notices whose time has come."""
    for _, notice in due_notices(services.table, clock.now()):
        delivery.run_due(notice)


def mails() -> list[Any]:
    from moto.core.models import DEFAULT_ACCOUNT_ID  # noqa: PLC0415
    from moto.ses.models import ses_backends  # noqa: PLC0415

    return list(ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages)


def test_a_request_made_twice_is_one_notice_and_one_message(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer,
) -> None:  # fmt: skip
    order("dingtalk")
    first, again = tell_team(reaching, started), tell_team(reaching, started)
    assert first.id == again.id
    assert first.recipient == recruiter.id
    run(reaching, delivery)
    delivery.run_due(first.id)
    (kept,) = vendors.desk.of("dingtalk")
    assert kept.recipient == "u1"
    assert "Wei" in kept.text or started.candidate.name in kept.text
    assert "进入下一轮" in kept.text
    assert reaching.notices.require(first.id).state == "accepted"


def test_a_repeat_after_it_went_out_sends_nothing(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer,
) -> None:  # fmt: skip
    del recruiter
    order("dingtalk")
    tell_team(reaching, started)
    run(reaching, delivery)
    tell_team(reaching, started)
    run(reaching, delivery)
    assert len(vendors.desk.of("dingtalk")) == 1


def test_what_a_channel_refuses_takes_the_next(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, told: Told,
) -> None:  # fmt: skip
    del recruiter
    order("wecom", "feishu")
    vendors.desk.plan("wecom", Fault(Reply({"errcode": 60020, "errmsg": "not allowed"}), path="message/send"))
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    run(reaching, delivery)
    now = reaching.notices.require(notice.id)
    assert [(one.channel, one.state) for one in now.tried] == [("wecom", "failed"), ("feishu", "accepted")]
    assert "60020" in now.tried[0].detail
    assert told.events == []


def test_a_person_whom_nothing_reaches_has_a_failed_notice_and_an_event(
    reaching: Services, started: Interview, order: Order, delivery: NoticeDelivery, told: Told
) -> None:
    order("dingtalk", candidates=("wecom",))
    (notice,) = reaching.notices.request("under_review", "int1/1", "candidate", interview=started)
    run(reaching, delivery)
    now = reaching.notices.require(notice)
    assert (now.state, now.reason) == ("failed", "no channel reaches this person")
    assert [(name, facts.state, facts.interview_id) for name, _, facts in told.events] == [
        ("notice.failed", "failed", started.id)
    ]


def test_the_tenants_contact_stands_in_for_a_team_that_nothing_reaches(
    reaching: Services, started: Interview, delivery: NoticeDelivery
) -> None:
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    now = reaching.notices.require(notice.id)
    assert (now.recipient_kind, now.state, now.language) == ("tenant", "accepted", "en")
    (mail,) = mails()
    assert mail.destinations["ToAddresses"] == ["hr@acme.example"]


def hasty(reaching: Services, delivery: NoticeDelivery) -> None:
    """Let no channel wait longer than a moment for its vendor."""
    found = delivery._channels.link

    def link(key: str) -> Any:
        reached = found(key)
        if reached is None:
            return None
        channel, way = reached
        http = VendorHttp(_http(loopback=True), within_s=0.2)
        return channel, Link(way.tenant, way.setting, way.credentials, http, way.tokens, way.clock, way.mailer)

    delivery._channels.link = link  # type: ignore[method-assign]
    del reaching


def test_a_call_that_was_carried_out_in_silence_is_not_made_again(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, clock: HandClock, told: Told,
) -> None:  # fmt: skip
    del recruiter
    order("dingtalk", "feishu")
    hasty(reaching, delivery)
    vendors.desk.plan("dingtalk", Fault(path="asyncsend", carried_out=True, hang_s=0.6))
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    now = reaching.notices.require(notice.id)
    assert (now.state, now.tried[0].state) == ("unknown", "unknown")
    assert [facts.state for _, _, facts in told.events] == ["unknown"]
    for _ in range(5):
        clock.move(hours=1)
        sweep(reaching, delivery, clock)
    assert len(vendors.desk.sent_calls("dingtalk", "asyncsend")) == 1
    assert vendors.desk.of("feishu") == []


def test_where_the_vendor_drops_repeats_a_lost_answer_is_asked_for_again_under_the_same_key(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, clock: HandClock, told: Told,
) -> None:  # fmt: skip
    del recruiter
    order("feishu")
    hasty(reaching, delivery)
    # The first answer is lost, then the vendor is busy, then it answers: one message all the same.
    vendors.desk.plan(
        "feishu",
        Fault(path="im/v1/messages", carried_out=True, hang_s=0.6),
        Fault(Reply("", 503), path="im/v1/messages"),
    )
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    for _ in range(2):
        clock.move(minutes=6)
        sweep(reaching, delivery, clock)
    now = reaching.notices.require(notice.id)
    assert now.state == "accepted"
    assert len({attempt.key for attempt in now.tried}) == 1
    assert len(vendors.desk.of("feishu")) == 1
    assert told.events == []


def test_after_the_vendors_window_a_lost_answer_stays_unknown(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, clock: HandClock, told: Told,
) -> None:  # fmt: skip
    del recruiter
    order("feishu", "wecom")
    hasty(reaching, delivery)
    vendors.desk.plan("feishu", Fault(path="im/v1/messages", carried_out=True, hang_s=0.6))
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    clock.move(hours=2)
    sweep(reaching, delivery, clock)
    assert reaching.notices.require(notice.id).state == "unknown"
    assert len(vendors.desk.sent_calls("feishu", "im/v1/messages")) == 1
    assert vendors.desk.of("wecom") == []
    assert [facts.state for _, _, facts in told.events] == ["unknown"]


def test_an_sms_whose_answer_was_lost_is_looked_up_not_sent_again(
    reaching: Services, started: Interview, order: Order, delivery: NoticeDelivery, vendors: VendorServer,
    clock: HandClock, told: Told,
) -> None:  # fmt: skip
    order("email", candidates=("aliyun_sms",))
    hasty(reaching, delivery)
    phone = ChatAddresses(phone="+8613800138000")
    reaching.channels.keep_chat_addresses("candidate", started.candidate.id, phone, None)
    vendors.desk.plan("aliyun_sms", Fault(carried_out=True, hang_s=0.6))
    (notice,) = reaching.notices.request("under_review", "int1/1", "candidate", interview=started)
    run(reaching, delivery)
    assert reaching.notices.require(notice).state == "unknown"
    clock.move(minutes=2)
    sweep(reaching, delivery, clock)
    assert reaching.notices.require(notice).state == "delivered"
    assert len(vendors.desk.of("aliyun_sms")) == 1
    assert told.events == []


def test_a_lambda_that_died_in_the_middle_leaves_a_notice_that_says_so(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, clock: HandClock, told: Told,
) -> None:  # fmt: skip
    del recruiter
    order("dingtalk")
    notice = tell_team(reaching, started)
    queued(reaching.settings.notices_queue_url)

    def die(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    settle = delivery._settle
    delivery._settle = die  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        delivery.run_due(notice.id)
    delivery._settle = settle  # type: ignore[method-assign]
    delivery.run_due(notice.id)
    assert reaching.notices.require(notice.id).state == "sending"
    clock.move(minutes=4)
    sweep(reaching, delivery, clock)
    assert reaching.notices.require(notice.id).state == "unknown"
    assert len(vendors.desk.of("dingtalk")) == 1
    assert len(told.events) == 1


def test_a_busy_vendor_is_tried_later_and_then_passed_over(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, clock: HandClock,
) -> None:  # fmt: skip
    del recruiter
    order("wecom", "dingtalk")
    busy = Fault(Reply({"errcode": 45009, "errmsg": "api freq out of limit"}), path="message/send")
    vendors.desk.plan("wecom", *[busy] * 5)
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    clock.move(seconds=30)
    sweep(reaching, delivery, clock)
    assert len(vendors.desk.sent_calls("wecom", "message/send")) == 1
    for _ in range(6):
        clock.move(hours=2)
        sweep(reaching, delivery, clock)
    now = reaching.notices.require(notice.id)
    assert [one.channel for one in now.tried] == ["wecom"] * 5 + ["dingtalk"]


def test_quiet_hours_hold_a_notice_until_they_end(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, clock: HandClock,
) -> None:  # fmt: skip
    del recruiter
    order("dingtalk", quiet_hours=QuietHours(start="08:30", end="10:00"))
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    held = reaching.notices.require(notice.id)
    assert (held.state, held.next_at) == ("held", clock.now() + timedelta(hours=1))
    clock.move(minutes=59)
    sweep(reaching, delivery, clock)
    assert vendors.desk.of("dingtalk") == []
    clock.move(minutes=1)
    sweep(reaching, delivery, clock)
    assert len(vendors.desk.of("dingtalk")) == 1


def test_who_has_read_is_asked_for_a_day_and_unread_ones_can_be_sent_again(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer, clock: HandClock,
) -> None:  # fmt: skip
    del recruiter
    order("dingtalk")
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    clock.move(minutes=2)
    sweep(reaching, delivery, clock)
    assert reaching.notices.require(notice.id).state == "delivered"
    for resend in ("rsn1", "rsn1"):
        reaching.notices.resend(notice.id, resend, unread_only=True)
    run(reaching, delivery)
    assert [kept.dropped for kept in vendors.desk.of("dingtalk")] == ["", ""]
    vendors.desk.of("dingtalk")[1].read = True
    clock.move(minutes=6)
    sweep(reaching, delivery, clock)
    now = reaching.notices.require(notice.id)
    assert (now.state, now.next_at, now.resends) == ("read", None, 1)
    with pytest.raises(Conflict):
        reaching.notices.resend(notice.id, "rsn2", unread_only=True)


def test_a_channel_that_cannot_tell_is_not_sent_again_unless_somebody_wants_that(
    reaching: Services, started: Interview, recruiter: User, order: Order, delivery: NoticeDelivery,
    vendors: VendorServer,
) -> None:  # fmt: skip
    del recruiter
    order("wecom")
    notice = tell_team(reaching, started)
    run(reaching, delivery)
    with pytest.raises(Conflict):
        reaching.notices.resend(notice.id, "rsn1", unread_only=True)
    assert reaching.notices.resend_of_job(started.job, "report_ready", "rsn2", None, unread_only=True) == (0, 1, None)
    assert reaching.notices.resend_of_job(started.job, "report_ready", "rsn3", None, unread_only=False) == (1, 0, None)
    run(reaching, delivery)
    assert [kept.dropped for kept in vendors.desk.of("wecom")] == ["", ""]


def test_a_link_that_lets_anybody_in_is_on_record_sealed_only(
    reaching: Services, started: Interview, delivery: NoticeDelivery
) -> None:
    secret = "a" * 32
    url = f"https://candor.test/i/inv.acme.int1.{secret}"
    facts = {"url": url, "reason": "{url} {candidate_name}"}
    (notice,) = reaching.notices.request("retest", "int1/2", "candidate", interview=started, facts=facts)
    kept = reaching.notices.require(notice)
    assert secret not in kept.model_dump_json()
    run(reaching, delivery)
    (mail,) = mails()
    assert url in mail.body
    assert secret not in reaching.notices.require(notice).model_dump_json()


def test_nothing_personal_is_in_a_message_of_the_queue(reaching: Services, started: Interview) -> None:
    reaching.notices.request("under_review", "int1/1", "candidate", interview=started)
    (body,) = queued(reaching.settings.notices_queue_url)
    assert json.loads(body).keys() == {"type", "version", "tenant", "notice"}


def bounce(notice: Notice, kind: str = "Bounce", **extra: Any) -> str:
    key = notice.tried[-1].key
    tags = {"tenant": ["acme"], "notice": [notice.id], "key": [key]}
    return json.dumps({"eventType": kind, "mail": {"tags": tags}, **extra})


def take(body: str) -> None:
    from chalicelib.tasks.take_mail_event import take_mail_event  # noqa: PLC0415

    record = {"messageId": "m", "receiptHandle": "r", "body": body, "attributes": {}, "eventSource": "aws:sqs"}
    assert take_mail_event({"Records": [record]}, None) == {"batchItemFailures": []}


def test_mail_that_bounces_for_good_takes_the_next_channel_and_gets_no_more(
    reaching: Services, started: Interview, order: Order, delivery: NoticeDelivery, vendors: VendorServer
) -> None:
    order("email", candidates=("email", "wecom"))
    reaching.channels.keep_chat_addresses("candidate", started.candidate.id, CHATS, None)
    (notice,) = reaching.notices.request("under_review", "int1/1", "candidate", interview=started)
    run(reaching, delivery)
    sent = reaching.notices.require(notice)
    for _ in range(2):
        take(bounce(sent, bounce={"bounceType": "Permanent", "bounceSubType": "General"}))
    run(reaching, delivery)
    now = reaching.notices.require(notice)
    assert [(one.channel, one.state) for one in now.tried] == [("email", "failed"), ("wecom", "accepted")]
    assert len(vendors.desk.of("wecom")) == 1
    (later,) = reaching.notices.request("course", "int1/1", "candidate", interview=started)
    run(reaching, delivery)
    assert [(one.channel, one.state) for one in reaching.notices.require(later).tried] == [
        ("email", "suppressed"),
        ("wecom", "accepted"),
    ]
    assert len(mails()) == 1
    (entry,) = reaching.suppression.page(None, 10)[0]
    assert (started.candidate.email or "") not in entry.model_dump_json()


def test_a_notice_whose_only_address_is_suppressed_says_so(
    reaching: Services, started: Interview, order: Order, delivery: NoticeDelivery, told: Told
) -> None:
    order("email", candidates=("email",))
    reaching.suppression.add((started.candidate.email or "").upper(), "by_hand")
    (notice,) = reaching.notices.request("under_review", "int1/1", "candidate", interview=started)
    run(reaching, delivery)
    assert reaching.notices.require(notice).state == "suppressed"
    assert mails() == []
    assert told.events == []


def test_what_ses_delivered_is_delivered(reaching: Services, started: Interview, delivery: NoticeDelivery) -> None:
    (notice,) = reaching.notices.request("under_review", "int1/1", "candidate", interview=started)
    run(reaching, delivery)
    take(bounce(reaching.notices.require(notice), "Delivery"))
    assert reaching.notices.require(notice).state == "delivered"


def test_mail_that_ses_refuses_is_failed_with_its_word(
    reaching: Services, started: Interview, delivery: NoticeDelivery, told: Told
) -> None:
    boto3.client("ses").delete_identity(Identity="no-reply@candor.example")
    boto3.client("sesv2").delete_email_identity(EmailIdentity="candor.example")
    (notice,) = reaching.notices.request("under_review", "int1/1", "candidate", interview=started)
    run(reaching, delivery)
    run(reaching, delivery)
    now = reaching.notices.require(notice)
    assert (now.state, now.tried[0].detail) == ("failed", "MessageRejected")
    assert len(told.events) == 1

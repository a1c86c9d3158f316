"""Signatures by Standard Webhooks."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from chalicelib.domain.webhook import RETRY_AFTER, event_id, sign

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = '{"type":"interview.reported","data":{"name":"韦"}}'


def test_the_specifications_own_library_accepts_our_signature() -> None:
    headers = sign(SECRET, "evt1", datetime.now(UTC), BODY)
    assert Webhook(SECRET).verify(BODY, headers)["type"] == "interview.reported"


def test_it_refuses_a_changed_body_and_an_old_timestamp() -> None:
    headers = sign(SECRET, "evt1", datetime.now(UTC), BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY + " ", headers)
    old = sign(SECRET, "evt1", datetime.now(UTC) - timedelta(minutes=10), BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, old)


def test_the_specifications_own_example_comes_out_the_same() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_has_one_id_however_often_it_is_made() -> None:
    assert event_id("t", "i", 1, "interview.reported") == event_id("t", "i", 1, "interview.reported")
    assert event_id("t", "i", 1, "interview.reported") != event_id("t", "i", 2, "interview.reported")
    assert event_id("t", "i", 1, "interview.reported") != event_id("u", "i", 1, "interview.reported")


def test_retries_go_on_for_three_days() -> None:
    assert timedelta(days=2.9) < sum(RETRY_AFTER, timedelta()) < timedelta(days=3.5)

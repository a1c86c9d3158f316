"""Signatures by Standard Webhooks and in Stripe's manner, as the libraries of those who receive them see them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
import svix.webhooks
from standardwebhooks import Webhook, WebhookVerificationError

from chalicelib.domain.event import EVENT_TYPES, event_id, unknown_types, wanted
from chalicelib.domain.webhook import (
    RETRY_AFTER,
    OldSecret,
    SigningSecrets,
    asked_wait,
    next_wait,
    sign,
    sign_as_stripe,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
BODY = '{"type":"interview.reported","data":{"name":"韦"}}'
VERIFY: Any = stripe.WebhookSignature.verify_header
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("secret", [SECRET, OTHER])
def test_the_libraries_accept_our_signature_by_the_new_secret_and_by_the_one_before_it(secret: str) -> None:
    headers = sign((SECRET, OTHER), "evt1", datetime.now(UTC), BODY)
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert Webhook(secret).verify(BODY, headers)["type"] == "interview.reported"
    assert svix.webhooks.Webhook(secret).verify(BODY, headers)["type"] == "interview.reported"


def test_they_refuse_a_changed_body_an_old_timestamp_and_another_secret() -> None:
    now = datetime.now(UTC)
    headers = sign((SECRET,), "evt1", now, BODY)
    old = sign((SECRET,), "evt1", now - timedelta(minutes=10), BODY)
    for secret, body, sent in ((SECRET, BODY + " ", headers), (SECRET, BODY, old), (OTHER, BODY, headers)):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, sent)
        with pytest.raises(svix.webhooks.WebhookVerificationError):
            svix.webhooks.Webhook(secret).verify(body, sent)


def test_the_specifications_own_example_comes_out_the_same() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = sign((SECRET,), "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", [SECRET, OTHER])
def test_stripes_library_accepts_the_signature_in_its_manner(secret: str) -> None:
    header = sign_as_stripe((SECRET, OTHER), datetime.now(UTC), BODY)["Candor-Signature"]
    assert VERIFY(BODY, header, secret, tolerance=300)
    with pytest.raises(stripe.SignatureVerificationError):
        VERIFY(BODY + " ", header, secret, tolerance=300)


def test_stripes_library_refuses_an_old_one() -> None:
    header = sign_as_stripe((SECRET,), datetime.now(UTC) - timedelta(minutes=6), BODY)["Candor-Signature"]
    with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
        VERIFY(BODY, header, SECRET, tolerance=300)


def test_a_replaced_secret_signs_until_its_overlap_is_over() -> None:
    rotated = SigningSecrets(current=SECRET).rotated(OTHER, "rot1", NOW, timedelta(hours=24))
    assert rotated.good(NOW + timedelta(hours=23)) == (OTHER, SECRET)
    assert rotated.good(NOW + timedelta(hours=24)) == (OTHER,)
    assert rotated.pruned(NOW + timedelta(hours=24)).previous == ()


def test_a_rotation_done_again_keeps_the_secret_that_is_in_use() -> None:
    once = SigningSecrets(current=SECRET).rotated("whsec_lost", "rot1", NOW, timedelta(hours=24))
    again = once.rotated(OTHER, "rot1", NOW + timedelta(minutes=1), timedelta(hours=24))
    assert again.good(NOW) == (OTHER, SECRET)
    assert again.previous == (OldSecret(secret=SECRET, until=NOW + timedelta(hours=24)),)


def test_an_event_has_one_id_however_often_it_is_made() -> None:
    assert event_id("t", "i/1", "interview.reported") == event_id("t", "i/1", "interview.reported")
    ids = {event_id(*of) for of in (("t", "i/1", "a"), ("t", "i/2", "a"), ("u", "i/1", "a"), ("t", "i/1", "b"))}
    assert len(ids) == 4


def test_retries_go_on_for_three_days() -> None:
    assert timedelta(days=2.9) < sum(RETRY_AFTER, timedelta()) < timedelta(days=3.5)


def test_waits_are_spread_and_the_same_in_every_run() -> None:
    waits = {next_wait(f"evt{number}", "whe1", 2, None) for number in range(50)}
    assert len(waits) > 40
    assert RETRY_AFTER[2] <= min(waits) <= max(waits) <= 1.2 * RETRY_AFTER[2]
    assert next_wait("evt1", "whe1", 2, None) == next_wait("evt1", "whe1", 2, None)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Mon, 02 Mar 2026 09:10:00 GMT", 600),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0),
        ("999999999999", 86_400),
        ("Mon, 09 Mar 2026 09:00:00 GMT", 86_400),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(header: str | None, seconds: int | None) -> None:
    assert asked_wait(header, NOW) == (None if seconds is None else timedelta(seconds=seconds))


def test_what_the_receiver_asks_for_counts_where_it_is_longer() -> None:
    assert next_wait("evt1", "whe1", 0, timedelta(minutes=10)) == timedelta(minutes=10)
    assert next_wait("evt1", "whe1", 4, timedelta(minutes=10)) >= RETRY_AFTER[4]


@pytest.mark.parametrize(
    ("patterns", "event_type", "is_wanted"),
    [
        (("interview.reported",), "interview.reported", True),
        (("interview.reported",), "interview.decided", False),
        (("interview.*",), "interview.added_later", True),
        (("interview.*",), "job.pass_rate_low", False),
        (("*",), "connector.failed", True),
    ],
)
def test_an_endpoint_gets_what_it_asks_for(patterns: tuple[str, ...], event_type: str, *, is_wanted: bool) -> None:
    assert wanted(patterns, event_type) is is_wanted


def test_what_matches_nothing_is_said() -> None:
    assert unknown_types((*EVENT_TYPES, "*", "job.*")) == ()
    assert unknown_types(("interview.reportd", "interviews.*")) == ("interview.reportd", "interviews.*")

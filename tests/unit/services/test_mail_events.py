"""What SES reports is read in its own words and as a topic wraps them."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.services.mail_events import read_mail_event

SAMPLE = (Path(__file__).parents[3] / "events" / "samples" / "ses.bounce.json").read_text(encoding="utf-8")


def changed(**event: Any) -> str:
    return json.dumps({**json.loads(SAMPLE), **event})


def test_a_bounce_names_its_notice_and_try_whether_wrapped_or_not() -> None:
    bare = read_mail_event(SAMPLE)
    assert bare is not None
    assert (bare.tenant, bare.key.startswith(bare.notice), bare.state, bare.suppress) == (
        "acme", True, "failed", "bounce",
    )  # fmt: skip
    assert read_mail_event(json.dumps({"Type": "Notification", "Message": SAMPLE})) == bare


@pytest.mark.parametrize(
    ("event", "state", "suppress"),
    [
        ({"bounce": {"bounceType": "Transient", "bounceSubType": "MailboxFull"}}, "failed", None),
        ({"eventType": "Complaint"}, "delivered", "complaint"),
        ({"eventType": "Delivery"}, "delivered", None),
        ({"eventType": "Reject"}, "failed", None),
    ],
)
def test_only_what_is_for_good_suppresses_an_address(event: Any, state: str, suppress: str | None) -> None:
    found = read_mail_event(changed(**event))
    assert found is not None
    assert (found.state, found.suppress) == (state, suppress)


@pytest.mark.parametrize("event", [{"eventType": "Open"}, {"mail": {"tags": {"tenant": ["acme"]}}}, {"mail": None}])
def test_what_is_about_no_notice_is_passed_over(event: Any) -> None:
    assert read_mail_event(changed(**event)) is None

"""What SES reports about mail: arrived, bounced, complained about, refused."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.domain.notice import NoticeState
from chalicelib.observability import count, logger


class MailEvent(NamedTuple):
    """What happened to the mail of one try of a notice."""

    tenant: str
    notice: str
    key: str
    state: NoticeState
    detail: str
    suppress: str | None


def read_mail_event(body: str) -> MailEvent | None:
    """The event in a message of SNS, or in SES's own words; None for what is not about a notice of ours.

    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """
    found = json.loads(body)
    if isinstance(found, dict) and found.get("Type") == "Notification":
        found = json.loads(found["Message"])
    if not isinstance(found, dict):
        return None
    tags: Mapping[str, Any] = (found.get("mail") or {}).get("tags") or {}
    named = {name: str(values[0]) for name, values in tags.items() if isinstance(values, list) and values}
    if not {"tenant", "notice", "key"} <= named.keys():
        logger.info("a mail event without the tags of a notice", extra={"event_type": found.get("eventType")})
        return None
    said = _said(found)
    if said is None:
        return None
    count(f"Mail{found['eventType']}".replace(" ", ""))
    return MailEvent(named["tenant"], named["notice"], named["key"], *said)


def _said(event: Mapping[str, Any]) -> tuple[NoticeState, str, str | None] | None:
    """State, detail, and why the address is to get no more."""
    kind = event.get("eventType")
    if kind == "Delivery":
        return "delivered", "", None
    if kind == "Complaint":
        return "delivered", "the recipient has complained", "complaint"
    if kind == "Bounce":
        bounce = event.get("bounce") or {}
        permanent = bounce.get("bounceType") == "Permanent"
        detail = f"bounced: {bounce.get('bounceType', '')} {bounce.get('bounceSubType', '')}".strip()
        return "failed", detail, "bounce" if permanent else None
    if kind == "Reject":
        return "failed", "SES has refused the mail", None
    return None

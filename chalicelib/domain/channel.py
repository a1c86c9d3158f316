"""What a channel gets to send, what comes of it, and what a tenant sets for its channels."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, Field, JsonValue, StringConstraints

from chalicelib.domain.language import Language, fault
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice import Purpose

_CHINESE_MOBILE = len("8613800138000")
ChannelKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
BaseUrl = Annotated[
    str,
    StringConstraints(
        pattern=r"^(https://[A-Za-z0-9.-]{1,200}|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?(/[A-Za-z0-9._/-]{0,200})?$",
        max_length=500,
    ),
]
"""Where a vendor's API is. Which addresses may be reached is decided when the connection is made."""
Verdict = Literal["later", "refused", "duplicate", "token", "unsure"]
"""What an answer of a vendor means: certainly not sent, for now (`later`) or for good (`refused`); dropped because the
same was sent before (`duplicate`); our access token is spent (`token`); it may or may not have gone out (`unsure`)."""


class Contact(DomainModel):
    """How somebody can be reached."""

    email: str | None = None
    work_email: str | None = Field(default=None, description="The address by which chat tools know a colleague")
    phone: str | None = None
    dingtalk_user_id: str | None = None
    wecom_user_id: str | None = None
    feishu_open_id: str | None = None


class ChatAddresses(DomainModel):
    """Where chat tools and phones reach a user or a candidate, beside the addresses on their own record."""

    phone: str | None = Field(default=None, pattern=r"^\+?[0-9]{5,20}$")
    dingtalk_user_id: str | None = Field(default=None, min_length=1, max_length=100)
    wecom_user_id: str | None = Field(default=None, min_length=1, max_length=100)
    feishu_open_id: str | None = Field(default=None, min_length=1, max_length=100)


class Message(DomainModel):
    """One message to one address."""

    key: str = Field(
        description="Our own id of it, the same when it is sent again on purpose to be dropped as a repeat"
    )
    tenant: str
    notice: str
    purpose: Purpose
    language: Language
    address: str
    subject: str
    text: str
    short: str
    url: str = ""
    facts: dict[str, str] = Field(default_factory=dict)
    stamp: str = Field(description="Time of day in the tenant's zone, `HH:mm`")
    at: AwareDatetime


class Sent(DomainModel):
    """A message that was handed over or may have been, as its channel is asked about it."""

    key: str
    provider_id: str | None
    address: str
    at: AwareDatetime


class Outcome(DomainModel):
    """What came of sending, or of asking what became of it."""

    state: Literal["accepted", "delivered", "read", "later", "refused", "unsure"]
    provider_id: str | None = None
    detail: str = ""
    retry_after: float = Field(default=60, ge=0, description="Seconds; for `later`")
    bad_address: bool = Field(default=False, description="Nothing will ever arrive there")


class SmsTemplate(DomainModel):
    """A template as an SMS vendor has approved it, for notices of one purpose in one language."""

    purpose: Purpose
    language: Language
    code: str = Field(min_length=1, max_length=100)
    parameters: dict[str, str] = Field(
        default_factory=dict, max_length=10, description="The vendor's names of parameters, in order, and our variables"
    )


NO_TEMPLATE = Outcome(state="refused", detail="no approved template for this purpose and language")


def approved(templates: Iterable[SmsTemplate], message: Message) -> tuple[str, dict[str, str]] | None:
    """The code of the template that was approved for such a message, and its parameters filled in, in their order."""
    for template in templates:
        if (template.purpose, template.language) == (message.purpose, message.language):
            facts = {name: message.facts.get(variable, "") for name, variable in template.parameters.items()}
            return template.code, facts
    return None


class Shown(DomainModel):
    """A message as a channel shows it."""

    text: str
    cut: bool = Field(default=False, description="Whether its end was left out because the channel takes no more")


class ChannelSetting(DomainModel):
    """What a tenant has set for a channel. Credentials lie in Secrets Manager; their names are here."""

    key: ChannelKey
    enabled: bool = True
    setting: dict[str, JsonValue] = Field(default_factory=dict)
    credentials: tuple[str, ...] = ()
    updated_at: AwareDatetime


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        raise fault("Must be a time zone such as Asia/Shanghai.", "应为时区名称，例如 Asia/Shanghai。") from None


def _minute(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII):
        raise fault("Must be a time of day such as 22:00.", "应为时刻，例如 22:00。")
    return text


Minute = Annotated[str, AfterValidator(_minute)]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]


class QuietHours(DomainModel):
    """From when to when nothing is sent. What begins later than it ends goes over midnight."""

    start: Minute
    end: Minute


class NoticeSettings(DomainModel):
    """How a tenant's notices go out. A channel that is not set up is passed over."""

    candidates: tuple[ChannelKey, ...] = Field(default=("email", "aliyun_sms", "tencent_sms"), max_length=20)
    colleagues: tuple[ChannelKey, ...] = Field(default=("dingtalk", "wecom", "feishu", "email"), max_length=20)
    quiet_hours: QuietHours | None = None
    time_zone: Zone = "Asia/Shanghai"
    language: Language | None = Field(
        default=None, description="For recipients whose language is not known; the tenant's own without it"
    )

    def local(self, at: datetime) -> datetime:
        """A moment as it is in the tenant's zone."""
        return at.astimezone(ZoneInfo(self.time_zone))

    def quiet_until(self, at: datetime) -> datetime | None:
        """When the quiet hours end that `at` lies in; None outside them."""
        if self.quiet_hours is None or self.quiet_hours.start == self.quiet_hours.end:
            return None
        start, end = time.fromisoformat(self.quiet_hours.start), time.fromisoformat(self.quiet_hours.end)
        local = self.local(at)
        clock = local.time().replace(tzinfo=None)
        quiet = start <= clock < end if start < end else clock >= start or clock < end
        if not quiet:
            return None
        day = local.date() if clock < end else local.date() + timedelta(days=1)
        return datetime.combine(day, end, ZoneInfo(self.time_zone)).astimezone(at.tzinfo)


class Suppressed(DomainModel):
    """An address that nothing is sent to. Kept as a keyed digest; `hint` is for people who look at the list."""

    digest: str
    hint: str
    reason: Literal["bounce", "complaint", "by_hand"]
    at: AwareDatetime


def normal(address: str) -> str:
    """An address as it is compared: mail in lower case, phone numbers with digits only."""
    if "@" in address:
        return address.strip().lower()
    digits = re.sub(r"[^0-9]", "", address)
    if re.fullmatch(r"[+0-9 ()-]+", address):
        return digits.removeprefix("86") if len(digits) == _CHINESE_MOBILE else digits
    return address.strip()


def hint(address: str) -> str:
    """Enough of an address for those who know it to know which it is."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else f"***{address[-4:]}"

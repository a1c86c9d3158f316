"""Which channel a notice takes next: the tenant's order, less what was refused, was busy too often or is suppressed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters.channel_link import Channel, Link
from chalicelib.domain.clock import Clock
from chalicelib.domain.interview import Interview
from chalicelib.domain.notice import Attempt, Notice
from chalicelib.services.channels import ChannelService
from chalicelib.services.notice_recipients import NoticeRecipients
from chalicelib.services.suppression import SuppressionService

MOST_TRIES = 5
"""Through one channel, while its vendor says that it is busy."""


@dataclass(frozen=True)
class Way:
    """A channel that is to be tried."""

    key: str
    channel: Channel
    link: Link
    address: str


class NoticeWays:
    """The ways to one tenant's people."""

    def __init__(
        self,
        recipients: NoticeRecipients,
        channels: ChannelService,
        suppression: SuppressionService,
        interviews: Callable[[str], Interview | None],
        clock: Clock,
    ) -> None:
        self._recipients = recipients
        self._channels = channels
        self._suppression = suppression
        self._interviews = interviews
        self._clock = clock

    def next(self, notice: Notice, first: Attempt | None, blocked: list[Attempt]) -> Way | None:
        """The channel to try now: that of `first`, if it is made again, with its address.

        What the suppression list keeps back is added to `blocked`.
        """
        if first and (again := self._channels.link(first.channel)):
            return Way(first.channel, *again, first.address)
        interview = self._interviews(notice.interview) if notice.interview else None
        contact = None if notice.pinned else self._recipients.again(notice, interview)
        tried = notice.this_round
        for key in self._channels.order(notice):
            own = [attempt for attempt in tried if attempt.channel == key]
            if any(attempt.state in {"failed", "suppressed"} for attempt in own) or times_busy(own) >= MOST_TRIES:
                continue
            if (found := self._channels.link(key)) is None:
                continue
            channel, link = found
            address = notice.pinned.address if notice.pinned else channel.address(contact) if contact else None
            if address is None:
                continue
            if self._suppression.holds(address):
                now = self._clock.now()
                blocked.append(Attempt(channel=key, address=address, state="suppressed", at=now))
                continue
            return Way(key, channel, link, address)
        return None

    def may_repeat(self, first: Attempt, now: datetime) -> bool:
        """Whether the vendor still drops repeats of what was first sent then."""
        found = self._channels.link(first.channel)
        return found is not None and now < first.at + found[0].repeats


def times_busy(own: Sequence[Attempt]) -> int:
    """How many of a channel's tries found its vendor busy."""
    return sum(attempt.state == "queued" for attempt in own)

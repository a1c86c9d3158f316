"""A notice on its way: through which channel it goes, what comes of each try, and what is asked about it later.

A try is on record before the vendor is called. What certainly did not go out is tried again or takes the next channel.
What may have gone out is not sent again, unless the vendor itself drops repeats of it; where the vendor can be asked,
it is asked, and otherwise the notice says `unknown` to whoever looks, and an event says so too.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from chalicelib.adapters.channel_link import Channel, Declined
from chalicelib.adapters.dynamodb.notices import Notices
from chalicelib.adapters.kms import Sealer
from chalicelib.adapters.sqs import MAX_DELAY_S, Queues
from chalicelib.adapters.vendor_http import NoAnswer, NotSent
from chalicelib.domain.channel import Message, Outcome, Sent
from chalicelib.domain.clock import Clock
from chalicelib.domain.event import NoticeFacts
from chalicelib.domain.messages import SendNotice
from chalicelib.domain.notice import Attempt, Notice, NoticeState
from chalicelib.observability import count, logger
from chalicelib.services.channels import ChannelService
from chalicelib.services.notice_ways import NoticeWays, times_busy
from chalicelib.services.suppression import SuppressionService

URL_PLACE = "{url}"
"""Where an encrypted link goes in a text."""
_MOST_REPEATS = 3
# Longer than the Lambda that tries may run, so that two tries of one notice never overlap.
_CLAIM = timedelta(seconds=180)
_ASK_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 10, 30, 60, 120, 240, 480, 480))
# After that a person is told that nobody knows.
_UNKNOWN_FOR = timedelta(hours=1)
_WAITS_S = (60, 300, 900, 1800, 3600)
_NOBODY = "no channel reaches this person"


class NoticeDelivery:
    """Sends one tenant's notices."""

    def __init__(
        self,
        notices: Notices,
        channels: ChannelService,
        suppression: SuppressionService,
        ways: NoticeWays,
        publish: Callable[[str, str, NoticeFacts], object],
        queues: Queues,
        sealer: Sealer,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._notices = notices
        self._channels = channels
        self._suppression = suppression
        self._ways = ways
        self._publish = publish
        self._queues = queues
        self._sealer = sealer
        self._clock = clock
        self._tenant = tenant

    def run_due(self, subject: str) -> None:
        """Do what is due about a notice, if anything is."""
        notice = self._notices.find(subject)
        if notice is None or not notice.due(self._clock.now()):
            return
        if notice.state in {"queued", "held"}:
            self._try(notice)
        elif notice.state == "sending":
            logger.warning("a try of a notice was cut off and may or may not have gone out")
            self._settle(notice, Outcome(state="unsure", detail="cut off"))
        elif notice.state in {"accepted", "delivered", "unknown"}:
            self._ask(notice)

    def _try(self, notice: Notice) -> None:
        now = self._clock.now()
        quiet = None if notice.pinned else self._channels.notice_settings().value.quiet_until(now)
        if quiet:
            self._change(notice, state="held", next_at=quiet)
            return
        first = _first_of_repeats(notice)
        if first and not self._ways.may_repeat(first, now):
            self._leave_unknown(notice)
            return
        blocked: list[Attempt] = []
        way = self._ways.next(notice, first, blocked)
        if way is None:
            self._give_up(notice, blocked)
            return
        key = first.key if first else f"{notice.id}{notice.begun + 1:03}"
        attempt = Attempt(channel=way.key, address=way.address, state="sending", at=now, key=key)
        claimed = self._change(
            notice,
            state="sending",
            next_at=now + _CLAIM,
            begun=notice.begun + 1,
            tried=(*notice.tried, *blocked, attempt),
        )
        if claimed is None:
            return
        message = self._message(claimed, attempt, now)
        self._settle(claimed, _called(lambda: way.channel.send(message, way.link)), way.channel)

    def _give_up(self, notice: Notice, blocked: Sequence[Attempt]) -> None:
        tried = (*notice.this_round, *blocked)
        only_blocked = bool(tried) and all(attempt.state == "suppressed" for attempt in tried)
        state: NoticeState = "suppressed" if only_blocked else "failed"
        reason = tried[-1].detail if tried else _NOBODY
        after = self._change(notice, state=state, next_at=None, reason=reason, tried=(*notice.tried, *blocked))
        if after and state == "failed":
            self._tell(after)

    def _settle(self, notice: Notice, outcome: Outcome, channel: Channel | None = None) -> None:
        """Put on record what came of the last try, or of asking about it, and see to what comes next."""
        now, last = self._clock.now(), notice.tried[-1]
        if channel is None and (found := self._channels.link(last.channel)):
            channel = found[0]
        provider_id = outcome.provider_id or last.provider_id
        changed = notice.with_last(detail=outcome.detail[:500], provider_id=provider_id, state=_STATES[outcome.state])
        if outcome.bad_address:
            self._suppression.add(last.address, "bounce")
        if outcome.state == "refused" and _first_of_repeats(changed):
            self._leave_unknown(changed)
        elif outcome.state == "refused":
            self._advance(changed, state="queued", next_at=now)
        elif outcome.state == "later":
            waited = times_busy([one for one in changed.this_round if one.channel == last.channel])
            wait = max(outcome.retry_after, _WAITS_S[min(waited, len(_WAITS_S)) - 1])
            self._advance(changed, state="queued", next_at=now + timedelta(seconds=wait))
        elif outcome.state == "unsure":
            self._settle_unsure(changed, channel)
        else:
            more = channel is not None and channel.follows and not _is_final(outcome, channel)
            next_at = now + _ASK_AFTER[min(last.asked, len(_ASK_AFTER) - 1)] if more else None
            self._advance(changed, state=outcome.state, next_at=next_at)
            count(f"Notice{outcome.state.title()}")

    def _settle_unsure(self, notice: Notice, channel: Channel | None) -> None:
        now, last = self._clock.now(), notice.tried[-1]
        same = [attempt for attempt in notice.tried if attempt.key == last.key]
        if channel and channel.repeats and len(same) <= _MOST_REPEATS:
            self._advance(notice, state="queued", next_at=now + timedelta(seconds=_WAITS_S[len(same) - 1]))
        elif channel and channel.follows and channel.finds:
            self._advance(notice, state="unknown", next_at=now + _ASK_AFTER[0])
        else:
            self._leave_unknown(notice)

    def _leave_unknown(self, notice: Notice) -> None:
        """Nothing more can be found out or done without a person."""
        reason = notice.tried[-1].detail
        if after := self._change(notice, state="unknown", next_at=None, tried=notice.tried, reason=reason):
            self._tell(after)

    def _ask(self, notice: Notice) -> None:
        now, last = self._clock.now(), notice.tried[-1]
        found = self._channels.link(last.channel)
        asked_for = _UNKNOWN_FOR if notice.state == "unknown" else _CLAIM if found is None else found[0].follows
        if found is None or now >= last.at + asked_for:
            after = self._change(notice, next_at=None)
            if after and after.state == "unknown":
                self._tell(after)
            return
        channel, link = found
        sent = Sent(key=last.key, provider_id=last.provider_id, address=last.address, at=last.at)
        try:
            outcome = channel.look_up(sent, link)
        except (NotSent, NoAnswer, Declined):
            outcome = None
        asked = notice.with_last(asked=last.asked + 1)
        if outcome is None:
            wait = _ASK_AFTER[min(last.asked + 1, len(_ASK_AFTER) - 1)]
            self._change(notice, tried=asked.tried, next_at=now + wait)
        else:
            self._settle(asked, outcome, channel)

    def came_back(self, subject: str, key: str, state: NoticeState, detail: str, *, suppress: str | None) -> None:
        """A vendor's own word on the try with this key. `suppress` says why nothing goes to its address any more."""
        notice = self._notices.find(subject)
        if notice is None or not (own := [one for one in notice.tried if one.key == key]):
            return
        if suppress in {"bounce", "complaint"}:
            self._suppression.add(own[-1].address, "complaint" if suppress == "complaint" else "bounce")
        is_last = notice.tried[-1].key == key and notice.state in {"accepted", "delivered", "unknown", "sending"}
        if not is_last or state == notice.state:
            return
        changed = notice.with_last(state=state, detail=detail[:500])
        if state == "failed":
            self._advance(changed, state="queued", next_at=self._clock.now())
        elif notice.state != "delivered":
            self._change(notice, state=state, tried=changed.tried, next_at=None)

    def _advance(self, notice: Notice, *, state: NoticeState, next_at: datetime | None) -> None:
        """Keep the notice as it is now; what is to be sent again soon is queued, the rest is left to the sweeper."""
        after = self._change(notice, state=state, next_at=next_at, tried=notice.tried)
        if after is None or state != "queued" or next_at is None:
            return
        wait = (next_at - self._clock.now()).total_seconds()
        if wait <= MAX_DELAY_S:
            self._queues.send_notice(SendNotice(tenant=self._tenant, notice=notice.id), int(wait))

    def _change(self, notice: Notice, **changed: object) -> Notice | None:
        """Change the notice unless somebody else has done something about it since."""

        def change(known: Notice) -> Notice | None:
            if (known.begun, known.state, known.next_at) != (notice.begun, known_state, known_next):
                return None
            return known.model_copy(update=changed)

        known_state, known_next = notice.state, notice.next_at
        return self._notices.change(notice.id, change)

    def _message(self, notice: Notice, attempt: Attempt, now: datetime) -> Message:
        url = notice.facts.get("url", "")
        if notice.sealed_url:
            url = self._sealer.open(notice.sealed_url)

        def opened(text: str) -> str:
            return text.replace(URL_PLACE, url) if notice.sealed_url else text

        return Message(
            key=attempt.key,
            tenant=self._tenant,
            notice=notice.id,
            purpose=notice.purpose,
            language=notice.language,
            address=attempt.address,
            subject=opened(notice.subject),
            text=opened(notice.text),
            short=opened(notice.short),
            url=url if url in opened(notice.text) else "",
            facts={**notice.facts, "url": url},
            stamp=self._channels.notice_settings().value.local(now).strftime("%H:%M"),
            at=now,
        )

    def _tell(self, notice: Notice) -> None:
        count("NoticeFailed")
        facts = NoticeFacts(
            notice_id=notice.id,
            purpose=notice.purpose,
            state="unknown" if notice.state == "unknown" else "failed",
            interview_id=notice.interview,
        )
        self._publish("notice.failed", f"{notice.id}/{notice.begun}/{notice.resends}", facts)


_STATES: dict[str, NoticeState] = {
    "accepted": "accepted",
    "delivered": "delivered",
    "read": "read",
    "later": "queued",
    "refused": "failed",
    "unsure": "unknown",
}


def _called(send: Callable[[], Outcome]) -> Outcome:
    """What came of a call, whichever way it ended."""
    try:
        return send()
    except Declined as error:
        return error.outcome
    except NotSent as error:
        return Outcome(state="later", detail=f"not sent: {error}")
    except NoAnswer as error:
        return Outcome(state="unsure", detail=f"no answer: {error}")


def _first_of_repeats(notice: Notice) -> Attempt | None:
    """The try of this round that may have gone out, which can only be made again under its own key."""
    return next((attempt for attempt in notice.this_round if attempt.state == "unknown"), None)


def _is_final(outcome: Outcome, channel: Channel) -> bool:
    return outcome.state == "read" or (outcome.state == "delivered" and not channel.tells_read)

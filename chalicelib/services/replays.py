"""Replays: the events of a time range sent again to an endpoint, a few at once and the rest in the background."""

from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb.events import Events, position
from chalicelib.adapters.dynamodb.replays import Replays
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.event import unknown_types, wanted
from chalicelib.domain.language import Localized
from chalicelib.domain.replay import Replay
from chalicelib.services.webhooks import WebhookService

_FIRST_PART = 100
_PART = 500
_AGAIN = timedelta(minutes=1)
_MISSING = Localized(en="There is no such replay.", zh="没有这个重放任务。")
_BACKWARDS = Localized(en="The end must be after the beginning.", zh="结束时间须晚于开始时间。")
_UNKNOWN = Localized(
    en="There are no such events; see GET /v1/event-types.", zh="没有这种事件，请见 GET /v1/event-types。"
)
_DISABLED = Localized(en="The endpoint is switched off; switch it on first.", zh="该端点已停用，请先启用。")


class ReplayService:
    """Replays of one tenant."""

    def __init__(self, replays: Replays, events: Events, webhooks: WebhookService, clock: Clock) -> None:
        self._replays = replays
        self._events = events
        self._webhooks = webhooks
        self._clock = clock

    def begin(self, replay: Replay) -> Replay:
        """Begin a replay and do its first part. Raises InvalidInput, NotFound, and Conflict for a disabled endpoint."""
        if replay.end <= replay.start:
            raise InvalidInput("invalid_fields", _BACKWARDS, (("/to", _BACKWARDS),))
        if unknown_types(replay.events):
            raise InvalidInput("unknown_event_type", _UNKNOWN, (("/event_types", _UNKNOWN),))
        if not self._webhooks.require(replay.endpoint).value.enabled:
            raise Conflict("endpoint_disabled", _DISABLED)
        begun = replay.model_copy(update={"position": position(replay.start), "next_at": self._clock.now()})
        self._replays.add(begun)
        return self.go_on(replay.endpoint, replay.id, _FIRST_PART)

    def require(self, endpoint_id: str, replay_id: str) -> Replay:
        """How far a replay has come. Raises NotFound."""
        self._webhooks.require(endpoint_id)
        if found := self._replays.find(endpoint_id, replay_id):
            return found[1]
        raise NotFound("replay_not_found", _MISSING)

    def go_on(self, endpoint_id: str, replay_id: str, most: int = _PART) -> Replay:
        """Do the next part. Cut off and done again, it queues the same deliveries once more, which does nothing."""
        found = self._replays.find(endpoint_id, replay_id)
        if found is None:
            raise NotFound("replay_not_found", _MISSING)
        stored, replay = found
        if replay.state != "running":
            return replay
        endpoint = self._webhooks.require(endpoint_id).value
        now = self._clock.now()
        if not endpoint.enabled:
            stopped = replay.model_copy(update={"state": "stopped", "next_at": None})
            return stopped if self._replays.replace(stored, stopped) else self.require(endpoint_id, replay_id)
        events = self._events.page(replay.position, most)
        queued, place, ended = 0, replay.position, len(events) < most
        for event in events:
            if event.recorded_at >= replay.end:
                ended = True
                break
            place = event.position
            if not replay.events or wanted(replay.events, event.type):
                queued += self._webhooks.send_again(event, endpoint, only_failed=replay.only_failed)
        after = self._after(replay, place, queued, now, ended=ended)
        return after if self._replays.replace(stored, after) else self.require(endpoint_id, replay_id)

    def _after(self, replay: Replay, place: str, queued: int, now: datetime, *, ended: bool) -> Replay:
        return replay.model_copy(
            update={
                "position": place,
                "queued": replay.queued + queued,
                "state": "done" if ended else "running",
                "next_at": None if ended else now + _AGAIN,
            }
        )

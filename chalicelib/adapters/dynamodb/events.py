"""Events of one tenant: each kept once, and listed in the order in which they were recorded."""

from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import NO_INDEXES, Indexes, Table, Write
from chalicelib.domain.clock import Clock
from chalicelib.domain.event import Event
from chalicelib.domain.webhook import KEPT_FOR

SHOWN_AFTER = timedelta(seconds=5)
"""An event is listed this long after it was recorded, so that none turns up before one that was listed already."""
_QUICK = timedelta(seconds=2)


class RecordedEvent(Event):
    """An event and when it was recorded."""

    recorded_at: AwareDatetime

    @property
    def position(self) -> str:
        """Its place in the list of all events."""
        return f"{position(self.recorded_at)}#{self.id}"


class Events:
    """The store of events."""

    def __init__(self, table: Table, tenant: str, clock: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._clock = clock

    def find(self, event_id: str) -> Event | None:
        """An event, if it happened."""
        return self._recorded(event_id)

    def keep(self, event: Event, *, listed: bool = True) -> Event:
        """Keep an event; the first write wins, and what is on record comes back.

        One that took so long to write that later ones may have been listed already is filed again under a later time.
        """
        key = keys.event(self._tenant, event.id)
        for rev in range(3):
            recorded = RecordedEvent(**event.model_dump(), recorded_at=self._clock.now())
            indexes = self._indexes(recorded) if listed else NO_INDEXES
            if not self._table.commit([Write(key, recorded.model_dump_json(), rev, indexes)]):
                return self.find(event.id) or event
            if not listed or self._clock.now() - recorded.recorded_at < _QUICK:
                break
        return event

    def page(self, after: str, limit: int) -> tuple[RecordedEvent, ...]:
        """Events after this position, in the order in which they were recorded, as far as they are listed yet."""
        now = self._clock.now()
        until = f"{position(now - SHOWN_AFTER)}~"
        start = max(after, position(now - KEPT_FOR))
        day = datetime.fromisoformat(start[:10]).replace(tzinfo=UTC)
        found: list[RecordedEvent] = []
        while len(found) < limit and day.date().isoformat() <= until[:10] and start < until:
            partition = keys.events_of_day(self._tenant, day.date().isoformat())
            rows = self._table.between(partition, start, until, limit - len(found))
            found += [row.read(RecordedEvent) for row in rows]
            if len(found) < limit and not rows:
                day += timedelta(days=1)
            elif rows:
                start = found[-1].position
        return tuple(found)

    def _recorded(self, event_id: str) -> RecordedEvent | None:
        stored = self._table.get(keys.event(self._tenant, event_id))
        return stored.read(RecordedEvent) if stored else None

    def _indexes(self, event: RecordedEvent) -> Indexes:
        day = keys.events_of_day(self._tenant, event.position[:10])
        return Indexes(gsi1=(day, event.position), expires_at=event.recorded_at + KEPT_FOR)


def position(at: datetime) -> str:
    """The place in the list of all events of what was recorded at this time, in front of all that was."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")

"""Requests that must have one effect however often they arrive (`Idempotency-Key`).

The record is made before the work and filled in after it. A request that died in between leaves a lock; after
`LOCK` it may be taken over, which is safe because the ids that the work uses are derived from the record's first
moment and the key: done again, it makes the same objects.
"""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Indexes, Stored, Table, Write
from chalicelib.domain.errors import InvalidInput, RequestInProgress
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel

KEEP = timedelta(hours=48)
LOCK = timedelta(seconds=30)


class Remembered(DomainModel):
    """A request and, once it is done, its answer."""

    fingerprint: str
    first_at: AwareDatetime
    started_at: AwareDatetime
    status: int | None = None
    body: str | None = None
    sealed: str | None = None


class Idempotency:
    """The record of one tenant's requests."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def begin(self, scope: str, key: str, fingerprint: str, now: datetime) -> tuple[Stored | None, Remembered]:
        """Start the request, or return the answer that it had.

        Returns (lock, record) when the caller is to do the work and (None, record) when it is done. Raises
        InvalidInput when the key was used for another request, RequestInProgress while the first one runs.
        """
        where = keys.idempotency(self._tenant, scope, key)
        fresh = Remembered(fingerprint=fingerprint, first_at=now, started_at=now)
        if self._table.create(where, fresh.model_dump_json(), Indexes(expires_at=now + KEEP)):
            return Stored(where, fresh.model_dump_json(), 1), fresh
        stored = self._table.get(where)
        if stored is None:
            raise _in_progress()
        known = stored.read(Remembered)
        if now - known.first_at > KEEP:
            return self._take_over(stored, fresh, now)
        if known.fingerprint == fingerprint and known.status is None and now - known.started_at > LOCK:
            return self._take_over(stored, known.model_copy(update={"started_at": now}), now)
        if known.fingerprint != fingerprint:
            raise InvalidInput(
                "idempotency_key_reused",
                Localized(
                    en="This Idempotency-Key was used for a request with another body.",
                    zh="该 Idempotency-Key 已用于内容不同的请求。",
                ),
            )
        if known.status is None:
            raise _in_progress()
        return None, known

    def _take_over(self, stored: Stored, record: Remembered, now: datetime) -> tuple[Stored, Remembered]:
        document = record.model_dump_json()
        if self._table.replace(stored, document, Indexes(expires_at=now + KEEP)):
            return Stored(stored.key, document, stored.rev + 1), record
        raise _in_progress()

    def finish(self, lock: Stored, status: int, body: str, sealed: str | None, now: datetime) -> None:
        """Remember the answer, the secret in it apart and sealed."""
        started = lock.read(Remembered)
        done = started.model_copy(update={"status": status, "body": body, "sealed": sealed})
        self._table.replace(lock, done.model_dump_json(), Indexes(expires_at=now + KEEP))

    def abandon(self, lock: Stored) -> None:
        """Forget the request: it failed without effect and may be sent again."""
        self._table.commit([Write(lock.key, None, lock.rev)])


def _in_progress() -> RequestInProgress:
    text = Localized(en="The first request with this key is still running.", zh="使用该键的首个请求仍在处理中。")
    return RequestInProgress("request_in_progress", text)

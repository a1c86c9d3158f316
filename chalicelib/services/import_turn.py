"""Whose turn it is: a tenant's imports run one after another, so that none overlooks whom another is about to make."""

from datetime import timedelta

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table, Write
from chalicelib.domain.clock import Clock
from chalicelib.domain.model import DomainModel

_TRIES = 5


class _Turn(DomainModel):
    candidate_import: str
    until: AwareDatetime


class ImportTurn:
    """The turn among one tenant's imports. Who does not say for `silence` that it still runs loses it."""

    def __init__(self, table: Table, tenant: str, clock: Clock, silence: timedelta) -> None:
        self._table = table
        self._key = keys.of_tenant(tenant, "IMPORTTURN", "ALL")
        self._clock = clock
        self._silence = silence

    def take(self, import_id: str) -> bool:
        """Take the turn, or keep it; False while it is another import's."""
        # Another message of the same import may renew the turn between the look and the write.
        for _ in range(_TRIES):
            now = self._clock.now()
            stored = self._table.get(self._key)
            held = stored.read(_Turn) if stored else None
            if held and held.candidate_import != import_id and now < held.until:
                return False
            turn = _Turn(candidate_import=import_id, until=now + self._silence)
            if self._table.commit([Write(self._key, turn.model_dump_json(), stored.rev if stored else 0)]):
                return True
        return False

    def leave(self, import_id: str) -> None:
        """Let another import have the turn."""
        stored = self._table.get(self._key)
        if stored and stored.read(_Turn).candidate_import == import_id:
            self._table.commit([Write(self._key, None, stored.rev)])

"""Links to appeal by, and appeals, of one tenant."""

from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Journal
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.appeal import Appeal, AppealLink

_PERSONAL = frozenset({"text"})


class Appeals:
    """The store of appeals; there is one for each attempt at most."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self._journal = journal

    def add_link(self, interview: str, digest: str, attempt: int, expires_at: datetime) -> None:
        """Keep a link; the store forgets it after its time."""
        link = AppealLink(attempt=attempt, expires_at=expires_at)
        key = keys.of_interview(self._tenant, interview, "APPEALLINK", digest)
        self._table.create(key, link.model_dump_json(), Indexes(expires_at=expires_at))

    def link(self, interview: str, digest: str) -> AppealLink | None:
        """The link with this hash, if it was given out."""
        stored = self._table.get(keys.of_interview(self._tenant, interview, "APPEALLINK", digest))
        return stored.read(AppealLink) if stored else None

    def find(self, interview: str, attempt: int) -> Appeal | None:
        """The appeal against the decision on an attempt, if there was one."""
        stored = self._table.get(self._key(interview, attempt))
        return stored.read(Appeal) if stored else None

    def making(self, interview: str, appeal: Appeal) -> tuple[Write, ...]:
        """The writes that keep an appeal, to be committed with what follows from it."""
        subject = f"{interview}/{appeal.attempt}"
        recorded = self._journal.entry("appeal", subject, None, appeal, _PERSONAL)
        return (Write(self._key(interview, appeal.attempt), appeal.model_dump_json()), *recorded)

    def _key(self, interview: str, attempt: int) -> keys.Key:
        return keys.of_interview(self._tenant, interview, "APPEAL", f"{attempt:04}")

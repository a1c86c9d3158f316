"""What an attempt at an interview came to: scorecard, decision, notices, links to its report page."""

from datetime import datetime

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Journal
from chalicelib.adapters.dynamodb.table import Indexes, Stored, Table, Write
from chalicelib.domain.decision import Decision
from chalicelib.domain.model import DomainModel
from chalicelib.domain.scorecard import Scorecard


class Notice(DomainModel):
    """A notice on record. `sending` without an end means that nobody knows whether it went out."""

    kind: str
    state: str
    channel: str
    recipient: str
    at: AwareDatetime
    provider_id: str | None = None


class ReportPage(DomainModel):
    """A link to a report page, until it expires."""

    expires_at: AwareDatetime


class Results:
    """The store of results. First write wins: a repeat of a step changes nothing."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._journal = journal
        self._tenant = tenant

    def scorecard(self, interview: str, attempt: int) -> Scorecard | None:
        """The scorecard of an attempt, once it is final."""
        stored = self._table.get(keys.scorecard(self._tenant, interview, attempt))
        return stored.read(Scorecard) if stored else None

    def keep_scorecard(self, interview: str, attempt: int, scorecard: Scorecard) -> bool:
        """Keep the scorecard; False if there is one."""
        return self._table.create(keys.scorecard(self._tenant, interview, attempt), scorecard.model_dump_json())

    def decision(self, interview: str, attempt: int) -> Decision | None:
        """The decision on an attempt, once there is one."""
        stored = self._table.get(keys.decision(self._tenant, interview, attempt))
        return stored.read(Decision) if stored else None

    def last_decision(self, interview: str, attempt: int) -> tuple[int, Decision] | None:
        """The decision on this attempt or, where it has none, on the last one before it that has; and which it is."""
        for number in range(attempt, 0, -1):
            if decision := self.decision(interview, number):
                return number, decision
        return None

    def keep_decision(self, interview: str, attempt: int, decision: Decision) -> bool:
        """Keep the decision; False if there is one."""
        return self._table.create(keys.decision(self._tenant, interview, attempt), decision.model_dump_json())

    def notice(self, interview: str, attempt: int, kind: str) -> tuple[Stored, Notice] | None:
        """A notice on record, with its revision."""
        stored = self._table.get(keys.notice(self._tenant, interview, attempt, kind))
        return (stored, stored.read(Notice)) if stored else None

    def begin_notice(self, interview: str, attempt: int, notice: Notice) -> bool:
        """Put on record that a notice is about to be sent; False if one was begun before."""
        return self._table.create(keys.notice(self._tenant, interview, attempt, notice.kind), notice.model_dump_json())

    def forget_notice(self, interview: str, attempt: int, kind: str) -> None:
        """Take a notice that certainly did not go out off the record."""
        self._table.delete(keys.notice(self._tenant, interview, attempt, kind))

    def settle_notice(self, stored: Stored, notice: Notice) -> bool:
        """Put on record how it ended."""
        return self._table.replace(stored, notice.model_dump_json())

    def add_report_page(self, interview: str, digest: str, expires_at: datetime) -> None:
        """Keep a link to a report page; the store forgets it after its time."""
        page = ReportPage(expires_at=expires_at)
        indexes = Indexes(expires_at=expires_at)
        write = Write(keys.report_page(self._tenant, interview, digest), page.model_dump_json(), 0, indexes)
        self._table.commit((write, *self._journal.entry("report_page", interview, None, page, frozenset())))

    def report_page(self, interview: str, digest: str) -> ReportPage | None:
        """The link with this hash, if it was given out."""
        stored = self._table.get(keys.report_page(self._tenant, interview, digest))
        return stored.read(ReportPage) if stored else None

"""What an attempt at an interview came to: scorecard, decision, links to its report page."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Journal
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.decision import Decision
from chalicelib.domain.model import DomainModel
from chalicelib.domain.scorecard import Scorecard


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
        """The decision that holds for an attempt, once there is one."""
        history = self.decisions(interview, attempt)
        return history[-1] if history else None

    def decisions(self, interview: str, attempt: int) -> tuple[Decision, ...]:
        """All decisions on an attempt in their order; the first one is the rule's."""
        key = keys.decision(self._tenant, interview, attempt)
        return tuple(stored.read(Decision) for stored in self._table.under(key.pk, key.sk))

    def last_decision(self, interview: str, attempt: int) -> tuple[int, Decision] | None:
        """The decision that holds for this attempt or, where it has none, the last one before it; and which it is."""
        for number in range(attempt, 0, -1):
            if decision := self.decision(interview, number):
                return number, decision
        return None

    def keep_decision(self, interview: str, attempt: int, decision: Decision, also: Sequence[Write] = ()) -> bool:
        """Keep the rule's decision, the first of an attempt; False if there is one, or `also` does not hold."""
        write = Write(keys.decision(self._tenant, interview, attempt), decision.model_dump_json())
        return self._table.commit((write, *also))

    def add_decision(self, interview: str, attempt: int, decision: Decision, also: Sequence[Write]) -> bool:
        """Keep a decision that takes the place of the one before it; False if another has, or `also` does not hold."""
        key = keys.later_decision(self._tenant, interview, attempt, decision.number)
        subject = f"{interview}/{attempt}/{decision.number}"
        recorded = self._journal.entry("decision", subject, None, decision, frozenset({"comment"}))
        return self._table.commit((Write(key, decision.model_dump_json()), *recorded, *also))

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

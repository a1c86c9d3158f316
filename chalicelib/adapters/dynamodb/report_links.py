"""Links to the department report of a job, until they expire. Those to an interview's report are with its results."""

from datetime import datetime

from pydantic import AwareDatetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Journal
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.model import DomainModel


class JobReportLink(DomainModel):
    """A link, until it expires."""

    expires_at: AwareDatetime


class JobReportLinks:
    """The store of these links."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self._journal = journal

    def add(self, job: str, digest: str, expires_at: datetime) -> None:
        """Keep a link; the store forgets it after its time."""
        link = JobReportLink(expires_at=expires_at)
        write = Write(self._key(job, digest), link.model_dump_json(), 0, Indexes(expires_at=expires_at))
        self._table.commit((write, *self._journal.entry("department_report_page", job, None, link, frozenset())))

    def expiry(self, job: str, digest: str) -> datetime | None:
        """When the link with this hash expires, if it was given out."""
        stored = self._table.get(self._key(job, digest))
        return stored.read(JobReportLink).expires_at if stored else None

    def _key(self, job: str, digest: str) -> keys.Key:
        return keys.of_job(self._tenant, job, "REPORTPAGE", digest)

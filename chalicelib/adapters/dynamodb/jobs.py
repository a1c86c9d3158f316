"""Jobs of one tenant."""

from chalicelib.adapters.dynamodb import cursor, keys
from chalicelib.adapters.dynamodb.table import Indexes, Table
from chalicelib.domain.job import Job


class Jobs:
    """The store of jobs."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def get(self, job_id: str) -> Job | None:
        """The job, if this tenant has it."""
        stored = self._table.get(keys.job(self._tenant, job_id))
        return stored.read(Job) if stored else None

    def create(self, job: Job) -> bool:
        """Keep a new job; False if there is one with this id."""
        index = (keys.jobs_index(self._tenant), f"{job.created_at.isoformat()}#{job.id}")
        return self._table.create(keys.job(self._tenant, job.id), job.model_dump_json(), Indexes(gsi1=index))

    def page(self, after: str | None, limit: int) -> tuple[tuple[Job, ...], str | None]:
        """Jobs, newest first, and the cursor of the next page."""
        partition = keys.jobs_index(self._tenant)
        start = cursor.decode(after, partition, f"TENANT#{self._tenant}#")
        page = self._table.page(partition, start, limit)
        return tuple(item.read(Job) for item in page.items), cursor.encode(page.next_start)

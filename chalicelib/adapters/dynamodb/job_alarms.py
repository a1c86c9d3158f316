"""What the teams of a tenant's jobs were told last; a list that may have changed since is in the sweep index."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.dynamodb.silent import silent_of_jobs
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.job_alarms import JobAlarms
from chalicelib.domain.language import Localized

_PREFIX = "ALARMS"
_TRIES = 8
_BUSY = Localized(en="The job is being looked at by many at once; try again.", zh="该职位正被同时处理，请稍后重试。")


class JobAlarmStates:
    """The store of what was told."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def of(self, job_id: str) -> Versioned[JobAlarms]:
        """What a job's team was told; revision 0 while that is nothing."""
        stored = self._table.get(self._key(job_id))
        return Versioned(stored.read(JobAlarms), stored.rev) if stored else Versioned(JobAlarms(job=job_id), 0)

    def change(self, job_id: str, change: Callable[[JobAlarms], JobAlarms]) -> None:
        """Apply `change`, again if somebody else was faster. Raises RetryableError when others keep being faster."""
        for _ in range(_TRIES):
            known = self.of(job_id)
            after = change(known.value)
            if after == known.value:
                return
            write = Write(self._key(job_id), after.model_dump_json(), known.rev, _indexes(after))
            if self._table.commit((write,)):
                return
        raise RetryableError("alarms_busy", _BUSY)

    def _key(self, job_id: str) -> keys.Key:
        return keys.of_job(self._tenant, job_id, _PREFIX, "0")


def lists_to_look_at(table: Table, until: datetime) -> list[tuple[str, str]]:
    """Across tenants: (tenant, job) of those whose list of the best is to be looked at, for the sweeper alone."""
    return [(tenant, job) for tenant, job, _ in silent_of_jobs(table, _PREFIX, until)]


def _indexes(state: JobAlarms) -> Indexes:
    due = (keys.sweep_shard(_PREFIX, state.job), state.look_at.isoformat()) if state.look_at else None
    return Indexes(gsi2=due)

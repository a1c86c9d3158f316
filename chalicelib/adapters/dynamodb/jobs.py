"""Jobs of one tenant, where they are listed, and the plans that their interviews run on.

A job is listed for the whole tenant, for each branch that it lies in or below, and for each user on its team. The rows
of these lists hold ids; one more read brings the jobs.
"""

import heapq
from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind, Listing
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.access import Access
from chalicelib.domain.errors import NotFound
from chalicelib.domain.job import Job
from chalicelib.domain.job_rules import RulesVersion
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import InterviewPlan

_MISSING = Localized(en="There is no such job.", zh="没有这个职位。")
_NO_PLAN = Localized(en="The interview's plan is gone.", zh="面试方案已不存在。")
_RULES = "RULES"
_ROW_REV = 1
"""Rows of lists are made and removed, never changed."""


class ListedJob(DomainModel):
    """A row of a list: which job, and where it stands in the list."""

    job: str
    place: str


class Jobs:
    """The store of jobs."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        listed = keys.list_of(tenant, "JOB")
        kind = Kind(
            "job",
            Job,
            lambda job_id: keys.job(tenant, job_id),
            _MISSING,
            lambda job: Indexes(gsi1=(listed, _place(job))),
        )
        self.documents = Collection(table, kind, journal)
        self._all = listed

    def listings(self, before: Job | None, after: Job | None) -> Sequence[Write]:
        """The writes that keep the lists in step with a change of a job."""
        old, new = _holders(before), _holders(after)
        job = after or before
        if job is None:
            return ()
        made = [
            Write(
                self._row(job, holder),
                ListedJob(job=job.id, place=_place(job)).model_dump_json(),
                0,
                Indexes(gsi1=(keys.jobs_of(self._tenant, *holder), _place(job))),
            )
            for holder in sorted(new - old)
        ]
        return [*made, *(Write(self._row(job, holder), None, _ROW_REV) for holder in sorted(old - new))]

    def page(self, access: Access, after: str | None, limit: int) -> Listing[Job]:
        """The jobs that the caller may see, newest first."""
        if access.everywhere("jobs:read"):
            return self.documents.page(self._all, after, limit)
        grants = [grant for grant in access.grants if "jobs:read" in grant.permissions]
        holders = {("BRANCH", branch) for grant in grants for branch in grant.branches}
        holders |= {("USER", grant.own_of) for grant in grants if grant.own_of}
        rows = [self._rows(holder, after, limit) for holder in sorted(holders)]
        named = self.documents.find_many(sorted({job for grant in grants for job in grant.jobs}))
        places = {_place(job.value): job.value.id for job in named.values()}
        rows.append([(place, job) for place, job in places.items() if after is None or place < after])
        wanted = heapq.nlargest(limit, {row for listed in rows for row in listed})
        found = self.documents.find_many([job for _, job in wanted])
        # The index may be behind: a job that has been moved away is not shown.
        items = tuple(found[job] for _, job in wanted if job in found and "jobs:read" in access.on(found[job].value))
        return Listing(items, wanted[-1][0] if len(wanted) == limit else None)

    def rules_version(self, job_id: str, version: RulesVersion) -> Write:
        """The write that keeps a version of a job's rules, to be committed with the job's own change."""
        key = keys.of_job(self._tenant, job_id, _RULES, f"{version.rules.version:04}")
        return Write(key, version.model_dump_json())

    def rules(self, job_id: str, after: str | None, limit: int) -> tuple[tuple[RulesVersion, ...], str | None]:
        """Versions of a job's rules, newest first, and the sort key after which the next page starts."""
        page = self._table.page_of(keys.job(self._tenant, job_id).pk, f"{_RULES}#", after, limit)
        return tuple(stored.read(RulesVersion) for stored in page.items), page.next_after

    def keep_plan(self, plan: InterviewPlan) -> None:
        """Keep a plan; the same plan again changes nothing."""
        self._table.create(keys.of_job(self._tenant, plan.job, "PLAN", plan.id), plan.model_dump_json())

    def plan(self, job_id: str, plan_id: str) -> InterviewPlan | None:
        """The plan of an interview."""
        stored = self._table.get(keys.of_job(self._tenant, job_id, "PLAN", plan_id))
        return stored.read(InterviewPlan) if stored else None

    def require_plan(self, job_id: str, plan_id: str) -> InterviewPlan:
        """The plan of an interview; raises NotFound."""
        if plan := self.plan(job_id, plan_id):
            return plan
        raise NotFound("plan_not_found", _NO_PLAN)

    def missing(self) -> NotFound:
        """What is raised for a job that is not there, or not for this caller."""
        return NotFound("job_not_found", _MISSING)

    def _rows(self, holder: tuple[str, str], after: str | None, limit: int) -> list[tuple[str, str]]:
        page = self._table.page(keys.jobs_of(self._tenant, *holder), after, limit)
        rows = [stored.read(ListedJob) for stored in page.items]
        return [(row.place, row.job) for row in rows]

    def _row(self, job: Job, holder: tuple[str, str]) -> keys.Key:
        return keys.of_job(self._tenant, job.id, "LISTED", "#".join(holder))


def _place(job: Job) -> str:
    return f"{job.created_at.isoformat()}#{job.id}"


def _holders(job: Job | None) -> set[tuple[str, str]]:
    if job is None:
        return set()
    return {("BRANCH", branch) for branch in job.branch_path} | {("USER", user) for user in job.members}

"""Jobs: made, changed, approved, closed, listed for those who may see them."""

from collections.abc import Callable, Sequence

from chalicelib.adapters.dynamodb.collection import Listing, Versioned
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.table import Write
from chalicelib.domain.access import Access, Permission
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, Forbidden, NotFound
from chalicelib.domain.job import MOST_IN_TEAM, MOST_STEPS, Approval, ApprovalStep, Job, TeamMember
from chalicelib.domain.job_rules import RulesVersion, next_version
from chalicelib.domain.language import Localized

_NOT_ALLOWED = Localized(en="You may not do that with this job.", zh="您无权对该职位执行此操作。")
_NOT_APPROVED = Localized(
    en="Only candidates for an approved, open job can be invited.", zh="只能邀请已批准且未关闭职位的候选人。"
)
_NO_STEP = Localized(
    en="The job cannot go from its approval state to that one.", zh="职位无法从当前审批状态变更为该状态。"
)
_STEPS: dict[tuple[Approval, Approval], Permission] = {
    ("draft", "pending"): "jobs:write",
    ("rejected", "pending"): "jobs:write",
    ("rejected", "draft"): "jobs:write",
    ("pending", "draft"): "jobs:write",
    ("draft", "approved"): "jobs:approve",
    ("pending", "approved"): "jobs:approve",
    ("pending", "rejected"): "jobs:approve",
    ("approved", "rejected"): "jobs:approve",
    ("approved", "draft"): "jobs:write",
}
_MATERIAL = frozenset(
    {"title", "description", "duties", "department", "location", "language", "scenario", "branch_path", "requirements"}
)
"""Who may not approve and changes one of these sends an approved job to be approved again."""


class JobService:
    """What a tenant does with its jobs. `access` decides what is seen and done; others' jobs are not found."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock

    def create(self, job: Job, access: Access) -> Versioned[Job]:
        """Keep a new job; a user who makes one owns it. Done again with the same id, it gives the job that is there.

        Raises Forbidden for a job outside the caller's reach, or one approved by somebody who may not approve.
        """
        if access.actor.kind == "user" and access.actor.id not in job.members:
            # In a copy of a job whose team is full the caller takes the last place.
            team = (*job.team[:MOST_IN_TEAM], TeamMember(user_id=access.actor.id, role="owner"))
            job = job.model_copy(update={"team": team})
        permissions = access.on(job)
        if "jobs:write" not in permissions or (job.approval == "approved" and "jobs:approve" not in permissions):
            raise Forbidden("permission_missing", _NOT_ALLOWED)
        step = ApprovalStep(approval=job.approval, by=access.actor.id, at=self._clock.now())
        rules = job.rules.model_copy(update={"version": 1})
        job = job.model_copy(update={"approvals": (step,), "rules": rules})
        also = (*self._jobs.listings(None, job), *self._versions(None, job, access))
        return self._jobs.documents.create_or_find(job.id, job, also)

    def require(self, job_id: str, access: Access, needed: Permission = "jobs:read") -> Versioned[Job]:
        """The job. Raises NotFound when there is none or it is not the caller's to see, Forbidden without `needed`."""
        found = self._jobs.documents.require(job_id)
        permissions = access.on(found.value)
        if "jobs:read" not in permissions and needed not in permissions:
            raise self._jobs.missing()
        if needed not in permissions:
            raise Forbidden("permission_missing", _NOT_ALLOWED)
        return found

    def permissions(self, job_id: str, access: Access, needed: Permission, missing: NotFound) -> frozenset[Permission]:
        """What the caller may do with a job and what belongs to it; costs a read only where that depends on the job.

        Raises `missing` when nothing of it is theirs to see, Forbidden when it is but `needed` is not.
        """
        everywhere = access.permissions_everywhere
        if needed in everywhere and everywhere == access.permissions:
            return everywhere
        found = self._jobs.documents.find(job_id)
        permissions = access.on(found.value) if found else frozenset[Permission]()
        if "jobs:read" not in permissions:
            raise missing
        if needed not in permissions:
            raise Forbidden("permission_missing", _NOT_ALLOWED)
        return permissions

    def change(self, job_id: str, change: Callable[[Job], Job], access: Access, expected: int | None) -> Versioned[Job]:
        """Change a job; rules that change become its next version of them. Raises NotFound, Forbidden, LostUpdate."""
        now = self._clock.now()

        def checked(job: Job) -> Job:
            after = change(job)
            after = after.model_copy(update={"rules": next_version(job.rules, after.rules)})
            # Whoever moves a job to where they may do more gains nothing by it.
            permissions = self._permissions(job, access, "jobs:write") & access.on(after)
            if "jobs:write" not in permissions:
                raise Forbidden("permission_missing", _NOT_ALLOWED)
            touched = any(getattr(job, name) != getattr(after, name) for name in _MATERIAL)
            if touched and job.approval == "approved" and "jobs:approve" not in permissions:
                step = ApprovalStep(approval="pending", by=access.actor.id, comment="changed", at=now)
                after = after.model_copy(
                    update={"approval": "pending", "approvals": (*after.approvals, step)[-MOST_STEPS:]}
                )
            return after

        def also(before: Job | None, after: Job | None) -> Sequence[Write]:
            return (*self._jobs.listings(before, after), *self._versions(before, after, access))

        return self._jobs.documents.change(job_id, checked, expected, also)

    def approve(
        self, job_id: str, approval: Approval, comment: str, access: Access, expected: int | None
    ) -> Versioned[Job]:
        """Take the job to another approval state. Raises Conflict for a step that there is not, Forbidden."""
        now = self._clock.now()

        def step(job: Job) -> Job:
            self._permissions(job, access, "jobs:read")
            if job.approval == approval:
                return job
            needed = _STEPS.get((job.approval, approval))
            if needed is None:
                raise Conflict("approval_step", _NO_STEP)
            self._permissions(job, access, needed)
            done = ApprovalStep(approval=approval, by=access.actor.id, comment=comment, at=now)
            return job.model_copy(update={"approval": approval, "approvals": (*job.approvals, done)[-MOST_STEPS:]})

        return self._jobs.documents.change(job_id, step, expected)

    def page(self, access: Access, after: str | None, limit: int) -> Listing[Job]:
        """The jobs that the caller may see, newest first."""
        return self._jobs.page(access, after, limit)

    def rules(self, job_id: str, after: str | None, limit: int) -> tuple[tuple[RulesVersion, ...], str | None]:
        """The versions of a job's rules, newest first, and the sort key after which the next page starts."""
        return self._jobs.rules(job_id, after, limit)

    def _versions(self, before: Job | None, after: Job | None, access: Access) -> Sequence[Write]:
        if after is None or (before and before.rules == after.rules):
            return ()
        version = RulesVersion(rules=after.rules, at=self._clock.now(), by=access.actor.id)
        return (self._jobs.rules_version(after.id, version),)

    def _permissions(self, job: Job, access: Access, needed: Permission) -> frozenset[Permission]:
        permissions = access.on(job)
        if "jobs:read" not in permissions:
            raise self._jobs.missing()
        if needed not in permissions:
            raise Forbidden("permission_missing", _NOT_ALLOWED)
        return permissions


def check_open(job: Job) -> None:
    """Raises Conflict unless candidates may be invited for the job."""
    if job.approval != "approved" or job.closed:
        raise Conflict("job_not_open", _NOT_APPROVED)

"""Who may do what: permissions, the roles that bundle them, and how far each of a person's roles reaches."""

from collections.abc import Collection
from typing import Literal, Protocol, get_args

from chalicelib.domain.model import DomainModel

Permission = Literal[
    "tenant:read",
    "tenant:write",
    "people:read",
    "people:write",
    "keys:read",
    "keys:write",
    "audit:read",
    "library:read",
    "library:write",
    "jobs:read",
    "jobs:write",
    "jobs:approve",
    "candidates:read",
    "candidates:write",
    "cvs:read",
    "contacts:read",
    "checks:read",
    "checks:write",
    "interviews:read",
    "interviews:write",
    "reports:read",
    "ratings:write",
    "decisions:write",
    "notices:read",
    "notices:write",
    "webhooks:read",
    "webhooks:write",
    "connectors:read",
    "connectors:write",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
Role = Literal["admin", "recruiting_manager", "recruiter", "hiring_manager", "interviewer", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
ActorKind = Literal["user", "api_key", "candidate", "operator", "system"]

_PREPARES: frozenset[Permission] = frozenset(
    {
        "tenant:read",
        "people:read",
        "library:read",
        "library:write",
        "jobs:read",
        "jobs:write",
        "candidates:read",
        "candidates:write",
        "cvs:read",
        "contacts:read",
        "interviews:read",
        "interviews:write",
        "reports:read",
        "ratings:write",
        "decisions:write",
        "notices:read",
        "notices:write",
    }
)
_LOOKS_ON: frozenset[Permission] = frozenset(
    {"tenant:read", "library:read", "jobs:read", "candidates:read", "interviews:read", "reports:read"}
)
GRANTS: dict[Role, frozenset[Permission]] = {
    "admin": frozenset(PERMISSIONS),
    "recruiting_manager": _PREPARES | {"jobs:approve", "checks:read", "checks:write"},
    "recruiter": _PREPARES | {"checks:read"},
    "hiring_manager": _LOOKS_ON | {"cvs:read", "contacts:read", "ratings:write", "decisions:write", "notices:read"},
    "interviewer": _LOOKS_ON | {"cvs:read", "ratings:write"},
    "auditor": _LOOKS_ON
    | {"people:read", "keys:read", "audit:read", "notices:read", "webhooks:read", "connectors:read"},
}
"""Interviewers and auditors see neither contact details nor background checks, auditors no CVs either, since these hold
contact details. Only admins handle keys and people."""
_OWN_JOBS: frozenset[Role] = frozenset({"recruiter", "hiring_manager", "interviewer"})


class Placed(Protocol):
    """What reach is decided by: a job as far as its place and its people go."""

    @property
    def id(self) -> str:
        """The job's id."""

    @property
    def branch_path(self) -> tuple[str, ...]:
        """The job's branch and all branches above it."""

    @property
    def members(self) -> Collection[str]:
        """Ids of the users on the job's team."""


class RoleAssignment(DomainModel):
    """A role and where it holds.

    Without branches and jobs, recruiters, hiring managers and interviewers reach the jobs whose team they are on, the
    other roles reach all. With them, a role reaches the jobs in those branches (and below) and those very jobs.
    """

    role: Role
    branch_ids: tuple[str, ...] = ()
    job_ids: tuple[str, ...] = ()


class Grant(DomainModel):
    """Permissions and the jobs that they reach."""

    permissions: frozenset[Permission]
    everywhere: bool = False
    branches: frozenset[str] = frozenset()
    jobs: frozenset[str] = frozenset()
    own_of: str | None = None

    def reaches(self, job: Placed) -> bool:
        """Whether the grant holds for `job`."""
        return (
            self.everywhere
            or job.id in self.jobs
            or not self.branches.isdisjoint(job.branch_path)
            or (self.own_of is not None and self.own_of in job.members)
        )


class Actor(DomainModel):
    """Who did something, as the audit log names them."""

    kind: ActorKind
    id: str
    name: str = ""


class Access(DomainModel):
    """What one caller may do."""

    actor: Actor
    grants: tuple[Grant, ...]

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that the caller may do somewhere."""
        return frozenset().union(*(grant.permissions for grant in self.grants))

    @property
    def permissions_everywhere(self) -> frozenset[Permission]:
        """What the caller may do with whatever the tenant has."""
        return frozenset().union(*(grant.permissions for grant in self.grants if grant.everywhere))

    def everywhere(self, permission: Permission) -> bool:
        """Whether the permission holds for all jobs."""
        return any(grant.everywhere and permission in grant.permissions for grant in self.grants)

    def on(self, job: Placed) -> frozenset[Permission]:
        """What the caller may do with this job and what belongs to it."""
        return frozenset().union(*(grant.permissions for grant in self.grants if grant.reaches(job)))


def grants_of(user_id: str, assignments: Collection[RoleAssignment]) -> tuple[Grant, ...]:
    """The grants of a user with these roles."""
    found = []
    for assignment in assignments:
        limited = bool(assignment.branch_ids or assignment.job_ids)
        own = assignment.role in _OWN_JOBS
        found.append(
            Grant(
                permissions=GRANTS[assignment.role],
                everywhere=not limited and not own,
                branches=frozenset(assignment.branch_ids),
                jobs=frozenset(assignment.job_ids),
                own_of=user_id if own else None,
            )
        )
    return tuple(found)

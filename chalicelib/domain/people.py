"""A tenant's branches, the people who work with it, and where they sign in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import AwareDatetime, EmailStr, Field

from chalicelib.domain.access import GRANTS, PERMISSIONS, Access, Placed, RoleAssignment
from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel

BranchKind = Literal["region", "branch", "department"]
UserState = Literal["active", "suspended"]


class Branch(DomainModel):
    """A node of the tenant's tree: a region, a company, a branch, a department.

    `path` holds its own id and those of all nodes above it, the top one first. A node stays where it was made: what
    hangs on it is found by its path.
    """

    id: str
    name: str = Field(min_length=1, max_length=200)
    kind: BranchKind = "branch"
    path: tuple[str, ...] = Field(min_length=1, max_length=8)
    created_at: AwareDatetime

    @property
    def parent(self) -> str | None:
        """The id of the node above."""
        return self.path[-2] if len(self.path) > 1 else None


class User(DomainModel):
    """A person who works for the tenant. `provider` and `subject` say who that is at the identity provider."""

    id: str
    email: EmailStr | None = None
    name: str = Field(min_length=1, max_length=200)
    language: Language
    state: UserState = "active"
    assignments: tuple[RoleAssignment, ...] = Field(default=(), max_length=50)
    provider: str | None = None
    subject: str | None = None
    created_at: AwareDatetime


class RoleMapping(DomainModel):
    """Whoever has this value in the provider's role claim has this role."""

    value: str = Field(min_length=1, max_length=200)
    assignment: RoleAssignment


class IdentityProvider(DomainModel):
    """An OIDC issuer whose access tokens are accepted for one audience."""

    id: str
    name: str = Field(min_length=1, max_length=200)
    issuer: str = Field(min_length=8, max_length=500)
    audience: str = Field(min_length=1, max_length=300)
    discovery_url: str | None = Field(default=None, max_length=500)
    role_claim: str = Field(default="roles", min_length=1, max_length=200)
    role_mappings: tuple[RoleMapping, ...] = Field(default=(), max_length=100)
    created_at: AwareDatetime

    def assignments_for(self, values: Collection[str]) -> tuple[RoleAssignment, ...]:
        """The roles of somebody whose role claim holds these values."""
        return tuple(mapping.assignment for mapping in self.role_mappings if mapping.value in values)


@dataclass(frozen=True)
class _InBranch:
    """Any job of a branch, as far as reach goes."""

    branch_path: tuple[str, ...]
    id: str = ""
    members: tuple[str, ...] = ()


def address_name(email: str) -> str:
    """An address as it is looked up: people do not mind its case."""
    return email.lower()


def covers(
    access: Access, assignment: RoleAssignment, branches: Mapping[str, Branch], jobs: Mapping[str, Placed]
) -> bool:
    """Whether somebody may hand out an assignment: they have every permission of its role wherever it would hold.

    `branches` and `jobs` are those that the assignment names; what is gone by now reaches nothing.
    """
    wanted = GRANTS[assignment.role]
    if all(access.everywhere(permission) for permission in wanted):
        return True
    if not (assignment.branch_ids or assignment.job_ids):
        return False
    places: list[Placed] = [_InBranch(branches[branch].path) for branch in assignment.branch_ids if branch in branches]
    places += [jobs[job] for job in assignment.job_ids if job in jobs]
    return all(wanted <= access.on(place) for place in places)


def may_do_everything(access: Access) -> bool:
    """Whether every permission is held, for all jobs."""
    return all(access.everywhere(permission) for permission in PERMISSIONS)


def assignments_held(access: Access) -> tuple[RoleAssignment, ...]:
    """The roles behind a user's access, with those that the identity provider gave. No two roles permit the same."""
    roles = {permissions: role for role, permissions in GRANTS.items()}
    return tuple(
        RoleAssignment(
            role=roles[grant.permissions], branch_ids=tuple(sorted(grant.branches)), job_ids=tuple(sorted(grant.jobs))
        )
        for grant in access.grants
        if grant.permissions in roles
    )

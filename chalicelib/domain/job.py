"""A job (requisition): what is to be done and required, where, who works on it, and how far it is approved."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.question import Scenario
from chalicelib.domain.requirement import Requirement

MOST_IN_TEAM = 40
"""As many as are asked for; who makes a job comes on top. All of them can be exchanged in one transaction."""
MOST_STEPS = 20
"""Steps of approval that stay with the job, the newest; the audit log has them all."""
Approval = Literal["draft", "pending", "approved", "rejected"]
TeamRole = Literal["owner", "recruiter", "hiring_manager", "interviewer"]


class TeamMember(DomainModel):
    """A user who works on the job."""

    user_id: str = Field(min_length=1, max_length=80)
    role: TeamRole


class VersionRef(DomainModel):
    """A published version of a competency model or flow template."""

    id: str = Field(min_length=1, max_length=80)
    version: int = Field(ge=1, le=9999)


class ApprovalStep(DomainModel):
    """One change of the approval state: to what, by whom, why."""

    approval: Approval
    by: str
    comment: str = ""
    at: AwareDatetime


class Job(DomainModel):
    """What candidates are sought for."""

    id: str
    title: str = Field(min_length=1, max_length=500)
    description: str = Field(min_length=1, max_length=20_000)
    duties: str = Field(default="", max_length=20_000)
    department: str = Field(default="", max_length=200)
    location: str = Field(default="", max_length=200)
    language: Language
    scenario: Scenario
    branch_path: tuple[str, ...] = ()
    external_id: str | None = Field(default=None, max_length=200)
    requirements: tuple[Requirement, ...] = Field(default=(), max_length=30)
    competency_model: VersionRef | None = None
    flow: VersionRef | None = None
    rules: RoutingRules = RoutingRules()
    team: tuple[TeamMember, ...] = Field(default=(), max_length=MOST_IN_TEAM + 1)
    approval: Approval = "draft"
    approvals: tuple[ApprovalStep, ...] = ()
    closed: bool = False
    created_at: AwareDatetime

    @property
    def members(self) -> frozenset[str]:
        """Ids of the users on the team."""
        return frozenset(member.user_id for member in self.team)

    @property
    def branch(self) -> str | None:
        """The branch that the job belongs to."""
        return self.branch_path[-1] if self.branch_path else None

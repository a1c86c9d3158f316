"""A run that compares everybody who applied for a job with it."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.model import DomainModel


class MatchRun(DomainModel):
    """How far a run is. `position` is the place in the list of applications up to which it is done."""

    id: str
    job: str
    state: Literal["queued", "running", "done", "failed"] = "queued"
    done: int = Field(default=0, ge=0)
    position: str | None = None
    problem: str | None = None
    created_at: AwareDatetime
    finished_at: AwareDatetime | None = None

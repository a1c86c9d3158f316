"""A time range of events that is sent again to one endpoint, under the same ids."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.model import DomainModel


class Replay(DomainModel):
    """How far a replay has come. `position` is a place in the list of all events."""

    id: str
    endpoint: str
    start: AwareDatetime
    end: AwareDatetime
    events: tuple[str, ...] = Field(default=(), description="Types; all that the endpoint asks for where it is empty")
    only_failed: bool = True
    state: Literal["running", "done", "stopped"] = "running"
    position: str = ""
    queued: int = 0
    created_at: AwareDatetime
    next_at: AwareDatetime | None = None

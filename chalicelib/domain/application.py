"""An application: one candidate considered for one job, how well the two match, and whether there is an interview."""

from pydantic import AwareDatetime

from chalicelib.domain.match import Match
from chalicelib.domain.model import DomainModel


class Application(DomainModel):
    """One candidate for one job. `interview` is the newest one."""

    job: str
    candidate: str
    match: Match | None = None
    interview: str | None = None
    invited_at: AwareDatetime | None = None
    created_at: AwareDatetime


class Applied(DomainModel):
    """A row beside the candidate: for which job there is an application."""

    job: str


class Rank(DomainModel):
    """A row of a job's ranking: a candidate at the place that the match gave."""

    candidate: str
    score: float

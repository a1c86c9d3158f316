"""A job's interviews in one report for its department: how many, how their totals are spread, who did best."""

from collections.abc import Mapping, Sequence

from pydantic import AwareDatetime, Field

from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.scorecard import Scorecard
from chalicelib.domain.standing import Standing

BIN = 10
"""Points to a bar of the spread."""
MOST_LISTED = 10


class SpreadBin(DomainModel):
    """How many totals lie from `low` to below `high`; the last bin has 100 too."""

    low: int
    high: int
    interviews: int


class BestInterview(DomainModel):
    """One of the best."""

    interview: str
    candidate: str
    candidate_name: str
    total: float
    outcome: str


class DimensionMean(DomainModel):
    """A dimension over the judged interviews."""

    dimension: str
    name: Localized
    mean: float
    interviews: int


class DepartmentReport(DomainModel):
    """What a department sees of a job. `partial` says that only the newest interviews are counted."""

    job: str
    job_title: str
    interviews: int
    partial: bool
    counts: dict[str, int] = Field(description="By state: invited, in_analysis, reported")
    outcomes: dict[str, int] = Field(description="By the decision that holds now")
    judged: int = Field(description="Interviews with a total")
    mean_total: float | None
    spread: tuple[SpreadBin, ...]
    best: tuple[BestInterview, ...]
    dimensions: tuple[DimensionMean, ...]
    made_at: AwareDatetime


def spread_of(totals: Sequence[float]) -> tuple[SpreadBin, ...]:
    """The totals in bins of ten points."""
    counts = [0] * (100 // BIN)
    for total in totals:
        counts[min(int(total) // BIN, len(counts) - 1)] += 1
    return tuple(SpreadBin(low=at * BIN, high=(at + 1) * BIN, interviews=count) for at, count in enumerate(counts))


def best_of(interviews: Mapping[str, Interview], standings: Sequence[Standing]) -> tuple[BestInterview, ...]:
    """The highest totals first; those that are alike in the order of their ids."""
    known = [(each, each.total) for each in standings if each.total is not None and each.interview in interviews]
    known.sort(key=lambda pair: (-pair[1], pair[0].interview))
    return tuple(
        BestInterview(
            interview=each.interview,
            candidate=each.candidate,
            candidate_name=interviews[each.interview].candidate.name,
            total=total,
            outcome=each.outcome,
        )
        for each, total in known[:MOST_LISTED]
    )


def means_of(scorecards: Sequence[Scorecard], names: Mapping[str, Localized]) -> tuple[DimensionMean, ...]:
    """The mean of each dimension over the interviews in which it was judged."""
    scores: dict[str, list[float]] = {}
    for scorecard in scorecards:
        for dimension in scorecard.dimensions:
            if dimension.score is not None:
                scores.setdefault(dimension.dimension, []).append(dimension.score)
    return tuple(
        DimensionMean(
            dimension=key,
            name=names.get(key, Localized(en=key, zh=key)),
            mean=round(sum(found) / len(found), 1),
            interviews=len(found),
        )
        for key, found in scores.items()
    )


def state_of(interview: Interview) -> str:
    """Where an interview is on its way, in the few words that a department needs."""
    if interview.reported_at is not None:
        return "reported"
    return "in_analysis" if interview.submitted_at is not None else "invited"

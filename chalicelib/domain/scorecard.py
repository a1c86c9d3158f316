"""Scores with their evidence, and the scorecard of an interview made from them."""

from typing import Final, Literal, Self

from pydantic import Field

from chalicelib.domain.code_result import CodeResult
from chalicelib.domain.judge import JudgeOpinion
from chalicelib.domain.language import Localized
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.model import DomainModel

AbstainReason = Literal[
    "silence",
    "no_speech",
    "unintelligible",
    "too_short",
    "wrong_language",
    "off_topic",
    "unreadable",
    "no_answer",
    "gaming",
    "not_run",
]
FOUR_IN_FIVE: Final = 1.2815515655446004
"""Standard deviations to both sides of the mean that hold four fifths of a normal distribution."""


class Evidence(DomainModel):
    """A verbatim piece of the transcript, where it was said, and what it met or fell short of."""

    question: str = Field(description="Key of the question it answers")
    quote: str = Field(min_length=1)
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    criterion: str = Field(description="The key point or behaviour that the quote is held against, in the job's words")
    met: bool = Field(description="Whether the quote meets it; if not, it is what came closest")
    similarity: float = Field(ge=-1, le=1, description="How close the quote is to it, by the text encoder")


class Versions(DomainModel):
    """Everything that made a score, so that it can be made again."""

    engine: str
    dimension: str
    encoder: str
    recogniser: str
    competency_model: int
    question: str = Field(default="", description="Key of the question, and a digest of all that it says")
    prior: str = Field(default="", description="What human ratings elsewhere taught; empty where no score came of it")
    calibration: str | None = Field(
        default=None,
        description="The job's own scoring version that moved the score, as `job@number`; null without one",
    )


def level_of(score: float) -> int:
    """Level of the anchored scale, 1 to 5, that a score from 0 to 100 stands for."""
    return 1 + min(int(score / 20), 4)


class Interval(DomainModel):
    """Where a person's score would lie in four cases of five, 0 to 100."""

    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)

    @classmethod
    def around(cls, score: float, below: float, above: float, digits: int = 1) -> Self:
        """From `below` points under the score to `above` over it, within the scale; rounded as the score is."""
        low, high = round(max(score - below, 0), digits), round(min(score + above, 100), digits)
        return cls(low=min(low, score), high=max(high, score))


class DimensionScore(DomainModel):
    """One dimension of one answer or of a whole interview: a score with evidence, or an abstention with its reason.

    A score without evidence does not exist: `score` is set exactly when `evidence` holds something.
    """

    dimension: str
    score: float | None = Field(default=None, ge=0, le=100)
    level: int | None = Field(
        default=None, ge=1, le=5, description="Level of the anchored scale that the score reaches"
    )
    interval: Interval | None = Field(default=None, description="Present with every score that the engine gives")
    uncalibrated: float | None = Field(
        default=None, ge=0, le=100, description="The score before people's ratings moved it; null where none did"
    )
    confidence: float = Field(ge=0, le=1)
    evidence: tuple[Evidence, ...] = ()
    reason: Localized
    abstained: AbstainReason | None = None
    versions: Versions | None = Field(default=None, description="Absent where there was nothing to analyse")
    judge: JudgeOpinion | None = Field(default=None, description="The second judge's, where the tenant has one")


class AnswerResult(DomainModel):
    """What the analysis of one answer gave."""

    question: str
    scores: tuple[DimensionScore, ...]
    duration_ms: int
    speech_ms: int
    words: int = Field(description="Words in English, characters in Chinese")
    measurements: SpeechMeasurements | None = Field(
        default=None, description="Of the speech; they carry no weight in any score"
    )
    code: CodeResult | None = Field(default=None, description="Of a code answer: its tests")


class AnswerShare(DomainModel):
    """What one answer contributes to a dimension; its evidence is with the answer."""

    question: str
    score: float | None
    interval: Interval | None = None
    confidence: float
    abstained: AbstainReason | None


class DimensionSummary(DomainModel):
    """A dimension over all answers that show it."""

    dimension: str
    weight: float
    score: float | None
    interval: Interval | None = None
    confidence: float
    answers: tuple[AnswerShare, ...]
    judges_disagree: bool = Field(default=False, description="Whether a second judge differs by two levels or more")


class Scorecard(DomainModel):
    """An interview's total with its make-up.

    `total` is the mean of the judged dimensions by weight; `judged_weight` is the share of weight that was judged,
    0 to 1. When nothing was judged there is no total.
    """

    total: float | None
    interval: Interval | None = None
    judged_weight: float
    dimensions: tuple[DimensionSummary, ...]

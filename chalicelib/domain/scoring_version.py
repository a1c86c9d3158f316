"""Scoring versions of a job: what people's ratings made of the shipped scoring, question by question.

Number 0 is the shipped scoring. A version never changes; a job can go back to any of them.
"""

from pydantic import AwareDatetime, Field

from chalicelib.domain.calibration import AgreementReport
from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel
from chalicelib.domain.question import DimensionKey


class FittedDimension(DomainModel):
    """What a fit knows of one dimension. All on the scale of 0 to 1, one for each reference answer."""

    dimension: DimensionKey
    scores: tuple[float, ...] = Field(description="By the shipped scoring")
    ratings: tuple[float | None, ...] = Field(description="Mean of people's; null where nobody could judge")
    pool_mean: float = Field(description="Mean of the shipped scores over all answers of the question")
    pool_deviation: float


class QuestionFit(DomainModel):
    """The rated answers to a question, as numbers only: no word of them is kept.

    A fit holds for the engine, the encoder and the text of the question that it was made with; with others the score
    is the shipped one and says so.
    """

    question: str
    made_with: str = Field(description="Engine, prior, encoder, and digest of the question")
    vectors: str = Field(description="Base64 of (answers, d) little-endian float32, unit rows")
    measures: tuple[tuple[float, ...], ...] = Field(description="(answers, measures): coverage of the key points")
    pool_measures_mean: tuple[float, ...]
    pool_measures_deviation: tuple[float, ...]
    dimensions: tuple[FittedDimension, ...]


class FittedQuestion(DomainModel):
    """Which calibration a version's fit of a question came from, and where the fit lies."""

    question: str
    language: Language
    calibration: str
    fit_key: str = Field(description="Object key of the QuestionFit in the media bucket")
    agreement: AgreementReport


class ScoringVersion(DomainModel):
    """One version: the fits of all questions that have one."""

    job: str
    number: int = Field(ge=1)
    questions: tuple[FittedQuestion, ...]
    made_at: AwareDatetime
    made_by: str


class JobScoring(DomainModel):
    """Which version a job is scored with, and how many there are."""

    job: str
    latest: int = Field(default=0, ge=0)
    active: int = Field(default=0, ge=0, description="0 for the shipped scoring")
    activated_at: AwareDatetime | None = None
    activated_by: str | None = None

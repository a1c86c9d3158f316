"""Calibration by people: answers that a person rates blind, and what their agreement with the software comes to."""

from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.language import Language, Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.question import DimensionKey

CalibrationState = Literal["picking", "rating", "fitting", "fitted", "failed"]
FEWEST_RATED = 5
"""Answers that must be rated before anything is fitted."""


class AnswerToRate(DomainModel):
    """One answer that was picked: whose, and where its transcript lies."""

    interview: str
    attempt: int = Field(ge=1)
    result_key: str
    """Object key of the analysed answer in the media bucket."""


class Rating(DomainModel):
    """What one person gave one answer. A dimension that cannot be judged from it is null."""

    rater: str = Field(description="Id of the user or API key")
    answer: int = Field(ge=1, description="Number of the answer in its calibration, from 1")
    levels: dict[DimensionKey, int | None] = Field(description="Levels of the anchored scale, 1 to 5, by dimension")
    comment: str = Field(default="", max_length=2000)
    rated_at: AwareDatetime


class Calibration(DomainModel):
    """A question of a job on its way from the answers picked to a scoring version."""

    id: str
    job: str
    question: str
    language: Language = Field(description="Of the candidates who were asked: the question has another text in each")
    plan: str = Field(description="The plan that says what the question asks for; answers to another text are left out")
    wanted: int = Field(ge=FEWEST_RATED, le=50, description="How many answers to pick")
    state: CalibrationState = "picking"
    answers: tuple[AnswerToRate, ...] = ()
    rated: tuple[int, ...] = Field(default=(), description="Numbers of the answers that somebody has rated")
    ratings_given: int = Field(default=0, description="How often anybody rated, replaced ratings included")
    problem: Localized | None = None
    scoring_version: int | None = Field(default=None, description="The version that the fit became")
    told_at: AwareDatetime = Field(description="When the worker was last told what to do")
    requeues: int = Field(default=0, description="How often the sweeper has told it again")
    created_at: AwareDatetime
    created_by: str
    fit_by: str | None = Field(default=None, description="Who asked for the fit")


class Agreement(DomainModel):
    """How far scores agree with people's ratings, over the answers that were rated.

    `qwk` is Cohen's kappa with quadratic weights and `kappa` without, both over levels; `icc` is ICC(2,1), two-way
    random effects, absolute agreement, single rater (Shrout and Fleiss 1979), over shares of the scale. Each is null
    where it is not defined (one rated answer, or everybody at one level). `with_interval` is the share of ratings that
    lie within the score's interval.
    """

    answers: int = Field(ge=0)
    r: float | None
    qwk: float | None
    icc: float | None
    kappa: float | None
    mean_error: float = Field(description="Mean of score less rating, points of 100: above 0, the software is milder")
    mean_absolute_error: float
    with_interval: float | None


class Bias(DomainModel):
    """Whether what should not matter moves the score away from people's ratings.

    `length` is the partial correlation of score and length of the answer, ratings held fixed; `languages` has the mean
    of score less rating for each language that was spoken, points of 100.
    """

    length: float | None
    languages: dict[Language, float]


class DimensionAgreement(DomainModel):
    """One dimension of a question: before, and after with each answer scored by a fit that did not see its rating."""

    dimension: DimensionKey
    before: Agreement
    after: Agreement
    bias_before: Bias
    bias_after: Bias
    between_people: Agreement | None = Field(
        default=None, description="The first two raters of each answer beside one another; null with one rater"
    )


class AgreementReport(DomainModel):
    """Agreement with people for one question of a job."""

    question: str
    rated: int = Field(ge=0)
    raters: int = Field(ge=0)
    dimensions: tuple[DimensionAgreement, ...]

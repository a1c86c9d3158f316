"""/v1/jobs/…/calibrations: answers that people rate blind, so that a job's scoring can be fitted to their ratings."""

import re
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib import starter
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.calibration import FEWEST_RATED, Calibration, CalibrationState, Rating
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.plan import AnswerKind, InterviewPlan, WeightedDimension
from chalicelib.domain.question import DIMENSION_KEY, DimensionKey
from chalicelib.services.calibrations import NO_ANSWER, ShownAnswer
from chalicelib.services.plans import dimension_names

routes = Blueprint(__name__)
_NUMBER = re.compile(r"[1-9][0-9]?")
_Level = Annotated[int, Field(ge=1, le=5)]


class AskCalibration(RequestModel):
    """Which question to calibrate, and how many answers to it people are to rate."""

    question: str = Field(pattern=DIMENSION_KEY, description="Key of the question in the job's interviews")
    language: Language | None = Field(
        default=None, description="Of the candidates who were asked; the job's own where it is left out"
    )
    answers: int = Field(default=12, ge=FEWEST_RATED, le=50)


class GiveRating(RequestModel):
    """Levels of the anchored scale, by dimension of the question; null for what cannot be judged from the answer."""

    levels: dict[DimensionKey, _Level | None] = Field(min_length=1, max_length=6)
    comment: str = Field(default="", max_length=2000)


class CalibrationItem(ResponseModel):
    """How far a calibration is."""

    id: str
    job_id: str
    question: str
    language: Language
    state: CalibrationState
    wanted: int
    picked: int = Field(description="Answers that were picked; their numbers run from 1")
    rated: tuple[int, ...] = Field(description="Numbers of the answers that somebody has rated")
    problem: str | None
    scoring_version: int | None = Field(description="The version that the fit became; it scores nobody by itself")
    created_at: AwareDatetime
    created_by: str


class CalibrationView(CalibrationItem):
    """How far a calibration is, for the caller too."""

    rated_by_you: tuple[int, ...] = Field(description="Numbers of the answers that the caller has rated")


class LevelToGive(ResponseModel):
    """What a level looks like in an answer."""

    level: int
    text: Localized


class DimensionToRate(ResponseModel):
    """A dimension that the answer is rated on, with its anchored levels."""

    key: str
    name: Localized
    levels: tuple[LevelToGive, ...]


class SaidClause(ResponseModel):
    """A stretch of what was said or written, with its place in the recording."""

    text: str
    start_ms: int
    end_ms: int
    language: Language


class RatingView(ResponseModel):
    """What one person gave an answer."""

    rater: str
    levels: dict[str, int | None]
    comment: str
    rated_at: AwareDatetime


class AnswerToRateView(ResponseModel):
    """An answer as it is rated: neither who gave it nor how it was scored."""

    number: int
    of: int
    question_text: str
    key_points: tuple[str, ...]
    answer_kind: AnswerKind
    dimensions: tuple[DimensionToRate, ...]
    transcript: tuple[SaidClause, ...]
    duration_ms: int
    recording_url: str | None = Field(description="Where the recording can be played for a quarter of an hour")
    own_rating: RatingView | None
    ratings: tuple[RatingView, ...] = Field(description="Everybody's, once the calibration is fitted")


def _fields(calibration: Calibration, language: Language) -> dict[str, object]:
    kept = calibration.model_dump(include=set(CalibrationItem.model_fields))
    problem = calibration.problem.in_language(language) if calibration.problem else None
    return {**kept, "job_id": calibration.job, "picked": len(calibration.answers), "problem": problem}


def _view(request: Request, calibration: Calibration) -> CalibrationView:
    own = request.services.calibrations.rated_by(calibration, request.access.actor.id)
    return CalibrationView.model_validate({**_fields(calibration, request.language), "rated_by_you": own})


def _rating_view(rating: Rating) -> RatingView:
    return RatingView.model_validate(rating.model_dump(exclude={"answer"}))


def _levels(dimension: WeightedDimension, language: Language) -> tuple[LevelToGive, ...]:
    """The job's own words for a level where it has them; they are in the language of the interview alone."""
    shipped = starter.dimensions().get(dimension.key)
    texts = {level.level: level.text for level in shipped.levels} if shipped else {}
    for anchor in dimension.anchors:
        known = texts.get(anchor.level)
        if known is None or known.in_language(language) != anchor.text:
            texts[anchor.level] = Localized(en=anchor.text, zh=anchor.text)
    return tuple(LevelToGive(level=level, text=text) for level, text in sorted(texts.items()))


def _to_rate(plan: InterviewPlan, shown: tuple[str, ...]) -> tuple[DimensionToRate, ...]:
    names = dimension_names(plan)
    known = {dimension.key: dimension for dimension in plan.competency_model.dimensions}
    return tuple(DimensionToRate(key=key, name=names[key], levels=_levels(known[key], plan.language)) for key in shown)


def _answer_view(request: Request, shown: ShownAnswer) -> AnswerToRateView:
    question, transcript = shown.question, shown.transcript
    playback = request.services.reports.playback
    return AnswerToRateView(
        number=shown.number,
        of=shown.of,
        question_text=question.text,
        key_points=question.key_points,
        answer_kind=question.answer_kind,
        dimensions=_to_rate(shown.plan, question.dimensions),
        transcript=tuple(
            SaidClause.model_validate(clause.model_dump(exclude={"probability"})) for clause in transcript.clauses
        ),
        duration_ms=transcript.duration_ms,
        recording_url=playback(shown.recording_key) if shown.recording_key else None,
        own_rating=_rating_view(shown.own) if shown.own else None,
        ratings=tuple(_rating_view(rating) for rating in shown.ratings),
    )


def _number(text: str) -> int:
    """The number in a path. Raises NotFound for what can be none."""
    if _NUMBER.fullmatch(text):
        return int(text)
    raise NotFound("answer_not_found", NO_ANSWER)


@endpoint(routes, "POST", "/v1/jobs/{job_id}/calibrations", summary="Have answers picked for people to rate",
          who="jobs:write", body=AskCalibration, response=CalibrationView, status=202, creates=True)  # fmt: skip
def ask_calibration(request: Request, body: AskCalibration, job_id: str) -> Answer:
    """Pick answers to one question that are as different as they come, from the newest that got a score.

    Only answers to the question as the job asks it now: a fit to another wording would score nobody.
    """
    services = request.services
    job = services.jobs.require(job_id, request.access, "jobs:write").value
    plan = services.plans.freeze(job, body.language or job.language)
    now = services.clock.now()
    wanted = Calibration(
        id=request.new_id("cal"),
        job=job_id,
        question=body.question,
        language=plan.language,
        plan=plan.id,
        wanted=body.answers,
        told_at=now,
        created_at=now,
        created_by=request.access.actor.id,
    )
    made = services.calibrations.ask(wanted, plan)
    return Answer(_view(request, made), location=f"/v1/jobs/{job_id}/calibrations/{made.id}")


@endpoint(routes, "GET", "/v1/jobs/{job_id}/calibrations", summary="List a job's calibrations", who="jobs:read",
          query=PageQuery, response=Page[CalibrationItem])  # fmt: skip
def list_calibrations(request: Request, query: PageQuery, job_id: str) -> Page[CalibrationItem]:
    """Calibrations of a job, newest first."""
    request.services.jobs.require(job_id, request.access)
    found = request.services.calibrations.page(job_id, request.after(query), query.limit)
    items = tuple(CalibrationItem.model_validate(_fields(one.value, request.language)) for one in found.items)
    return Page(items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/jobs/{job_id}/calibrations/{calibration_id}", summary="Read how far a calibration is",
          who="jobs:read", response=CalibrationView)  # fmt: skip
def read_calibration(request: Request, job_id: str, calibration_id: str) -> CalibrationView:
    """One calibration: which of its answers are rated, by anybody and by the caller."""
    request.services.jobs.require(job_id, request.access)
    return _view(request, request.services.calibrations.require(job_id, calibration_id))


@endpoint(routes, "GET", "/v1/jobs/{job_id}/calibrations/{calibration_id}/answers/{number}",
          summary="Read an answer to rate", who="ratings:write", response=AnswerToRateView)  # fmt: skip
def read_answer_to_rate(request: Request, job_id: str, calibration_id: str, number: str) -> AnswerToRateView:
    """What was asked and said, and what each level looks like. No score, and not the candidate's name."""
    request.services.jobs.require(job_id, request.access, "ratings:write")
    rater = request.access.actor.id
    shown = request.services.calibrations.answer(job_id, calibration_id, _number(number), rater)
    return _answer_view(request, shown)


@endpoint(routes, "PUT", "/v1/jobs/{job_id}/calibrations/{calibration_id}/answers/{number}/rating",
          summary="Rate an answer", who="ratings:write", body=GiveRating, response=RatingView)  # fmt: skip
def rate_answer(request: Request, body: GiveRating, job_id: str, calibration_id: str, number: str) -> RatingView:
    """Give levels in the caller's own name, in the place of those given before."""
    request.services.jobs.require(job_id, request.access, "ratings:write")
    rating = Rating(
        rater=request.access.actor.id,
        answer=_number(number),
        levels=body.levels,
        comment=body.comment,
        rated_at=request.services.clock.now(),
    )
    return _rating_view(request.services.calibrations.rate(job_id, calibration_id, rating))


@endpoint(routes, "POST", "/v1/jobs/{job_id}/calibrations/{calibration_id}/fit", summary="Fit the scoring to ratings",
          who="jobs:write", response=CalibrationView, status=202, creates=True)  # fmt: skip
def fit_calibration(request: Request, job_id: str, calibration_id: str) -> CalibrationView:
    """Close the ratings and make a scoring version of them, with how far scores agree with people before and after.

    Nobody is scored with it until `PUT /v1/jobs/{job_id}/scoring` says so.
    """
    request.services.jobs.require(job_id, request.access, "jobs:write")
    return _view(request, request.services.calibrations.fit(job_id, calibration_id, request.access.actor.id))

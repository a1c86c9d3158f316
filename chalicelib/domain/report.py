"""The report of an interview, as it is kept, and the analysed answer that it is made from."""

from pydantic import AwareDatetime, Field

from chalicelib.domain.code_result import CodeResult
from chalicelib.domain.interview import AnswerState, Problem
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.model import DomainModel
from chalicelib.domain.percentiles import Percentile
from chalicelib.domain.plan import AnswerKind
from chalicelib.domain.scorecard import AnswerResult, DimensionScore, Scorecard
from chalicelib.domain.transcript import Transcript


class AnalysedAnswer(DomainModel):
    """What the worker leaves in the media bucket for one answer."""

    transcript: Transcript
    result: AnswerResult


class ReportedAnswer(DomainModel):
    """One question of the report with what was said to it."""

    question: str
    question_text: str
    state: AnswerState
    problem: Problem | None
    recording_key: str | None
    transcript: Transcript | None
    scores: tuple[DimensionScore, ...]
    measurements: SpeechMeasurements | None = None
    percentiles: tuple[Percentile, ...] = ()
    answer_kind: AnswerKind = "voice"
    code: CodeResult | None = None


class Report(DomainModel):
    """Everything about one attempt that does not change any more. The decision is apart: people may override it."""

    interview: str
    attempt: int
    job: str
    job_title: str
    candidate_name: str
    language: Language
    scorecard: Scorecard
    answers: tuple[ReportedAnswer, ...]
    dimension_names: dict[str, Localized] = Field(default_factory=dict)
    last_received_at: AwareDatetime | None
    made_at: AwareDatetime

"""The worker's side of an answer: what to analyse, and what came of it."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.percentiles import Histograms
from chalicelib.adapters.s3 import Media
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import CandorError, PermanentError
from chalicelib.domain.interview import Answer, Interview, Problem
from chalicelib.domain.judge import JudgeSetting
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import result_key
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.scoring_version import QuestionFit
from chalicelib.domain.tenant import Tenant
from chalicelib.domain.transcript import Transcript
from chalicelib.observability import count, logger
from chalicelib.services.admission import AdmissionService
from chalicelib.services.code_similarity import CodeSimilarityService
from chalicelib.services.result_start import ResultStart
from chalicelib.services.scoring_versions import ScoringVersionService

_RESULT_LIMIT = 20_000_000
_CUT_SHORT = Problem(
    code="recording_cut_short",
    text=Localized(
        en="The recording breaks off; only what had arrived of it was analysed.",
        zh="录音不完整,仅分析了已收到的部分。",
    ),
)


@dataclass(frozen=True)
class AnalysisTask:
    """What the worker needs to know besides the recording."""

    plan: InterviewPlan
    question: Question
    recogniser: str | None = None
    """What the tenant has chosen for the job's language; None for the installation's choice."""
    judge: JudgeSetting | None = None
    """The tenant's second judge; None for a tenant without one."""
    earlier: AnalysedAnswer | None = None
    """What came of the answer before, when it is to be scored again: there is a transcript already."""
    fit: QuestionFit | None = None
    """What people's ratings made of the question's scoring; None while the shipped scoring is all there is."""
    calibration: str | None = None
    """What scores name the fit by: the job and the number of its scoring version."""


class AnalysisService:
    """Answers of one tenant on their way through the worker. Every method may be called again."""

    def __init__(
        self,
        interviews: Interviews,
        jobs: Jobs,
        media: Media,
        admission: AdmissionService,
        result_start: ResultStart,
        tenants: Collection[Tenant],
        histograms: Histograms,
        scoring: ScoringVersionService,
        similarity: CodeSimilarityService,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._interviews = interviews
        self._jobs = jobs
        self._media = media
        self._admission = admission
        self._result_start = result_start
        self._tenants = tenants
        self._histograms = histograms
        self._scoring = scoring
        self._similarity = similarity
        self._clock = clock
        self._tenant = tenant

    def begin(self, message: AnalyseAnswer) -> AnalysisTask | None:
        """What to do about a message; None when there is nothing left to do."""
        interview = self._interviews.get(message.interview)
        if interview is None:
            return None
        answer = _awaited(interview, message)
        if answer is None:
            # The answer may have been the last one, and its worker lost between recording it and starting the result.
            self._result_start.if_settled(interview)
            return None
        plan = self._jobs.plan(interview.job, interview.plan)
        question = plan.question(message.question) if plan else None
        if plan is None or question is None:
            text = Localized(en="The job or its question is gone.", zh="职位或其问题已不存在。")
            self.reject(message, PermanentError("job_gone", text))
            return None
        tenant = self._tenants.require(self._tenant).value
        # Code is scored by its tests, whatever else is calibrated.
        coded = question.answer_kind == "code"
        active = None if coded else self._scoring.fit_of(interview.job, question.key, plan.language)
        return AnalysisTask(
            plan,
            question,
            tenant.recognisers.get(plan.language),
            tenant.judge,
            fit=active.fit if active else None,
            calibration=active.calibration if active else None,
            earlier=self._earlier(answer.scored_from) if answer.scored_from else None,
        )

    def record(self, message: AnalyseAnswer, transcript: Transcript, result: AnswerResult) -> None:
        """Keep the transcript and the scores of an answer; the last answer of an interview starts its result."""
        result = self._similarity.with_hint(message, result)
        key = result_key(self._tenant, message.interview, message.attempt, message.question, message.upload)
        self._media.write_json(key, AnalysedAnswer(transcript=transcript, result=result).model_dump_json())
        now = self._clock.now()

        def keep(interview: Interview) -> Interview:
            answer = _awaited(interview, message)
            if answer is None:
                return interview
            problem = _CUT_SHORT if transcript.cut_short else None
            update = {"state": "analysed", "result_key": key, "settled_at": now, "problem": problem}
            return interview.with_answer(answer.model_copy(update=update))

        interview, changed = self._interviews.change(message.interview, now, keep)
        answer = interview.answer(message.question)
        if changed and answer and answer.scored_from:
            # It was counted when it was first analysed.
            count("AnswerScoredAgain")
        elif changed:
            count("AnswerAnalysed")
            self._count_measurements(message, result)
        self._result_start.if_settled(interview)

    def _earlier(self, key: str) -> AnalysedAnswer:
        return AnalysedAnswer.model_validate_json(self._media.read(key, _RESULT_LIMIT))

    def _count_measurements(self, message: AnalyseAnswer, result: AnswerResult) -> None:
        """Count the answer among the tenant's; a statistic is no reason to analyse an answer again."""
        if result.measurements is None:
            return
        try:
            self._histograms.count(message.interview, message.attempt, message.question, result.measurements)
        except Exception:  # noqa: BLE001 - whatever it is, it is logged and the answer stands
            logger.exception("an answer's measurements were not counted")

    def reject(self, message: AnalyseAnswer, error: CandorError) -> None:
        """Put on the answer why it cannot be analysed, in words that the candidate and HR can act on."""
        interview = self._interviews.get(message.interview)
        answer = _awaited(interview, message) if interview else None
        if answer is None:
            return
        if answer.awaits_rescoring:
            self._admission.let_stand(message.interview, message.attempt, message.question)
            return
        problem = Problem(code=error.code, text=error.text)
        self._admission.refuse(message.interview, message.question, message.upload, problem)


def _awaited(interview: Interview, message: AnalyseAnswer) -> Answer | None:
    """The answer, if this very upload of this very attempt is still to be analysed."""
    answer = interview.answer(message.question)
    if answer is None or answer.state != "received" or answer.upload is None:
        return None
    matches = answer.upload.id == message.upload and interview.attempt == message.attempt
    return answer if matches else None

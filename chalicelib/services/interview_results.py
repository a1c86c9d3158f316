"""The steps of the state machine `interview_result`. Each may run any number of times and has its effect once."""

from collections.abc import Mapping, Sequence

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.percentiles import Histograms
from chalicelib.adapters.dynamodb.rescorings import Rescorings
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.adapters.s3 import Media
from chalicelib.adapters.stepfunctions import execution_name
from chalicelib.domain.clock import Clock
from chalicelib.domain.decision import Outcome
from chalicelib.domain.errors import PermanentError, RetryableError
from chalicelib.domain.interview import Answer, Interview, Problem
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.media_key import report_key
from chalicelib.domain.percentiles import Histogram
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.report import AnalysedAnswer, Report, ReportedAnswer
from chalicelib.domain.scorecard import AbstainReason, AnswerResult, DimensionScore, Scorecard
from chalicelib.domain.totals import make_scorecard
from chalicelib.observability import count
from chalicelib.services.plans import dimension_names
from chalicelib.services.rule_decisions import RuleDecisions

_RESULT_LIMIT = 20_000_000
_STANDS = Problem(
    code="not_scored_again",
    text=Localized(
        en="This answer could not be scored again; its earlier scores stand.",
        zh="该答案未能重新评分,沿用之前的评分。",
    ),
)
_RESCORING_UNFINISHED = Localized(
    en="The scoring anew could not be finished by itself; the earlier report stands.",
    zh="重新评分未能自动完成,沿用之前的报告。",
)
_UNANSWERED = Localized(en="The question was not answered.", zh="该问题未作答。")


class InterviewResultService:
    """Interviews of one tenant on their way from the last answer to a report."""

    def __init__(
        self,
        interviews: Interviews,
        jobs: Jobs,
        results: Results,
        media: Media,
        histograms: Histograms,
        rescorings: Rescorings,
        decisions: RuleDecisions,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._interviews = interviews
        self._jobs = jobs
        self._results = results
        self._media = media
        self._histograms = histograms
        self._rescorings = rescorings
        self._decisions = decisions
        self._clock = clock
        self._tenant = tenant

    def finalise(self, interview_id: str, attempt: int) -> Scorecard | None:
        """Put the answers' scores together and keep scorecard and report; None once a later attempt has taken over.

        Raises RetryableError while answers are still on their way, PermanentError when the job is gone.
        """
        if scorecard := self._results.scorecard(interview_id, attempt):
            return scorecard
        interview = self._interviews.require(interview_id)
        if interview.attempt != attempt:
            return None
        if not interview.settled:
            text = Localized(en="Answers are still being analysed.", zh="仍有答案在分析中。")
            raise RetryableError("not_settled", text, retry_after=2)
        plan = self._plan(interview)
        analysed = {answer.question: self._analysed(answer) for answer in interview.answers}
        results = tuple(
            _result(question, interview.answer(question.key), analysed.get(question.key)) for question in plan.questions
        )
        spread = self._spread(results)
        answers = tuple(
            _reported(question, interview.answer(question.key), analysed.get(question.key), result, spread)
            for question, result in zip(plan.questions, results, strict=True)
        )
        scorecard = make_scorecard(plan, results)
        report = self._report(interview, attempt, plan, scorecard, answers)
        # The report goes first: a scorecard on record means that its report can be read.
        self._media.write_json(report_key(self._tenant, interview_id, attempt), report.model_dump_json())
        self._results.keep_scorecard(interview_id, attempt, scorecard)
        return self._results.scorecard(interview_id, attempt) or scorecard

    def decide(self, interview_id: str, attempt: int) -> Outcome | None:
        """Apply the job's rule and make the report readable. The first decision of an attempt stands.

        What a person decided, or was asked to, stays as it is when it is scored again. None where a later attempt has
        taken over before there was a scorecard.
        """
        interview = self._interviews.require(interview_id)
        scorecard = self._results.scorecard(interview_id, attempt)
        if scorecard is None and interview.attempt != attempt:
            return None
        if scorecard is None:
            text = Localized(en="There is no scorecard to decide on.", zh="没有可供决定的评分卡。")
            raise RetryableError("no_scorecard", text)
        decision = self._decisions.decide(interview, attempt, scorecard, self._plan(interview))
        now = self._clock.now()

        def publish(current: Interview) -> Interview:
            known = (current.state, current.reported_at) == ("reported", decision.decided_at)
            if known or current.attempt != attempt:
                return current
            return current.model_copy(update={"state": "reported", "reported_at": decision.decided_at, "problem": None})

        _, changed = self._interviews.change(interview_id, now, publish)
        if changed:
            count("InterviewReported")
        return decision.outcome

    def close(self, interview_id: str, attempt: int, execution: str | None = None) -> None:
        """Note that everything is done, so that the sweeper looks elsewhere.

        `execution` is who says so: one after which another was started, for a later decision say, does not speak for
        that one.
        """
        now = self._clock.now()

        def shut(current: Interview) -> Interview:
            if current.closed_at or current.attempt != attempt:
                return current
            if execution not in {None, execution_name(interview_id, attempt, current.redrives)}:
                return current
            return current.model_copy(update={"closed_at": now})

        self._interviews.change(interview_id, now, shut, also=lambda before: self._rescorings.finishing(before, now))

    def flag(self, interview_id: str, attempt: int, cause: str) -> None:
        """Make it visible that the interview could not be finished and needs a person."""
        text = Localized(
            en="The result could not be finished by itself; a person has to look at it.",
            zh="结果未能自动完成,需要人工处理。",
        )
        now = self._clock.now()

        def mark(current: Interview) -> Interview:
            if current.closed_at or current.attempt != attempt:
                return current
            state = current.state if current.state == "reported" else "needs_attention"
            problem = Problem(code=cause[:80], text=_RESCORING_UNFINISHED if current.rescored(attempt) else text)
            return current.model_copy(update={"state": state, "problem": problem})

        if self._interviews.change(interview_id, now, mark)[1]:
            count("InterviewFlagged")

    def _plan(self, interview: Interview) -> InterviewPlan:
        if plan := self._jobs.plan(interview.job, interview.plan):
            return plan
        raise PermanentError("job_gone", Localized(en="The interview's job is gone.", zh="该面试对应的职位已不存在。"))

    def _analysed(self, answer: Answer) -> AnalysedAnswer | None:
        if answer.state != "analysed" or answer.result_key is None:
            return None
        return AnalysedAnswer.model_validate_json(self._media.read(answer.result_key, _RESULT_LIMIT))

    def _spread(self, results: Sequence[AnswerResult]) -> dict[Language, Histogram]:
        """How the tenant's answers are spread, in the languages of these."""
        measured = [result.measurements for result in results if result.measurements]
        return {language: self._histograms.of(language) for language in sorted({each.language for each in measured})}

    def _report(
        self,
        interview: Interview,
        attempt: int,
        plan: InterviewPlan,
        scorecard: Scorecard,
        answers: tuple[ReportedAnswer, ...],
    ) -> Report:
        return Report(
            interview=interview.id,
            attempt=attempt,
            job=plan.job,
            job_title=plan.title,
            candidate_name=interview.candidate.name,
            language=interview.candidate.language,
            scorecard=scorecard,
            answers=answers,
            dimension_names=dimension_names(plan),
            last_received_at=interview.last_received_at,
            made_at=self._clock.now(),
        )


def _result(question: Question, answer: Answer | None, analysed: AnalysedAnswer | None) -> AnswerResult:
    if analysed:
        return analysed.result
    unreadable = answer is not None and answer.state == "rejected"
    reason = answer.problem.text if unreadable and answer and answer.problem else _UNANSWERED
    abstained: AbstainReason = "unreadable" if unreadable else "no_answer"
    scores = tuple(
        DimensionScore(dimension=dimension, confidence=0, reason=reason, abstained=abstained)
        for dimension in question.dimensions
    )
    return AnswerResult(question=question.key, scores=scores, duration_ms=0, speech_ms=0, words=0)


def _reported(
    question: Question,
    answer: Answer | None,
    analysed: AnalysedAnswer | None,
    result: AnswerResult,
    spread: Mapping[Language, Histogram],
) -> ReportedAnswer:
    heard = answer is not None and answer.state == "analysed" and not question.is_written
    measured = result.measurements
    return ReportedAnswer(
        question=question.key,
        question_text=question.text,
        state=answer.state if answer else "unanswered",
        problem=_STANDS if answer and answer.stands else answer.problem if answer else None,
        recording_key=answer.upload.key if answer and answer.upload and heard else None,
        transcript=analysed.transcript if analysed else None,
        scores=result.scores,
        measurements=measured,
        percentiles=spread[measured.language].percentiles(measured) if measured else (),
        answer_kind=question.answer_kind,
        code=result.code,
    )

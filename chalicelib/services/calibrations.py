"""Calibrations: answers picked for people, rated blind, and fitted to a scoring version; the worker picks and fits."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb.calibrations import SILENCE, Calibrations
from chalicelib.adapters.dynamodb.collection import Listing
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.calibration import FEWEST_RATED, AnswerToRate, Calibration, Rating
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import Prepare
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.transcript import Transcript
from chalicelib.observability import count, logger
from chalicelib.services.answer_pool import AnswerPool

MAX_REQUEUES = 10
_TASKS: dict[str, str] = {"pick_answers": "picking", "fit_scoring": "fitting"}
_NO_QUESTION = Localized(en="The job has no such question.", zh="该职位没有这个问题。")
_CODE = Localized(
    en="Code is scored by its tests; there is nothing to calibrate.", zh="代码题按测试结果评分,无需校准。"
)
NO_ANSWER = Localized(en="The calibration has no such answer.", zh="该校准任务没有这个答案。")
_GONE = Localized(en="This answer has been deleted; leave it out.", zh="该答案已被删除,请跳过。")
_PICKING = Localized(en="The answers are still being picked; try again in a moment.", zh="答案仍在挑选中,请稍后再试。")
_NOT_RATING = Localized(en="Answers can be rated only until the fit is asked for.", zh="只有在提交拟合之前才能评分。")
_UNKNOWN_DIMENSION = Localized(en="The question does not show this dimension.", zh="该问题不考察此维度。")
_FITTED = Localized(
    en="This calibration is fitted already; start another one to rate more answers.",
    zh="该校准任务已完成拟合;如需评定更多答案,请新建校准任务。",
)
_NOTHING_PICKED = Localized(
    en="No answers were picked, so there is nothing to fit; start another calibration.",
    zh="未挑选出任何答案,无法拟合;请新建校准任务。",
)
GAVE_UP = Localized(
    en="The worker failed at it again and again; a person has to look at its log.",
    zh="处理程序多次失败,需要人工查看其日志。",
)


@dataclass(frozen=True)
class ShownAnswer:
    """An answer as a rater sees it: what was asked and said, where the recording lies, nothing of any score."""

    number: int
    of: int
    plan: InterviewPlan
    question: Question
    transcript: Transcript
    recording_key: str | None
    own: Rating | None
    ratings: tuple[Rating, ...]


class CalibrationService:
    """Calibrations of one tenant's jobs."""

    def __init__(
        self, store: Calibrations, pool: AnswerPool, jobs: Jobs, queues: Queues, clock: Clock, tenant: str
    ) -> None:
        self._store = store
        self._pool = pool
        self._jobs = jobs
        self._queues = queues
        self._clock = clock
        self._tenant = tenant

    def ask(self, wanted: Calibration, plan: InterviewPlan) -> Calibration:
        """Ask for answers to be picked. Asked again with the same id, the worker is told again.

        Raises InvalidInput for a question that the plan does not have, or that is answered by code.
        """
        question = plan.question(wanted.question)
        if question is None:
            raise InvalidInput("unknown_reference", _NO_QUESTION, (("/question", _NO_QUESTION),))
        if question.answer_kind == "code":
            raise InvalidInput("not_calibrated", _CODE, (("/question", _CODE),))
        kept = self._store.of(wanted.job).create_or_find(wanted.id, wanted).value
        self._tell(kept)
        return kept

    def require(self, job_id: str, calibration_id: str) -> Calibration:
        """The calibration; raises NotFound."""
        return self._store.of(job_id).require(calibration_id).value

    def page(self, job_id: str, after: str | None, limit: int) -> Listing[Calibration]:
        """Calibrations of a job, newest first."""
        return self._store.page(job_id, after, limit)

    def rated_by(self, calibration: Calibration, rater: str) -> tuple[int, ...]:
        """The numbers of the answers that this person has rated."""
        return tuple(self._store.own_ratings(calibration.job, calibration, rater))

    def answer(self, job_id: str, calibration_id: str, number: int, rater: str) -> ShownAnswer:
        """One answer to rate. Others' ratings are shown once the calibration is fitted, and not before.

        Raises NotFound, also for an answer that has been deleted, and Conflict while the answers are being picked.
        """
        calibration = self.require(job_id, calibration_id)
        plan, question = self._asked(calibration)
        picked = _picked(calibration, number)
        interview, found = self._pool.interview(picked), self._pool.read(picked)
        if interview is None or found is None:
            raise NotFound("answer_gone", _GONE)
        own = self._store.own_ratings(job_id, calibration, rater).get(number)
        everybody = calibration.state == "fitted"
        ratings = self._store.ratings_of(job_id, calibration_id, number) if everybody else ()
        recording = None if question.is_written else _recording_key(interview, question)
        return ShownAnswer(number, len(calibration.answers), plan, question, found.transcript, recording, own, ratings)

    def rate(self, job_id: str, calibration_id: str, rating: Rating) -> Rating:
        """Keep a person's rating of an answer, in the place of their earlier one.

        Raises NotFound, InvalidInput for a dimension that the question does not show, and Conflict before the answers
        are picked and once the fit is asked for.
        """
        _, question = self._asked(self.require(job_id, calibration_id))
        unknown = tuple(
            (f"/levels/{key}", _UNKNOWN_DIMENSION) for key in rating.levels if key not in question.dimensions
        )

        def check(calibration: Calibration) -> None:
            _picked(calibration, rating.answer)
            if calibration.state != "rating":
                raise Conflict("not_rating", _NOT_RATING)
            if unknown:
                raise InvalidInput("unknown_dimension", _UNKNOWN_DIMENSION, unknown)

        kept, new = self._store.rate(job_id, calibration_id, rating, check)
        if new:
            count("AnswerRated")
        return kept

    def fit(self, job_id: str, calibration_id: str, by: str) -> Calibration:
        """Have the ratings fitted; asked again meanwhile, the worker is told again.

        Ratings are closed from then on. Raises Conflict while too few answers are rated, and once it is fitted.
        """
        now = self._clock.now()
        given = self._store.ratings(job_id, calibration_id)
        rated = len({rating.answer for rating in given if any(level is not None for level in rating.levels.values())})

        def close(calibration: Calibration) -> Calibration:
            if calibration.state == "fitting":
                return calibration
            if calibration.state == "picking":
                raise Conflict("still_picking", _PICKING)
            if calibration.state == "fitted":
                raise Conflict("already_fitted", _FITTED)
            if not calibration.answers:
                raise Conflict("nothing_picked", _NOTHING_PICKED)
            if rated < FEWEST_RATED:
                raise Conflict("too_few_ratings", _too_few_rated(rated))
            return calibration.model_copy(
                update={"state": "fitting", "problem": None, "told_at": now, "requeues": 0, "fit_by": by}
            )

        calibration = self._store.of(job_id).change(calibration_id, close, None).value
        self._tell(calibration)
        return calibration

    def begin(self, message: Prepare) -> tuple[Calibration, InterviewPlan, Question] | None:
        """The worker's: what to pick from or to fit; None when nothing is left to do."""
        found = self._store.of(message.subject).find(message.id)
        if found is None or found.value.state != _TASKS[message.task]:
            return None
        return found.value, *self._asked(found.value)

    def keep_picked(self, calibration: Calibration, answers: tuple[AnswerToRate, ...], available: int) -> None:
        """The worker's: keep what was picked of the `available` answers, or that they are too few."""
        update: dict[str, object] = {"state": "rating", "answers": answers}
        if available < FEWEST_RATED:
            update = {"state": "failed", "problem": _too_few_answers(available)}
        self._settle(calibration.job, calibration.id, "picking", update)

    def ratings(self, calibration: Calibration) -> tuple[Rating, ...]:
        """The worker's: all ratings, by answer and rater."""
        return self._store.ratings(calibration.job, calibration.id)

    def fail(self, message: Prepare, problem: Localized) -> None:
        """Put on record that a part of the worker's cannot be done; the ratings stay, and a fit may be asked again."""
        self._settle(message.subject, message.id, _TASKS[message.task], {"state": "failed", "problem": problem})

    def look_at(self, job_id: str, calibration_id: str) -> None:
        """The sweeper's: tell the worker again about a calibration that waits too long; after some times give it up."""
        now = self._clock.now()

        def again(calibration: Calibration) -> Calibration:
            if calibration.state not in _TASKS.values() or now < calibration.told_at + SILENCE:
                return calibration
            if calibration.requeues >= MAX_REQUEUES:
                return calibration.model_copy(update={"state": "failed", "problem": GAVE_UP})
            return calibration.model_copy(update={"told_at": now, "requeues": calibration.requeues + 1})

        before = self.require(job_id, calibration_id)
        after = self._store.of(job_id).change(calibration_id, again, None).value
        if after != before:
            logger.warning("telling the worker of a calibration again", extra={"requeue": after.requeues})
            self._tell(after)

    def _tell(self, calibration: Calibration) -> None:
        if calibration.state == "picking":
            message = Prepare(tenant=self._tenant, task="pick_answers", subject=calibration.job, id=calibration.id)
        elif calibration.state == "fitting":
            message = Prepare(tenant=self._tenant, task="fit_scoring", subject=calibration.job, id=calibration.id)
        else:
            return
        self._queues.send_preparation(message)

    def _settle(self, job_id: str, calibration_id: str, state: str, update: dict[str, object]) -> None:
        def settle(calibration: Calibration) -> Calibration:
            return calibration.model_copy(update=update) if calibration.state == state else calibration

        self._store.of(job_id).change(calibration_id, settle, None)

    def _asked(self, calibration: Calibration) -> tuple[InterviewPlan, Question]:
        plan = self._jobs.require_plan(calibration.job, calibration.plan)
        question = plan.question(calibration.question)
        if question is None:
            raise NotFound("question_not_found", _NO_QUESTION)
        return plan, question


def _picked(calibration: Calibration, number: int) -> AnswerToRate:
    if calibration.state == "picking":
        raise Conflict("still_picking", _PICKING)
    if not 1 <= number <= len(calibration.answers):
        raise NotFound("answer_not_found", NO_ANSWER)
    return calibration.answers[number - 1]


def _recording_key(interview: Interview, question: Question) -> str | None:
    answer = interview.answer(question.key)
    return answer.upload.key if answer and answer.upload else None


def _too_few_answers(available: int) -> Localized:
    return Localized(
        en=f"There are {available} scored answers to this question as it is asked now; {FEWEST_RATED} are needed.",
        zh=f"按当前表述,该问题已评分的答案只有 {available} 个,至少需要 {FEWEST_RATED} 个。",
    )


def _too_few_rated(rated: int) -> Localized:
    return Localized(
        en=f"{rated} answers are rated so far; a fit needs {FEWEST_RATED}.",
        zh=f"目前已评定 {rated} 个答案;拟合至少需要 {FEWEST_RATED} 个。",
    )


def too_few_left(left: int) -> Localized:
    """What to say when rated answers have been deleted meanwhile."""
    return Localized(
        en=f"Only {left} of the rated answers are left, the others have been deleted; {FEWEST_RATED} are needed.",
        zh=f"已评定的答案中仅剩 {left} 个,其余已被删除;至少需要 {FEWEST_RATED} 个。",
    )

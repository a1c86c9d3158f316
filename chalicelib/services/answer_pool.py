"""The analysed answers to one question of a job, read for calibrations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.s3 import Media
from chalicelib.domain.calibration import AnswerToRate
from chalicelib.domain.errors import NotFound
from chalicelib.domain.interview import Interview
from chalicelib.domain.plan import Question
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.transcript import Transcript

MOST_ANSWERS = 500
MOST_INTERVIEWS = 2000
_PAGE = 50
_RESULT_LIMIT = 20_000_000
Going = Callable[[], bool]


@dataclass(frozen=True)
class PooledAnswer:
    """What was said in one answer, and where it is kept."""

    place: AnswerToRate
    transcript: Transcript


class AnswerPool:
    """Answers of one tenant's candidates."""

    def __init__(self, interviews: Interviews, jobs: Jobs, media: Media) -> None:
        self._interviews = interviews
        self._jobs = jobs
        self._media = media

    def newest(self, job_id: str, question: Question) -> Iterator[PooledAnswer]:
        """Answers of submitted interviews that got a score, the newest interviews first, as far back as is looked.

        Only answers to the question as it is worded here: another text asked for something else.
        """
        same: dict[str, bool] = {}
        for interview in self._submitted(job_id):
            answer = interview.answer(question.key)
            if answer is None or answer.state != "analysed" or answer.result_key is None:
                continue
            if interview.plan not in same:
                plan = self._jobs.plan(job_id, interview.plan)
                same[interview.plan] = plan is not None and plan.question(question.key) == question
            if not same[interview.plan]:
                continue
            place = AnswerToRate(interview=interview.id, attempt=interview.attempt, result_key=answer.result_key)
            analysed = self._analysed(place)
            if analysed and any(score.score is not None for score in analysed.result.scores):
                yield PooledAnswer(place, analysed.transcript)

    def interview(self, place: AnswerToRate) -> Interview | None:
        """The interview that an answer belongs to, unless it has been deleted."""
        return self._interviews.get(place.interview)

    def read(self, place: AnswerToRate) -> PooledAnswer | None:
        """An answer by its place; None when it, or its interview, has been deleted."""
        analysed = self._analysed(place) if self.interview(place) else None
        return PooledAnswer(place, analysed.transcript) if analysed else None

    def _submitted(self, job_id: str) -> Iterator[Interview]:
        after, seen = None, 0
        while seen < MOST_INTERVIEWS:
            page, after = self._interviews.page(job_id, after, _PAGE)
            yield from (interview for interview in page if interview.submitted_at is not None)
            seen += len(page)
            if after is None:
                return

    def _analysed(self, place: AnswerToRate) -> AnalysedAnswer | None:
        try:
            return AnalysedAnswer.model_validate_json(self._media.read(place.result_key, _RESULT_LIMIT))
        except NotFound:
            return None

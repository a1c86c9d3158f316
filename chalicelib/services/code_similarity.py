"""A code answer beside those of other candidates to the same question: how much of their code they share."""

from chalicelib.adapters.dynamodb.code_fingerprints import CodeFingerprints
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.domain.code_result import CodeResult, CodeSimilarity
from chalicelib.domain.code_similarity import MOST_COMPARED, fingerprints, most_similar
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.observability import logger


class CodeSimilarityService:
    """Code answers of one tenant."""

    def __init__(self, store: CodeFingerprints, interviews: Interviews, jobs: Jobs) -> None:
        self._store = store
        self._interviews = interviews
        self._jobs = jobs

    def with_hint(self, message: AnalyseAnswer, result: AnswerResult) -> AnswerResult:
        """The result with the most similar of the other answers, where it is of code and one is similar.

        A hint is no reason to analyse an answer again: what goes wrong is logged, and the result stays as it is.
        """
        if result.code is None:
            return result
        try:
            similar = self._compare(message, result.code)
        except Exception:  # noqa: BLE001 - whatever it is, it is logged and the answer stands
            logger.exception("a code answer was not compared with others")
            return result
        return result.model_copy(update={"code": result.code.model_copy(update={"similar": similar})})

    def _compare(self, message: AnalyseAnswer, code: CodeResult) -> CodeSimilarity | None:
        interview = self._interviews.require(message.interview)
        plan = self._jobs.require_plan(interview.job, interview.plan)
        question, answer = plan.question(message.question), interview.answer(message.question)
        if question is None or answer is None or answer.received_at is None:
            return None
        # Another flow may ask something else under the same key.
        asked = (interview.job, question.source or question.key, code.language)
        own = fingerprints(code.source, code.language, question.code)
        # Kept before it is compared: of two that are recorded at once, at least one sees the other.
        self._store.keep(*asked, interview.id, answer.received_at, own)
        return most_similar(own, self._store.newest(*asked, interview.id, MOST_COMPARED))

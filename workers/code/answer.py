"""A code answer as intake gets it: run against its question's tests, and scored by them."""

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.domain.typed_answer import language_of
from workers.code.runner import run_answer
from workers.code.scoring import score_code
from workers.typed import transcript_of_code

_NO_LANGUAGE = Localized(
    en="The code is not in a language of this question. Please submit it again.",
    zh="代码所用的语言不符合该问题的要求，请重新提交。",
)


def analyse_code(
    source: str, content_type: str, plan: InterviewPlan, question: Question
) -> tuple[Transcript, AnswerResult]:
    """The lines of the answer and its scores; blocks while it runs. Raises InvalidInput for another language."""
    language = language_of(content_type)
    if language is None or language not in question.code_languages:
        raise InvalidInput("language_required", _NO_LANGUAGE)
    transcript = transcript_of_code(source, plan.language)
    return transcript, score_code(run_answer(source, language, question.code), transcript, plan, question)

"""The question bank: a tenant's own questions, and the shipped ones, which are read and cloned but never changed."""

from collections.abc import Callable, Sequence

from chalicelib import starter
from chalicelib.adapters.dynamodb.collection import Listing, Versioned
from chalicelib.adapters.dynamodb.library import Questions
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.question import BankQuestion, QuestionKind, Scenario

_SHARED = Localized(
    en="This question is shipped for everybody and cannot be changed. Clone it and change the copy.",
    zh="这是系统自带的共享问题,不能修改。请先复制,再修改副本。",
)


class QuestionService:
    """The question bank of one tenant."""

    def __init__(self, questions: Questions, clock: Clock) -> None:
        self._questions = questions
        self._clock = clock

    def create(self, question: BankQuestion) -> Versioned[BankQuestion]:
        """Keep a new question. Done again with the same id, it gives the question that is there."""
        also = self._questions.listings(None, question)
        return self._questions.documents.create_or_find(question.id, question, also)

    def clone(self, question_id: str, new_id: str) -> Versioned[BankQuestion]:
        """A copy of a shipped question or an own one, in use and independent of it. Raises NotFound."""
        source, _ = self.require(question_id)
        update = {
            "id": new_id,
            "origin": "tenant",
            "cloned_from": source.id,
            "archived": False,
            "created_at": self._clock.now(),
        }
        return self.create(source.model_copy(update=update))

    def require(self, question_id: str) -> tuple[BankQuestion, int | None]:
        """A question and its revision, which a shipped one does not have. Raises NotFound."""
        if shipped := starter.questions().get(question_id):
            return shipped, None
        found = self._questions.documents.require(question_id)
        return found.value, found.rev

    def find_many(self, question_ids: Sequence[str]) -> dict[str, BankQuestion]:
        """Those of the questions that there are, shipped or own, archived ones with them."""
        shipped = starter.questions()
        own = self._questions.documents.find_many([one for one in question_ids if one not in shipped])
        return {one: shipped[one] for one in question_ids if one in shipped} | {
            one: found.value for one, found in own.items()
        }

    def change(
        self, question_id: str, change: Callable[[BankQuestion], BankQuestion], expected: int | None
    ) -> Versioned[BankQuestion]:
        """Change a question. Published flows keep it as it was. Raises NotFound, LostUpdate, Conflict."""
        if question_id in starter.questions():
            raise Conflict("starter_is_shared", _SHARED)
        return self._questions.documents.change(question_id, change, expected, self._questions.listings)

    def archive(self, question_id: str, expected: int | None) -> None:
        """Take a question out of use; it stays readable. Raises NotFound, LostUpdate, Conflict."""
        self.change(question_id, lambda question: question.model_copy(update={"archived": True}), expected)

    def page(self, dimension: str | None, after: str | None, limit: int, *, archived: bool) -> Listing[BankQuestion]:
        """Own questions, newest first: archived ones, or those in use, of one dimension or all."""
        if dimension is not None and not archived:
            return self._questions.page_of_dimension(dimension, after, limit)
        return self._questions.page(after, limit, archived=archived)

    @staticmethod
    def shipped(
        dimension: str | None, kind: QuestionKind | None, scenario: Scenario | None, language: Language | None
    ) -> dict[str, BankQuestion]:
        """The shipped questions that fit all filters, by their ids."""
        return {
            question.id: question
            for question in starter.questions().values()
            if (dimension is None or dimension in question.dimensions)
            and (kind is None or kind == question.kind)
            and (scenario is None or not question.scenarios or scenario in question.scenarios)
            and (language is None or question.in_language(language) is not None)
        }

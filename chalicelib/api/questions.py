"""/v1/questions: the question bank, a tenant's own questions and the shipped ones."""

from typing import Any, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, ValidationError

from chalicelib import starter
from chalicelib.api.endpoint import endpoint
from chalicelib.api.faults import invalid
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.code_task import CodeLanguage, CodeTask
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.question import BankQuestion, DimensionKey, QuestionKind, QuestionText, Scenario

routes = Blueprint(__name__)
MOST_IN_BATCH = 50
_OWN_BY_DIMENSION = Localized(
    en="Your own questions can be listed by `dimension` only, and archived ones not even by that.",
    zh="自有问题只能按 dimension 筛选;已归档问题不支持筛选。",
)
_STARTER_NEVER_ARCHIVED = Localized(en="Shipped questions are never archived.", zh="系统自带问题不会归档。")
_SOME_INVALID = Localized(en="Some questions are not valid; none was created.", zh="部分问题无效,未创建任何问题。")


class CreateQuestion(RequestModel):
    """A new question, in English, Chinese or both. No scenarios means all; `code` has the tests of coding questions."""

    kind: QuestionKind
    dimensions: tuple[DimensionKey, ...] = Field(min_length=1, max_length=6)
    scenarios: tuple[Scenario, ...] = Field(default=(), max_length=3)
    code_languages: tuple[CodeLanguage, ...] = Field(default=(), max_length=3)
    code: CodeTask | None = None
    thinking_s: int = Field(default=30, ge=0, le=600)
    answer_limit_s: int = Field(default=180, ge=10, le=600)
    en: QuestionText | None = None
    zh: QuestionText | None = None


class CreateQuestions(RequestModel):
    """Several new questions."""

    items: tuple[CreateQuestion, ...] = Field(min_length=1, max_length=MOST_IN_BATCH)


class ChangeQuestion(RequestModel):
    """What is to change; fields that are left out stay as they are. A text or `code` given as null is taken away."""

    kind: QuestionKind | None = None
    dimensions: tuple[DimensionKey, ...] | None = Field(default=None, min_length=1, max_length=6)
    scenarios: tuple[Scenario, ...] | None = Field(default=None, max_length=3)
    code_languages: tuple[CodeLanguage, ...] | None = Field(default=None, max_length=3)
    code: CodeTask | None = None
    thinking_s: int | None = Field(default=None, ge=0, le=600)
    answer_limit_s: int | None = Field(default=None, ge=10, le=600)
    en: QuestionText | None = None
    zh: QuestionText | None = None
    archived: bool | None = None


class QuestionView(ResponseModel):
    """A question of the bank."""

    id: str
    kind: QuestionKind
    dimensions: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    code_languages: tuple[CodeLanguage, ...]
    code: CodeTask | None
    thinking_s: int
    answer_limit_s: int
    en: QuestionText | None
    zh: QuestionText | None
    origin: Literal["starter", "tenant"]
    cloned_from: str | None
    archived: bool
    created_at: AwareDatetime


class QuestionList(ResponseModel):
    """The questions in the order in which they were sent."""

    items: tuple[QuestionView, ...]


class QuestionQuery(PageQuery):
    """Which questions. Own ones can be listed by dimension; the shipped ones by all filters together."""

    origin: Literal["tenant", "starter"] = "tenant"
    dimension: DimensionKey | None = None
    kind: QuestionKind | None = None
    scenario: Scenario | None = None
    language: Language | None = None
    archived: bool = False


def _view(question: BankQuestion) -> QuestionView:
    return QuestionView.model_validate(dict(question))


def _question(request: Request, body: CreateQuestion, about: str = "") -> BankQuestion:
    now = request.services.clock.now()
    try:
        return BankQuestion.model_validate({**dict(body), "id": request.new_id("qst", about), "created_at": now})
    except ValidationError as error:
        raise invalid(error) from error


def _check_filters(query: QuestionQuery) -> None:
    """Raises InvalidInput for filters that would mean to look through more than a page."""
    told = _OWN_BY_DIMENSION
    if query.origin == "starter":
        refused, told = (("archived",) if query.archived else ()), _STARTER_NEVER_ARCHIVED
    else:
        unknown = ("kind", "scenario", "language", *(("dimension",) if query.archived else ()))
        refused = tuple(name for name in unknown if getattr(query, name) is not None)
    if refused:
        raise InvalidInput("unsupported_filter", told, tuple((f"?{name}", told) for name in refused))


@endpoint(routes, "POST", "/v1/questions", summary="Create a question", who="library:write", body=CreateQuestion,
          response=QuestionView, status=201, creates=True, versioned=True)  # fmt: skip
def create_question(request: Request, body: CreateQuestion) -> Answer:
    """Add a question to the tenant's own bank."""
    made = request.services.questions.create(_question(request, body))
    return Answer(_view(made.value), made.rev, location=f"/v1/questions/{made.value.id}")


@endpoint(routes, "POST", "/v1/question-batches", summary="Create several questions", who="library:write",
          body=CreateQuestions, response=QuestionList, status=201, creates=True)  # fmt: skip
def create_questions(request: Request, body: CreateQuestions) -> QuestionList:
    """Add up to 50 questions at once. If one is not valid, none is added, and the errors point to each at fault.

    Should the connection break, send it again with the same Idempotency-Key: every question is then there once.
    """
    questions, faults = [], []
    for number, item in enumerate(body.items):
        try:
            questions.append(_question(request, item, str(number)))
        except InvalidInput as error:
            faults += [(f"/items/{number}{pointer}", text) for pointer, text in error.pointers]
    if faults:
        raise InvalidInput("invalid_fields", _SOME_INVALID, tuple(faults))
    made = [request.services.questions.create(question).value for question in questions]
    return QuestionList(items=tuple(_view(question) for question in made))


@endpoint(routes, "GET", "/v1/questions", summary="List questions", who="library:read", query=QuestionQuery,
          response=Page[QuestionView])  # fmt: skip
def list_questions(request: Request, query: QuestionQuery) -> Page[QuestionView]:
    """The tenant's own questions, newest first, or the shipped ones, by their dimensions."""
    _check_filters(query)
    after = request.after(query)
    questions = request.services.questions
    if query.origin == "starter":
        fitting = questions.shipped(query.dimension, query.kind, query.scenario, query.language)
        found, next_after = starter.page(fitting, after, query.limit)
        return Page(items=tuple(_view(question) for question in found), next_cursor=request.cursor(next_after))
    listed = questions.page(query.dimension, after, query.limit, archived=query.archived)
    items = tuple(_view(question.value) for question in listed.items)
    return Page(items=items, next_cursor=request.cursor(listed.next_after))


@endpoint(routes, "GET", "/v1/questions/{question_id}", summary="Read a question", who="library:read",
          response=QuestionView, versioned=True)  # fmt: skip
def read_question(request: Request, question_id: str) -> Answer:
    """One question, own or shipped, in use or archived. A shipped one has no ETag: it cannot be changed."""
    return _answer(*request.services.questions.require(question_id))


def _answer(question: BankQuestion, rev: int | None) -> Answer:
    return Answer(_view(question), rev)


@endpoint(routes, "PATCH", "/v1/questions/{question_id}", summary="Change a question", who="library:write",
          body=ChangeQuestion, response=QuestionView, versioned=True)  # fmt: skip
def change_question(request: Request, body: ChangeQuestion, question_id: str) -> Answer:
    """Change a question of the tenant's own, or take it out of the archive. Published flows keep it as it was."""
    clearable = {"en", "zh", "code"}
    fields: dict[str, Any] = {
        name: getattr(body, name)
        for name in body.model_fields_set
        if name in clearable or getattr(body, name) is not None
    }

    def change(question: BankQuestion) -> BankQuestion:
        try:
            return BankQuestion.model_validate({**dict(question), **fields})
        except ValidationError as error:
            raise invalid(error) from error

    changed = request.services.questions.change(question_id, change, request.expected)
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "DELETE", "/v1/questions/{question_id}", summary="Archive a question", who="library:write",
          status=204, versioned=True)  # fmt: skip
def archive_question(request: Request, question_id: str) -> None:
    """Take a question out of use. It stays readable, and in the flows that were published with it."""
    request.services.questions.archive(question_id, request.expected)


@endpoint(routes, "POST", "/v1/questions/{question_id}/clones", summary="Clone a question", who="library:write",
          response=QuestionView, status=201, creates=True, versioned=True)  # fmt: skip
def clone_question(request: Request, question_id: str) -> Answer:
    """A copy in the tenant's own bank, which can be changed."""
    made = request.services.questions.clone(question_id, request.new_id("qst"))
    return Answer(_view(made.value), made.rev, location=f"/v1/questions/{made.value.id}")

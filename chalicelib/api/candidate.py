"""/v1/candidate: the candidate's own interview: questions, consent, signed uploads, submission."""

import base64
import binascii
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AfterValidator, AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import AnswerView, answer_views
from chalicelib.api.models import RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.code_task import CodeLanguage, StarterCode
from chalicelib.domain.errors import Unauthenticated
from chalicelib.domain.interview import Interview, InterviewState
from chalicelib.domain.language import Localized, fault
from chalicelib.domain.plan import AnswerKind, Question
from chalicelib.domain.typed_answer import LONGEST
from chalicelib.services.candidate import CONTENT_TYPES

routes = Blueprint(__name__)
_SHA256_BYTES = 32


def base64_sha256(text: str) -> str:
    """The text, if it is the base64 of a SHA-256."""
    try:
        size = len(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error):
        size = 0
    if size != _SHA256_BYTES:
        raise fault("Must be the base64 of a SHA-256 (32 bytes).", "须为 SHA-256(32 字节)的 base64。")
    return text


def _content_type(text: str) -> str:
    if text.split(";", maxsplit=1)[0].strip().lower() not in CONTENT_TYPES:
        listed = ", ".join(sorted(CONTENT_TYPES))
        raise fault(f"Must be one of {listed}.", f"应为以下之一:{listed}。")
    return text


class Agree(RequestModel):
    """Consent to the notice with this version."""

    text_version: str = Field(min_length=1, max_length=40)


class AskUpload(RequestModel):
    """What is about to be uploaded."""

    content_type: Annotated[str, Field(max_length=100), AfterValidator(_content_type)]
    size: int = Field(ge=0, description="Bytes")
    sha256: Annotated[str, Field(max_length=64), AfterValidator(base64_sha256)] = Field(description="Base64")


class WriteAnswer(RequestModel):
    """A typed answer; `language` for code, and only for code."""

    text: str = Field(min_length=1, max_length=LONGEST, description="At most 64,000 bytes of UTF-8")
    language: CodeLanguage | None = None


class Submit(RequestModel):
    """Hand the interview in; `leave_out_missing` says that questions without an answer are left out on purpose."""

    leave_out_missing: bool = False


class CodeTestView(ResponseModel):
    """A test that the answer is run against and that the candidate may see."""

    name: str
    stdin: str
    call: str
    setup: str
    expected: str


class CodeView(ResponseModel):
    """What a candidate is told of a coding question; `hidden_tests` is how many tests there are besides."""

    languages: tuple[CodeLanguage, ...]
    starter: StarterCode
    tests: tuple[CodeTestView, ...]
    hidden_tests: int


class QuestionView(ResponseModel):
    """A question as the candidate sees it."""

    key: str
    text: str
    answer_limit_s: int
    thinking_s: int
    retakes: int
    answer_kind: AnswerKind
    stage: str
    code: CodeView | None


class CandidateInterview(ResponseModel):
    """The interview as the candidate sees it."""

    interview_id: str
    state: InterviewState
    questions: tuple[QuestionView, ...]
    answers: tuple[AnswerView, ...]


class SignedUpload(ResponseModel):
    """PUT the file to `url` with exactly these headers, then call `complete` with `upload_id`."""

    upload_id: str
    url: str
    headers: dict[str, str]
    expires_at: AwareDatetime


def _own(request: Request) -> Interview:
    if request.interview is None:
        raise Unauthenticated("bad_session", Localized(en="No session.", zh="没有会话。"))
    return request.interview


def _question(question: Question) -> QuestionView:
    shown = question.model_dump(include=set(QuestionView.model_fields) - {"code"})
    return QuestionView.model_validate({**shown, "code": _code(question)})


def _code(question: Question) -> CodeView | None:
    if question.answer_kind != "code":
        return None
    tests = question.code.tests if question.code else ()
    shown = question.code.shown if question.code else ()
    return CodeView(
        languages=question.code_languages,
        starter=question.code.starter if question.code else StarterCode(),
        tests=tuple(
            CodeTestView.model_validate(test.model_dump(include=set(CodeTestView.model_fields))) for test in shown
        ),
        hidden_tests=len(tests) - len(shown),
    )


def _view(request: Request, interview: Interview) -> CandidateInterview:
    language = interview.candidate.language
    plan = request.services.plans.require(interview.job, interview.plan)
    return CandidateInterview(
        interview_id=interview.id,
        state=interview.state,
        questions=tuple(_question(question) for question in plan.questions),
        answers=answer_views(interview.as_handed_in, language),
    )


@endpoint(routes, "GET", "/v1/candidate/interview", summary="Read one's own interview", who="candidate",
          response=CandidateInterview)  # fmt: skip
def read_own_interview(request: Request) -> CandidateInterview:
    """Questions, and how each answer stands."""
    return _view(request, _own(request))


@endpoint(routes, "POST", "/v1/candidate/consent", summary="Record consent", who="candidate", body=Agree,
          response=CandidateInterview)  # fmt: skip
def record_consent(request: Request, body: Agree) -> CandidateInterview:
    """Record consent to the notice, with the version of its text and the time."""
    return _view(request, request.services.candidate.consent(_own(request).id, body.text_version))


@endpoint(routes, "POST", "/v1/candidate/answers/{question}/uploads", summary="Ask for a signed upload",
          who="candidate", body=AskUpload, response=SignedUpload, status=201)  # fmt: skip
def ask_upload(request: Request, body: AskUpload, question: str) -> SignedUpload:
    """A signed address for one file, valid for a quarter of an hour, for just this size, type and checksum."""
    upload, url, headers = request.services.candidate.ask_upload(
        _own(request).id, question, body.content_type, body.size, body.sha256
    )
    return SignedUpload(upload_id=upload.id, url=url, headers=headers, expires_at=upload.expires_at)


@endpoint(routes, "POST", "/v1/candidate/answers/{question}/uploads/{upload_id}/completion",
          summary="Say that an upload is complete", who="candidate", response=CandidateInterview)  # fmt: skip
def complete_upload(request: Request, question: str, upload_id: str) -> CandidateInterview:
    """Admit the uploaded file. Saying it again changes nothing."""
    return _view(request, request.services.candidate.complete(_own(request).id, question, upload_id))


@endpoint(routes, "PUT", "/v1/candidate/answers/{question}/text", summary="Submit a typed answer",
          who="candidate", body=WriteAnswer, response=CandidateInterview)  # fmt: skip
def submit_typed_answer(request: Request, body: WriteAnswer, question: str) -> CandidateInterview:
    """Hand in a text or code answer. The same again changes nothing; another one is refused once it has been taken."""
    own = _own(request)
    return _view(request, request.services.typed_answers.submit(own.id, question, body.text, body.language))


@endpoint(routes, "POST", "/v1/candidate/submission", summary="Submit the interview", who="candidate", body=Submit,
          response=CandidateInterview)  # fmt: skip
def submit_interview(request: Request, body: Submit) -> CandidateInterview:
    """Hand the interview in. Doing it again changes nothing."""
    return _view(request, request.services.candidate.submit(_own(request).id, leave_out=body.leave_out_missing))

"""Reports of interviews: as JSON for the tenant's systems, as a PDF, and as a page behind a link that expires."""

from datetime import timedelta
from typing import Literal

from chalice.app import Blueprint, Response
from pydantic import AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import require
from chalicelib.api.models import Headers, RequestModel, ResponseModel
from chalicelib.api.report_page import HtmlPage, render, render_missing
from chalicelib.api.request import PublicRequest, Request
from chalicelib.bootstrap import Services, services_for
from chalicelib.domain.code_result import CodeResult
from chalicelib.domain.comment import Comment
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.explanation import Explanation
from chalicelib.domain.ids import Token, parse_token
from chalicelib.domain.interview import AnswerState, Problem
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.percentiles import Percentile
from chalicelib.domain.plan import AnswerKind
from chalicelib.domain.scorecard import DimensionScore, DimensionSummary, Interval
from chalicelib.domain.transcript import Transcript
from chalicelib.services.reports import WHOLE, ReadReport

routes = Blueprint(__name__)
_PAGE_HEADERS: Headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class ReportedAnswerView(ResponseModel):
    """One question with what was said and how it was scored."""

    question: str
    question_text: str
    state: AnswerState
    problem: Problem | None
    transcript: Transcript | None
    scores: tuple[DimensionScore, ...]
    measurements: SpeechMeasurements | None = Field(
        description="Of the speech; they carry no weight in any score. Null where nothing was said, and in old reports"
    )
    percentiles: tuple[Percentile, ...] = Field(
        description="Where they lie among the tenant's answers in this language when the report was made"
    )
    answer_kind: AnswerKind
    code: CodeResult | None = Field(description="Of a code answer: its tests, hidden ones too")


class ReportView(ResponseModel):
    """A report: the total with its make-up, each score with its evidence, the decision with its reasons."""

    interview_id: str
    attempt: int
    job_id: str
    job_title: str
    candidate_name: str
    language: Language
    total: float | None
    interval: Interval | None = Field(description="Of the total. Null without one, and in old reports")
    judged_weight: float
    dimensions: tuple[DimensionSummary, ...]
    dimension_names: dict[str, Localized] = Field(description="What they are called, by key; empty in old reports")
    answers: tuple[ReportedAnswerView, ...]
    explanation: Explanation = Field(description="What the scores mean against the job's requirements, in words")
    decision: Decision
    history: tuple[Decision, ...] = Field(description="All decisions on this attempt, the rule's first")
    comments: tuple[Comment, ...] = Field(description="What people said about the interview, oldest first")
    submitted_at: AwareDatetime | None
    last_received_at: AwareDatetime | None
    reported_at: AwareDatetime | None


class ReportQuery(RequestModel):
    """Which report."""

    attempt: int | None = Field(default=None, ge=1, description="That of an earlier attempt; the latest without it")


class PdfQuery(ReportQuery):
    """Which report, and in which language."""

    lang: Literal["en", "zh"] | None = Field(default=None, description="By Accept-Language without it")


class MakePage(RequestModel):
    """How long the page's link is to be valid."""

    valid_for_hours: int = Field(default=24, ge=1, le=24 * 30)


class PageLink(ResponseModel):
    """The address of a report page. Whoever has it can read the report until it expires."""

    url: str
    token: str
    expires_at: AwareDatetime


class PageQuery(RequestModel):
    """In which language to show the page."""

    lang: Literal["en", "zh"] | None = None


def _view(read: ReadReport) -> ReportView:
    report, scorecard = read.report, read.report.scorecard
    return ReportView(
        interview_id=report.interview,
        attempt=report.attempt,
        job_id=report.job,
        job_title=report.job_title,
        candidate_name=report.candidate_name,
        language=report.language,
        total=scorecard.total,
        interval=scorecard.interval,
        judged_weight=scorecard.judged_weight,
        dimensions=scorecard.dimensions,
        dimension_names=report.dimension_names,
        answers=tuple(
            ReportedAnswerView(
                question=answer.question,
                question_text=answer.question_text,
                state=answer.state,
                problem=answer.problem,
                transcript=answer.transcript,
                scores=answer.scores,
                measurements=answer.measurements,
                percentiles=answer.percentiles,
                answer_kind=answer.answer_kind,
                code=answer.code,
            )
            for answer in report.answers
        ),
        explanation=read.explanation,
        decision=read.decision,
        history=read.history,
        comments=read.comments,
        submitted_at=read.interview.submitted_at,
        last_received_at=report.last_received_at,
        reported_at=(read.history[0] if read.history else read.decision).decided_at,
    )


@endpoint(routes, "GET", "/v1/interviews/{interview_id}/report", summary="Read a report", who="reports:read",
          query=ReportQuery, response=ReportView)  # fmt: skip
def read_report(request: Request, query: ReportQuery, interview_id: str) -> ReportView:
    """The report with transcripts, scores and their evidence. 409 while there is none.

    While an interview is scored again this is the report of the attempt before; `attempt` asks for an earlier one.
    """
    require(request, interview_id, "reports:read")
    return _view(request.services.reports.read(interview_id, query.attempt))


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/report-pages", summary="Make a link to a report page",
          who="reports:read", body=MakePage, response=PageLink, status=201, creates=True, reveals="token")  # fmt: skip
def make_report_page(request: Request, body: MakePage, interview_id: str) -> PageLink:
    """A link for people without an account, a hiring manager say."""
    services = request.services
    require(request, interview_id, "reports:read")
    valid_for = timedelta(hours=body.valid_for_hours)
    token = services.reports.make_page(interview_id, valid_for)
    url = f"{services.settings.public_url}/v1/report-pages/{token}"
    return PageLink(url=url, token=str(token), expires_at=services.clock.now() + valid_for)


@endpoint(routes, "GET", "/v1/interviews/{interview_id}/report.pdf", summary="Read a report as a PDF",
          who="reports:read", query=PdfQuery, status=303)  # fmt: skip
def read_report_pdf(request: Request, query: PdfQuery, interview_id: str) -> Response:
    """Leads to the PDF, at an address that is good for five minutes and needs no `Authorization`."""
    require(request, interview_id, "reports:read")
    read = request.services.reports.read(interview_id, query.attempt)
    return to_pdf(pdf_address(request.services, read, query.lang or request.language))


@endpoint(routes, "GET", "/v1/report-pages/{token}", summary="Show a report page", who="public", query=PageQuery)
def show_report_page(request: PublicRequest, query: PageQuery, token: str) -> Response:
    """The report as a page, in Chinese or English."""
    language = query.lang or request.language
    found = _behind(token)
    if found is None:
        return page(render_missing(language), 404)
    services, read = found
    named = services.reports.named(read)
    return page(render(named, services.reports.playback, language, f"{token}/report.pdf?lang={language}"), 200)


@endpoint(routes, "GET", "/v1/report-pages/{token}/report.pdf", summary="Fetch a report page as a PDF", who="public",
          query=PageQuery, status=303)  # fmt: skip
def read_report_page_pdf(request: PublicRequest, query: PageQuery, token: str) -> Response:
    """Leads to the PDF of the report behind a link."""
    language = query.lang or request.language
    found = _behind(token)
    if found is None:
        return page(render_missing(language), 404)
    return to_pdf(pdf_address(*found, language))


def pdf_address(services: Services, read: ReadReport, language: Language) -> str:
    """Where the PDF of a report can be fetched for some minutes."""
    # What makes PDFs takes a second to import, which no other request should wait for.
    from chalicelib.api.report_pdf import report_digest, report_pdf  # noqa: PLC0415

    named = services.reports.named(read)
    return services.reports.pdf(named, report_digest(named, language), lambda: report_pdf(named, language))


def to_pdf(address: str) -> Response:
    """A redirect: a file of its own size and type, which API Gateway could only hand out as text."""
    headers: Headers = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response("", headers=headers, status_code=303)


def open_link(token: str, kind: str) -> tuple[Services, Token] | None:
    """A link taken apart, with the services of its tenant; None for one of another kind or of a suspended tenant."""
    parsed = parse_token(token)
    if parsed is None or parsed.kind != kind:
        return None
    services = services_for(parsed.tenant)
    tenant = services.tenants.find(parsed.tenant)
    return None if tenant is None or tenant.value.state == "suspended" else (services, parsed)


def _behind(token: str) -> tuple[Services, ReadReport] | None:
    opened = open_link(token, WHOLE)
    if opened is None:
        return None
    services, parsed = opened
    try:
        return services, services.reports.read_page(parsed)
    except (NotFound, Conflict):
        return None


def page(shown: HtmlPage, status: int) -> Response:
    """An HTML page with the headers that keep it to its reader."""
    return Response(shown.html, headers={**_PAGE_HEADERS, "Content-Security-Policy": shown.policy}, status_code=status)

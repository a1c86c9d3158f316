"""The candidate's edition of a report: a link that the tenant makes, and what is behind it."""

from datetime import timedelta

from chalice.app import Blueprint, Response
from pydantic import AwareDatetime, Field

from chalicelib.api.candidate_report_page import candidate_digest, render_candidate_report
from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import require
from chalicelib.api.models import RequestModel, ResponseModel
from chalicelib.api.report_page import render_missing
from chalicelib.api.reports import PageLink, PageQuery, open_link, page, to_pdf
from chalicelib.api.request import PublicRequest, Request
from chalicelib.bootstrap import Services
from chalicelib.domain.candidate_report import (
    CandidateReport,
    Part,
    SharedAnswer,
    SharedDimension,
    SharedFinding,
    candidate_report,
)
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.scorecard import Interval
from chalicelib.services.explanations import report_names
from chalicelib.services.reports import CANDIDATES, ReadReport

routes = Blueprint(__name__)
_NOT_SHARED = Localized(
    en="This tenant does not share reports with candidates. Switch it on in the tenant's settings first.",
    zh="该租户未开启与候选人分享报告，请先在租户设置中开启。",
)
_NO_LINK = Localized(en="This link is not valid any more.", zh="该链接已失效。")


class MakeCandidateLink(RequestModel):
    """How long the link is to be valid."""

    valid_for_hours: int = Field(default=24 * 14, ge=1, le=24 * 90)


class CandidateReportView(ResponseModel):
    """What a candidate gets to see; what the company hides is absent or null."""

    company: str
    job_title: str
    candidate_name: str
    language: Language
    made_at: AwareDatetime
    total: float | None
    interval: Interval | None
    dimensions: tuple[SharedDimension, ...]
    strengths: tuple[SharedFinding, ...]
    gaps: tuple[SharedFinding, ...]
    next_round: tuple[Localized, ...]
    answers: tuple[SharedAnswer, ...]
    hidden: tuple[Part, ...]


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/candidate-report-links",
          summary="Make a link to the candidate's edition of a report", who="interviews:write", body=MakeCandidateLink,
          response=PageLink, status=201, creates=True, reveals="token")  # fmt: skip
def make_candidate_report_link(request: Request, body: MakeCandidateLink, interview_id: str) -> PageLink:
    """A link for the candidate. 409 while the tenant does not share reports, or while there is none."""
    services = request.services
    require(request, interview_id, "interviews:write")
    if not request.tenant.report_sharing.enabled:
        raise Conflict("reports_not_shared", _NOT_SHARED)
    valid_for = timedelta(hours=body.valid_for_hours)
    token = services.reports.make_page(interview_id, valid_for, CANDIDATES)
    url = f"{services.settings.public_url}/v1/candidate-reports/{token}"
    return PageLink(url=url, token=str(token), expires_at=services.clock.now() + valid_for)


@endpoint(routes, "GET", "/v1/candidate-reports/{token}", summary="Show the candidate's edition", who="public",
          query=PageQuery)  # fmt: skip
def show_candidate_report(request: PublicRequest, query: PageQuery, token: str) -> Response:
    """What the company shares with the candidate, as a page."""
    language = query.lang or request.language
    found = _behind(token)
    if found is None:
        return page(render_missing(language), 404)
    return page(render_candidate_report(found[2], language, f"{token}/report.pdf?lang={language}"), 200)


@endpoint(routes, "GET", "/v1/candidate-reports/{token}/report.json", summary="Read the candidate's edition",
          who="public", response=CandidateReportView)  # fmt: skip
def read_candidate_report(request: PublicRequest, token: str) -> CandidateReportView:
    """What the company shares with the candidate, as JSON. 404 for a link that is not valid any more."""
    del request
    found = _behind(token)
    if found is None:
        raise NotFound("report_page_not_found", _NO_LINK)
    return CandidateReportView.model_validate(found[2].model_dump())


@endpoint(routes, "GET", "/v1/candidate-reports/{token}/report.pdf", summary="Fetch the candidate's edition as a PDF",
          who="public", query=PageQuery, status=303)  # fmt: skip
def read_candidate_report_pdf(request: PublicRequest, query: PageQuery, token: str) -> Response:
    """Leads to the PDF of what the company shares."""
    language = query.lang or request.language
    found = _behind(token)
    if found is None:
        return page(render_missing(language), 404)
    # As with the whole report: only who wants a PDF waits for what makes one.
    from chalicelib.api.candidate_report_pdf import candidate_report_pdf  # noqa: PLC0415

    services, read, edition = found
    digest = candidate_digest(edition, language)
    return to_pdf(services.reports.pdf(read, digest, lambda: candidate_report_pdf(edition, language)))


def _behind(token: str) -> tuple[Services, ReadReport, CandidateReport] | None:
    """The edition as the tenant's settings are now: what is hidden later is gone from links that are out already."""
    opened = open_link(token, CANDIDATES)
    if opened is None:
        return None
    services, parsed = opened
    tenant = services.tenants.require(parsed.tenant).value
    if not tenant.report_sharing.enabled:
        return None
    try:
        read = services.reports.read_page(parsed)
    except (NotFound, Conflict):
        return None
    names = report_names(read.report)
    hidden = tenant.report_sharing.hidden
    return services, read, candidate_report(read.report, read.explanation, names, tenant.name, hidden)

"""Department reports: a job's interviews in counts and pictures, as JSON and as a page behind a link that expires."""

from datetime import timedelta

from chalice.app import Blueprint, Response
from pydantic import AwareDatetime

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import ResponseModel
from chalicelib.api.report_page import HtmlPage, render_missing, show
from chalicelib.api.reports import MakePage, PageLink, PageQuery, open_link, page
from chalicelib.api.request import PublicRequest, Request
from chalicelib.domain.department_report import BestInterview, DepartmentReport, DimensionMean, SpreadBin
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Language

routes = Blueprint(__name__)
_BAR_HEIGHT = 120.0
_BAR_STEP = 40.0


class DepartmentReportView(ResponseModel):
    """A job's interviews: how many, how their totals are spread, who did best, the mean of each dimension."""

    job: str
    job_title: str
    interviews: int
    partial: bool
    counts: dict[str, int]
    outcomes: dict[str, int]
    judged: int
    mean_total: float | None
    spread: tuple[SpreadBin, ...]
    best: tuple[BestInterview, ...]
    dimensions: tuple[DimensionMean, ...]
    made_at: AwareDatetime


@endpoint(routes, "GET", "/v1/jobs/{job_id}/department-report", summary="Read a job's department report",
          who="reports:read", response=DepartmentReportView)  # fmt: skip
def read_department_report(request: Request, job_id: str) -> DepartmentReportView:
    """The job's interviews as they stand now. With very many interviews only the newest are counted (`partial`)."""
    job = request.services.jobs.require(job_id, request.access, "reports:read").value
    return DepartmentReportView.model_validate(request.services.department_reports.of(job).model_dump())


@endpoint(routes, "POST", "/v1/jobs/{job_id}/department-report-pages", summary="Make a link to a department report",
          who="reports:read", body=MakePage, response=PageLink, status=201, creates=True, reveals="token")  # fmt: skip
def make_department_report_page(request: Request, body: MakePage, job_id: str) -> PageLink:
    """A link for people of the department without an account. It shows the job as it stands when it is opened."""
    services = request.services
    services.jobs.require(job_id, request.access, "reports:read")
    valid_for = timedelta(hours=body.valid_for_hours)
    token = services.department_reports.make_page(job_id, valid_for)
    url = f"{services.settings.public_url}/v1/department-report-pages/{token}"
    return PageLink(url=url, token=str(token), expires_at=services.clock.now() + valid_for)


@endpoint(routes, "GET", "/v1/department-report-pages/{token}", summary="Show a department report", who="public",
          query=PageQuery)  # fmt: skip
def show_department_report(request: PublicRequest, query: PageQuery, token: str) -> Response:
    """The department report as a page, in Chinese or English."""
    language = query.lang or request.language
    opened = open_link(token, "dr")
    if opened is None:
        return page(render_missing(language), 404)
    services, parsed = opened
    try:
        report = services.department_reports.read_page(parsed)
    except NotFound:
        return page(render_missing(language), 404)
    return page(render_department_report(report, language), 200)


def render_department_report(report: DepartmentReport, language: Language) -> HtmlPage:
    """The page."""
    most = max((each.interviews for each in report.spread), default=0)
    bars = [
        (each, round(_BAR_STEP * at, 1), round(_BAR_HEIGHT * each.interviews / most, 1) if most else 0.0)
        for at, each in enumerate(report.spread)
    ]
    return show("department_report.html.jinja", language, report=report, bars=bars, height=_BAR_HEIGHT, step=_BAR_STEP)

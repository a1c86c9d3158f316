"""/v1/appeals: how a candidate whom a rule has declined reaches a person. Reading it changes nothing."""

from typing import Annotated, Literal

from chalice.app import Blueprint, Response
from pydantic import AwareDatetime, Field, StringConstraints

from chalicelib.api.appeal_page import PAGE_HEADERS, HtmlPage, render, render_missing
from chalicelib.api.auth import check_pace
from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import require
from chalicelib.api.models import RequestModel, ResponseModel
from chalicelib.api.request import PublicRequest, Request
from chalicelib.bootstrap import Services, services_for
from chalicelib.domain.access import Actor
from chalicelib.domain.appeal import AppealState
from chalicelib.domain.audit import Origin
from chalicelib.domain.errors import CandorError, NotFound
from chalicelib.domain.ids import Token, parse_token
from chalicelib.domain.language import Localized
from chalicelib.services.appeals import AppealStanding
from chalicelib.services.tenants import check_active

routes = Blueprint(__name__)
_NO_LINK = Localized(en="This link is not valid any more.", zh="该链接已失效。")


class MakeAppeal(RequestModel):
    """What the candidate wants a person to know."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class AppealPageQuery(RequestModel):
    """In which language to show the page."""

    lang: Literal["en", "zh"] | None = None


class AppealStateView(ResponseModel):
    """How an appeal stands, for the candidate."""

    job_title: str
    state: AppealState = Field(
        description="`open`: it can be made; `received`: a person is asked; `over`: a person has decided"
    )
    received_at: AwareDatetime | None


class AppealView(ResponseModel):
    """An appeal, for the team."""

    attempt: int
    text: str
    at: AwareDatetime


class AppealList(ResponseModel):
    """The appeals about an interview."""

    items: tuple[AppealView, ...]


def _token(text: str) -> Token:
    token = parse_token(text)
    if token is None or token.kind != "ap":
        raise NotFound("appeal_not_found", _NO_LINK)
    return token


def _services(token: Token, origin: Origin) -> Services:
    """The tenant's services, for the candidate. Raises Forbidden when the tenant is suspended."""
    services = services_for(token.tenant).acting(Actor(kind="candidate", id=token.subject), origin)
    if found := services.tenants.find(token.tenant):
        check_active(found.value)
    return services


def _title(services: Services, standing: AppealStanding) -> str:
    interview = standing.interview
    return services.plans.require(interview.job, interview.plan).title


def _view(services: Services, standing: AppealStanding) -> AppealStateView:
    received = standing.appeal.at if standing.appeal else None
    return AppealStateView(job_title=_title(services, standing), state=standing.state, received_at=received)


@endpoint(routes, "GET", "/v1/appeals/{token}", summary="Look at an appeal", who="public",
          response=AppealStateView)  # fmt: skip
def read_appeal(request: PublicRequest, token: str) -> AppealStateView:
    """Whether an appeal can be made, and whether it was. Harmless: mail scanners may follow it."""
    parsed = _token(token)
    services = _services(parsed, request.origin)
    return _view(services, services.appeals.read(parsed))


@endpoint(routes, "POST", "/v1/appeals/{token}", summary="Appeal against an automatic decision", who="public",
          body=MakeAppeal, response=AppealStateView, status=201)  # fmt: skip
def make_appeal(request: PublicRequest, body: MakeAppeal, token: str) -> AppealStateView:
    """Have a person look at the decision. Sent again, it is the same appeal. 409 once a person has decided."""
    parsed = _token(token)
    services = _services(parsed, request.origin)
    services.appeals.read(parsed)
    check_pace(services, parsed.subject)
    return _view(services, services.appeals.make(parsed, body.text))


@endpoint(routes, "GET", "/v1/appeals/{token}/page", summary="Show the page to appeal on", who="public",
          query=AppealPageQuery)  # fmt: skip
def show_appeal_page(request: PublicRequest, query: AppealPageQuery, token: str) -> Response:
    """The page that the candidate's notice leads to, in Chinese or English."""
    language = query.lang or request.language
    try:
        parsed = _token(token)
        services = _services(parsed, request.origin)
        standing = services.appeals.read(parsed)
        company = services.tenants.require(parsed.tenant).value.name
    except CandorError:
        return _page(render_missing(language), 404)
    shown = render(standing, _title(services, standing), company, f"../{parsed}", query.lang or standing.language)
    return _page(shown, 200)


@endpoint(routes, "GET", "/v1/interviews/{interview_id}/appeals", summary="Read the appeals about an interview",
          who="reports:read", response=AppealList)  # fmt: skip
def list_appeals(request: Request, interview_id: str) -> AppealList:
    """What the candidate said against automatic decisions: one appeal for each attempt at most."""
    interview, _ = require(request, interview_id, "reports:read")
    found = (request.services.appeals.appeal_of(interview_id, number) for number in range(1, interview.attempt + 1))
    items = tuple(AppealView(attempt=one.attempt, text=one.text, at=one.at) for one in found if one)
    return AppealList(items=items)


def _page(page: HtmlPage, status: int) -> Response:
    return Response(page.html, headers={**PAGE_HEADERS, "Content-Security-Policy": page.policy}, status_code=status)

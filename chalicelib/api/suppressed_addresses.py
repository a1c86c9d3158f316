"""/v1/suppressed-addresses: where a tenant's notices are not sent to."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.channel import Suppressed
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)


class SuppressAddress(RequestModel):
    """An email address or phone number that is to get no notices."""

    address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=320)]


class SuppressedView(ResponseModel):
    """An address on the list. The address itself is not kept."""

    id: str
    hint: str = Field(description="Enough of the address for those who know it")
    reason: Literal["bounce", "complaint", "by_hand"]
    at: AwareDatetime


def _view(entry: Suppressed) -> SuppressedView:
    return SuppressedView(id=entry.digest, hint=entry.hint, reason=entry.reason, at=entry.at)


@endpoint(routes, "GET", "/v1/suppressed-addresses", summary="List suppressed addresses", who="notices:read",
          query=PageQuery, response=Page[SuppressedView])  # fmt: skip
def list_suppressed_addresses(request: Request, query: PageQuery) -> Page[SuppressedView]:
    """Addresses that get no notices, newest first: mail that bounced, complaints, and what was added by hand."""
    check_everywhere(request.access, "notices:read")
    found, after = request.services.suppression.page(request.after(query), query.limit)
    return Page[SuppressedView](items=tuple(_view(one) for one in found), next_cursor=request.cursor(after))


@endpoint(routes, "POST", "/v1/suppressed-addresses", summary="Suppress an address", who="notices:write",
          body=SuppressAddress, response=SuppressedView, status=201, creates=True)  # fmt: skip
def suppress_address(request: Request, body: SuppressAddress) -> Answer:
    """Send nothing there any more."""
    check_everywhere(request.access, "notices:write")
    return Answer(_view(request.services.suppression.add(body.address, "by_hand")))


@endpoint(routes, "DELETE", "/v1/suppressed-addresses/{suppressed_id}", summary="Let an address be sent to again",
          who="notices:write", status=204)  # fmt: skip
def release_address(request: Request, suppressed_id: str) -> None:
    """Take an address off the list."""
    check_everywhere(request.access, "notices:write")
    request.services.suppression.remove(suppressed_id)

"""/v1/exchanges: one exchange with another system, and another try by hand."""

from chalice.app import Blueprint

from chalicelib.api.endpoint import endpoint
from chalicelib.api.exchange_views import ExchangeView, exchange_view
from chalicelib.api.request import Request
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/exchanges/{exchange_id}", summary="Read an exchange", who="connectors:read",
          response=ExchangeView)  # fmt: skip
def read_exchange(request: Request, exchange_id: str) -> ExchangeView:
    """What was sent and what came back."""
    check_everywhere(request.access, "connectors:read")
    return exchange_view(request.services.connectors.require(exchange_id), request.language)


@endpoint(routes, "POST", "/v1/exchanges/{exchange_id}/retries", summary="Try an exchange again", status=201,
          who="connectors:write", response=ExchangeView, creates=True)  # fmt: skip
def retry_exchange(request: Request, exchange_id: str) -> ExchangeView:
    """Try an exchange that was given up once more, at once, under its old key: the effect stays one."""
    check_everywhere(request.access, "connectors:write")
    return exchange_view(request.services.connectors.retry(exchange_id), request.language)

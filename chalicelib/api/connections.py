"""/v1/connections: the other systems that results go to, tried before they go live, with a record of every exchange."""

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.exchange_views import ExchangeView, exchange_view
from chalicelib.api.models import Answer, Id, Page, PageQuery, RequestModel, ResponseModel, Text
from chalicelib.api.request import Request
from chalicelib.connectors import connectors
from chalicelib.domain.connection import Connection
from chalicelib.services.connections import SECRET_BYTES
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
_Settings = dict[str, str]


class CreateConnection(RequestModel):
    """A way into another system. The connector `generic` takes `url` and, if it is not to be POST, `method`."""

    name: Text
    connector: Id
    settings: _Settings = Field(max_length=20)


class ChangeConnection(RequestModel):
    """What is to change. With other settings the connection is off until it was tested and switched on again."""

    name: Text | None = None
    settings: _Settings | None = Field(default=None, max_length=20)
    enabled: bool | None = None


class ConnectionView(ResponseModel):
    """A connection."""

    id: str
    name: str
    connector: str
    settings: _Settings
    enabled: bool
    tested_at: AwareDatetime | None = Field(description="When the last test of these settings went well")
    created_at: AwareDatetime


class CreatedConnection(ConnectionView):
    """A new connection with the secret that its requests are signed with: shown here and never again."""

    secret: str


class ConnectionList(ResponseModel):
    """All connections of the tenant."""

    items: tuple[ConnectionView, ...]


class ConnectorView(ResponseModel):
    """A kind of system that connections can be made to."""

    key: str
    title: str
    settings: tuple[str, ...]


class ConnectorList(ResponseModel):
    """All kinds of systems."""

    items: tuple[ConnectorView, ...]


def _view(connection: Connection) -> ConnectionView:
    return ConnectionView.model_validate(connection.model_dump())


@endpoint(routes, "GET", "/v1/connectors", summary="List connectors", who="connectors:read", response=ConnectorList)
def list_connectors(request: Request) -> ConnectorList:
    """The kinds of systems that results can go to, with the settings that each takes."""
    items = tuple(
        ConnectorView(key=key, title=one.title.in_language(request.language), settings=tuple(one.settings.model_fields))
        for key, one in connectors().items()
    )
    return ConnectorList(items=items)


@endpoint(routes, "POST", "/v1/connections", summary="Make a connection", who="connectors:write", status=201,
          body=CreateConnection, response=CreatedConnection, creates=True, reveals="secret",
          versioned=True)  # fmt: skip
def create_connection(request: Request, body: CreateConnection) -> Answer:
    """Make a connection. It is off: test it, then switch it on."""
    check_everywhere(request.access, "connectors:write")
    services = request.services
    connection = Connection(
        id=request.new_id("cnn"),
        name=body.name,
        connector=body.connector,
        settings=body.settings,
        created_at=services.clock.now(),
    )
    made, secret = services.connections.create(connection, services.clock.entropy(SECRET_BYTES))
    return Answer(CreatedConnection(**_view(made.value).model_dump(), secret=secret), made.rev)


@endpoint(routes, "GET", "/v1/connections", summary="List connections", who="connectors:read",
          response=ConnectionList)  # fmt: skip
def list_connections(request: Request) -> ConnectionList:
    """All connections, newest first, without their secrets."""
    check_everywhere(request.access, "connectors:read")
    return ConnectionList(items=tuple(_view(one) for one in request.services.connections.all()))


@endpoint(routes, "GET", "/v1/connections/{connection_id}", summary="Read a connection", who="connectors:read",
          response=ConnectionView, versioned=True)  # fmt: skip
def read_connection(request: Request, connection_id: str) -> Answer:
    """A connection, without its secret."""
    check_everywhere(request.access, "connectors:read")
    found = request.services.connections.require(connection_id)
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PATCH", "/v1/connections/{connection_id}", summary="Change a connection", who="connectors:write",
          body=ChangeConnection, response=ConnectionView, versioned=True)  # fmt: skip
def change_connection(request: Request, body: ChangeConnection, connection_id: str) -> Answer:
    """Change a connection, switch it on or off. Only one whose settings were tested can be switched on."""
    check_everywhere(request.access, "connectors:write")
    changed = request.services.connections.change(
        connection_id, body.name, body.settings, request.expected, enabled=body.enabled
    )
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "DELETE", "/v1/connections/{connection_id}", summary="Remove a connection", who="connectors:write",
          status=204, versioned=True)  # fmt: skip
def remove_connection(request: Request, connection_id: str) -> None:
    """Hand nothing over to it any more. What was exchanged stays on record."""
    check_everywhere(request.access, "connectors:write")
    request.services.connections.remove(connection_id, request.expected)


@endpoint(routes, "POST", "/v1/connections/{connection_id}/tests", summary="Test a connection", status=201,
          who="connectors:write", response=ExchangeView, creates=True)  # fmt: skip
def check_connection(request: Request, connection_id: str) -> ExchangeView:
    """Try the connection out at once, without handing anything over. `state` says how it went."""
    check_everywhere(request.access, "connectors:write")
    tried = request.services.connectors.test(connection_id, request.new_id("exc"))
    return exchange_view(tried, request.language)


@endpoint(routes, "GET", "/v1/connections/{connection_id}/exchanges", summary="List exchanges",
          who="connectors:read", query=PageQuery, response=Page[ExchangeView])  # fmt: skip
def list_exchanges(request: Request, query: PageQuery, connection_id: str) -> Page[ExchangeView]:
    """What was sent over a connection and what came back, newest first, with every try."""
    check_everywhere(request.access, "connectors:read")
    found, after = request.services.connectors.page(connection_id, request.after(query), query.limit)
    items = tuple(exchange_view(one, request.language) for one in found)
    return Page(items=items, next_cursor=request.cursor(after))

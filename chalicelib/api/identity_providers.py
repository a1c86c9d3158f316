"""/v1/identity-providers: the OIDC issuers whose access tokens open the tenant, and the roles that they give."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from chalice.app import Blueprint
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from chalicelib.api.assignments import Assignment, AssignmentView, assigned, shown
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized, fault
from chalicelib.domain.people import IdentityProvider, RoleMapping

routes = Blueprint(__name__)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_NO_HTTP = Localized(en="This address must begin with https://.", zh="该地址须以 https:// 开头。")


def _address(text: str) -> str:
    """The text itself, which is compared letter by letter, if it is an address that documents can be read from."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or not text.isascii() or not text.isprintable() or " " in text or "@" in parts.netloc or "#" in text:
        raise fault("This is not an address that can be used here.", "该地址在此处不可用。")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise fault(_NO_HTTP.en, _NO_HTTP.zh)
    return text


def _without_query(text: str) -> str:
    if "?" in text:
        raise fault("An issuer has no query.", "签发方地址不含查询参数。")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise fault("This text holds characters that cannot be printed.", "文本含有不可打印的字符。")
    return text


_Url = Annotated[str, StringConstraints(min_length=8, max_length=500), AfterValidator(_address)]
_Issuer = Annotated[_Url, AfterValidator(_without_query)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Claim = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
_Audience = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_printable)]


class RoleMappingBody(RequestModel):
    """Whoever has this value in the role claim has this role."""

    value: _Claim
    assignment: Assignment


class CreateIdentityProvider(RequestModel):
    """An issuer, as it writes itself in `iss`, and the audience of the tokens that it issues for this product.

    `discovery_url` is for an issuer whose discovery document is not below its own address. Dots in `role_claim` lead
    into objects: `realm_access.roles`.
    """

    name: _Name
    issuer: _Issuer
    audience: _Audience
    discovery_url: _Url | None = None
    role_claim: _Claim = "roles"
    role_mappings: tuple[RoleMappingBody, ...] = Field(default=(), max_length=100)


class ChangeIdentityProvider(RequestModel):
    """What is to change; fields that are left out stay as they are. `discovery_url` null goes back to the issuer's."""

    name: _Name | None = None
    discovery_url: _Url | None = None
    role_claim: _Claim | None = None
    role_mappings: tuple[RoleMappingBody, ...] | None = Field(default=None, max_length=100)


class RoleMappingView(ResponseModel):
    """A value of the role claim and the role that it gives."""

    value: str
    assignment: AssignmentView


class IdentityProviderView(ResponseModel):
    """An identity provider."""

    id: str
    name: str
    issuer: str
    audience: str
    discovery_url: str | None
    role_claim: str
    role_mappings: tuple[RoleMappingView, ...]
    created_at: AwareDatetime


def _view(provider: IdentityProvider) -> IdentityProviderView:
    mappings = tuple(
        RoleMappingView(value=mapping.value, assignment=shown([mapping.assignment])[0])
        for mapping in provider.role_mappings
    )
    return IdentityProviderView.model_validate({**provider.model_dump(), "role_mappings": mappings})


def _mappings(given: tuple[RoleMappingBody, ...]) -> tuple[RoleMapping, ...]:
    assignments = assigned([mapping.assignment for mapping in given], "/role_mappings")
    return tuple(
        RoleMapping(value=mapping.value, assignment=assignment)
        for mapping, assignment in zip(given, assignments, strict=True)
    )


def _check_addresses(request: Request, body: CreateIdentityProvider | ChangeIdentityProvider) -> None:
    """Raises InvalidInput for a provider on this very machine, which only a laptop's own stack may have."""
    addresses = {"/discovery_url": body.discovery_url}
    if isinstance(body, CreateIdentityProvider):
        addresses["/issuer"] = body.issuer
    faults = tuple((place, _NO_HTTP) for place, address in addresses.items() if address and address[:5] == "http:")
    if faults and not request.services.settings.loopback_webhooks:
        raise InvalidInput("invalid_fields", _NO_HTTP, faults)


@endpoint(routes, "POST", "/v1/identity-providers", summary="Trust an identity provider", who="people:write",
          body=CreateIdentityProvider, response=IdentityProviderView, status=201, creates=True,
          versioned=True)  # fmt: skip
def create_identity_provider(request: Request, body: CreateIdentityProvider) -> Answer:
    """Accept an issuer's access tokens from now on. Only who may do everything can do this."""
    _check_addresses(request, body)
    provider = IdentityProvider(
        id=request.new_id("idp"),
        name=body.name,
        issuer=body.issuer,
        audience=body.audience,
        discovery_url=body.discovery_url,
        role_claim=body.role_claim,
        role_mappings=_mappings(body.role_mappings),
        created_at=request.services.clock.now(),
    )
    made = request.services.identity_providers.create(provider, request.access)
    return Answer(_view(made.value), made.rev, location=f"/v1/identity-providers/{made.value.id}")


@endpoint(routes, "GET", "/v1/identity-providers", summary="List identity providers", who="people:read",
          query=PageQuery, response=Page[IdentityProviderView])  # fmt: skip
def list_identity_providers(request: Request, query: PageQuery) -> Page[IdentityProviderView]:
    """The tenant's identity providers, newest first."""
    found = request.services.identity_providers.page(request.after(query), query.limit)
    items = tuple(_view(provider.value) for provider in found.items)
    return Page[IdentityProviderView](items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/identity-providers/{provider_id}", summary="Read an identity provider",
          who="people:read", response=IdentityProviderView, versioned=True)  # fmt: skip
def read_identity_provider(request: Request, provider_id: str) -> Answer:
    """One identity provider."""
    found = request.services.identity_providers.require(provider_id)
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PATCH", "/v1/identity-providers/{provider_id}", summary="Change an identity provider",
          who="people:write", body=ChangeIdentityProvider, response=IdentityProviderView, versioned=True)  # fmt: skip
def change_identity_provider(request: Request, body: ChangeIdentityProvider, provider_id: str) -> Answer:
    """Change all but issuer and audience: for others, make another provider. Only who may do everything can."""
    _check_addresses(request, body)
    fields: dict[str, Any] = {
        name: value for name in ("name", "role_claim") if (value := getattr(body, name)) is not None
    }
    if "discovery_url" in body.model_fields_set:
        fields["discovery_url"] = body.discovery_url
    if body.role_mappings is not None:
        fields["role_mappings"] = _mappings(body.role_mappings)

    def change(provider: IdentityProvider) -> IdentityProvider:
        return provider.model_copy(update=fields)

    services = request.services
    changed = services.identity_providers.change(provider_id, change, request.access, request.expected)
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "DELETE", "/v1/identity-providers/{provider_id}", summary="Trust an identity provider no longer",
          who="people:write", status=204, versioned=True)  # fmt: skip
def remove_identity_provider(request: Request, provider_id: str) -> None:
    """Refuse the issuer's tokens from now on. Its people stay on record. Only who may do everything can do this."""
    request.services.identity_providers.remove(provider_id, request.access, request.expected)

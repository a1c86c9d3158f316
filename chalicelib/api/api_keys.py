"""/v1/api-keys: the keys that the tenant's own systems call with."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Moment, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.access import Permission
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized
from chalicelib.domain.tenant import ApiKey
from chalicelib.services.people import check_everywhere, check_scopes

routes = Blueprint(__name__)
_PAST = Localized(en="This time has passed already.", zh="该时间已过。")


class CreateApiKey(RequestModel):
    """A new key: what it is for, what it may do, and how long."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    scopes: tuple[Permission, ...] = Field(min_length=1, max_length=100)
    expires_at: Moment | None = None


class RotateApiKey(RequestModel):
    """How long the secret before the new one stays good."""

    overlap_hours: int = Field(default=24, ge=0, le=168)


class ApiKeyView(ResponseModel):
    """A key, without its secret. `previous_until`: how long the secret before the last rotation stays good."""

    id: str
    name: str
    scopes: tuple[Permission, ...]
    state: Literal["active", "expired", "revoked"]
    expires_at: AwareDatetime | None
    last_used_at: AwareDatetime | None = Field(description="To ten minutes")
    rotated_at: AwareDatetime | None
    previous_until: AwareDatetime | None
    created_at: AwareDatetime


class RevealedApiKey(ApiKeyView):
    """A key with its secret, which is shown here and never again."""

    token: str


def _views(request: Request, api_keys: Sequence[ApiKey]) -> tuple[ApiKeyView, ...]:
    used = request.services.api_keys.last_uses([key.id for key in api_keys])
    now = request.services.clock.now()
    return tuple(_view(key, used.get(key.id), now) for key in api_keys)


def _view(key: ApiKey, used: datetime | None, now: datetime) -> ApiKeyView:
    return ApiKeyView(
        id=key.id,
        name=key.name,
        scopes=key.scopes,
        state=key.state(now),
        expires_at=key.expires_at,
        last_used_at=used,
        rotated_at=key.rotated_at,
        previous_until=key.previous_until,
        created_at=key.created_at,
    )


def _revealed(request: Request, key: ApiKey, token: object) -> RevealedApiKey:
    (view,) = _views(request, [key])
    return RevealedApiKey(**view.model_dump(), token=str(token))


@endpoint(routes, "POST", "/v1/api-keys", summary="Create an API key", who="keys:write", body=CreateApiKey,
          response=RevealedApiKey, status=201, creates=True, reveals="token", versioned=True)  # fmt: skip
def create_api_key(request: Request, body: CreateApiKey) -> Answer:
    """A new key with scopes that the caller has themselves."""
    check_everywhere(request.access, "keys:write")
    check_scopes(request.access, body.scopes)
    if body.expires_at and body.expires_at <= request.services.clock.now():
        raise InvalidInput("invalid_fields", _PAST, (("/expires_at", _PAST),))
    scopes = tuple(dict.fromkeys(body.scopes))
    made, token = request.services.api_keys.create(request.new_id("key"), body.name, scopes, body.expires_at)
    return Answer(_revealed(request, made.value, token), made.rev, location=f"/v1/api-keys/{made.value.id}")


@endpoint(routes, "GET", "/v1/api-keys", summary="List API keys", who="keys:read", query=PageQuery,
          response=Page[ApiKeyView])  # fmt: skip
def list_api_keys(request: Request, query: PageQuery) -> Page[ApiKeyView]:
    """All keys that the tenant ever had, newest first."""
    found = request.services.api_keys.page(request.after(query), query.limit)
    items = _views(request, [key.value for key in found.items])
    return Page[ApiKeyView](items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/api-keys/{key_id}", summary="Read an API key", who="keys:read", response=ApiKeyView,
          versioned=True)  # fmt: skip
def read_api_key(request: Request, key_id: str) -> Answer:
    """One key."""
    found = request.services.api_keys.require(key_id)
    return Answer(_views(request, [found.value])[0], found.rev)


@endpoint(routes, "POST", "/v1/api-keys/{key_id}/rotation", summary="Rotate an API key", who="keys:write",
          body=RotateApiKey, response=RevealedApiKey, creates=True, reveals="token", versioned=True)  # fmt: skip
def rotate_api_key(request: Request, body: RotateApiKey, key_id: str) -> Answer:
    """A new secret for the key; the one before it stays good for a while.

    Whoever rotates a key can use it: only those can who have its scopes themselves.
    """
    check_everywhere(request.access, "keys:write")
    check_scopes(request.access, request.services.api_keys.require(key_id).value.scopes)
    overlap = timedelta(hours=body.overlap_hours)
    rotated, token = request.services.api_keys.rotate(key_id, overlap, request.expected, request.new_id("rot", key_id))
    return Answer(_revealed(request, rotated.value, token), rotated.rev)


@endpoint(routes, "DELETE", "/v1/api-keys/{key_id}", summary="Revoke an API key", who="keys:write", status=204,
          versioned=True)  # fmt: skip
def revoke_api_key(request: Request, key_id: str) -> None:
    """Make a key useless at once. It stays on record."""
    check_everywhere(request.access, "keys:write")
    request.services.api_keys.revoke(key_id, request.expected)

"""/v1/users: the people who work for the tenant, their roles and how far these reach; /v1/me: who is calling."""

from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import AwareDatetime, EmailStr, Field, StringConstraints

from chalicelib.api.assignments import Assignment, AssignmentView, assigned, shown
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Id, Page, PageQuery, RequestModel, ResponseModel, VisibleTo
from chalicelib.api.request import Request
from chalicelib.domain.access import ActorKind, Permission
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.people import User, UserState, assignments_held

routes = Blueprint(__name__)
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_NO_PROVIDER = Localized(en="There is no such identity provider.", zh="没有这个身份提供方。")


class Identity(RequestModel):
    """Who somebody is at an identity provider: the `sub` of their tokens."""

    provider_id: Id
    subject: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class CreateUser(RequestModel):
    """A new user. Without an identity, they are recognised by their address when they first sign in."""

    email: EmailStr
    name: _Name
    language: Language
    state: UserState = "active"
    assignments: tuple[Assignment, ...] = Field(default=(), max_length=50)
    identity: Identity | None = None


class ChangeUser(RequestModel):
    """What is to change; fields that are left out stay as they are. `identity` null unlinks the account."""

    email: EmailStr | None = None
    name: _Name | None = None
    language: Language | None = None
    state: UserState | None = None
    assignments: tuple[Assignment, ...] | None = Field(default=None, max_length=50)
    identity: Identity | None = None


class IdentityView(ResponseModel):
    """Who somebody is at an identity provider."""

    provider_id: str
    subject: str


class UserView(ResponseModel):
    """A user. Roles that an identity provider gives at sign-in are not among `assignments`."""

    id: str
    email: Annotated[str | None, VisibleTo("contacts:read")]
    name: str
    language: Language
    state: UserState
    assignments: tuple[AssignmentView, ...]
    identity: IdentityView | None
    created_at: AwareDatetime


class ActorView(ResponseModel):
    """Who is calling, as the audit log names them."""

    kind: ActorKind
    id: str
    name: str


class Me(ResponseModel):
    """The caller: what they may do somewhere, and for people the roles behind that, from wherever they come."""

    tenant_id: str
    actor: ActorView
    permissions: tuple[Permission, ...]
    assignments: tuple[AssignmentView, ...]


def _view(user: User) -> UserView:
    identity = None
    if user.provider and user.subject:
        identity = IdentityView(provider_id=user.provider, subject=user.subject)
    return UserView(
        id=user.id,
        email=user.email,
        name=user.name,
        language=user.language,
        state=user.state,
        assignments=shown(user.assignments),
        identity=identity,
        created_at=user.created_at,
    )


def _identity(request: Request, identity: Identity | None) -> dict[str, str | None]:
    """The fields that hold an identity. Raises InvalidInput for a provider that there is not."""
    if identity is None:
        return {"provider": None, "subject": None}
    if request.services.identity_providers.find(identity.provider_id) is None:
        raise InvalidInput("unknown_reference", _NO_PROVIDER, (("/identity/provider_id", _NO_PROVIDER),))
    return {"provider": identity.provider_id, "subject": identity.subject}


@endpoint(routes, "GET", "/v1/me", summary="Who is calling", who="signed_in", response=Me)
def read_me(request: Request) -> Me:
    """The caller's actor, permissions and roles."""
    access = request.access
    return Me(
        tenant_id=request.services.tenant,
        actor=ActorView.model_validate(access.actor.model_dump()),
        permissions=tuple(sorted(access.permissions)),
        assignments=shown(assignments_held(access)) if access.actor.kind == "user" else (),
    )


@endpoint(routes, "POST", "/v1/users", summary="Create a user", who="people:write", body=CreateUser,
          response=UserView, status=201, creates=True, versioned=True)  # fmt: skip
def create_user(request: Request, body: CreateUser) -> Answer:
    """Add somebody, with roles that the caller has themselves."""
    user = User(
        id=request.new_id("usr"),
        email=body.email,
        name=body.name,
        language=body.language,
        state=body.state,
        assignments=assigned(body.assignments, "/assignments"),
        created_at=request.services.clock.now(),
        **_identity(request, body.identity),
    )
    made = request.services.users.create(user, request.access)
    return Answer(_view(made.value), made.rev, location=f"/v1/users/{made.value.id}")


@endpoint(routes, "GET", "/v1/users", summary="List users", who="people:read", query=PageQuery,
          response=Page[UserView])  # fmt: skip
def list_users(request: Request, query: PageQuery) -> Page[UserView]:
    """The tenant's people, newest first."""
    found = request.services.users.page(request.after(query), query.limit)
    items = tuple(_view(user.value) for user in found.items)
    return Page[UserView](items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/users/{user_id}", summary="Read a user", who="people:read", response=UserView,
          versioned=True)  # fmt: skip
def read_user(request: Request, user_id: str) -> Answer:
    """One user."""
    found = request.services.users.require(user_id)
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PATCH", "/v1/users/{user_id}", summary="Change a user", who="people:write", body=ChangeUser,
          response=UserView, versioned=True)  # fmt: skip
def change_user(request: Request, body: ChangeUser, user_id: str) -> Answer:
    """Change somebody's details, roles or state. A suspended user is refused from their next request on."""
    request.services.users.require(user_id)
    fields: dict[str, Any] = {
        name: value for name in ("email", "name", "language", "state") if (value := getattr(body, name)) is not None
    }
    if body.assignments is not None:
        fields["assignments"] = assigned(body.assignments, "/assignments")
    if "identity" in body.model_fields_set:
        fields |= _identity(request, body.identity)

    def change(user: User) -> User:
        return user.model_copy(update=fields)

    changed = request.services.users.change(user_id, change, request.access, request.expected)
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "DELETE", "/v1/users/{user_id}", summary="Remove a user", who="people:write", status=204,
          versioned=True)  # fmt: skip
def remove_user(request: Request, user_id: str) -> None:
    """Remove an account. Who still gets a role from the identity provider can sign in to a new one: suspend them."""
    request.services.users.remove(user_id, request.access, request.expected)

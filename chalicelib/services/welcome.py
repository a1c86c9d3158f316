"""Whose account a verified token belongs to; at first it is linked to the one with its address, or one is made."""

from collections.abc import Sequence
from typing import Any

from pydantic import EmailStr, TypeAdapter, ValidationError

from chalicelib.adapters.dynamodb.journal import AuditJournal
from chalicelib.adapters.dynamodb.people import IdentityProviders, Users
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.access import Actor, RoleAssignment
from chalicelib.domain.audit import Origin
from chalicelib.domain.clock import Clock, new_id
from chalicelib.domain.errors import Conflict, Forbidden, NotFound, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.people import IdentityProvider, User
from chalicelib.domain.tenant import Tenant

_TRIES = 5
_MAX_NAME = 200
_EMAIL: TypeAdapter[EmailStr] = TypeAdapter(EmailStr)
_NO_ROLE = Localized(
    en="You are signed in, but have no role here. Ask an administrator for one.",
    zh="您已登录,但在此没有任何角色,请联系管理员分配。",
)
_BUSY = Localized(en="This account is being set up at this moment; try again.", zh="该账号正在设置中,请稍后重试。")


class Welcome:
    """Finds, links and makes the accounts of one tenant's people, who are on record as doing that themselves."""

    def __init__(self, table: Table, clock: Clock, tenant: Tenant, origin: Origin) -> None:
        self._table = table
        self._clock = clock
        self._tenant = tenant
        self._origin = origin

    def user(self, provider: IdentityProvider, claims: dict[str, Any], mapped: Sequence[RoleAssignment]) -> User:
        """The account of the token's subject. `mapped` are the roles that the token gives them.

        An account without an identity is linked when the provider vouches for its address. Raises Forbidden `no_role`
        for somebody unknown to whom the token gives no role.
        """
        subject = str(claims["sub"])
        for _ in range(_TRIES):
            users = self._users(Actor(kind="system", id="candor"))
            known = users.of_identity(provider.id, subject)
            if known and (found := users.documents.find(known)):
                return found.value
            email = _vouched_address(claims)
            holder = self._holder(users, email) if email else None
            try:
                if holder and self._is_unlinked(holder):
                    return self._link(holder, provider, subject)
                return self._make(provider, claims, mapped, None if holder else email)
            except (Conflict, NotFound):
                # Two first calls at once: the other one was faster, and the account is there now. Or it is just gone.
                continue
        raise RetryableError("object_busy", _BUSY)

    def _holder(self, users: Users, email: str) -> User | None:
        user_id = users.of_email(email)
        found = users.documents.find(user_id) if user_id else None
        return found.value if found else None

    def _is_unlinked(self, user: User) -> bool:
        """Whether nobody can sign in to the account: it has no identity, or one at a provider that was removed."""
        if user.provider is None:
            return True
        providers = IdentityProviders(self._table, self._tenant.id, self._journal(Actor(kind="system", id="candor")))
        return providers.documents.find(user.provider) is None

    def _link(self, holder: User, provider: IdentityProvider, subject: str) -> User:
        if holder.state == "suspended":
            return holder
        users = self._users(Actor(kind="user", id=holder.id, name=holder.name))

        def link(user: User) -> User:
            if (user.provider, user.email, user.state) != (holder.provider, holder.email, holder.state):
                raise Conflict("changed_meanwhile", _BUSY)
            return user.model_copy(update={"provider": provider.id, "subject": subject})

        return users.documents.change(holder.id, link, None, users.names).value

    def _make(
        self, provider: IdentityProvider, claims: dict[str, Any], mapped: Sequence[RoleAssignment], email: str | None
    ) -> User:
        """A new account. What it may do comes from the token, each time, and is not written down."""
        if not mapped:
            raise Forbidden("no_role", _NO_ROLE)
        user = User(
            id=new_id(self._clock, "usr"),
            email=email,
            name=_name(claims),
            language=self._tenant.language,
            provider=provider.id,
            subject=str(claims["sub"]),
            created_at=self._clock.now(),
        )
        users = self._users(Actor(kind="user", id=user.id, name=user.name))
        if users.documents.create(user.id, user, users.names(None, user)) is None:
            raise Conflict("changed_meanwhile", _BUSY)
        return user

    def _users(self, actor: Actor) -> Users:
        return Users(self._table, self._tenant.id, self._journal(actor))

    def _journal(self, actor: Actor) -> AuditJournal:
        return AuditJournal(self._tenant.id, self._clock, actor, self._origin, lambda: self._tenant.digest_key)


def _vouched_address(claims: dict[str, Any]) -> str | None:
    """The address that the provider says to have verified; Cognito writes the boolean as a string."""
    verified = claims.get("email_verified")
    if verified is not True and verified != "true":
        return None
    try:
        return _EMAIL.validate_python(claims.get("email"))
    except ValidationError:
        return None


def _name(claims: dict[str, Any]) -> str:
    for claim in ("name", "preferred_username", "username", "sub"):
        value = claims.get(claim)
        if isinstance(value, str) and (name := value.strip()[:_MAX_NAME]) and name.isprintable():
            return name
    return "?"

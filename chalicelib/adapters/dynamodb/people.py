"""A tenant's branches, its people, and the identity providers that it trusts."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind, Listing
from chalicelib.adapters.dynamodb.issuers import IssuerOwner
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.errors import Conflict
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.people import Branch, IdentityProvider, User, address_name

_NO_BRANCH = Localized(en="There is no such branch.", zh="没有这个分支机构。")
_NO_USER = Localized(en="There is no such user.", zh="没有这个用户。")
_NO_PROVIDER = Localized(en="There is no such identity provider.", zh="没有这个身份提供方。")
_TAKEN = {
    "email_taken": Localized(en="Another user has this email address.", zh="该邮箱地址已被其他用户使用。"),
    "identity_taken": Localized(en="Another user has this identity.", zh="该身份已属于其他用户。"),
}
_ROW_REV = 1
"""Rows that say whose a name is are made and removed, never changed."""
_EMAIL = "email"
"""In the place of a provider, for addresses; the ids of providers look different."""


class _Owner(DomainModel):
    """Whose an identity or an email address is."""

    user: str


class _Below(DomainModel):
    """How many branches hang on one; it is counted in the transactions that hang them there and take them away."""

    children: int


class Branches:
    """The store of branches. Each is listed under the one above it."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        kind = Kind("branch", Branch, lambda branch_id: keys.of_tenant(tenant, "BRANCH", branch_id), _NO_BRANCH,
                    lambda branch: _by_time(self._under(branch.parent), branch))  # fmt: skip
        self.documents = Collection(table, kind, journal)

    def page(self, parent: str | None, after: str | None, limit: int) -> Listing[Branch]:
        """Branches right below one, or those that nothing is above, newest first."""
        return self.documents.page(self._under(parent), after, limit)

    def hang(self, branch: Branch) -> Sequence[Write] | None:
        """The writes that count a new branch; None when the branch above is gone."""
        own = Write(self._below(branch.id), _Below(children=0).model_dump_json())
        if branch.parent is None:
            return (own,)
        above = self._counted(branch.parent, 1)
        return (own, above) if above else None

    def take_away(self, branch: Branch) -> Sequence[Write] | None:
        """The writes that go with the removal of a branch; None when something hangs on it."""
        stored = self._table.get(self._below(branch.id))
        if stored is None or stored.read(_Below).children:
            return None
        own = Write(stored.key, None, stored.rev)
        above = self._counted(branch.parent, -1) if branch.parent else None
        return (own, above) if above else (own,)

    def has_jobs(self, branch_id: str) -> bool:
        """Whether a job lies in the branch or below it."""
        return bool(self._table.page(keys.jobs_of(self._tenant, "BRANCH", branch_id), None, 1).items)

    def _counted(self, branch_id: str, by: int) -> Write | None:
        stored = self._table.get(self._below(branch_id))
        if stored is None:
            return None
        children = stored.read(_Below).children + by
        return Write(stored.key, _Below(children=children).model_dump_json(), stored.rev)

    def _below(self, branch_id: str) -> keys.Key:
        return keys.of_tenant(self._tenant, "BRANCHBELOW", branch_id)

    def _under(self, parent: str | None) -> str:
        return keys.list_of(self._tenant, f"BRANCH#{parent or ''}")


class Users:
    """The store of people, who are found by their identity at a provider and by their email address, too."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self._listed = keys.list_of(tenant, "USER")
        kind = Kind("user", User, lambda user_id: keys.of_tenant(tenant, "USER", user_id), _NO_USER,
                    lambda user: _by_time(self._listed, user),
                    personal=frozenset({"email", "name", "subject"}))  # fmt: skip
        self.documents = Collection(table, kind, journal)

    def page(self, after: str | None, limit: int) -> Listing[User]:
        """People, newest first."""
        return self.documents.page(self._listed, after, limit)

    def of_identity(self, provider: str, subject: str) -> str | None:
        """The id of the user whom a provider knows by this subject."""
        return self._owner(keys.identity(self._tenant, provider, subject))

    def of_email(self, email: str) -> str | None:
        """The id of the user with this address."""
        return self._owner(keys.identity(self._tenant, _EMAIL, address_name(email)))

    def names(self, before: User | None, after: User | None) -> Sequence[Write]:
        """The writes that keep in step whose an identity and an address are. Raises Conflict for another's."""
        old, new = self._names(before), self._names(after)
        made = {key: code for key, code in new.items() if key not in old}
        for key, stored in self._table.get_many(list(made)).items():
            if after and stored.read(_Owner).user != after.id:
                raise Conflict(made[key], _TAKEN[made[key]])
        return [
            *(Write(key, _Owner(user=after.id).model_dump_json()) for key in made if after),
            *(Write(key, None, _ROW_REV) for key in old if key not in new),
        ]

    def _owner(self, key: keys.Key) -> str | None:
        stored = self._table.get(key)
        return stored.read(_Owner).user if stored else None

    def _names(self, user: User | None) -> dict[keys.Key, str]:
        """The rows that say who a user is, with the code of the error for one that is another's."""
        found: dict[keys.Key, str] = {}
        if user and user.email:
            found[keys.identity(self._tenant, _EMAIL, address_name(user.email))] = "email_taken"
        if user and user.provider and user.subject:
            found[keys.identity(self._tenant, user.provider, user.subject)] = "identity_taken"
        return found


class IdentityProviders:
    """The store of identity providers. Whose an issuer's tokens are is written down across tenants."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._tenant = tenant
        self._listed = keys.list_of(tenant, "PROVIDER")
        kind = Kind("identity_provider", IdentityProvider,
                    lambda provider_id: keys.of_tenant(tenant, "PROVIDER", provider_id), _NO_PROVIDER,
                    lambda provider: _by_time(self._listed, provider))  # fmt: skip
        self.documents = Collection(table, kind, journal)

    def page(self, after: str | None, limit: int) -> Listing[IdentityProvider]:
        """Identity providers, newest first."""
        return self.documents.page(self._listed, after, limit)

    def claim(self, provider: IdentityProvider) -> Write:
        """Across tenants: the write that makes an issuer's tokens for an audience this tenant's; there can be one."""
        owner = IssuerOwner(tenant=self._tenant, provider=provider.id)
        return Write(keys.issuer(provider.issuer, provider.audience), owner.model_dump_json())

    def release(self, before: IdentityProvider | None, after: IdentityProvider | None) -> Sequence[Write]:
        """Across tenants: the write that frees them again when the provider goes."""
        if before is None or after is not None:
            return ()
        return (Write(keys.issuer(before.issuer, before.audience), None, _ROW_REV),)


def _by_time(partition: str, subject: Branch | User | IdentityProvider) -> Indexes:
    return Indexes(gsi1=(partition, f"{subject.created_at.isoformat()}#{subject.id}"))

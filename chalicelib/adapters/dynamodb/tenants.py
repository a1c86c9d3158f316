"""Tenants, their API keys, and when those were last used."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind, Listing
from chalicelib.adapters.dynamodb.journal import NoJournal
from chalicelib.adapters.dynamodb.table import Indexes, Stored, Table, Write
from chalicelib.domain.language import Localized
from chalicelib.domain.tenant import ApiKey, ApiKeyUse, Tenant

_NO_TENANT = Localized(en="There is no such tenant.", zh="没有这个租户。")
_NO_KEY = Localized(en="There is no such API key.", zh="没有这个 API 密钥。")


def _by_time(partition: str, subject: Tenant | ApiKey) -> Indexes:
    return Indexes(gsi1=(partition, f"{subject.created_at.isoformat()}#{subject.id}"))


def tenant_collection(table: Table, journal: Journal) -> Collection[Tenant]:
    """Across tenants: all of them, by their ids. For the operator, and for each tenant's own item."""
    kind = Kind("tenant", Tenant, keys.tenant, _NO_TENANT, lambda tenant: _by_time(keys.tenants_list(), tenant))
    return Collection(table, kind, journal)


def all_tenants(table: Table, after: str | None, limit: int) -> Listing[Tenant]:
    """Across tenants: one page of them, newest first. For the operator alone."""
    return tenant_collection(table, NoJournal()).page(keys.tenants_list(), after, limit)


def api_key_collection(table: Table, tenant: str, journal: Journal) -> Collection[ApiKey]:
    """The API keys of one tenant."""
    listed = keys.list_of(tenant, "APIKEY")
    kind = Kind(
        "api_key", ApiKey, lambda key_id: keys.api_key(tenant, key_id), _NO_KEY, lambda key: _by_time(listed, key)
    )
    return Collection(table, kind, journal)


class ApiKeyUses:
    """When the API keys of one tenant were last used. Nothing of it goes into the audit log."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def key(self, key_id: str) -> keys.Key:
        """Where a key's last use is noted."""
        return keys.of_tenant(self._tenant, "APIKEYUSE", key_id)

    def last(self, key_ids: Sequence[str]) -> dict[str, datetime]:
        """The last uses of those keys that were ever used, in one read for each hundred."""
        found = self._table.get_many([self.key(key_id) for key_id in key_ids])
        uses = (stored.read(ApiKeyUse) for stored in found.values())
        return {use.key: use.at for use in uses}

    def note(self, key_id: str, known: Stored | None, now: datetime) -> None:
        """Note a use after the one that was read; when somebody else notes one at this moment, theirs will do."""
        use = ApiKeyUse(key=key_id, at=now)
        self._table.commit([Write(self.key(key_id), use.model_dump_json(), known.rev if known else 0)])

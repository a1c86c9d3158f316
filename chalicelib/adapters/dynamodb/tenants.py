"""Tenants and their API keys."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.tenant import ApiKey, Tenant


class Tenants:
    """One tenant's own item and its keys."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def get(self) -> Tenant | None:
        """The tenant, if it exists."""
        stored = self._table.get(keys.tenant(self._tenant))
        return stored.read(Tenant) if stored else None

    def create(self, tenant: Tenant) -> bool:
        """Keep a new tenant; False if there is one with this id."""
        return self._table.create(keys.tenant(self._tenant), tenant.model_dump_json())

    def api_key(self, key_id: str) -> ApiKey | None:
        """An API key, if it exists."""
        stored = self._table.get(keys.api_key(self._tenant, key_id))
        return stored.read(ApiKey) if stored else None

    def add_api_key(self, key: ApiKey) -> None:
        """Keep a new API key."""
        self._table.create(keys.api_key(self._tenant, key.id), key.model_dump_json())

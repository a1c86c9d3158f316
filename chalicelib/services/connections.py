"""Connections to other systems: made, tried before they go live, switched on and off, taken away."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from chalicelib.adapters.connection_secrets import ConnectionSecrets
from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.dynamodb.connections import Connections
from chalicelib.adapters.guarded_http import fault_of
from chalicelib.connectors import connectors
from chalicelib.domain.connection import MOST_CONNECTIONS, Connection
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.language import Localized

SECRET_BYTES = 32
_TOO_MANY = Localized(
    en=f"A tenant has {MOST_CONNECTIONS} connections at most.", zh=f"每个租户最多可有 {MOST_CONNECTIONS} 个连接。"
)
_UNTESTED = Localized(
    en="Only a connection whose test went well can be switched on. Test it first.",
    zh="只有测试通过的连接才能启用，请先测试。",
)
_NO_CONNECTOR = Localized(en="There is no such connector.", zh="没有这种连接器。")
_BAD_SETTING = Localized(en="The connector does not take this setting.", zh="该连接器不接受此设置。")


class ConnectionService:
    """The connections of one tenant. `loopback` lets a laptop's own receivers be named."""

    def __init__(self, connections: Connections, secrets: ConnectionSecrets, *, loopback: bool) -> None:
        self._connections = connections
        self._secrets = secrets
        self._loopback = loopback

    def create(self, connection: Connection, entropy: bytes) -> tuple[Versioned[Connection], str]:
        """Keep a new connection, switched off, and its signing secret, which is shown once.

        Raises InvalidInput for settings that its connector does not take, Conflict when there are as many as may be.
        """
        self._check(connection.connector, connection.settings)
        if len(self._connections.all()) >= MOST_CONNECTIONS and not self._connections.documents.find(connection.id):
            raise Conflict("too_many_connections", _TOO_MANY)
        secret = "whsec_" + base64.b64encode(entropy).decode()
        self._secrets.keep(connection.id, secret)
        return self._connections.documents.create_or_find(connection.id, connection), secret

    def all(self) -> tuple[Connection, ...]:
        """All connections, newest first."""
        return self._connections.all()

    def require(self, connection_id: str) -> Versioned[Connection]:
        """The connection; raises NotFound."""
        return self._connections.documents.require(connection_id)

    def change(
        self,
        connection_id: str,
        name: str | None,
        settings: Mapping[str, str] | None,
        expected: int | None,
        *,
        enabled: bool | None,
    ) -> Versioned[Connection]:
        """Change a connection. With other settings it is off until it was tested and switched on again.

        Raises NotFound, LostUpdate, InvalidInput, and Conflict when it is to be switched on untested.
        """

        def change(before: Connection) -> Connection:
            update: dict[str, object] = {}
            if name is not None:
                update["name"] = name
            if settings is not None and dict(settings) != before.settings:
                self._check(before.connector, settings)
                update |= {"settings": dict(settings), "tested_at": None, "enabled": False}
            after = before.model_copy(update=update)
            if enabled is None:
                return after
            if enabled and after.tested_at is None:
                raise Conflict("connection_untested", _UNTESTED)
            return after.model_copy(update={"enabled": enabled})

        return self._connections.documents.change(connection_id, change, expected)

    def passed(self, tested: Connection, at: datetime) -> None:
        """Note that a test of these very settings went well."""

        def note(current: Connection) -> Connection:
            if current.settings != tested.settings:
                return current
            return current.model_copy(update={"tested_at": at})

        self._connections.documents.change(tested.id, note, None)

    def remove(self, connection_id: str, expected: int | None) -> None:
        """Take a connection and its secret away. Its exchanges stay on record. Raises NotFound, LostUpdate."""
        self._connections.documents.remove(connection_id, expected)
        self._secrets.remove(connection_id)

    def _check(self, key: str, settings: Mapping[str, str]) -> None:
        connector = connectors().get(key)
        if connector is None:
            raise InvalidInput("unknown_connector", _NO_CONNECTOR, (("/connector", _NO_CONNECTOR),))
        try:
            parsed: Any = connector.settings.model_validate(dict(settings))
        except ValidationError as error:
            places = sorted({"/".join(str(part) for part in fault["loc"]) for fault in error.errors()})
            pointers = tuple((f"/settings/{place}", _BAD_SETTING) for place in places)
            raise InvalidInput("bad_settings", _BAD_SETTING, pointers) from error
        for name, value in parsed.model_dump().items():
            if isinstance(value, str) and value.startswith(("http://", "https://")):
                fault = fault_of(value, loopback=self._loopback)
                if fault:
                    raise InvalidInput("bad_settings", fault, ((f"/settings/{name}", fault),))

"""One file for each kind of system that results go into; its stem is its key, `CONNECTOR` its last line."""

import pkgutil
from functools import cache
from importlib import import_module

from chalicelib.domain.connector import Connector


@cache
def connectors() -> dict[str, Connector]:
    """Every connector by its key. Raises ValueError for one whose key is not the stem of its file."""
    found: dict[str, Connector] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        connector: Connector = import_module(f"{__name__}.{module.name}").CONNECTOR
        if connector.key != module.name:
            raise ValueError(f"{module.name}.py holds the connector {connector.key}.")
        found[connector.key] = connector
    return found

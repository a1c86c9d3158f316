"""What the operator's command prints: for people, or as JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.tenant import Tenant

_COLUMNS = ("id", "plan", "region", "state", "created_at", "name")


def printable(text: str) -> str:
    """The text without what could steer a terminal: tenants choose their names themselves."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def fields(tenant: Tenant) -> dict[str, Any]:
    """What an operator may see of a tenant: all but the key that signs its cursors."""
    return tenant.model_dump(mode="json", exclude={"secret"})


def as_json(value: object) -> str:
    """JSON for a program."""
    return json.dumps(value, indent=2)


def as_lines(values: Mapping[str, Any]) -> str:
    """One line for each field, the inner ones by their own names."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat |= value if isinstance(value, dict) else {name: value}
    width = max(map(len, flat))
    return "\n".join(f"{name:{width}}  {printable(str(value))}" for name, value in flat.items())


def as_row(tenant: Tenant) -> str:
    """One line of a list."""
    return _row([str(fields(tenant)[column]) for column in _COLUMNS])


def heading() -> str:
    """The first line of a list."""
    return _row(_COLUMNS)


def _row(values: Sequence[str]) -> str:
    widths = (40, 10, 6, 9, 27, 0)
    return "  ".join(f"{printable(value):{width}}" for value, width in zip(values, widths, strict=True)).rstrip()

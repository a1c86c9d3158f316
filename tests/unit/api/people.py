"""Callers who may do less than everything."""

from chalicelib.bootstrap import Services
from chalicelib.domain.access import GRANTS, Permission, Role
from chalicelib.domain.clock import new_id


def key_with(services: Services, *scopes: Permission) -> str:
    """A key that may do just this."""
    return str(services.api_keys.create(new_id(services.clock, "key"), "Some", scopes)[1])


def key_like(services: Services, role: Role) -> str:
    """A key that may do, everywhere, what people with this role may."""
    return key_with(services, *sorted(GRANTS[role]))

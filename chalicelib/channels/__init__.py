"""Ways to reach people, one file each; a file's stem is its key, and `CHANNEL` in it is found by itself."""

import pkgutil
from functools import cache
from importlib import import_module

from chalicelib.adapters.channel_link import Channel


@cache
def channels() -> dict[str, Channel]:
    """Every channel by its key."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").CHANNEL for name in names}

"""How long work of the preparation queue stops in the middle, to be gone on with elsewhere."""

from collections.abc import Callable

Going = Callable[[], bool]
"""Whether to go on; asked between pieces of long work."""


class Unfinished(Exception):
    """The worker stops in the middle of a long task; whoever takes it up does what is left."""

"""How code inside the sandbox says that a file cannot be used."""


class RefusedError(Exception):
    """The file cannot be used; the argument is the code."""

"""How code that looks at an untrusted file, inside the sandbox or before it, says that the file cannot be used."""


class RefusedError(Exception):
    """The file cannot be used; the argument is the code."""

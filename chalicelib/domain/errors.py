"""The one error tree, free of HTTP.

CandorError
├── InvalidInput        the caller sent something that can never work; says where
│   └── UnreadableMedia a recording that cannot be opened or is out of bounds
├── Unauthenticated     no identity, or one that is not valid
├── Forbidden           an identity that may not do this
├── NotFound            no such object for this tenant
├── Conflict            the object's state does not allow it
│   ├── RequestInProgress   the same idempotency key is being worked on
│   └── LostUpdate      the object was changed since the caller read it
├── RetryableError      may work later; carries `retry_after` seconds
│   └── TooManyRequests the caller's quota is used up for now
└── PermanentError      will not work by trying again; a person has to look

The state machine retries by these class names, so renaming one means renaming it in the ASL.
"""

from chalicelib.domain.language import Localized


class CandorError(Exception):
    """Root of the product's errors. `code` is stable and machine-readable; `text` is for people."""

    def __init__(self, code: str, text: Localized) -> None:
        super().__init__(f"{code}: {text.en}")
        self.code = code
        self.text = text


class InvalidInput(CandorError):
    """Input that can never work. `pointers` are JSON pointers to the fields at fault, with what is wrong with each."""

    def __init__(self, code: str, text: Localized, pointers: tuple[tuple[str, Localized], ...] = ()) -> None:
        super().__init__(code, text)
        self.pointers = pointers


class UnreadableMedia(InvalidInput):
    """A recording that cannot be opened, or that is out of bounds."""


class Unauthenticated(CandorError):
    """No identity, or one that is not valid."""


class Forbidden(CandorError):
    """A valid identity that may not do this."""


class NotFound(CandorError):
    """No such object for this tenant; also what another tenant's object looks like."""


class Conflict(CandorError):
    """The object's state does not allow the request."""


class RequestInProgress(Conflict):
    """A request with the same idempotency key is still running."""


class LostUpdate(Conflict):
    """The object was changed since the caller read it, and the caller asked not to overwrite that."""


class RetryableError(CandorError):
    """May work later. `retry_after` is in seconds."""

    def __init__(self, code: str, text: Localized, retry_after: float = 1.0) -> None:
        super().__init__(code, text)
        self.retry_after = retry_after


class TooManyRequests(RetryableError):
    """A quota is used up; `retry_after` says when there is more."""


class PermanentError(CandorError):
    """Will not work by trying again; a person has to look."""

"""Opaque page cursors that cannot be forged: a sort key, and a signature over it and the list that it belongs to.

The partition comes from the request, so that even a stolen cursor reads nothing but its owner's own list.
"""

import base64
import binascii
import hashlib
import hmac

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized

_TAG = 16
_BAD = Localized(en="This cursor is not one that we gave out for this list.", zh="该分页游标无效或不属于此列表。")


def encode(key: bytes, listed: str, after: str | None) -> str | None:
    """The cursor of a page that ended with the sort key `after`; `listed` names the list with all its filters."""
    if after is None:
        return None
    return base64.urlsafe_b64encode(_tag(key, listed, after) + after.encode()).decode().rstrip("=")


def decode(key: bytes, listed: str, cursor: str | None) -> str | None:
    """The sort key after which the page starts. Raises InvalidInput for anything that `encode` did not make."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        after = raw[_TAG:].decode()
    except (ValueError, binascii.Error) as error:
        raise InvalidInput("bad_cursor", _BAD) from error
    if not after or not hmac.compare_digest(raw[:_TAG], _tag(key, listed, after)):
        raise InvalidInput("bad_cursor", _BAD)
    return after


def _tag(key: bytes, listed: str, after: str) -> bytes:
    return hmac.digest(key, f"{listed}\0{after}".encode(), hashlib.sha256)[:_TAG]

"""Opaque page cursors that cannot be forged to read elsewhere.

A cursor holds only the sort key of the last row seen and its primary key; the partition comes from the request, so
the worst that an edited cursor can do is to start a tenant's own list at another place.
"""

import base64
import binascii
import json
import re

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized

_KEY = re.compile(r"[A-Za-z0-9#:.+_-]{1,300}")
_BAD = Localized(en="This cursor is not one that we gave out.", zh="该分页游标无效。")


def encode(start: dict[str, str] | None) -> str | None:
    """The cursor for where a page ended."""
    if start is None:
        return None
    text = json.dumps([start["gsi1sk"], start["pk"], start["sk"]])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str | None, partition: str, owner: str) -> dict[str, str] | None:
    """Where the next page of `partition` starts. `owner` must lead the row's primary key.

    Raises InvalidInput for anything that is not a cursor of this list.
    """
    if cursor is None:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidInput("bad_cursor", _BAD) from error
    match parts:
        case [str(sort), str(pk), str(sk)] if pk.startswith(owner) and all(map(_KEY.fullmatch, parts)):
            return {"gsi1pk": partition, "gsi1sk": sort, "pk": pk, "sk": sk}
    raise InvalidInput("bad_cursor", _BAD)

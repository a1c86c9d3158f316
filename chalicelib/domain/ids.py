"""Ids that sort by time, and secrets that are shown once and kept as hashes.

Ids are 26 characters of Crockford's base32 (48 bits of milliseconds, 80 random bits), lower case, after a prefix that
says what they name. Tokens carry their tenant and object in front of the secret, so that looking one up never leaves
the tenant's own partition.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from typing import NamedTuple

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TOKEN = re.compile(
    r"^(?P<kind>ck|inv|cs|rp|ap|cr|dr)\.(?P<tenant>[a-z0-9]{1,40})\.(?P<subject>[a-z0-9]{1,40})\.(?P<secret>[a-z2-7]{32})$"
)
SECRET_BYTES = 20


def make_id(prefix: str, at_ms: int, entropy: bytes) -> str:
    """`prefix` and 26 characters made of `at_ms` (48 bits) and ten bytes of `entropy`."""
    number = (at_ms & ((1 << 48) - 1)) << 80 | int.from_bytes(entropy[:10], "big")
    return prefix + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


class Token(NamedTuple):
    """A bearer token taken apart.

    `kind`: ck API key, inv invitation, cs candidate session, rp report page, cr the candidate's edition of a report, dr
    department report.
    """

    kind: str
    tenant: str
    subject: str
    secret: str

    def __str__(self) -> str:
        """The token as its holder sends it."""
        return f"{self.kind}.{self.tenant}.{self.subject}.{self.secret}"

    @property
    def digest(self) -> str:
        """What is stored of it: SHA-256 of 160 random bits needs no salt."""
        return hashlib.sha256(str(self).encode()).hexdigest()

    def matches(self, digest: str) -> bool:
        """Whether `digest` is this token's, in constant time."""
        return hmac.compare_digest(self.digest, digest)


def make_token(kind: str, tenant: str, subject: str, entropy: bytes) -> Token:
    """A token with a secret made of 20 bytes of `entropy` (160 bits)."""
    return Token(kind, tenant, subject, b32encode(entropy[:SECRET_BYTES]).decode().lower())


def parse_token(text: str) -> Token | None:
    """The parts of a well-formed token; None for anything else."""
    match = _TOKEN.fullmatch(text)
    return Token(**match.groupdict()) if match else None

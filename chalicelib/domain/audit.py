"""The audit log: who did what, when, from where, the values before and after; each entry chained to the one before.

Values of personal fields are kept as digests with a key of the tenant's: the log shows that and when they changed, and
outlives their deletion.

An entry is hashed as the JSON that was recorded, not as the model of the day: a field that a later version of the code
adds, or no longer knows, changes no hash.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.access import Actor
from chalicelib.domain.model import DomainModel

Verb = Literal["created", "changed", "removed"]
GENESIS = "0" * 64
_SECRET = frozenset({"digest", "previous_digest", "session_digest", "device_digest", "secret"})


class Origin(DomainModel):
    """Where a request came from."""

    ip: str = ""
    user_agent: str = Field(default="", max_length=300)
    request: str = ""


class AuditEntry(DomainModel):
    """One action. `before` and `after` hold the fields that differ; a value that is absent was not there."""

    id: str
    at: AwareDatetime
    actor: Actor
    origin: Origin
    kind: str
    subject: str
    verb: Verb
    before: dict[str, Any] = Field(default_factory=dict)
    after: dict[str, Any] = Field(default_factory=dict)


class ChainedEntry(DomainModel):
    """An entry, as it was recorded, at its place in the chain.

    `hash` covers the entry, its number and the hash before it.
    """

    sequence: int = Field(ge=1)
    previous: str
    hash: str
    entry: dict[str, Any]

    @property
    def sound(self) -> bool:
        """Whether the hash is that of what is here."""
        return self.hash == entry_hash(self.previous, self.sequence, self.entry)


class ChainHead(DomainModel):
    """How far a chain is: number and hash of its last entry, when it was chained, and where the chain ended before."""

    sequence: int = Field(default=0, ge=0)
    hash: str = GENESIS
    previous: int = Field(default=0, ge=0)
    at: AwareDatetime | None = None


class SignedHead(DomainModel):
    """A head with the MAC that vouches for it, as it is kept outside the table.

    `previous` is the number of the head that was signed before this one, so that one that is missing is missed.
    """

    tenant: str
    sequence: int = Field(ge=1)
    hash: str
    previous: int = Field(ge=0)
    at: AwareDatetime
    mac: str = Field(description="Base64 of the HMAC-SHA-256 over `statement`")
    key_id: str

    @property
    def statement(self) -> bytes:
        """What the MAC is over."""
        return statement(
            self.tenant, ChainHead(sequence=self.sequence, hash=self.hash, previous=self.previous, at=self.at)
        )


def statement(tenant: str, head: ChainHead) -> bytes:
    """A tenant's head as the bytes that are signed: JSON with sorted keys."""
    return _canonical({"tenant": tenant, **head.model_dump(mode="json")}).encode()


def chain(previous: str, sequence: int, entry: Mapping[str, Any]) -> ChainedEntry:
    """The entry as the `sequence`th one after the one with the hash `previous`."""
    return ChainedEntry(
        sequence=sequence, previous=previous, hash=entry_hash(previous, sequence, entry), entry=dict(entry)
    )


def entry_hash(previous: str, sequence: int, entry: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before, the number, and the entry as ASCII JSON with sorted keys and no spaces."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{_canonical(entry)}".encode()).hexdigest()


def differences(
    before: DomainModel | None,
    after: DomainModel | None,
    personal: frozenset[str],
    digest_key: Callable[[], bytes],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, before and after; secrets are named but not shown, personal values digested.

    `digest_key` is called only when there is a personal value.
    """

    def digest(value: Any) -> str:
        written = json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
        return f"hmac-sha256:{hmac.digest(digest_key(), written, hashlib.sha256).hex()}"

    old = before.model_dump(mode="json") if before else {}
    new = after.model_dump(mode="json") if after else {}
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name) or (name in old) != (name in new)]
    return (
        {name: _shown(name, old[name], personal, digest) for name in changed if name in old},
        {name: _shown(name, new[name], personal, digest) for name in changed if name in new},
    )


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _shown(name: str, value: Any, personal: frozenset[str], digest: Callable[[Any], str]) -> Any:
    if name in _SECRET:
        return "[secret]" if value is not None else None
    if name in personal and value not in (None, "", [], {}):
        return digest(value)
    return _within(value, personal, digest)


def _within(value: Any, personal: frozenset[str], digest: Callable[[Any], str]) -> Any:
    if isinstance(value, dict):
        return {inner: _shown(inner, content, personal, digest) for inner, content in value.items()}
    if isinstance(value, list):
        return [_within(content, personal, digest) for content in value]
    return value

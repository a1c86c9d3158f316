"""Entries of the audit log that are committed together with what they tell of; they are chained soon after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Indexes, Write
from chalicelib.domain.access import Actor
from chalicelib.domain.audit import AuditEntry, Origin, Verb, differences
from chalicelib.domain.clock import Clock, new_id
from chalicelib.domain.model import DomainModel


class Trace:
    """Whether anything was recorded since this was made: one for each request, to tell who changes from who reads."""

    def __init__(self) -> None:
        self.left = False


@dataclass(frozen=True)
class AuditJournal:
    """Records what one actor does in one tenant, and leaves a trace of having done so.

    `digest_key` gives the key for personal values; it is asked for when there is one.
    """

    tenant: str
    clock: Clock
    actor: Actor
    origin: Origin
    digest_key: Callable[[], bytes]
    trace: Trace = field(default_factory=Trace)

    def entry(
        self, kind: str, subject: str, before: DomainModel | None, after: DomainModel | None, personal: frozenset[str]
    ) -> Sequence[Write]:
        """The write that records a change."""
        self.trace.left = True
        verb: Verb = "created" if before is None else "removed" if after is None else "changed"
        old, new = differences(before, after, personal, self.digest_key)
        entry = AuditEntry(
            id=new_id(self.clock, "aud"),
            at=self.clock.now(),
            actor=self.actor,
            origin=self.origin,
            kind=kind,
            subject=subject,
            verb=verb,
            before=old,
            after=new,
        )
        shard = keys.sweep_shard("AUDIT", self.tenant)
        due = (shard, f"{entry.at.isoformat()}#{entry.id}")
        key = keys.audit_pending(self.tenant, f"{entry.at.isoformat()}#{entry.id}")
        return (Write(key, entry.model_dump_json(), 0, Indexes(gsi2=due)),)


class NoJournal:
    """For what is recorded as a whole elsewhere, or not worth recording: a key's last use, say."""

    def entry(
        self, kind: str, subject: str, before: DomainModel | None, after: DomainModel | None, personal: frozenset[str]
    ) -> Sequence[Write]:
        """Nothing."""
        del kind, subject, before, after, personal
        return ()

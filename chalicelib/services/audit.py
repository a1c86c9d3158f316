"""Chains what was recorded, and has each new head of the chain signed and kept where nobody can change it.

A chain is extended only from a head that is signed, so that the signed heads themselves form a chain: each one names
the one before it. What a run could not finish the next one does first.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.adapters.dynamodb.audit import AuditLog
from chalicelib.adapters.kms import MacKey
from chalicelib.adapters.signed_heads import SignedHeads
from chalicelib.domain.audit import ChainHead, SignedHead, statement
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.language import Localized
from chalicelib.observability import count, logger

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.collection import Versioned

MOST = 1200
"""Entries of one run: what a Lambda does in a third of its time. The sweeper has the rest chained."""
_TRIES = 12
_BUSY = Localized(en="The audit log cannot be chained at the moment.", zh="审计日志暂时无法成链。")


class AuditService:
    """The audit log of one tenant."""

    def __init__(self, log: AuditLog, heads: SignedHeads, key: MacKey, clock: Clock, tenant: str) -> None:
        self._log = log
        self._heads = heads
        self._key = key
        self._clock = clock
        self._tenant = tenant

    def chain(self) -> int:
        """Chain and sign what waits, oldest first; how many entries this run has chained.

        Raises RetryableError when others keep being faster, or when a row stands where the next one belongs.
        """
        chained = 0
        for _ in range(_TRIES):
            head = self._log.head()
            if head.rev and self._heads.find(self._tenant, head.value.sequence) is None:
                self._sign(head.value)
            done, outrun = self._extend(head)
            chained += done
            if not outrun:
                return chained
        raise RetryableError("audit_busy", _BUSY)

    def _extend(self, head: "Versioned[ChainHead]") -> tuple[int, bool]:
        """Chain from `head` on; how many entries, and whether somebody else was faster in the end."""
        chained = 0
        for portion in self._log.pending():
            extended = self._log.extend(head, portion, self._clock.now())
            if extended is None:
                return chained, True
            self._sign(extended.value)
            head = extended
            chained += len(portion)
            if chained >= MOST:
                break
        return chained, False

    def _sign(self, head: ChainHead) -> None:
        """Keep the head signed. One that is there already must be the same."""
        at: datetime = head.at or self._clock.now()
        signed = SignedHead(
            tenant=self._tenant,
            sequence=head.sequence,
            hash=head.hash,
            previous=head.previous,
            at=at,
            mac=self._key.code(statement(self._tenant, head.model_copy(update={"at": at}))),
            key_id=self._key.key_id,
        )
        if self._heads.keep(signed):
            return
        there = self._heads.find(self._tenant, head.sequence)
        if there is None:
            raise RetryableError("audit_busy", _BUSY)
        if there.statement != signed.statement:
            # The log goes on: what is wrong stays provable, and a log that stood still would help whoever did it.
            logger.error("the audit log is not the one that was signed", extra={"sequence": head.sequence})
            count("AuditHeadConflict")

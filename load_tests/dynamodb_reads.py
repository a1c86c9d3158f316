"""What a piece of work reads from DynamoDB, seen at boto3's client: each operation with its bounds and its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

READS = frozenset({"GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan"})
_FILTERS = frozenset({"FilterExpression", "QueryFilter", "ScanFilter"})


@dataclass(frozen=True)
class Read:
    """One operation. `looked_at` counts the rows that DynamoDB reads for it, shown or not."""

    operation: str
    index: str
    limit: int | None
    looked_at: int
    filtered: bool

    @property
    def unbounded(self) -> bool:
        """Whether it reads as much as there is."""
        return self.operation == "Query" and self.limit is None

    def __str__(self) -> str:
        """Such as `Query gsi1 limit 20: 20`."""
        parts = [self.operation, self.index, f"limit {self.limit}" if self.limit else "", "!" if self.filtered else ""]
        return f"{' '.join(part for part in parts if part)}: {self.looked_at}"


@dataclass
class Seen:
    """The reads of a while, and the bytes of their answers."""

    reads: list[Read] = field(default_factory=list)
    bytes: int = 0


class ReadRecorder:
    """Listens to a client; what is read within `recording` is on record."""

    def __init__(self, client: Any) -> None:
        self._seen: Seen | None = None
        self._asked: dict[str, Any] = {}
        client.meta.events.register("provide-client-params.dynamodb", self._before)
        client.meta.events.register("after-call.dynamodb", self._after)

    @contextmanager
    def recording(self) -> Iterator[Seen]:
        """What is read until the end of the block, which is one thread's."""
        self._seen = Seen()
        try:
            yield self._seen
        finally:
            self._seen = None

    def _before(self, params: dict[str, Any], **_more: Any) -> None:
        self._asked = params

    def _after(self, http_response: Any, parsed: dict[str, Any], model: Any, **_more: Any) -> None:
        if self._seen is None or model.name not in READS:
            return
        index, limit = self._asked.get("IndexName", ""), self._asked.get("Limit")
        filtered = not _FILTERS.isdisjoint(self._asked)
        self._seen.reads.append(Read(model.name, index, limit, _looked_at(parsed), filtered))
        self._seen.bytes += len(http_response.content)


def _looked_at(answer: dict[str, Any]) -> int:
    if "ScannedCount" in answer:
        return int(answer["ScannedCount"])
    batches = answer.get("Responses", {})
    return sum(len(found) for found in batches.values()) if batches else int("Item" in answer)

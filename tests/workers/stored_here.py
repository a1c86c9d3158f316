"""The product's services with a table, bucket and queue that live in this process: for the worker's tests."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.journal import AuditJournal
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import PAGE, Page, Stored, Table, Write
from chalicelib.adapters.s3 import Media
from chalicelib.adapters.sqs import Queues
from chalicelib.bootstrap import Clients, Services
from chalicelib.settings import Settings
from tests.unit.clock import HandClock

SETTINGS = Settings(table_name="candor", media_bucket="media", public_url="http://127.0.0.1")


class MemoryTable(Table):
    """The table's documents in a dict, under the same conditions."""

    def __init__(self) -> None:
        self._items: dict[Key, tuple[Stored, Write]] = {}

    def get(self, key: Key) -> Stored | None:
        held = self._items.get(key)
        return held[0] if held else None

    def get_many(self, wanted: Sequence[Key]) -> dict[Key, Stored]:
        return {key: self._items[key][0] for key in wanted if key in self._items}

    def commit(self, writes: Sequence[Write]) -> bool:
        held = {write.key: self.get(write.key) for write in writes}
        if any((found.rev if found else 0) != write.rev for write in writes for found in [held[write.key]]):
            return False
        for write in writes:
            if write.doc is None:
                del self._items[write.key]
            else:
                self._items[write.key] = (Stored(write.key, write.doc, write.rev + 1), write)
        return True

    def delete(self, key: Key) -> None:
        self._items.pop(key, None)

    def under(self, pk: str, sk_prefix: str) -> Iterator[Stored]:
        yield from (self._items[key][0] for key in sorted(self._items) if key.pk == pk and key.sk.startswith(sk_prefix))

    def page(self, pk: str, after: str | None, limit: int = PAGE) -> Page:
        listed = [
            (write.indexes.gsi1[1], stored)
            for stored, write in self._items.values()
            if write.indexes.gsi1 and write.indexes.gsi1[0] == pk and (after is None or write.indexes.gsi1[1] < after)
        ]
        listed.sort(key=lambda row: row[0], reverse=True)
        last = listed[limit - 1][0] if len(listed) > limit else None
        return Page(tuple(stored for _, stored in listed[:limit]), last)


class MemoryBucket:
    """What `Media` asks of S3 here."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put_object(self, **asked: Any) -> None:
        self.objects[asked["Key"]] = asked["Body"]

    def get_object(self, **asked: Any) -> Any:
        if asked["Key"] not in self.objects:
            answer: Any = {"Error": {"Code": "NoSuchKey"}, "ResponseMetadata": {"HTTPStatusCode": 404}}
            raise ClientError(answer, "GetObject")
        content = self.objects[asked["Key"]]
        return {"ContentLength": len(content), "Body": _Body(content)}


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self) -> bytes:
        return self._content


class MemoryQueue:
    """What `Queues` asks of SQS here."""

    def __init__(self) -> None:
        self.bodies: defaultdict[str, list[str]] = defaultdict(list)

    def send_message(self, **asked: Any) -> None:
        self.bodies[asked["QueueUrl"]].append(asked["MessageBody"])


class StoredHere(Services):
    """Services whose table, bucket and queues are those given."""

    stores: tuple[MemoryTable, MemoryBucket, MemoryQueue]

    @classmethod
    def made(cls, tenant: str = "acme") -> "StoredHere":
        services = cls(tenant, SETTINGS, Clients(), HandClock())
        object.__setattr__(services, "stores", (MemoryTable(), MemoryBucket(), MemoryQueue()))
        return services

    @property
    def journal(self) -> AuditJournal:
        return AuditJournal(self.tenant, self.clock, self.actor, self.origin, lambda: b"a tenant's key", self.trace)

    @property
    def table(self) -> Table:
        return self.stores[0]

    @property
    def media(self) -> Media:
        return Media(self.stores[1], self.settings.media_bucket)  # type: ignore[arg-type]

    @property
    def _queues(self) -> Queues:
        return Queues(self.stores[2], self.settings)  # type: ignore[arg-type]

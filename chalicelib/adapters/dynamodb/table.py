"""The table as documents with a revision: read, create once, replace only what was read, list in pages.

An item is its keys, `doc` (the domain model as JSON) and `rev`. Every write is conditional: `create` on the key being
free, `replace` on the revision that was read, so a lost update cannot happen unnoticed. Writes that belong together are
committed together. A page starts after the sort key that the page before ended with, so that rows which are added or
removed meanwhile neither repeat nor hide others.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.model import DomainModel

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        QueryInputTypeDef,
        TransactWriteItemTypeDef,
    )

PAGE = 50
MOST_READ = 100
MOST_WRITTEN = 25
_LAST = "\uffff"
_CONFLICT_TRIES = 6
_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 2.0
Model = TypeVar("Model", bound=DomainModel)


@dataclass(frozen=True)
class Stored:
    """A document as it was read."""

    key: Key
    doc: str
    rev: int

    def read(self, model: type[Model]) -> Model:
        """The document as a model. Fields that a newer version of the code has added are passed over."""
        return model.model_validate_json(self.doc, extra="ignore")


@dataclass(frozen=True)
class Indexes:
    """Where else a document is to be found. `expires_at` lets the store forget it."""

    gsi1: tuple[str, str] | None = None
    gsi2: tuple[str, str] | None = None
    expires_at: datetime | None = None


NO_INDEXES = Indexes()


@dataclass(frozen=True)
class Page:
    """Some documents and, if there may be more, the sort key after which the next page starts."""

    items: tuple[Stored, ...]
    next_after: str | None = None


@dataclass(frozen=True)
class Write:
    """One conditional write: a document put where there is none (`rev` 0) or in the place of revision `rev`.

    Without a `doc` the document of that revision is taken away. `fresh` says that nothing can be there, which
    saves the store the look.
    """

    key: Key
    doc: str | None
    rev: int = 0
    indexes: Indexes = NO_INDEXES
    fresh: bool = False


class Table:
    """The documents of the one table."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Stored | None:
        """The document at `key`, as of now."""
        answer = self._client.get_item(TableName=self._name, Key=_key(key), ConsistentRead=True)
        item = answer.get("Item")
        return _stored(item) if item else None

    def get_many(self, wanted: Sequence[Key]) -> dict[Key, Stored]:
        """The documents at these keys, as of now; those that are missing are left out. One request for each 100."""
        found: dict[Key, Stored] = {}
        todo = [_key(key) for key in dict.fromkeys(wanted)]
        pause = _FIRST_PAUSE_S
        while todo:
            asked, todo = todo[:MOST_READ], todo[MOST_READ:]
            answer = self._client.batch_get_item(RequestItems={self._name: {"Keys": asked, "ConsistentRead": True}})
            for item in answer["Responses"][self._name]:
                stored = _stored(item)
                found[stored.key] = stored
            unread: Any = answer.get("UnprocessedKeys", {})
            if left := unread.get(self._name, {}).get("Keys", []):
                todo = [*left, *todo]
                time.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
        return found

    def create(self, key: Key, doc: str, indexes: Indexes = NO_INDEXES) -> bool:
        """Put a document where there is none; False if there was one."""
        return self.commit([Write(key, doc, 0, indexes)])

    def replace(self, stored: Stored, doc: str, indexes: Indexes = NO_INDEXES) -> bool:
        """Put `doc` in the place of what was read; False if that has changed since."""
        return self.commit([Write(stored.key, doc, stored.rev, indexes)])

    def commit(self, writes: Sequence[Write]) -> bool:
        """Do all of these writes (100 at most) or none; False if one of their conditions does not hold."""
        if len(writes) == 1 and writes[0].doc is not None:
            return self._conditionally(lambda: self._client.put_item(**self._put(writes[0], writes[0].doc or "")))
        items: list[TransactWriteItemTypeDef] = [
            {"Put": self._put(write, write.doc)} if write.doc is not None else {"Delete": self._delete(write)}
            for write in writes
        ]
        return self._conditionally(lambda: self._client.transact_write_items(TransactItems=items))

    def put_many(self, writes: Sequence[Write]) -> None:
        """Put documents (25 at most) without looking at what is there: for bulk loads of keys known to be free."""
        requests: Any = [{"PutRequest": {"Item": self._put(write, write.doc or "")["Item"]}} for write in writes]
        pause = _FIRST_PAUSE_S
        while requests:
            answer = self._client.batch_write_item(RequestItems={self._name: requests})
            requests = answer.get("UnprocessedItems", {}).get(self._name, [])
            if requests:
                time.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    def count_up(self, key: Key, by: int, limit: int, expires_at: datetime) -> int | None:
        """Add `by` to a counter unless that would take it above `limit`; the new count, or None."""
        try:
            answer = self._client.update_item(
                TableName=self._name,
                Key=_key(key),
                UpdateExpression="ADD used :by SET expires_at = :end",
                ConditionExpression="attribute_not_exists(used) OR used <= :most",
                ExpressionAttributeValues={
                    ":by": {"N": str(by)},
                    ":most": {"N": str(limit - by)},
                    ":end": {"N": str(int(expires_at.timestamp()))},
                },
                ReturnValues="UPDATED_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return None
            raise
        return int(answer["Attributes"]["used"]["N"])

    def delete(self, key: Key) -> None:
        """Take a document away, if it is there."""
        self._client.delete_item(TableName=self._name, Key=_key(key))

    def under(self, pk: str, sk_prefix: str) -> Iterator[Stored]:
        """All documents of a partition whose sort key begins with `sk_prefix`."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": pk}, ":sk": {"S": sk_prefix}},
            ConsistentRead=True,
        )
        for page in pages:
            yield from (_stored(item) for item in page["Items"])

    def page(self, pk: str, after: str | None, limit: int = PAGE) -> Page:
        """One page of the first index, newest first."""
        values: dict[str, AttributeValueTypeDef] = {":pk": {"S": pk}}
        if after is not None:
            values[":after"] = {"S": after}
        query: QueryInputTypeDef = {
            "TableName": self._name,
            "IndexName": "gsi1",
            "KeyConditionExpression": "gsi1pk = :pk" if after is None else "gsi1pk = :pk AND gsi1sk < :after",
            "ExpressionAttributeValues": values,
            "ScanIndexForward": False,
            "Limit": limit,
        }
        answer = self._client.query(**query)
        last = answer.get("LastEvaluatedKey")
        return Page(tuple(_stored(item) for item in answer["Items"]), last["gsi1sk"]["S"] if last else None)

    def between(self, pk: str, after: str, until: str, limit: int) -> tuple[Stored, ...]:
        """Documents of the first index, oldest first: from above `after` up to and with `until`."""
        answer = self._client.query(
            TableName=self._name,
            IndexName="gsi1",
            KeyConditionExpression="gsi1pk = :pk AND gsi1sk BETWEEN :low AND :high",
            ExpressionAttributeValues={":pk": {"S": pk}, ":low": {"S": after + "\0"}, ":high": {"S": until}},
            Limit=limit,
        )
        return tuple(_stored(item) for item in answer["Items"])

    def page_of(self, pk: str, lowest: str, after: str | None, limit: int = PAGE) -> Page:
        """One page of a partition, the highest sort key first: from below `after` down to `lowest`.

        Without `after` it starts with the last of the keys that begin with `lowest`.
        """
        highest = lowest + _LAST if after is None else _just_below(after)
        if highest < lowest:
            return Page(())
        answer = self._client.query(
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues={":pk": {"S": pk}, ":low": {"S": lowest}, ":high": {"S": highest}},
            ScanIndexForward=False,
            Limit=limit,
        )
        last = answer.get("LastEvaluatedKey")
        return Page(tuple(_stored(item) for item in answer["Items"]), last["sk"]["S"] if last else None)

    def due(self, shard: str, until: str, limit: int = PAGE) -> tuple[Stored, ...]:
        """Across tenants: documents of the sweep index whose time has come, the longest waiting first."""
        answer = self._client.query(
            TableName=self._name,
            IndexName="gsi2",
            KeyConditionExpression="gsi2pk = :pk AND gsi2sk <= :until",
            ExpressionAttributeValues={":pk": {"S": shard}, ":until": {"S": until}},
            Limit=limit,
        )
        return tuple(_stored(item) for item in answer["Items"])

    def _put(self, write: Write, doc: str) -> Any:
        rev = str(write.rev + 1)
        item: dict[str, AttributeValueTypeDef] = {**_key(write.key), "doc": {"S": doc}, "rev": {"N": rev}}
        for name, index in (("gsi1", write.indexes.gsi1), ("gsi2", write.indexes.gsi2)):
            if index:
                item |= {f"{name}pk": {"S": index[0]}, f"{name}sk": {"S": index[1]}}
        if write.indexes.expires_at:
            item["expires_at"] = {"N": str(int(write.indexes.expires_at.timestamp()))}
        return {"TableName": self._name, "Item": item, **_condition(write)}

    def _delete(self, write: Write) -> Any:
        return {"TableName": self._name, "Key": _key(write.key), **_condition(write)}

    def _conditionally(self, send: Callable[[], object]) -> bool:
        """Whether it was done; a transaction that met another one is tried again."""
        pause = _FIRST_PAUSE_S
        for left in reversed(range(_CONFLICT_TRIES)):
            try:
                send()
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code == "ConditionalCheckFailedException":
                    return False
                reasons: Any = error.response.get("CancellationReasons", [])
                codes = {reason.get("Code") for reason in reasons}
                if code == "TransactionCanceledException" and "ConditionalCheckFailed" in codes:
                    return False
                if not left or not (code == "TransactionConflictException" or "TransactionConflict" in codes):
                    raise
            else:
                return True
            time.sleep(pause)
            pause *= 2
        return False


def _condition(write: Write) -> Any:
    if write.fresh:
        return {}
    if write.rev:
        return {
            "ConditionExpression": "rev = :rev",
            "ExpressionAttributeValues": {":rev": {"N": str(write.rev)}},
        }
    return {"ConditionExpression": "attribute_not_exists(pk)"}


def _just_below(key: str) -> str:
    """A bound below `key` and above every other sort key below it: these end long before the last character."""
    return key[:-1] + chr(ord(key[-1]) - 1) + _LAST


def _key(key: Key) -> "dict[str, AttributeValueTypeDef]":
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _stored(item: Mapping[str, Any]) -> Stored:
    return Stored(Key(item["pk"]["S"], item["sk"]["S"]), item["doc"]["S"], int(item["rev"]["N"]))

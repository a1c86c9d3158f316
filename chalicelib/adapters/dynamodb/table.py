"""The table as documents with a revision: read, create once, replace only what was read, list in pages.

An item is its keys, `doc` (the domain model as JSON) and `rev`. Every write is conditional: `create` on the key being
free, `replace` on the revision that was read, so a lost update cannot happen unnoticed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.model import DomainModel

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, PutItemInputTypeDef, QueryInputTypeDef

PAGE = 50
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
    """Some documents and, if there may be more, where the next page starts: the index's and the primary key."""

    items: tuple[Stored, ...]
    next_start: dict[str, str] | None = None


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

    def create(self, key: Key, doc: str, indexes: Indexes = NO_INDEXES) -> bool:
        """Put a document where there is none; False if there was one."""
        return self._put(key, doc, 1, indexes, "attribute_not_exists(pk)", {})

    def replace(self, stored: Stored, doc: str, indexes: Indexes = NO_INDEXES) -> bool:
        """Put `doc` in the place of what was read; False if that has changed since."""
        values: dict[str, AttributeValueTypeDef] = {":rev": {"N": str(stored.rev)}}
        return self._put(stored.key, doc, stored.rev + 1, indexes, "rev = :rev", values)

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

    def page(self, pk: str, start: Mapping[str, str] | None, limit: int = PAGE) -> Page:
        """One page of the first index, newest first."""
        query: QueryInputTypeDef = {
            "TableName": self._name,
            "IndexName": "gsi1",
            "KeyConditionExpression": "gsi1pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ScanIndexForward": False,
            "Limit": limit,
        }
        if start:
            query["ExclusiveStartKey"] = {name: {"S": value} for name, value in start.items()}
        answer = self._client.query(**query)
        last = answer.get("LastEvaluatedKey")
        items = tuple(_stored(item) for item in answer["Items"])
        return Page(items, {name: value["S"] for name, value in last.items()} if last else None)

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

    def _put(
        self,
        key: Key,
        doc: str,
        rev: int,
        indexes: Indexes,
        condition: str,
        values: "dict[str, AttributeValueTypeDef]",
    ) -> bool:
        item: dict[str, AttributeValueTypeDef] = {**_key(key), "doc": {"S": doc}, "rev": {"N": str(rev)}}
        for name, index in (("gsi1", indexes.gsi1), ("gsi2", indexes.gsi2)):
            if index:
                item |= {f"{name}pk": {"S": index[0]}, f"{name}sk": {"S": index[1]}}
        if indexes.expires_at:
            item["expires_at"] = {"N": str(int(indexes.expires_at.timestamp()))}
        put: PutItemInputTypeDef = {"TableName": self._name, "Item": item, "ConditionExpression": condition}
        if values:
            put["ExpressionAttributeValues"] = values
        try:
            self._client.put_item(**put)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True


def _key(key: Key) -> "dict[str, AttributeValueTypeDef]":
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _stored(item: Mapping[str, Any]) -> Stored:
    return Stored(Key(item["pk"]["S"], item["sk"]["S"]), item["doc"]["S"], int(item["rev"]["N"]))

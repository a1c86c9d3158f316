"""What was acknowledged about DynamoDB's tables is there after `kill -9`, whatever the log of items was doing then."""

import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.integration.conftest import MiniStack, start_ministack

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

THREADS = 8
KEYS = 6
COMPACTION_BYTES = 32 * 1024 * 1024
GROUP = {"IndexName": "groups", "KeyConditionExpression": "g = :g"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MiniStack]:
    """A server that a test may kill."""
    running = start_ministack(tmp_path)
    yield running
    running.supervisor.stop()


def connect(server: MiniStack) -> Any:
    """A client that tells of a lost connection instead of asking again."""
    config = Config(retries={"total_max_attempts": 1}, max_pool_connections=THREADS)
    return server.session.client("dynamodb", endpoint_url=server.endpoint, config=config)


def kill(server: MiniStack) -> Any:
    """`kill -9`; a client for the server that the supervisor has put in its place."""
    pid = server.pid
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: server.supervisor.pids().get("ministack", pid) != pid)
    server.wait_until_ready()
    return connect(server)


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def create_table(dynamodb: Any, name: str) -> None:
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in ("pk", "sk", "g")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "groups",
                "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )


def key(pk: object, sk: object) -> dict[str, Any]:
    return {"pk": {"S": str(pk)}, "sk": {"S": str(sk)}}


def item(pk: object, sk: object, n: int, **more: str) -> dict[str, Any]:
    return {**key(pk, sk), "n": {"N": str(n)}, **{name: {"S": value} for name, value in more.items()}}


def everything(dynamodb: Any, table: str) -> dict[tuple[str, str], int]:
    """The number of each item, by its key."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    return {(i["pk"]["S"], i["sk"]["S"]): int(i["n"]["N"]) for page in pages for i in page["Items"]}


def of_group(dynamodb: Any, table: str, group: str) -> list[str]:
    found = dynamodb.query(TableName=table, ExpressionAttributeValues={":g": {"S": group}}, **GROUP)
    return sorted(i["sk"]["S"] for i in found["Items"])


def log_files(server: MiniStack) -> list[Path]:
    return sorted((server.home / "aws-state/state/items").iterdir())


Items = dict[str, int]


class Writer:
    """Writes to one partition until the connection breaks, and knows which states may be found there afterwards."""

    def __init__(self, pk: str, seed: int) -> None:
        self.pk = pk
        self.acknowledged: Items = {}
        self.asked: Items = {}
        self._dice = random.Random(seed)
        self._n = 0

    def write(self, dynamodb: Any) -> None:
        changes: list[Callable[..., None]] = [
            self._put,
            self._update,
            self._delete,
            self._create,
            self._transact,
            self._batch,
        ]
        self.asked = dict(self.acknowledged)
        self._n += 1
        self._dice.choice(changes)(dynamodb, *self._dice.sample([str(k) for k in range(KEYS)], 3))
        self.acknowledged = self.asked

    def _put(self, dynamodb: Any, sk: str, *_: str) -> None:
        self.asked[sk] = self._n
        dynamodb.put_item(TableName="items", Item=item(self.pk, sk, self._n, padding="x" * 2000))

    def _update(self, dynamodb: Any, sk: str, *_: str) -> None:
        self.asked[sk] = self.asked.get(sk, 0) + 1
        one = {":one": {"N": "1"}}
        dynamodb.update_item(
            TableName="items", Key=key(self.pk, sk), UpdateExpression="ADD n :one", ExpressionAttributeValues=one
        )

    def _delete(self, dynamodb: Any, sk: str, *_: str) -> None:
        self.asked.pop(sk, None)
        dynamodb.delete_item(TableName="items", Key=key(self.pk, sk))

    def _create(self, dynamodb: Any, sk: str, *_: str) -> None:
        absent = "attribute_not_exists(pk)"
        if sk in self.asked:
            # A server that is killed behind the status and before the body leaves the bare number.
            with pytest.raises(ClientError, match=r"ConditionalCheckFailed|\(400\)"):
                dynamodb.put_item(TableName="items", Item=item(self.pk, sk, -1), ConditionExpression=absent)
        else:
            self.asked[sk] = self._n
            dynamodb.put_item(TableName="items", Item=item(self.pk, sk, self._n), ConditionExpression=absent)

    def _transact(self, dynamodb: Any, first: str, second: str, third: str) -> None:
        self.asked |= {first: self._n, second: self._n}
        self.asked.pop(third, None)
        puts: list[Any] = [
            {"Put": {"TableName": "items", "Item": item(self.pk, sk, self._n)}} for sk in (first, second)
        ]
        deletes: list[Any] = [{"Delete": {"TableName": "items", "Key": key(self.pk, third)}}]
        dynamodb.transact_write_items(TransactItems=puts + deletes)

    def _batch(self, dynamodb: Any, first: str, second: str, *_: str) -> None:
        self.asked[first] = self._n
        self.asked.pop(second, None)
        requests = [
            {"PutRequest": {"Item": item(self.pk, first, self._n)}},
            {"DeleteRequest": {"Key": key(self.pk, second)}},
        ]
        dynamodb.batch_write_item(RequestItems={"items": requests})


def test_every_acknowledged_change_is_there_when_killed_in_the_middle_of_eight_writers(server: MiniStack) -> None:
    dynamodb = connect(server)
    create_table(dynamodb, "items")
    writers = [Writer(f"p{n}", n) for n in range(THREADS)]

    def write_until_it_breaks(writer: Writer) -> int:
        for count in itertools.count():
            try:
                writer.write(dynamodb)
            except BotoCoreError:
                return count
        raise AssertionError

    for seconds in (0.7, 1.3, 1.0):
        with ThreadPoolExecutor(THREADS) as pool:
            counts = [pool.submit(write_until_it_breaks, writer) for writer in writers]
            time.sleep(seconds)
            dynamodb_after = kill(server)
        dynamodb = dynamodb_after
        assert sum(count.result() for count in counts) > THREADS
        found = everything(dynamodb, "items")
        for writer in writers:
            there = {sk: n for (pk, sk), n in found.items() if pk == writer.pk}
            # What was under way may have happened, but then the whole of it.
            assert there in (writer.acknowledged, writer.asked)
            writer.acknowledged = there


def test_a_torn_tail_and_a_compaction_that_was_cut_are_ignored(server: MiniStack) -> None:
    dynamodb = connect(server)
    create_table(dynamodb, "items")
    for n in range(10):
        dynamodb.put_item(TableName="items", Item=item("p", n, n))
    (log,) = log_files(server)
    last = log.read_bytes().splitlines(keepends=True)[-1]
    with log.open("ab") as file:
        file.write(last.replace(b'"9"', b'"8"') + last[: len(last) // 2])
    (log.parent / "items.99").write_bytes(b"half of a comp")

    dynamodb = kill(server)

    expected = {("p", str(n)): n for n in range(10)}
    assert everything(dynamodb, "items") == expected
    assert log_files(server) == [log]
    dynamodb.delete_item(TableName="items", Key=key("p", 0))
    del expected["p", "0"]
    assert everything(kill(server), "items") == expected


def test_killed_while_the_log_is_compacted(server: MiniStack) -> None:
    dynamodb = connect(server)
    create_table(dynamodb, "items")
    padding = "x" * 390_000
    written: dict[tuple[str, str], int] = {}
    asked: dict[tuple[str, str], int] = {}

    def write(*, until: Callable[[], bool]) -> None:
        n = max(written.values(), default=0)
        while not until():
            n += 1
            sk = str(n % 60)
            asked.clear()
            asked["p", sk] = n
            dynamodb.put_item(TableName="items", Item=item("p", sk, n, padding=padding, g="a"))
            written["p", sk] = n

    def writes_until_killed() -> None:
        with pytest.raises(BotoCoreError):
            write(until=lambda: False)

    first_log = log_files(server)
    writing = threading.Thread(target=writes_until_killed)
    writing.start()
    wait_for(lambda: log_files(server) != first_log)
    dynamodb_after = kill(server)
    writing.join()
    dynamodb = dynamodb_after

    assert everything(dynamodb, "items") in (written, written | asked)
    # The log is as long as before, so that the next compaction may have begun by now.
    oldest = min(log_files(server), key=lambda log: int(log.suffix[1:]))
    write(until=lambda: oldest not in log_files(server))
    (log,) = log_files(server)
    assert log.stat().st_size < COMPACTION_BYTES
    assert everything(dynamodb, "items") == written
    assert everything(kill(server), "items") == written


def test_tables_that_come_change_and_go(server: MiniStack) -> None:
    dynamodb = connect(server)
    for table in ("gone", "anew", "emptied"):
        create_table(dynamodb, table)
        dynamodb.put_item(TableName=table, Item=item("p", "old", 1))
    dynamodb = kill(server)
    assert [everything(dynamodb, table) for table in ("gone", "anew")] == [{("p", "old"): 1}] * 2

    dynamodb.update_time_to_live(
        TableName="emptied", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    dynamodb.delete_item(TableName="emptied", Key=key("p", "old"))
    dynamodb.delete_table(TableName="gone")
    dynamodb.delete_table(TableName="anew")
    create_table(dynamodb, "anew")
    dynamodb.put_item(TableName="anew", Item=item("p", "new", 2))
    dynamodb = kill(server)

    assert dynamodb.list_tables()["TableNames"] == ["anew", "emptied"]
    assert everything(dynamodb, "anew") == {("p", "new"): 2}
    assert everything(dynamodb, "emptied") == {}
    ttl = dynamodb.describe_time_to_live(TableName="emptied")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}


def test_a_restored_backup_and_an_undone_transaction_exchange_all_items(server: MiniStack) -> None:
    dynamodb = connect(server)
    create_table(dynamodb, "items")
    for n in range(3):
        dynamodb.put_item(TableName="items", Item=item("p", n, n))
    backup = dynamodb.create_backup(TableName="items", BackupName="backup")["BackupDetails"]["BackupArn"]
    dynamodb.delete_item(TableName="items", Key=key("p", 0))
    dynamodb.restore_table_from_backup(TargetTableName="restored", BackupArn=backup)
    insert = "INSERT INTO items VALUE {'pk': 'p', 'sk': ?, 'n': 7}"
    statements = [{"Statement": insert, "Parameters": [{"S": sk}]} for sk in ("7", "1")]
    with pytest.raises(ClientError, match="TransactionCanceled"):
        dynamodb.execute_transaction(TransactStatements=statements)
    dynamodb.execute_statement(Statement=insert, Parameters=[{"S": "8"}])

    dynamodb = kill(server)

    assert everything(dynamodb, "items") == {("p", "1"): 1, ("p", "2"): 2, ("p", "8"): 7}
    assert everything(dynamodb, "restored") == {("p", str(n)): n for n in range(3)}


def test_indexes_and_counts_are_right_after_a_restart(server: MiniStack) -> None:
    dynamodb = connect(server)
    create_table(dynamodb, "items")
    for n in range(6):
        dynamodb.put_item(TableName="items", Item=item("p", n, n, g="a"))
    moved = {"UpdateExpression": "SET g = :g", "ExpressionAttributeValues": {":g": {"S": "b"}}}
    for _ in range(2):  # once what the log holds, once what a restored table has become since
        dynamodb = kill(server)
        present = of_group(dynamodb, "items", "a")
        dynamodb.update_item(TableName="items", Key=key("p", present[0]), **moved)
        dynamodb.delete_item(TableName="items", Key=key("p", present[1]))

    dynamodb = kill(server)

    assert (of_group(dynamodb, "items", "a"), of_group(dynamodb, "items", "b")) == (["4", "5"], ["0", "2"])
    assert dynamodb.describe_table(TableName="items")["Table"]["ItemCount"] == 4
    dynamodb.delete_item(TableName="items", Key=key("p", 5))
    assert of_group(dynamodb, "items", "a") == ["4"]

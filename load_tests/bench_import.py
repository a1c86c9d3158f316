"""How fast candidates are imported, against how fast the store takes the same items, and whether memory stays flat.

    python -m load_tests.bench_import [--rows N] [--job]

A MiniStack of its own is started, as it comes, without the wrapper that saves every change: what is measured is the
import. A CSV file of invented candidates is put into its S3, announced, started and imported by the code of the Lambda.
Before and after, the very same items, made beforehand, are written into other tables in batches of 25 from as many
threads. Each of the three has a process of its own. The last line is JSON:

rows, import_s, rows_per_s     data rows of the file, and the time from the message to the end of the import
items, batch_write_s           the items that the import makes, and what the store takes for them, the mean of two
ratio                          batch_write_s / import_s: 1 means that reading, checking and deciding cost nothing
import_cpu_s, batch_write_cpu_s  CPU seconds of the client and of the server, which tell more on a busy machine
rss_max_mb, rss_growth_mb      the most memory, and the most after the file's first tenth less what was held there
"""

import argparse
import base64
import csv
import hashlib
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import psutil

from chalicelib.adapters.dynamodb.candidates import applied_row
from chalicelib.adapters.dynamodb.table import MOST_WRITTEN, Table, Write
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.bootstrap import services_for
from chalicelib.domain.access import PERMISSIONS, Access, Actor, Grant
from chalicelib.domain.candidate_import import CandidateImport, source_key
from chalicelib.imports.candidate_rows import CandidateRow, read_candidates
from chalicelib.imports.columns import Columns
from chalicelib.imports.csv_rows import read_csv
from chalicelib.services.candidate_import_loads import CandidateLoad
from chalicelib.services.tenants import create_tenant
from load_tests.bench_import_rows import HEADERS, _invented

PROJECT = Path(__file__).resolve().parents[1]
THREADS = 8
TENANT = "bench"
ACTOR = Actor(kind="system", id="bench")
ACCESS = Access(actor=ACTOR, grants=(Grant(permissions=frozenset(PERMISSIONS), everywhere=True),))
AT = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--job", action="store_true", help="consider every candidate for a job, too")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="bench-import-"))
    server = None
    try:
        server = _start(home)
        os.environ["BENCH_SERVER"] = str(server.pid)
        path = home / "candidates.csv"
        _write(path, options.rows)
        print(json.dumps(_bench(path, options.rows, "job1" if options.job else None)))
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _start(home: Path) -> subprocess.Popen[bytes]:
    """MiniStack on a free port of loopback; this process's environment points to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "STATE_DIR": str(home / "state"),
        "S3_DATA_DIR": str(home / "s3"),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    python = PROJECT / ".local/envs/stack/bin/python"
    server = subprocess.Popen([str(python), "-m", "ministack.app"], env=environment, cwd=home)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
    }
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/ready", timeout=2):
                return server
        except OSError:
            time.sleep(0.2)
    sys.exit("MiniStack did not start.")


def _bench(path: Path, rows: int, job: str | None) -> dict[str, Any]:
    """The import between two measurements of the store, each in a process of its own and into a table of its own."""
    for name in ("candor", "before", "after"):
        _create_table(boto3.client("dynamodb"), name)
    boto3.client("s3").create_bucket(Bucket="media")
    os.environ |= {
        "TABLE_NAME": "candor",
        "MEDIA_BUCKET": "media",
        "IMPORTS_QUEUE_URL": boto3.client("sqs").create_queue(QueueName="imports")["QueueUrl"],
        "PUBLIC_URL": "https://candor.test",
    }
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        items, before = pool.apply(_batch_write, (path, job, "before"))
        imported = pool.apply(_import, (path, rows, job))
        _, after = pool.apply(_batch_write, (path, job, "after"))
    batch_write_s = (before[0] + after[0]) / 2
    return {
        "rows": rows,
        **imported,
        "items": items,
        "batch_write_s": round(batch_write_s, 2),
        "batch_write_cpu_s": [round((before[which] + after[which]) / 2, 2) for which in (1, 2)],
        "ratio": round(batch_write_s / imported["import_s"], 3),
    }


def _import(path: Path, rows: int, job: str | None) -> dict[str, Any]:
    services = services_for(TENANT)
    create_tenant(services.tenants, services.clock, TENANT, "Bench", "zh", "hr@bench.example")
    digest = hashlib.sha256(path.read_bytes()).digest()
    one = CandidateImport(
        id="imp1",
        format="csv",
        size=path.stat().st_size,
        sha256=base64.b64encode(digest).decode(),
        job=job,
        language="zh",
        changes_all=True,
        by=ACTOR,
        created_at=services.clock.now(),
        active_at=services.clock.now(),
    )
    services.candidate_imports.create(one, ACCESS)
    with path.open("rb") as content:
        key = source_key(TENANT, one.id)
        services.clients.s3.put_object(Bucket="media", Key=key, Body=content, ChecksumSHA256=one.sha256)
    services.candidate_imports.start(one.id)
    memory = _Memory(services, rows)
    spent = _Spent()
    services.candidate_import_runs.run(one.id, lambda: 1e9)
    import_s, own_s, server_s = spent.seconds()
    memory.stop()
    done = services.candidate_imports.require(one.id, ACCESS, "candidates:read")
    print(done.model_dump_json(include={"state", "progress", "refused_columns"}))
    assert done.state == "done", done.problem
    assert done.progress.rows_read == rows
    return {
        "import_s": round(import_s, 2),
        "import_cpu_s": [round(own_s, 2), round(server_s, 2)],
        "rows_per_s": round(rows / import_s),
        "rss_max_mb": round(memory.most, 1),
        "rss_growth_mb": round(memory.most - memory.at_tenth, 1),
    }


def _batch_write(path: Path, job: str | None, name: str) -> tuple[int, tuple[float, float, float]]:
    """How many items the import makes, and how long the store takes for them when they are all there beforehand."""
    table = Table(services_for(TENANT).clients.dynamodb_in_bulk, name)
    writes = list(
        _items(CandidateLoad(table, TENANT, SystemClock(), job=job, at=AT, language="zh", changes_all=True), path, job)
    )
    batches = [writes[at : at + MOST_WRITTEN] for at in range(0, len(writes), MOST_WRITTEN)]
    spent = _Spent()
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(table.put_many, batches):
            pass
    return len(writes), spent.seconds()


def _items(load: CandidateLoad, path: Path, job: str | None) -> Iterator[Write]:
    columns = Columns()
    with path.open("rb") as stream:
        for row in read_candidates(read_csv(stream, columns), columns.used):
            if isinstance(row, CandidateRow):
                new = load._new(row)
                yield from new.writes
                if job:
                    application = load._application(job, new.candidate)
                    yield from (*applied_row(TENANT, application), load._application_write(application))


def _create_table(dynamodb: Any, name: str) -> None:
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in NAMES],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": f"{index}pk", "KeyType": "HASH"},
                    {"AttributeName": f"{index}sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in ("gsi1", "gsi2")
        ],
    )


def _write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(HEADERS)
        writer.writerows(_invented(rows))


class _Spent:
    """Seconds since this was made: on the clock, of this process's CPU, of the server's."""

    def __init__(self) -> None:
        self._server = psutil.Process(int(os.environ["BENCH_SERVER"]))
        self._began = self._now()

    def seconds(self) -> tuple[float, float, float]:
        """What was spent up to now."""
        wall, own, server = (now - then for now, then in zip(self._now(), self._began, strict=True))
        return wall, own, server

    def _now(self) -> tuple[float, float, float]:
        return time.perf_counter(), time.process_time(), sum(self._server.cpu_times()[:2])


class _Memory:
    """Watches this process's memory while it imports."""

    def __init__(self, services: Any, rows: int) -> None:
        self.most = self.at_tenth = 0.0
        self._services = services
        self._tenth = rows / 10
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No more."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        process = psutil.Process()
        while not self._over.wait(0.25):
            held = process.memory_info().rss / 1e6
            if not self.at_tenth:
                done = self._services.candidate_imports.require("imp1", ACCESS, "candidates:read").progress
                if done.rows_read >= self._tenth:
                    self.at_tenth = held
            self.most = max(self.most, held)


if __name__ == "__main__":
    main()

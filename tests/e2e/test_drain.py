"""A worker that is told to end finishes what it holds, and nothing of it fails or is done twice."""

import json
import os
import secrets
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infra.local.demo.api import Api
from infra.local.demo.candidate import carry_through, load
from infra.local.demo.job import open_job
from infra.local.demo.memory import Memory
from tests.e2e.conftest import BUNDLE
from tests.e2e.stack import LocalStack
from tests.e2e.test_bad_recordings import assert_nothing_is_stuck, aws, outputs

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
# The settings' `drain_s`, a long poll, and what the worker adds to both.
DEADLINE_S = 60 + 5 + 5
IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible"


def test_sigterm_of_the_worker_drains_within_its_deadline_and_no_message_fails(
    stack: LocalStack, tenant: Api, bundle: dict[str, Any], tmp_path: Path
) -> None:
    job = next(job for job in bundle["jobs"] if job["key"] == "operations-en")
    job_id = open_job(tenant, job["request"], secrets.token_hex(16))
    entries = [entry for entry in bundle["interviews"] if entry["job"] == job["key"]]
    memory = Memory(tmp_path / "demo.json")
    log = stack.home / "logs" / "worker.log"
    before = log.stat().st_size

    def one(entry: dict[str, Any]) -> dict[str, Any]:
        candidate = {**entry["candidate"], "email": f"{entry['key']}@drain.example"}
        bundled = load({**entry, "key": f"{entry['key']}-drain", "candidate": candidate}, BUNDLE)
        return carry_through(tenant, job_id, bundled, memory, lambda _what: None)

    with ThreadPoolExecutor(len(entries)) as pool:
        interviews = [pool.submit(one, entry) for entry in entries]
        held = _wait_until_held(stack)
        # Of all its processes, the one that was started first.
        worker = stack.processes("-m workers.main")[0]
        took = _terminate(worker)
        results = [interview.result() for interview in interviews]
    assert held > 0
    assert took < DEADLINE_S
    assert {interview["state"] for interview in results} == {"reported"}
    assert_nothing_is_stuck(stack)
    with log.open(encoding="utf-8") as lines:
        lines.seek(before)
        said = [json.loads(line) for line in lines if line.startswith('{"level"')]
    assert [line for line in said if line["level"] == "ERROR" or "handed back" in line["message"]] == []
    analysed = Counter((line["interview"], line["question"]) for line in said if line["message"] == "answer analysed")
    wanted = {(result["id"], answer["question"]) for result in results for answer in result["answers"]}
    assert {answer: analysed[answer] for answer in wanted} == dict.fromkeys(wanted, 1)


def _wait_until_held(stack: LocalStack) -> int:
    """How many messages the worker holds, as soon as it holds any."""
    url, deadline = outputs(stack)["AnalysisQueueUrl"], time.monotonic() + 120
    while time.monotonic() < deadline:
        answer = aws(stack, "sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[IN_FLIGHT])
        if held := int(answer["Attributes"][IN_FLIGHT]):
            return held
        time.sleep(0.2)
    return 0


def _terminate(pid: int) -> float:
    """Seconds from SIGTERM until the process is gone."""
    started = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    while Path(f"/proc/{pid}").exists() and time.monotonic() - started < 2 * DEADLINE_S:
        time.sleep(0.2)
    return time.monotonic() - started

"""kill -9 of anything, at any moment: every interview reaches its report, and everything happens once."""

import json
import os
import random
import secrets
import signal
import threading
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
from infra.local.demo.receiver import Receiver
from tests.e2e.conftest import BUNDLE
from tests.e2e.stack import LocalStack
from tests.e2e.test_bad_recordings import assert_nothing_is_stuck, aws, outputs

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

VICTIMS = {
    "a Lambda": ("awslambdaric",),
    "the decoder": ("decode_child.py",),
    "MiniStack": ("infra.local.ministack_server",),
    "the edge": ("infra.local.edge",),
    "a stage of the worker": ("ray::ServeReplica",),
    "the intake": ("ray::IntakeActor",),
    "the worker": ("-m workers.main",),
    "Ray's raylet": ("raylet/raylet",),
    "Ray's control store": ("gcs_server",),
}
SEED = 7
GAP_S = (2.0, 9.0)


def test_every_interview_reaches_its_report_once_while_everything_is_killed(
    stack: LocalStack, tenant: Api, receiver: Receiver, bundle: dict[str, Any], tmp_path: Path
) -> None:
    job = next(job for job in bundle["jobs"] if job["key"] == "operations-en")
    job_id = open_job(tenant, job["request"], secrets.token_hex(16))
    entries = [entry for entry in bundle["interviews"] if entry["job"] == job["key"]] * 2
    memory = Memory(tmp_path / "demo.json")
    done = threading.Event()
    killed: list[str] = []
    killer = threading.Thread(target=_kill_everything, args=(stack, done, killed))
    killer.start()

    def one(numbered: tuple[int, dict[str, Any]]) -> dict[str, Any]:
        number, entry = numbered
        candidate = {**entry["candidate"], "email": f"{entry['key']}-{number}@survival.example"}
        bundled = load({**entry, "key": f"{entry['key']}-{number}", "candidate": candidate}, BUNDLE)
        return carry_through(tenant, job_id, bundled, memory, lambda _what: None)

    try:
        with ThreadPoolExecutor(len(entries)) as pool:
            interviews = list(pool.map(one, enumerate(entries)))
    finally:
        done.set()
        killer.join()
    assert {interview["state"] for interview in interviews} == {"reported"}, (killed, interviews)
    wanted = {interview["id"] for interview in interviews}
    ids = await_events(receiver, wanted, "interview.reported")
    assert Counter(interview for interview, _ in ids) == dict.fromkeys(wanted, 1), killed
    for interview in wanted:
        _assert_one_of_each(stack, tenant, interview)
        report = tenant.get(f"/v1/interviews/{interview}/report")
        assert all(answer["state"] == "analysed" for answer in report["answers"]), killed
    assert_nothing_is_stuck(stack)
    assert len(killed) >= len(VICTIMS) // 2, killed


def test_after_kill_of_the_launcher_a_second_run_shows_the_same_reports(stack: LocalStack, tenant: Api) -> None:
    memory = json.loads((stack.home / "demo.json").read_text())
    before = {key: known["interview_id"] for key, known in memory.items() if "interview_id" in known}
    reports = {key: tenant.get(f"/v1/interviews/{interview}/report") for key, interview in before.items()}
    assert stack.process is not None
    stack.process.kill()
    stack.process.wait(10)
    stack.start()
    stack.wait_for("Up:")
    again = Api(stack.run_file["api"], stack.run_file["api_key"])
    assert {key: again.get(f"/v1/interviews/{interview}/report") for key, interview in before.items()} == reports


def _kill_everything(stack: LocalStack, done: threading.Event, killed: list[str]) -> None:
    dice = random.Random(SEED)
    names = list(VICTIMS)
    dice.shuffle(names)
    for name in names:
        if done.wait(dice.uniform(*GAP_S)):
            return
        for _ in range(100):
            if found := stack.processes(*VICTIMS[name]):
                break
            # It is being started again since an earlier kill.
            time.sleep(0.3)
        else:
            continue
        try:
            os.kill(dice.choice(found), signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed.append(name)


def await_events(receiver: Receiver, wanted: set[str], event_type: str) -> set[tuple[str, str]]:
    """(interview, event) of every verified webhook of a type about these interviews, once each has one."""
    deadline = time.monotonic() + 180
    while True:
        ids = {
            (str(event["data"]["interview_id"]), str(event["id"]))
            for event in receiver.received()
            if event["type"] == event_type
            and isinstance(event["data"], dict)
            and event["data"]["interview_id"] in wanted
        }
        if {interview for interview, _ in ids} == wanted or time.monotonic() > deadline:
            return ids
        time.sleep(0.5)


def _assert_one_of_each(stack: LocalStack, tenant: Api, interview: str) -> None:
    """One scorecard, one decision, one notice of the report, once the last step has run or a person is waited for."""
    deadline = time.monotonic() + 180
    while True:
        items = aws(stack, "dynamodb").query(
            TableName=outputs(stack)["TableName"],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"TENANT#demo#INTERVIEW#{interview}"}},
        )["Items"]
        documents = {item["sk"]["S"]: json.loads(item["doc"]["S"]) for item in items}
        waits = documents.get("REVIEW#0001", {}).get("token") is not None
        through = documents["INTERVIEW"].get("closed_at") is not None or waits
        if through or time.monotonic() > deadline:
            break
        time.sleep(1)
    assert through
    kinds = Counter(name.split("#")[0] for name in documents)
    assert kinds["SCORECARD"] == kinds["DECISION"] == 1, kinds
    notices = tenant.get(f"/v1/interviews/{interview}/notices?limit=100")["items"]
    assert [notice["purpose"] for notice in notices].count("report_ready") == 1, notices

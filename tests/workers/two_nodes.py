"""A worker on a Ray cluster of two nodes, each in namespaces of its own: part of `test_second_node.py`.

    unshare --net --pid --fork --mount-proc --kill-child python two_nodes.py SCRATCH

The head's namespaces are this program's; the second node gets others and a cable between them. Writes
what became of the answers to `result.json`.
"""

import asyncio
import inspect
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ray
from ray import serve

from chalicelib.domain.errors import CandorError
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.services.analysis import AnalysisTask
from tests.workers.numbered_answers import message, recording
from tests.workers.sqs_server import ENVIRONMENT, SqsServer, sqs_server
from tests.workers.test_intake import TASK
from workers.deployments import Pipeline, deploy
from workers.intake import Intake
from workers.settings import WorkerSettings
from workers.sqs import Depth, WorkQueue

HEAD, SECOND = "10.77.0.1", "10.77.0.2"
PORT = 6379
# As many wait at any time until the second node has its share: it may be slow to start.
WAITING = 120
SETTINGS = WorkerSettings(
    recogniser="where",
    in_flight=16,
    batch_audio_s=4,
    transcriber_replicas=1,
    transcriber_most_replicas=3,
    answers_per_transcriber=5,
    max_answer_s=60,
    poll_s=1,
)


@dataclass
class Records:
    """The product: hands out recordings and remembers where each answer was transcribed."""

    recorded: dict[str, str] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)

    async def begin(self, _message: AnalyseAnswer) -> AnalysisTask | None:
        return TASK

    async def recording(self, message: AnalyseAnswer) -> bytes:
        return recording(int(message.interview))

    async def record(self, message: AnalyseAnswer, transcript: Transcript, _result: AnswerResult) -> None:
        self.recorded[message.interview] = transcript.recogniser

    async def reject(self, message: AnalyseAnswer, _error: CandorError) -> None:
        self.rejected.append(message.interview)

    def places(self) -> Counter[str]:
        return Counter(self.recorded.values())


def until(state: Callable[[], bool], within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not state():
        assert time.monotonic() < deadline, inspect.getsource(state)
        time.sleep(0.1)


def ip(*command: str, inside: int | None = None) -> None:
    enter = ["nsenter", f"--net=/proc/{inside}/ns/net"] if inside else []
    subprocess.run([*enter, "ip", *command], check=True)


def ray_start(*options: str) -> list[str]:
    return [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *options]


def lay_cable() -> None:
    """The head's network, and a cable from it to the second node's."""
    ip("link", "set", "lo", "up")
    # Not on the cable, which is lost with the second node.
    ip("addr", "add", HEAD, "dev", "lo")
    ip("link", "add", "head", "type", "veth", "peer", "name", "second")
    ip("link", "set", "head", "up")
    ip("route", "add", SECOND, "dev", "head", "src", HEAD)


def start_head(log: Path, *keep: str) -> None:
    """The first node, in this program's namespaces; `keep` is the command that runs it."""
    # Room for two transcribers beside the other stages and nothing else.
    options = ("--num-cpus=2", f"--port={PORT}", "--include-dashboard=false", "--object-store-memory=100000000")
    command = ray_start("--head", f"--node-ip-address={HEAD}", *options)
    with log.open("wb") as out:
        subprocess.Popen([*keep, *command], stdout=out, stderr=out)


def start_second(log: Path, *keep: str) -> subprocess.Popen[bytes]:
    """A node in namespaces that end with it, at the other end of the cable; `keep` is the command that runs it."""
    apart = ["unshare", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]
    options = ("--num-cpus=2", "--object-store-memory=100000000")
    command = ray_start(f"--address={HEAD}:{PORT}", f"--node-ip-address={SECOND}", *options)
    with log.open("wb") as out:
        plugged_in = ["sh", "-c", 'read -r _; exec "$@"', "sh"]
        node = subprocess.Popen([*apart, *plugged_in, *keep, *command], stdin=subprocess.PIPE, stdout=out, stderr=out)
    until(lambda: Path(f"/proc/{node.pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink())
    ip("link", "set", "second", "netns", str(node.pid))
    ip("link", "set", "lo", "up", inside=node.pid)
    ip("addr", "add", SECOND, "dev", "second", inside=node.pid)
    ip("link", "set", "second", "up", inside=node.pid)
    ip("route", "add", HEAD, "dev", "second", inside=node.pid)
    assert node.stdin is not None
    node.stdin.write(b"\n")
    node.stdin.close()
    return node


class Candidates:
    """Whoever answers: there is always as much to do as a full queue holds."""

    def __init__(self, queue: SqsServer, waiting: int = WAITING) -> None:
        self._queue = queue
        self._waiting = waiting
        self.answers = 0

    def answer(self, recorded: int) -> None:
        """Fill the queue up to as many as shall wait."""
        upto = recorded + self._waiting
        self._queue.put(*map(message, range(self.answers, upto)))
        self.answers = upto


async def lose_a_node(queue: SqsServer, records: Records, log: Path) -> dict[str, Any]:
    """Work through the queue while a second node comes and is lost."""
    candidates = Candidates(queue)

    def has_its_share() -> bool:
        candidates.answer(len(records.recorded))
        return len(records.places()) == 2 and min(records.places().values()) > 3

    candidates.answer(0)
    work_queue = WorkQueue(queue.url, SETTINGS.visibility_s, SETTINGS.poll_s)
    intake = Intake(work_queue, records, Pipeline(SETTINGS), SETTINGS)
    running = asyncio.create_task(intake.run())
    await asyncio.to_thread(until, lambda: len(records.recorded) > 0)
    alone = len(records.places())
    second = await asyncio.to_thread(start_second, log)
    try:
        # The policy has wanted three all the time; the third transcriber waited for a node.
        await asyncio.to_thread(until, has_its_share)
        left, held = candidates.answers - len(records.recorded), intake.report().messages
    finally:
        second.kill()
    second.wait()
    there = records.places()
    await asyncio.to_thread(until, lambda: work_queue.depth() == Depth(visible=0, in_flight=0), 120)
    await intake.stop()
    await running
    return {
        "places_before": alone,
        "places": len(there),
        "left_when_lost": left,
        "held_when_lost": held,
        "answers": candidates.answers,
        "recorded": len(records.recorded),
        "rejected": records.rejected,
        "retried": intake.report().ended.get("retried", 0),
        "most_receives": queue.most_receives,
    }


def main() -> None:
    scratch = Path(sys.argv[1])
    lay_cable()
    with sqs_server() as queue:
        os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=queue.endpoint)
        start_head(scratch / "head.log")
        until(lambda: "Ray runtime started" in (scratch / "head.log").read_text())
        ray.init(address=f"{HEAD}:{PORT}", log_to_driver=False)
        serve.start(proxy_location="Disabled")
        deploy(SETTINGS, queue.url)
        result = asyncio.run(lose_a_node(queue, Records(), scratch / "second.log"))
    (scratch / "result.json").write_text(json.dumps(result))
    # The first process of its namespace takes all others with it.
    os._exit(0)


if __name__ == "__main__":
    main()

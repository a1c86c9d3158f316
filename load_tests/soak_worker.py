"""The worker under a load that never ends: part of `bench_soak.py`, in the worker's own environment.

The real intake and the real stages work through the bundled interviews again and again, for five tenants; only the
queue and the product are in memory, so that what grows is the worker's. Prints a line of JSON for each interval.
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from workers.main import start_ray

# isort: split
import ray
from ray import serve
from ray._private import internal_api

from chalicelib.domain.errors import CandorError
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.observability import logger
from chalicelib.services.analysis import AnalysisTask
from workers.deployments import Pipeline, deploy
from workers.intake import Intake
from workers.processes import descendants, kill_descendants
from workers.settings import WorkerSettings, from_environment
from workers.sqs import Received

BUNDLE = Path(__file__).parents[1] / "infra" / "local" / "demo" / "interviews"
TENANTS = 5


@dataclass(frozen=True)
class Answer:
    """A bundled recording and what it is an answer to."""

    media: bytes
    task: AnalysisTask


def answers() -> list[Answer]:
    """Every bundled answer."""
    bundle = json.loads((BUNDLE / "interviews.json").read_text(encoding="utf-8"))
    plans = {}
    for job in bundle["jobs"]:
        known = {name: value for name, value in job["request"].items() if name in InterviewPlan.model_fields}
        plans[job["key"]] = InterviewPlan.model_validate({**known, "id": "p", "job": job["key"], "rules": {}})
    found = []
    for interview in bundle["interviews"]:
        for answer in interview["answers"]:
            plan = plans[interview["job"]]
            question = plan.question(answer["question"])
            assert question is not None
            found.append(Answer((BUNDLE / answer["file"]).read_bytes(), AnalysisTask(plan, question)))
    return found


@dataclass
class EndlessQueue:
    """Always has messages; remembers when each was given out."""

    answers: Sequence[Answer]
    given: dict[str, float] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def max_receives(self) -> int:
        """As the product's queue."""
        return 10

    def receive(self, most: int) -> list[Received]:
        """`most` messages at once."""
        return [self._next() for _ in range(most)]

    def _next(self) -> Received:
        number = next(self.numbers)
        name = str(number)
        self.given[name] = time.monotonic()
        message = AnalyseAnswer(
            tenant=f"t{number % TENANTS}",
            interview=name,
            attempt=1,
            question="q1",
            upload="u1",
            key="k",
            size=len(self.answers[number % len(self.answers)].media),
            content_type="video/webm",
        )
        return Received(message.model_dump_json(), name, 1)

    def extend(self, _receipts: Sequence[str]) -> int:
        """Nothing is lost."""
        return 0

    def release(self, receipt: str, _after_s: int) -> None:
        """What is handed back does not come again."""
        self.given.pop(receipt, None)

    def delete(self, receipts: Sequence[str]) -> int:
        """Forget messages."""
        for receipt in receipts:
            self.given.pop(receipt, None)
        return 0


@dataclass
class Records:
    """Counts what is recorded."""

    queue: EndlessQueue
    audio_s: float = 0.0
    answers: int = 0
    rejected: int = 0
    latencies: list[float] = field(default_factory=list)

    def _answer(self, message: AnalyseAnswer) -> Answer:
        return self.queue.answers[int(message.interview) % len(self.queue.answers)]

    async def begin(self, message: AnalyseAnswer) -> AnalysisTask | None:
        """The bundled question."""
        return self._answer(message).task

    async def recording(self, message: AnalyseAnswer) -> bytes:
        """The bundled recording."""
        return self._answer(message).media

    async def record(self, message: AnalyseAnswer, transcript: Transcript, _result: AnswerResult) -> None:
        """Count the answer and how long it took since it was received."""
        self.audio_s += transcript.duration_ms / 1000
        self.answers += 1
        self.latencies.append(time.monotonic() - self.queue.given[message.interview])

    async def reject(self, _message: AnalyseAnswer, _error: CandorError) -> None:
        """Count the failure."""
        self.rejected += 1


def private_mb() -> Counter[str]:
    """Resident memory of each kind of process in MB, without what it shares: the object store is counted apart."""
    found: Counter[str] = Counter()
    for pid, name in {**descendants(), 0: "intake"}.items():
        folder = Path("/proc") / (str(pid) if pid else "self")
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")[0].decode()
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        except OSError:
            continue
        # Ray's processes call themselves ray::ServeReplica:transcriber:Transcriber.handle_request and so on.
        kind = command.split(":")[-1].split(".")[0] if command.startswith("ray::") else name
        # A process that is just ending has none.
        resident, shared = (int(status.get(name, "0 kB").split()[0]) for name in ("VmRSS", "RssShmem"))
        found[kind] += (resident - shared) // 1024
    return found


def object_store_mb(address: str) -> float:
    """What the node's object store holds."""
    api: Any = internal_api
    stats = api.get_memory_info_reply(api.get_state_from_address(address))
    return float(stats.store_stats.object_store_bytes_used) / (1 << 20)


async def soak(settings: WorkerSettings, audio_hours: float, interval_s: float) -> None:
    """Work until so much audio is done."""
    queue = EndlessQueue(answers())
    records = Records(queue)
    intake = Intake(queue, records, Pipeline(settings), settings)
    running = asyncio.create_task(intake.run())
    started = before = time.monotonic()
    done_s = 0.0
    address = ray.get_runtime_context().gcs_address
    while records.audio_s < audio_hours * 3600:
        await asyncio.sleep(interval_s)
        latencies, records.latencies = sorted(records.latencies), []
        if not latencies:
            continue
        now, memory, report = time.monotonic(), await asyncio.to_thread(private_mb), intake.report()
        line: dict[str, Any] = {
            "at_s": round(now - started, 1),
            "audio_s": round(records.audio_s, 1),
            "rtfx": round((records.audio_s - done_s) / (now - before), 2),
            "latency_p50_s": round(statistics.median(latencies), 2),
            "latency_p95_s": round(latencies[int(len(latencies) * 0.95)], 2),
            "rss_mb": memory.total(),
            "rss_mb_of": dict(memory.most_common()),
            "object_store_mb": round(await asyncio.to_thread(object_store_mb, address), 1),
            "held_messages": report.messages,
            "held_audio_s": round(report.audio_s),
            "ended": report.ended,
        }
        before, done_s = now, records.audio_s
        print(json.dumps(line), flush=True)
    await intake.stop()
    await running


def main() -> None:
    """Start a worker and load it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio-hours", type=float, required=True)
    parser.add_argument("--interval-s", type=float, required=True)
    options = parser.parse_args()
    settings = from_environment()
    start_ray(settings)
    logger.setLevel("ERROR")
    serve.start(proxy_location="Disabled")
    deploy(settings, queue_url="")
    asyncio.run(soak(settings, options.audio_hours, options.interval_s))
    sys.stdout.flush()
    # As the worker itself ends: the node goes with its first process.
    kill_descendants()
    os._exit(0)


if __name__ == "__main__":
    main()

"""The whole system against the model alone and its own transcriber alone: same recordings, same model, one run.

    python -m load_tests.bench_pipeline [--copies N]

The bundled interviews go through the running stack N times, as their tenant and candidates would send them, until the
last report's webhook has arrived; and N times more while the worker is kept from taking answers, until all of them wait
in the queue and are let go. Before and after it a plain loop of faster-whisper, and the worker's recogniser
without the system, go over the same files, half of the copies each time, so that a machine whose speed drifts is met
on both sides. The last line is JSON:

audio_s        seconds of recordings in N copies
system_wall_s  from the first upload to the last report
model_wall_s   the plain loop over the same N copies, loading the model not counted
ratio          model_wall_s / system_wall_s: 1 means that everything around the model is free
transcriber_wall_s     the worker's recogniser over the same N copies, decoded beforehand, in batches as the worker's
ratio_vs_transcriber   transcriber_wall_s / system_wall_s: what is left beside decoding, scoring, writes and queue
queue_wall_s           from when the worker takes the first waiting answer to when the last is recorded
ratio_from_queue       transcriber_wall_s / queue_wall_s: without candidates, uploads and admission on the same machine
transcriber_cpu_s      CPU seconds of the worker's recogniser alone
system_cpu_s, queue_cpu_s    CPU seconds of each part of the stack, of everything else on the machine (`elsewhere`, this
                       program among it) and without work (`idle`), in each of the two runs
report_p50_s, report_p95_s   from an interview's last upload to its report
"""

import argparse
import json
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from infra.local.demo.api import Api
from infra.local.demo.candidate import BundledInterview, hand_in, load
from infra.local.demo.job import invite, open_job
from infra.local.demo.receiver import Receiver
from infra.local.demo.table import seconds_to_report
from load_tests.cpu_by_part import cpu_seconds, spent
from load_tests.held_queue import AnalysisQueue
from load_tests.running_stack import PROJECT, running_stack

BUNDLE = PROJECT / "infra" / "local" / "demo" / "interviews"
WORKER_PYTHON = PROJECT / ".local" / "envs" / "worker" / "bin" / "python"
AT_ONCE = 4
GIVE_UP_S = 3600.0
Work = tuple[BundledInterview, dict[str, str]]
"""What a candidate says, and the invitation to say it."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=2, help="how often each bundled interview is sent (even)")
    copies = parser.parse_args().copies
    bundle = json.loads((BUNDLE / "interviews.json").read_text(encoding="utf-8"))
    files = [str(BUNDLE / answer["file"]) for entry in bundle["interviews"] for answer in entry["answers"]]
    with running_stack() as stack, tempfile.TemporaryDirectory() as scratch:
        sender = Sender(stack, bundle, Path(scratch))
        try:
            _say("one interview to warm everything up ...")
            sender.send(bundle["interviews"][:1])
            before = _alone(files * (copies // 2))
            began = sender.cpu_seconds()
            system_wall_s, interviews = sender.send(bundle["interviews"] * copies)
            system_cpu_s = spent(began, sender.cpu_seconds())
            queue_wall_s, queue_cpu_s = sender.send_from_queue(bundle["interviews"] * copies)
            after = _alone(files * (copies - copies // 2))
        finally:
            sender.close()
    audio_s = before["audio_s"] + after["audio_s"]
    model_wall_s = before["model_wall_s"] + after["model_wall_s"]
    transcriber_wall_s = before["transcriber_wall_s"] + after["transcriber_wall_s"]
    waits = sorted(wait for one in interviews if (wait := seconds_to_report(one)) is not None)
    result = {
        "audio_s": round(audio_s, 1),
        "system_wall_s": round(system_wall_s, 2),
        "model_wall_s": round(model_wall_s, 2),
        "ratio": round(model_wall_s / system_wall_s, 3),
        "transcriber_wall_s": round(transcriber_wall_s, 2),
        "ratio_vs_transcriber": round(transcriber_wall_s / system_wall_s, 3),
        "queue_wall_s": round(queue_wall_s, 2),
        "ratio_from_queue": round(transcriber_wall_s / queue_wall_s, 3),
        "transcriber_cpu_s": round(before["transcriber_cpu_s"] + after["transcriber_cpu_s"], 1),
        "system_cpu_s": system_cpu_s,
        "queue_cpu_s": queue_cpu_s,
        "report_p50_s": round(statistics.median(waits), 2),
        "report_p95_s": round(waits[min(len(waits) - 1, int(len(waits) * 0.95))], 2),
    }
    print(json.dumps(result), flush=True)


class Sender:
    """Sends interviews through the stack and waits for their webhooks."""

    def __init__(self, stack: dict[str, Any], bundle: dict[str, Any], scratch: Path) -> None:
        self._api = api = Api(stack["api"], stack["api_key"])
        self._launcher = int(stack["pids"]["launcher"])
        self._jobs = {job["key"]: open_job(api, job["request"], secrets.token_hex(16)) for job in bundle["jobs"]}
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._receiver = Receiver(port, scratch / "webhooks.jsonl")
        added = api.post("/v1/webhook-endpoints", {"url": f"http://127.0.0.1:{port}/"}, key=secrets.token_hex(16))
        self._endpoint = added["id"]
        self._receiver.trust(added["secret"])

    def send(self, entries: list[dict[str, Any]]) -> tuple[float, list[dict[str, Any]]]:
        """Seconds from the first upload to the last report's webhook, and the interviews as the API shows them."""
        work = self._invited(entries)
        started = time.monotonic()
        self._hand_in_all(work)
        _say(f"{len(work)} interviews handed in after {time.monotonic() - started:.1f} s")
        interviews = self._await_reports(work)
        return time.monotonic() - started, [self._api.get(f"/v1/interviews/{each}") for each in sorted(interviews)]

    def send_from_queue(self, entries: list[dict[str, Any]]) -> tuple[float, dict[str, float]]:
        """Seconds from when the first of all the waiting answers is taken to the last record, and CPU seconds of that.

        What the reports' Lambdas still have to do then is not counted.
        """
        work, queue = self._invited(entries), AnalysisQueue()
        with queue.held():
            self._hand_in_all(work)
            queue.await_waiting(sum(len(bundled.answers) for bundled, _ in work), within_s=60)
            _say(f"{len(work)} interviews wait in the queue")
        queue.await_first_taken(within_s=60)
        began, started = self.cpu_seconds(), time.monotonic()
        queue.await_empty(GIVE_UP_S)
        wall, cpu = time.monotonic() - started, spent(began, self.cpu_seconds())
        self._await_reports(work)
        return wall, cpu

    def cpu_seconds(self) -> Mapping[str, float]:
        """What each part of the stack has used of the machine until now."""
        return cpu_seconds(self._launcher)

    def close(self) -> None:
        """Take the benchmark's own endpoint away."""
        self._api.delete(f"/v1/webhook-endpoints/{self._endpoint}")
        self._receiver.close()

    def _invited(self, entries: list[dict[str, Any]]) -> list[Work]:
        return [(load(entry, BUNDLE), self._invite(entry)) for entry in entries]

    def _hand_in_all(self, work: list[Work]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: self._hand_in(*one), work))

    def _await_reports(self, work: list[Work]) -> set[str]:
        """The interviews' ids, once the webhook of each one's report has arrived."""
        wanted = {invited["interview_id"] for _, invited in work}
        started = time.monotonic()
        shown = -1
        while len(told := self._told() & wanted) < len(wanted):
            if len(told) // 4 != shown:
                shown = len(told) // 4
                _say(f"{len(told)} of {len(wanted)} reports after {time.monotonic() - started:.1f} s")
            if time.monotonic() - started > GIVE_UP_S:
                raise SystemExit(f"{len(wanted) - len(told)} interviews got no report.")
            time.sleep(0.1)
        return wanted

    def _invite(self, entry: dict[str, Any]) -> dict[str, str]:
        key = secrets.token_hex(16)
        candidate = {**entry["candidate"], "external_id": key, "email": f"{key}@candidates.example"}
        return invite(self._api, self._jobs[entry["job"]], candidate, key)

    def _hand_in(self, bundled: BundledInterview, invited: dict[str, str]) -> None:
        hand_in(self._api, invited["token"], bundled, lambda _what: None)

    def _told(self) -> set[str]:
        return {
            str(event["data"]["interview_id"])
            for event in self._receiver.received()
            if event["type"] == "interview.reported" and isinstance(event["data"], dict)
        }


def _alone(files: list[str]) -> dict[str, float]:
    """The plain loop, then the worker's recogniser, over the files, in the worker's own environment."""
    measured: dict[str, float] = dict.fromkeys(
        ("audio_s", "model_wall_s", "transcriber_wall_s", "transcriber_cpu_s"), 0.0
    )
    if files:
        _say(f"a plain loop of faster-whisper over {len(files)} files ...")
        measured |= _in_worker("load_tests.asr_baseline", files)
        _say("the recogniser alone over the same files ...")
        measured |= _in_worker("load_tests.asr_alone", files)
    return measured


def _in_worker(module: str, files: list[str]) -> dict[str, float]:
    command = [str(WORKER_PYTHON), "-m", module, *files]
    answer = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return measured


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

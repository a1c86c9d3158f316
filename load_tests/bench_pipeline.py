"""The whole system against the model alone and its own transcriber alone: same recordings, same model, one run.

    python -m load_tests.bench_pipeline [--copies N]

The bundled interviews go through the running stack N times, as their tenant and candidates would send them, until the
last report's webhook has arrived. Before and after it a plain loop of faster-whisper, and the worker's recogniser
without the system, go over the same files, half of the copies each time, so that a machine whose speed drifts is met
on both sides. The last line is JSON:

audio_s        seconds of recordings in N copies
system_wall_s  from the first upload to the last report
model_wall_s   the plain loop over the same N copies, loading the model not counted
ratio          model_wall_s / system_wall_s: 1 means that everything around the model is free
transcriber_wall_s     the worker's recogniser over the same N copies, decoded beforehand, in batches as the worker's
ratio_vs_transcriber   transcriber_wall_s / system_wall_s: what is left beside decoding, scoring, writes and queue
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from infra.local.demo.api import Api
from infra.local.demo.candidate import BundledInterview, hand_in, load
from infra.local.demo.job import invite, open_job
from infra.local.demo.receiver import Receiver
from infra.local.demo.table import seconds_to_report
from load_tests.running_stack import PROJECT, running_stack

BUNDLE = PROJECT / "infra" / "local" / "demo" / "interviews"
WORKER_PYTHON = PROJECT / ".local" / "envs" / "worker" / "bin" / "python"
AT_ONCE = 4
GIVE_UP_S = 3600.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=2, help="how often each bundled interview is sent (even)")
    copies = parser.parse_args().copies
    bundle = json.loads((BUNDLE / "interviews.json").read_text(encoding="utf-8"))
    files = [str(BUNDLE / answer["file"]) for entry in bundle["interviews"] for answer in entry["answers"]]
    with running_stack() as stack, tempfile.TemporaryDirectory() as scratch:
        api = Api(stack["api"], stack["api_key"])
        sender = Sender(api, bundle, Path(scratch))
        try:
            _say("one interview to warm everything up ...")
            sender.send(bundle["interviews"][:1])
            before = _alone(files * (copies // 2))
            system_wall_s, interviews = sender.send(bundle["interviews"] * copies)
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
        "report_p50_s": round(statistics.median(waits), 2),
        "report_p95_s": round(waits[min(len(waits) - 1, int(len(waits) * 0.95))], 2),
    }
    print(json.dumps(result), flush=True)


class Sender:
    """Sends interviews through the stack and waits for their webhooks."""

    def __init__(self, api: Api, bundle: dict[str, Any], scratch: Path) -> None:
        self._api = api
        self._jobs = {job["key"]: open_job(api, job["request"], secrets.token_hex(16)) for job in bundle["jobs"]}
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._receiver = Receiver(port, scratch / "webhooks.jsonl")
        added = api.post("/v1/webhook-endpoints", {"url": f"http://127.0.0.1:{port}/"}, key=secrets.token_hex(16))
        self._endpoint = added["id"]
        self._receiver.trust(added["secret"])

    def send(self, entries: list[dict[str, Any]]) -> tuple[float, list[dict[str, Any]]]:
        """Seconds from the first upload to the last report's webhook, and the interviews as the API shows them."""
        work = [(load(entry, BUNDLE), self._invite(entry)) for entry in entries]
        wanted = {invited["interview_id"] for _, invited in work}
        started = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: self._hand_in(*one), work))
        _say(f"{len(work)} interviews handed in after {time.monotonic() - started:.1f} s")
        shown = -1
        while len(told := self._told() & wanted) < len(wanted):
            if len(told) // 4 != shown:
                shown = len(told) // 4
                _say(f"{len(told)} of {len(wanted)} reports after {time.monotonic() - started:.1f} s")
            if time.monotonic() - started > GIVE_UP_S:
                raise SystemExit(f"{len(wanted) - len(told)} interviews got no report.")
            time.sleep(0.1)
        wall = time.monotonic() - started
        return wall, [self._api.get(f"/v1/interviews/{interview}") for interview in sorted(wanted)]

    def close(self) -> None:
        """Take the benchmark's own endpoint away."""
        self._api.delete(f"/v1/webhook-endpoints/{self._endpoint}")
        self._receiver.close()

    def _invite(self, entry: dict[str, Any]) -> dict[str, str]:
        key = secrets.token_hex(16)
        candidate = {**entry["candidate"], "external_id": key, "email": f"{key}@candidates.example"}
        return invite(self._api, self._jobs[entry["job"]], candidate, key)

    def _hand_in(self, bundled: BundledInterview, invited: dict[str, str]) -> None:
        hand_in(self._api, invited["token"], bundled, lambda _what: None)

    def _told(self) -> set[str]:
        return {
            str(event["data"]["interview_id"]) for event in self._receiver.received() if isinstance(event["data"], dict)
        }


def _alone(files: list[str]) -> dict[str, float]:
    """The plain loop, then the worker's recogniser, over the files, in the worker's own environment."""
    measured: dict[str, float] = {"audio_s": 0.0, "model_wall_s": 0.0, "transcriber_wall_s": 0.0}
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

"""How long people wait for a report at a steady rate of interviews, through the whole running stack.

    python -m load_tests.bench_report [--rate 20] [--minutes 5]

Every interview has one question, answered by one of the bundled recordings that are short: this machine's two cores
transcribe about seven seconds of speech in a second, so that a peak of long answers is scaled down by their length and
not by their number. With answers of N seconds, RATE interviews a minute take RATE x N / 420 of what the recogniser can
do (`audio_share`); a real interview has a dozen times as much speech and needs as many more recognisers, while the
part that is not the model is the same for it. Candidates hand in on a schedule, whether or not earlier reports are
there. Two interviews before the clock starts warm everything up. The last line is JSON:

interviews           how many were measured
rate_per_min         how many a minute were handed in, from the first hand-in to the last
audio_s              mean length of their answers
audio_share          seconds of audio a minute over what two cores transcribe in a minute
report_p50_s, report_p95_s       from the admission of an interview's last upload (`last_received_at`) to when its
                     report can be read (`reported_at`), both as the product records them
without_model_p95_s  of the same times less what the worker's log has for the answer (`took_ms`): from when the worker
                     takes the message to when the result is recorded, so decoding, waiting for a batch, recognising and
                     scoring. What is left is the queue in front of the worker, the state machine and its Lambdas.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from infra.local.demo.table import seconds_to_report
from load_tests.bench_pipeline import BUNDLE, Sender
from load_tests.running_stack import PROJECT, running_stack

SHORT = ("en-poor", "zh-poor", "en-off-topic", "zh-middling")
"""Bundled interviews whose answers are short."""
REAL_TIME_FACTOR = 7.0
WARM_UPS = 2
AT_ONCE = 16
WORKER_LOG = PROJECT / ".local" / "logs" / "worker.log"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=20, help="interviews a minute")
    parser.add_argument("--minutes", type=float, default=5)
    options = parser.parse_args()
    bundle = single_questions(json.loads((BUNDLE / "interviews.json").read_text(encoding="utf-8")))
    count = max(round(options.rate * options.minutes), 1)
    with running_stack() as stack, tempfile.TemporaryDirectory() as scratch:
        sender = PacedSender(stack, bundle, Path(scratch))
        try:
            _say("warming up ...")
            sender.send(bundle["interviews"][:WARM_UPS])
            entries = list(islice(cycle(bundle["interviews"]), count))
            _say(f"{count} interviews, {options.rate:g} a minute ...")
            rate, interviews, audio_s = sender.send_paced(entries, 60 / options.rate)
        finally:
            sender.close()
    print(json.dumps(figures(rate, interviews, audio_s, took_by_interview(WORKER_LOG))), flush=True)


class PacedSender(Sender):
    """Hands interviews in at a steady rate."""

    def send_paced(self, entries: list[dict[str, Any]], every_s: float) -> tuple[float, list[dict[str, Any]], float]:
        """Interviews a minute, the interviews as the API shows them, and the mean length of their answers."""
        work = self._invited(entries)
        begun: list[float] = []
        started = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            handed = []
            for number, one in enumerate(work):
                time.sleep(max(started + number * every_s - time.monotonic(), 0))
                begun.append(time.monotonic())
                handed.append(pool.submit(self._hand_in, *one))
            for each in handed:
                each.result()
        told = sorted(self._await_reports(work))
        rate = 60 * (len(begun) - 1) / (begun[-1] - begun[0]) if len(begun) > 1 else 0.0
        return rate, [self._api.get(f"/v1/interviews/{each}") for each in told], self._audio_s(told)

    def _audio_s(self, interviews: Sequence[str]) -> float:
        reports = (self._api.get(f"/v1/interviews/{each}/report") for each in interviews)
        spoken = [
            answer["transcript"]["duration_ms"] / 1000
            for report in reports
            for answer in report["answers"]
            if answer["transcript"]
        ]
        return statistics.fmean(spoken)


def single_questions(bundle: dict[str, Any]) -> dict[str, Any]:
    """The bundle's short answers, each as an interview of its own for a job with that one question."""
    jobs = {job["key"]: job["request"] for job in bundle["jobs"]}
    short = [entry for entry in bundle["interviews"] if entry["key"] in SHORT]
    made: dict[str, Any] = {}
    entries = []
    for entry, answer in [(each, answer) for each in short for answer in each["answers"]]:
        key = f"{entry['job']}-{answer['question']}"
        made[key] = _one_question(jobs[entry["job"]], answer["question"])
        entries.append({**entry, "key": f"{entry['key']}-{answer['question']}", "job": key, "answers": [answer]})
    # Languages and lengths take turns, as they do when many candidates answer at once.
    entries.sort(key=lambda entry: (entry["answers"][0]["question"], SHORT.index(entry["key"].rsplit("-", 1)[0])))
    return {"jobs": [{"key": key, "request": request} for key, request in made.items()], "interviews": entries}


def _one_question(request: dict[str, Any], key: str) -> dict[str, Any]:
    (question,) = (question for question in request["questions"] if question["key"] == key)
    keys = question["dimensions"]
    # Hundredths that add up to one.
    weights = [(100 + place) // len(keys) / 100 for place in range(len(keys))]
    dimensions = [{"key": each, "weight": weight} for each, weight in zip(keys, weights, strict=True)]
    return {**request, "questions": [question], "competency_model": {"dimensions": dimensions}}


def took_by_interview(log: Path) -> dict[str, float]:
    """Seconds that the worker had each interview's answer, the longest of several."""
    found: dict[str, float] = {}
    for line in _analysed(log):
        interview = str(line["interview"])
        found[interview] = max(found.get(interview, 0.0), line["took_ms"] / 1000)
    return found


def _analysed(log: Path) -> Iterator[dict[str, Any]]:
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if '"answer analysed"' in line:
            try:
                yield json.loads(line[line.index("{") :])
            except ValueError:
                continue


def figures(
    rate: float, interviews: Sequence[dict[str, Any]], audio_s: float, took: dict[str, float]
) -> dict[str, float]:
    """What is printed. Raises KeyError for an interview that the worker's log does not know."""
    waits = {one["id"]: wait for one in interviews if (wait := seconds_to_report(one)) is not None}
    rest = sorted(wait - took[interview] for interview, wait in waits.items())
    ordered = sorted(waits.values())
    return {
        "interviews": len(ordered),
        "rate_per_min": round(rate, 2),
        "audio_s": round(audio_s, 1),
        "audio_share": round(rate * audio_s / (60 * REAL_TIME_FACTOR), 2),
        "report_p50_s": round(statistics.median(ordered), 2),
        "report_p95_s": round(_p95(ordered), 2),
        "without_model_p95_s": round(_p95(rest), 2),
    }


def _p95(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""The worker under load for hours of audio: throughput, memory and latency over time.

    python -m load_tests.bench_soak [--audio-hours 12] [--interval-s 30] [--png FILE]

The bundled interviews go through the real intake and stages again and again (`soak_worker.py`), with as much held as
the settings allow. Each interval gives a line of JSON; the picture shows all of them. The last line is JSON:

audio_h                      hours of audio that were transcribed, scored and recorded
rtfx                         audio seconds in one second, over the whole run
rss_mb_start, rss_mb_end     resident memory of all processes without what they share, after the first quarter of the
                             audio and at the end
rss_growth_mb_per_audio_h    median of the slopes between all pairs of intervals after the first quarter
object_store_mb_most         the most that Ray's object store held
latency_p50_s, latency_p95_s medians over the intervals: from a message's receipt to its record, under full load
refused, failed, retried     messages that did not end in a record
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from load_tests.running_stack import PROJECT

WORKER_PYTHON = PROJECT / ".local" / "envs" / "worker" / "bin" / "python"
WARM_UP_SHARE = 0.25


def main() -> None:
    """Run, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio-hours", type=float, default=12.0)
    parser.add_argument("--interval-s", type=float, default=30.0)
    parser.add_argument("--png", type=Path, default=PROJECT / ".local" / "bench_soak.png")
    options = parser.parse_args()
    lines = []
    for line in _measured(options.audio_hours, options.interval_s):
        print(json.dumps(line), flush=True)
        lines.append(line)
    options.png.parent.mkdir(parents=True, exist_ok=True)
    draw(lines, options.png)
    print(f"drawn: {options.png}", file=sys.stderr)
    print(json.dumps(summary(lines)), flush=True)


def _measured(audio_hours: float, interval_s: float) -> Iterator[dict[str, Any]]:
    command = [str(WORKER_PYTHON), "-m", "load_tests.soak_worker"]
    command += ["--audio-hours", str(audio_hours), "--interval-s", str(interval_s)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        for text in worker.stdout:
            # Between them stand the worker's own metrics.
            if text.startswith('{"at_s"'):
                yield json.loads(text)
    if worker.returncode:
        raise SystemExit(f"The worker ended with status {worker.returncode}.")


def summary(lines: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The figures of the whole run."""
    last = lines[-1]
    warm = [line for line in lines if line["audio_s"] >= WARM_UP_SHARE * last["audio_s"]]
    # Theil and Sen's estimate: an interval that ends in the middle of a batch or of a decoder's life does not count.
    slopes = [
        (after["rss_mb"] - before["rss_mb"]) / (after["audio_s"] - before["audio_s"]) * 3600
        for before, after in itertools.combinations(warm, 2)
    ]
    endings = {name: sum(line["ended"].get(name, 0) for line in lines) for name in ("refused", "failed", "retried")}
    return {
        "audio_h": round(last["audio_s"] / 3600, 3),
        "rtfx": round(last["audio_s"] / last["at_s"], 2),
        "rss_mb_start": warm[0]["rss_mb"],
        "rss_mb_end": last["rss_mb"],
        "rss_growth_mb_per_audio_h": round(statistics.median(slopes), 1) if slopes else 0.0,
        "object_store_mb_most": max(line["object_store_mb"] for line in lines),
        "latency_p50_s": round(statistics.median(line["latency_p50_s"] for line in lines), 2),
        "latency_p95_s": round(statistics.median(line["latency_p95_s"] for line in lines), 2),
        **endings,
    }


def draw(lines: Sequence[dict[str, Any]], png: Path) -> None:
    """Throughput, memory and latency over time, below each other."""
    # It takes seconds to load and is not needed before.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(9, 9), layout="constrained")
    FigureCanvasAgg(figure)
    speed, memory, latency = figure.subplots(3, 1, sharex=True)
    minutes = [line["at_s"] / 60 for line in lines]
    speed.plot(minutes, [line["rtfx"] for line in lines])
    speed.set_ylabel("audio seconds per second")
    kinds = sorted({kind for line in lines for kind in line["rss_mb_of"]})
    memory.stackplot(
        minutes, [[line["rss_mb_of"].get(kind, 0) for line in lines] for kind in kinds], labels=kinds, alpha=0.7
    )
    memory.plot(minutes, [line["object_store_mb"] for line in lines], color="black", label="object store")
    memory.set_ylabel("memory, MB")
    memory.legend(fontsize="x-small", loc="lower left", ncols=3)
    latency.plot(minutes, [line["latency_p50_s"] for line in lines], label="p50")
    latency.plot(minutes, [line["latency_p95_s"] for line in lines], label="p95")
    latency.set_ylabel("receipt to record, s")
    latency.set_xlabel("minutes")
    latency.legend()
    for axes in (speed, memory, latency):
        axes.set_ylim(bottom=0)
        axes.grid(visible=True, alpha=0.3)
    figure.savefig(png, dpi=100)


if __name__ == "__main__":
    main()

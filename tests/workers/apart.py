"""Runs a program of these tests in namespaces of its own, on a copy of the worker in which Ray does what it is told."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
APART = ["unshare", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]

RAY = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(32),
    # A lost node is noticed in about two seconds instead of half a minute.
    "RAY_health_check_initial_delay_ms": "500",
    "RAY_health_check_period_ms": "500",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "3",
}
# A recogniser as any other; it tells in which network it ran.
WHERE = """
import time
from pathlib import Path

from chalicelib.domain.transcript import Transcript
from workers.audio import milliseconds


class Where:
    def __init__(self, threads=0):
        pass

    def transcribe(self, recordings):
        time.sleep(0.5 * len(recordings))
        name = str(Path("/proc/self/ns/net").readlink())
        return [
            Transcript(
                language="en",
                duration_ms=milliseconds(samples.size),
                speech_ms=0,
                empty_reason="no_speech",
                recogniser=name,
            )
            for samples in recordings
        ]


RECOGNISER = Where
"""


def namespaces_are_permitted() -> bool:
    """Whether this machine lets us make networks and processes of our own."""
    try:
        return subprocess.run([*APART, "ip", "link"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def copy_worker(folder: Path) -> None:
    """The worker, its tests and the recogniser `where` in a folder."""
    for name in ("chalicelib", "workers", "tests/workers"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests/__init__.py").touch()
    (folder / "workers/transcription/recognisers/where.py").write_text(WHERE, encoding="utf-8")


def run_apart(program: str, folder: Path, timeout_s: float) -> dict[str, Any]:
    """What a program of the copied tests wrote to `result.json`."""
    run = subprocess.run(
        [*APART, sys.executable, str(folder / "tests/workers" / program), str(folder)],
        cwd=folder,
        env={**RAY, "PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    result: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return result

"""The local stack that a benchmark talks to: the one that runs, or one that is started for it and stopped after it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
RUN_FILE = PROJECT / ".local" / "run.json"
_START_S = 600.0
_STOP_S = 60.0


@contextmanager
def running_stack() -> Iterator[dict[str, Any]]:
    """The content of `.local/run.json` of a stack that is up."""
    if found := _running():
        yield found
        return
    print("Starting the local stack ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "infra.local.run", "--no-demo"]
    launcher = subprocess.Popen(command, cwd=PROJECT, stdout=sys.stderr)
    try:
        deadline = time.monotonic() + _START_S
        while not (found := _running()):
            if launcher.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The local stack did not start; see the lines above.")
            time.sleep(0.5)
        yield found
    finally:
        launcher.terminate()
        launcher.wait(_STOP_S)


def _running() -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(RUN_FILE.read_text())
        os.kill(found["pids"]["launcher"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return found

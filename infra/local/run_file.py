"""`.local/run.json`: how other programs find the running stack, and how a later run finds what an earlier one left."""

import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.supervisor import end_marked, start_time

STOP_SECONDS = 15.0


def path(home: Path) -> Path:
    """Where the file lies."""
    return home / "run.json"


def write(home: Path, content: Mapping[str, Any]) -> None:
    """Replace the file in one step; only its owner can read it, since it holds an API key."""
    partial = path(home).with_name(f".run.json.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out, indent=2)
        out.write("\n")
    partial.rename(path(home))


def remove(home: Path) -> None:
    """Remove the file: the stack is down."""
    path(home).unlink(missing_ok=True)


def this_launcher() -> dict[str, int]:
    """The entry by which a later run recognises this process for certain."""
    return {"pid": os.getpid(), "started": start_time(os.getpid()) or 0}


def end_earlier_run(home: Path) -> bool:
    """End an earlier launcher of this checkout and everything it left behind; whether there was anything.

    The launcher is asked first and gets time to stop in good order. It is recognised by its pid, its start time and its
    command line; its children by the marker in their environment.
    """
    found = False
    try:
        launcher = json.loads(path(home).read_text())["launcher"]
        pid, started = int(launcher["pid"]), int(launcher["started"])
    except (OSError, ValueError, KeyError, TypeError):
        pid = 0
    if pid and pid != os.getpid() and start_time(pid) == started and _is_launcher(pid):
        found = True
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while start_time(pid) == started and time.monotonic() < deadline:
            time.sleep(0.1)
        if start_time(pid) == started:
            os.kill(pid, signal.SIGKILL)
    if end_marked(str(home.resolve()), grace_seconds=5):
        found = True
    remove(home)
    return found


def _is_launcher(pid: int) -> bool:
    try:
        return b"infra.local.run" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False

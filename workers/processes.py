"""The worker's processes, by what Linux says about them: what lives, and leaving nothing behind."""

import contextlib
import ctypes
import os
import signal
import time
from pathlib import Path

_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Grandchildren whose parent dies become children of this process instead of escaping to init."""
    ctypes.CDLL(None, use_errno=True).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)


def lives(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    return _parent_and_name(pid) is not None


def descendants() -> dict[int, str]:
    """Process ids below this process with their names, zombies left out."""
    every = {int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    running = {pid: found for pid in every if (found := _parent_and_name(pid))}
    below: dict[int, str] = {}
    wanted = {os.getpid()}
    while wanted:
        wanted = {pid for pid, (parent, _) in running.items() if parent in wanted} - set(below)
        below.update({pid: running[pid][1] for pid in wanted})
    return below


def _parent_and_name(pid: int) -> tuple[int, str] | None:
    try:
        head, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return None
    state, parent = rest.split()[:2]
    return None if state in "ZX" else (int(parent), head.partition("(")[2])


def return_freed_memory() -> None:
    """Hand memory that was freed back to the system; glibc keeps it, in every thread's arena, for the next time."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def kill_descendants(within_s: float = 5.0) -> None:
    """Kill everything below this process, also what appears meanwhile, and wait until all of it is gone."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        for pid in descendants():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.02)

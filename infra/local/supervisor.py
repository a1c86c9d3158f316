"""Keeps the local stack's processes running: starts them, restarts what dies or hangs, and leaves nothing behind.

Every process starts in a session of its own and carries a marker in its environment, which its descendants inherit.
So the daemons of Ray, and functions that MiniStack runs, are found and ended even when they have left the session or
when an earlier launcher was killed. The kernel ends a process whose launcher dies (PR_SET_PDEATHSIG).
"""

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MARKER = "CANDOR_LOCAL"
QUICK_DEATHS = 6
LIVED_SECONDS = 20.0
LONGEST_BACKOFF_SECONDS = 8.0
HEALTH_EVERY_SECONDS = 3.0
HEALTH_FAILURES = 10
_TICK_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True)
class Process:
    """What to run."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    """The whole environment, nothing is inherited."""
    folder: Path
    healthy: Callable[[], bool] | None = None
    """Asked every few seconds; a process that was healthy and stays unhealthy is restarted."""
    grace_seconds: float = 8.0
    """Time between SIGTERM and SIGKILL."""


@dataclass
class _Child:
    process: Process
    running: subprocess.Popen[bytes]
    started_at: float
    quick_deaths: int = 0
    """Deaths in a row before the process was of any use."""
    restart_at: float | None = None
    was_healthy: bool = False
    failures: int = 0
    asked_at: float = 0.0
    given_up: bool = False


class Supervisor:
    """Owns the processes of one launcher. `say` gets one sentence for a person whenever something happens."""

    def __init__(self, home: Path, say: Callable[[str], None], on_change: Callable[[], None] = lambda: None) -> None:
        self._marker = str(home.resolve())
        self._logs = home / "logs"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._say = say
        self._on_change = on_change
        self._children: dict[str, _Child] = {}
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self.gave_up = threading.Event()
        """Set when a process has died so often that it is no longer restarted."""
        # The kernel's death signal is bound to the thread that started a child: this one lives as long as needed.
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self, process: Process) -> None:
        """Start a process and keep it running until `stop`; its log begins anew."""
        log = self.log(process.name)
        if log.exists():
            log.rename(log.with_suffix(".log.1"))
        with self._lock:
            self._children[process.name] = _Child(process, self._spawn(process), time.monotonic())
        if not self._watcher.is_alive():
            self._watcher.start()

    def pids(self) -> dict[str, int]:
        """The process id of each running process."""
        with self._lock:
            return {name: c.running.pid for name, c in self._children.items() if c.running.poll() is None}

    def log(self, name: str) -> Path:
        """Where a process's output goes."""
        return self._logs / f"{name}.log"

    def wait_until(self, name: str, condition: Callable[[], bool], limit_seconds: float) -> bool:
        """Wait until a condition holds; False when it does not in time or when the process was given up."""
        deadline = time.monotonic() + limit_seconds
        while time.monotonic() < deadline and not self._children[name].given_up:
            if condition():
                return True
            time.sleep(_TICK_SECONDS / 2)
        return False

    def stop(self) -> None:
        """End everything, the last started first: SIGTERM, then SIGKILL for what is left of it."""
        self._stopping.set()
        if self._watcher.is_alive():
            self._watcher.join(timeout=5)
        for child in reversed(list(self._children.values())):
            _end([child.running.pid], child.process.grace_seconds, wait=child.running.poll)
        end_marked(self._marker, grace_seconds=0)
        for child in self._children.values():
            child.running.wait()

    def _spawn(self, process: Process) -> "subprocess.Popen[bytes]":
        with self.log(process.name).open("ab") as log:
            return subprocess.Popen(
                process.command,
                cwd=process.folder,
                env={**process.environment, MARKER: self._marker},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_launcher,  # noqa: PLW1509 - one system call, and there is no other way to set it
            )

    def _watch(self) -> None:
        while not self._stopping.wait(_TICK_SECONDS):
            with self._lock:
                for child in self._children.values():
                    if not child.given_up and not self._stopping.is_set():
                        self._look_after(child)

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        status = child.running.poll()
        if status is None:
            self._check_health(child, now)
        elif child.restart_at is None:
            _end(_session(child.running.pid), 0)
            useful = child.was_healthy or now - child.started_at > LIVED_SECONDS
            child.quick_deaths = 0 if useful else child.quick_deaths + 1
            name, log = child.process.name, self.log(child.process.name)
            if child.quick_deaths == QUICK_DEATHS:
                child.given_up = True
                self._say(
                    f"{name} died {QUICK_DEATHS} times in a row and stays down; the reason is at the end of {log}."
                )
                self.gave_up.set()
                return
            pause = min(0.1 * 2**child.quick_deaths, LONGEST_BACKOFF_SECONDS)
            child.restart_at = now + pause
            self._say(f"{name} ended ({_in_words(status)}) and starts again.")
        elif now >= child.restart_at:
            child.restart_at, child.was_healthy, child.failures = None, False, 0
            child.running, child.started_at = self._spawn(child.process), now
            self._on_change()

    def _check_health(self, child: _Child, now: float) -> None:
        pause = HEALTH_EVERY_SECONDS if child.was_healthy else _TICK_SECONDS
        if child.process.healthy is None or now - child.asked_at < pause:
            return
        child.asked_at = now
        if child.process.healthy():
            child.was_healthy, child.failures = True, 0
        elif child.was_healthy:
            child.failures += 1
            if child.failures >= HEALTH_FAILURES:
                self._say(f"{child.process.name} no longer answers and is restarted.")
                child.running.kill()


def end_marked(marker: str, *, grace_seconds: float) -> int:
    """End all processes that carry this marker, and their descendants; how many there were."""
    found = [pid for pid in _with_descendants(_marked(marker)) if pid != os.getpid()]
    _end(found, grace_seconds)
    return len(found)


def start_time(pid: int) -> int | None:
    """When a process started, in clock ticks after boot: with the pid it names a process for good. None: it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def _end(pids: Sequence[int], grace_seconds: float, wait: Callable[[], object] = lambda: None) -> None:
    """SIGTERM, then SIGKILL after the grace. `wait` reaps a child of this process."""
    targets = {pid: start_time(pid) for pid in pids}
    alive = [pid for pid, started in targets.items() if started is not None]
    if grace_seconds > 0:
        _signal(alive, signal.SIGTERM)
    deadline = time.monotonic() + grace_seconds
    while True:
        wait()
        alive = [pid for pid in alive if start_time(pid) == targets[pid]]
        if not alive or time.monotonic() >= deadline:
            break
        time.sleep(0.05)
    _signal(alive, signal.SIGKILL)


def _signal(pids: Sequence[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _marked(marker: str) -> set[int]:
    wanted = f"{MARKER}={marker}".encode()
    found = set()
    for pid in _processes():
        try:
            if wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                found.add(pid)
        except OSError:
            continue  # gone, or somebody else's
    return found


def _session(leader: int) -> list[int]:
    members = []
    for pid in _processes():
        try:
            if os.getsid(pid) == leader:
                members.append(pid)
        except ProcessLookupError:
            continue
    return members


def _with_descendants(roots: set[int]) -> list[int]:
    """The processes and all their descendants; some overwrite their own environment, and with it the marker."""
    children: dict[int, list[int]] = {}
    for pid in _processes():
        try:
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.append(pid)
            waiting.extend(children.get(pid, []))
    return found


def _die_with_launcher() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _in_words(status: int) -> str:
    if status < 0:
        return signal.Signals(-status).name
    return f"exit status {status}"

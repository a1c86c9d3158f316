"""Hands untrusted bytes to a sandboxed process and takes back what it made of them, within bounds."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

_CHILD = Path(__file__).with_name("child.py")
_START_S = 30.0
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may use: bytes of memory and of output, seconds of processor and of wall clock."""

    memory: int
    cpu_s: int
    wall_s: int
    output: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The child's reply and what it wrote. Neither is to be trusted: the file may have taken over the process."""

    reply: dict[str, Any]
    output: bytearray


class OutOfBoundsError(Exception):
    """The file took more than its bounds, or its process ended without a word every time."""


class Sandbox:
    """Keeps one server for a task warm; every request gets a process of its own, forked from it. Thread-safe."""

    def __init__(self, task: Path, bounds: Bounds) -> None:
        """Start the server, so that the first request does not wait for it."""
        self.bounds = bounds
        self._task = task
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-I", str(_CHILD), str(theirs.fileno()), str(self._task)],
                # Nothing of the worker's environment, where credentials are, reaches the child.
                env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._socket.settimeout(_START_S)
        self.isolation: dict[str, bool] = json.loads(self._socket.recv(4096))
        self._socket.settimeout(None)

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._server.pid

    def run(self, data: bytes | memoryview, request: dict[str, Any], max_output: int) -> Answer:
        """Let the task work on `data`; returns at most `max_output` bytes of its output. Raises OutOfBoundsError.

        A process that ends without a word may have been killed from outside: the request is tried again before its
        file is held to be at fault, but all tries together get no more time than one.
        """
        begun = time.monotonic()
        for _ in range(_TRIES):
            used_s = int(time.monotonic() - begun)
            if used_s >= min(self.bounds.cpu_s, self.bounds.wall_s):
                break
            bounds = replace(self.bounds, wall_s=self.bounds.wall_s - used_s)
            source, target = os.memfd_create("source"), os.memfd_create("output")
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                with theirs:
                    _write_all(source, data)
                    os.lseek(source, 0, os.SEEK_SET)
                    self._send(request, bounds, [source, target, theirs.fileno()])
                if (reply := self._reply(ours)) is not None:
                    return Answer(reply, _read(target, max_output))
            finally:
                ours.close()
                os.close(source)
                os.close(target)
        raise OutOfBoundsError

    def _send(self, request: dict[str, Any], bounds: Bounds, descriptors: list[int]) -> None:
        packet = json.dumps({**request, "limits": asdict(bounds)}).encode()
        with self._lock:
            try:
                socket.send_fds(self._socket, [packet], descriptors)
            except OSError:
                self._restart()
                socket.send_fds(self._socket, [packet], descriptors)

    def _reply(self, ours: socket.socket) -> dict[str, Any] | None:
        """The child's reply; None when it ended without one."""
        # The child ends itself by alarm; the margin is for one that does not.
        ours.settimeout(self.bounds.wall_s + 5)
        try:
            packet = ours.recv(4096)
        except TimeoutError as error:
            with self._lock:
                self._restart()
            raise OutOfBoundsError from error
        if not packet:
            return None
        try:
            reply = json.loads(packet)
        except (ValueError, RecursionError):
            return {"code": "broken_file"}
        return reply if isinstance(reply, dict) else {"code": "broken_file"}

    def _restart(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        """End the server and whatever it still runs."""
        self._socket.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()


def _write_all(descriptor: int, data: bytes | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _read(descriptor: int, limit: int) -> bytearray:
    """The first `limit` bytes of the descriptor, into memory that may be written to."""
    output = bytearray(min(os.fstat(descriptor).st_size, limit))
    view, at = memoryview(output), 0
    while at < len(output):
        count = os.preadv(descriptor, [view[at:]], at)
        if not count:
            break
        at += count
    view.release()
    del output[at:]
    return output

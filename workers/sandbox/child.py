"""The process that opens untrusted files and can reach nothing; started by `server`, never imported by the worker.

Runs as `python -I child.py SOCKET_FD TASK_FILE`. It imports the task once, lets it warm up, gives up network and file
system, and then forks for every request, so that starting costs about two milliseconds and a bad file takes only its
own process with it. A request is one JSON packet with three descriptors: source, output, reply.

A task file has `warm_up()`, which leaves nothing to be imported later, and `run(request, source, output)`, which reads
the descriptor `source`, writes to `output` and returns what to reply.
"""

import ctypes
import importlib.util
import json
import os
import resource
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, Protocol, cast

# An isolated Python has only the standard library and the environment's packages on its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from workers.sandbox.refusal import RefusedError

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_NO_NEW_PRIVILEGES = 38


class Task(Protocol):
    """What a task file offers."""

    def warm_up(self) -> None:
        """Use everything once, while it can still be loaded."""

    def run(self, request: dict[str, Any], source: int, output: int) -> dict[str, Any]:
        """Do the work of one request; raises RefusedError."""


def load(path: str) -> Task:
    """The task of the file `path`."""
    spec = importlib.util.spec_from_file_location("task", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Task", module)


def isolate() -> dict[str, bool]:
    """Give up network and file system as far as the kernel allows; says what worked."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    got = {"network": False, "files": False}
    empty = tempfile.mkdtemp()
    Path(empty).chmod(0o755)  # the unmapped user of the new namespace must be able to enter it
    for flags in (_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC, _CLONE_NEWNET):
        if libc.unshare(flags) == 0:
            got["network"] = True
            break
    os.chdir(empty)
    try:
        os.chroot(".")
        got["files"] = True
    except OSError:
        os.chdir("/")
    return got


def bound(limits: dict[str, int]) -> None:
    """Limits of one request. Without new descriptors nothing can be opened or connected, whatever else fails."""
    memory = limits["memory"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["output"], limits["output"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits["wall_s"])


def _serve_one(task: Task, request: dict[str, Any], source: int, output: int, reply: int) -> None:
    """Runs in the forked child; never returns."""
    answer: dict[str, Any]
    try:
        bound(request["limits"])
        answer = task.run(request, source, output)
    except RefusedError as refused:
        answer = {"code": str(refused)}
    except MemoryError:
        answer = {"code": "out_of_bounds"}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes is a broken file
        answer = {"code": "broken_file", "detail": type(error).__name__}
    try:
        os.write(reply, json.dumps(answer).encode())
    finally:
        os._exit(0)


def main() -> None:
    """Fork for every request until the worker closes its end."""
    server = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    task = load(sys.argv[2])
    task.warm_up()
    server.send(json.dumps(isolate()).encode())
    while True:
        packet, descriptors, _, _ = socket.recv_fds(server, 4096, 3)
        if not packet:
            return
        if os.fork() == 0:
            server.close()
            _serve_one(task, json.loads(packet), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


if __name__ == "__main__":
    main()

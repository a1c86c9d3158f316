"""Starts one jailed process for one run of an answer, waits for it within bounds, and takes back what it wrote."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

_PROGRAM = Path(__file__).with_name("jailed") / "main.py"
# Of the interpreter's settings only what makes a run the same every time; nothing of the worker's own environment.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_ENDINGS: dict[int, "Ending"] = {0: "ended", 3: "timed_out", 4: "refused", -signal.SIGXCPU: "timed_out"}
_NO_JAIL = 70
# The request's first byte, until the process says that it is shut in.
_UNREAD = b"{"

Ending = Literal["ended", "timed_out", "crashed", "refused"]


class NoJailError(Exception):
    """This machine cannot shut a process in well enough; nothing was run."""


class NotBegunError(Exception):
    """The process ended, or was ended, before it could shut itself in; nothing was run, and it may work next time."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one process may use: bytes of memory and of each output, seconds of processor and wall clock, open files."""

    memory: int = 320 << 20
    cpu_s: int = 5
    wall_s: int = 20
    output: int = 64_000
    files: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """How a process ended, and what it wrote: none of it is to be trusted."""

    ending: Ending
    output: str
    result: str
    errors: str
    full: bool
    """It wrote as much as it may, or tried to write more."""


def run(request: dict[str, Any], stdin: str, bounds: Bounds) -> Run:
    """Run one request of `jailed/main.py`; blocks for at most `bounds.wall_s`.

    Raises NoJailError, NotBegunError: whether the answer ran at all is not its own word.
    """
    with ExitStack() as stack:
        files = [os.memfd_create(name) for name in ("request", "stdin", "stdout", "stderr", "result")]
        for each in files:
            stack.callback(os.close, each)
        asked, given, output, errors, result = files
        _fill(asked, json.dumps({**request, "limits": asdict(bounds)}))
        _fill(given, stdin)
        process = subprocess.Popen(
            [sys.executable, "-S", "-s", "-P", str(_PROGRAM), str(asked), str(result)],
            env=_ENVIRONMENT,
            stdin=given,
            stdout=output,
            stderr=errors,
            pass_fds=(asked, result),
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        ending, status = _ending(process, bounds.wall_s)
        if os.pread(asked, 1, 0) == _UNREAD:
            raise NoJailError if status == _NO_JAIL else NotBegunError(f"{ending}, status {status}")
        printed, value, told = (_read(each, bounds.output) for each in (output, result, errors))
        full = any(os.fstat(each).st_size >= bounds.output for each in (output, result))
        return Run(ending, printed, value, told, full=full)


def _ending(process: subprocess.Popen[bytes], wall_s: int) -> tuple[Ending, int]:
    try:
        status = process.wait(wall_s)
    except subprocess.TimeoutExpired:
        return "timed_out", -signal.SIGKILL
    finally:
        # Nothing it may have started outlives it; the filter lets it start nothing.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    # Killed outright: by the kernel, a second after it went on beyond its processor time.
    return "timed_out" if status == -signal.SIGKILL else _ENDINGS.get(status, "crashed"), status


def _fill(descriptor: int, text: str) -> None:
    rest = memoryview(text.encode())
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.lseek(descriptor, 0, os.SEEK_SET)


def _read(descriptor: int, limit: int) -> str:
    content = bytearray()
    while len(content) < limit and (piece := os.pread(descriptor, limit - len(content), len(content))):
        content += piece
    return content.decode("utf-8", "replace")

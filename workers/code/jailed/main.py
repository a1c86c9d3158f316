"""The process that runs one code answer for one test; started by `workers.code.jail`, never imported by the worker.

Runs as `python -S -s -P main.py REQUEST_FD RESULT_FD`, with standard input, output and error as the test has them. It
reads the request, gives up what it can, and then runs the answer: Python and SQL in this very process, anything else by
`execve`. What it says by its exit status and writes to any descriptor is the answer's word and proves nothing: what is
expected never comes here.
"""

import ctypes
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, NoReturn

# Nothing of the environment's packages is on the path of this process.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from workers.code.jailed import landlock, python_answer, seccomp, sql_answer

sys.path.pop(0)

CRASHED, TIMED_OUT, REFUSED, NO_JAIL = 1, 3, 4, 70
SEALED = b"!"
_PDEATHSIG, _NO_NEW_PRIVILEGES, _SIGKILL = 1, 38, 9
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000


def bound(limits: dict[str, int]) -> None:
    """Memory, processor time and file sizes. One second above the processor's bound nothing is asked any more."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["output"], limits["output"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits["files"], limits["files"]))


def cut_off(empty: str) -> None:
    """End with the worker; give up network and file system as far as the kernel allows, before the filter does so."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for flags in (_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC, _CLONE_NEWNET):
        if libc.unshare(flags) == 0:
            break
    if empty:
        os.chdir(empty)
        try:
            os.chroot(".")
        except OSError:
            os.chdir("/")


def say_sealed(request_fd: int) -> None:
    """Leave word, in place of the request, that the answer ran in the jail: only before that could it not be said."""
    os.lseek(request_fd, 0, os.SEEK_SET)
    os.write(request_fd, SEALED)
    os.close(request_fd)


def start(request: dict[str, Any], request_fd: int) -> NoReturn:
    """Become another program that reads its own installation and nothing else."""
    try:
        cut_off("")
        os.chdir(request["folder"])
        landlock.keep_to(request["readable"], request["writable"])
        bound(request["limits"])
        seccomp.no_reaching_out()
        say_sealed(request_fd)
    except OSError as error:
        _end(NO_JAIL, str(error))
    os.execve(request["command"][0], request["command"], request["environment"])  # noqa: S606 - our own list


def answer(request: dict[str, Any], request_fd: int, result: int) -> NoReturn:
    """Run Python or SQL here."""
    source: str = request["source"]
    python_answer.prepare()
    try:
        cut_off(request["folder"])
        bound(request["limits"])
        seccomp.only_computing()
        say_sealed(request_fd)
    except OSError as error:
        _end(NO_JAIL, str(error))
    try:
        if request["language"] == "sql":
            limits = request["limits"]
            shown = sql_answer.run(request["setup"], source, request["call"], limits["cpu_s"], limits["output"])
        else:
            shown = python_answer.run(source, request["call"])
        sys.stdout.flush()
        content = shown.encode("utf-8", "replace")[: request["limits"]["output"]]
        while content:
            content = content[os.write(result, content) :]
    except SystemExit as ended:
        _leave(ended)
    except (sql_answer.RefusedError, PermissionError) as error:
        _end(REFUSED, _said(error))
    except sql_answer.SlowError:
        _end(TIMED_OUT, "")
    except BaseException as error:  # noqa: BLE001 - whatever the answer raises ends it
        _end(CRASHED, _said(error))
    os._exit(0)


def _leave(ended: SystemExit) -> NoReturn:
    """As `sys.exit` does, without what the answer may have left to be done at the end."""
    try:
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - its output was closed, replaced or is full
        _end(CRASHED, _said(error))
    if ended.code in (None, 0):
        os._exit(0)
    _end(CRASHED, f"SystemExit: {ended.code}")


def _said(error: BaseException) -> str:
    """What a candidate is told of an error: its kind, its words and the line of the answer."""
    line, at = 0, error.__traceback__
    while at is not None:
        line = at.tb_lineno if at.tb_frame.f_code.co_filename == "answer" else line
        at = at.tb_next
    if isinstance(error, SyntaxError):
        line = error.lineno or 0
    place = f" (line {line})" if line else ""
    return f"{type(error).__name__}: {error}{place}"


def _end(status: int, said: str) -> NoReturn:
    try:
        os.write(2, f"\n{said[:400]}".encode("utf-8", "replace"))
    finally:
        os._exit(status)


def main() -> None:
    """Run what the request asks for."""
    request_fd, result = int(sys.argv[1]), int(sys.argv[2])
    with os.fdopen(request_fd, "rb", closefd=False) as file:
        request = json.loads(file.read())
    if "command" in request:
        os.close(result)
        start(request, request_fd)
    answer(request, request_fd, result)


if __name__ == "__main__":
    main()

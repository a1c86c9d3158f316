import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.supervisor import QUICK_DEATHS, Process, Supervisor, start_time

SLEEP = "import time; time.sleep(600)"
# A daemon as Ray has them: in a session of its own, deaf to SIGTERM.
DAEMON = """
import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(600)
"""


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    running = Supervisor(tmp_path, say=said.append)
    yield running
    running.stop()


def python(folder: Path, program: str, *arguments: str, grace_seconds: float = 2) -> Process:
    command = [sys.executable, "-c", program, *arguments]
    return Process("child", command, {}, folder, grace_seconds=grace_seconds)


def test_a_killed_child_starts_again(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    supervisor.start(python(tmp_path, SLEEP))
    first = supervisor.pids()["child"]
    os.kill(first, signal.SIGKILL)
    eventually(lambda: supervisor.pids().get("child", first) != first)
    assert said == ["child ended (SIGKILL) and starts again."]


def test_a_child_that_always_dies_is_given_up_visibly(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    supervisor.start(python(tmp_path, "print('no such table'); raise SystemExit(3)"))
    eventually(supervisor.gave_up.is_set, seconds=60)
    assert said[-1].startswith(f"child died {QUICK_DEATHS} times in a row and stays down")
    assert "no such table" in supervisor.log("child").read_text()
    assert supervisor.wait_until("child", lambda: True, 1) is False


def test_stopping_leaves_nothing_behind(supervisor: Supervisor, tmp_path: Path) -> None:
    file = tmp_path / "daemon"
    supervisor.start(python(tmp_path, DAEMON, str(file)))
    eventually(lambda: file.exists() and bool(file.read_text()))
    daemon, child = int(file.read_text()), supervisor.pids()["child"]

    supervisor.stop()

    eventually(lambda: start_time(daemon) is None and start_time(child) is None)


def test_a_child_that_ignores_the_request_to_stop_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEP}"
    supervisor.start(python(tmp_path, deaf, grace_seconds=0.5))
    eventually(lambda: "deaf" in supervisor.log("child").read_text())
    began = time.monotonic()
    supervisor.stop()
    assert 0.4 < time.monotonic() - began < 10
    assert supervisor.pids() == {}


def test_a_child_dies_with_its_launcher(tmp_path: Path) -> None:
    launcher = (
        "import os, signal, sys; from pathlib import Path; from infra.local.supervisor import *\n"
        "s = Supervisor(Path(sys.argv[1]), say=print)\n"
        f"s.start(Process('child', [sys.executable, '-c', {SLEEP!r}], {{}}, Path('.')))\n"
        "print(s.pids()['child'], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    project = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", launcher, str(tmp_path)], cwd=project, capture_output=True, text=True, check=False
    )
    child = int(done.stdout)
    eventually(lambda: start_time(child) is None)

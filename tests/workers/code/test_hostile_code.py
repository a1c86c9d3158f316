"""Answers that attack whoever runs them: each ends within its bounds, reaches nothing, and earns nothing."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.domain.code_task import CodeTask, CodeTest
from tests.workers.code.samples import SHORT, run_all, run_one
from workers.code import jail
from workers.code.jail import Bounds

UNSAY = "import os\nfor fd in range(64):\n try: os.lseek(fd, 0, 0), os.write(fd, b'{')\n except OSError: pass\n"
SECRET = "canary-of-the-worker"
RAW = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"


def jailed_processes() -> list[str]:
    """Processes that still run an answer of this test."""
    commands = (Path(path, "cmdline").read_text() for path in _own_children())
    return [command for command in commands if "jailed/main.py" in command]


def _own_children() -> Iterator[Path]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == os.getpid():
            yield stat.parent


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the same user that has nothing to do with the answer."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("while True: pass", "timed_out"),
        ("import signal\nsignal.signal(signal.SIGXCPU, lambda *_: None)\nwhile True: pass", "timed_out"),
        ("import time\ntime.sleep(600)", "timed_out"),
        ("import os\nwhile True: os.fork()", "refused"),
        ("import os\nos.system('sleep 60 &')", "failed"),
        ("import subprocess", "crashed"),
        ("x = []\nwhile True: x.append(bytearray(1 << 20))", "crashed"),
        ("x = bytearray(1 << 40)", "crashed"),
        ("while True: print('x' * 1000)", "crashed"),
        ("import sys\nwhile True:\n try: sys.stdout.write('x' * 1000)\n except OSError: pass", "timed_out"),
        ("import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(): f()\nf()", None),
        ("import sys\nsys.setrecursionlimit(10 ** 9)\nx = []\nfor _ in range(10 ** 6): x = [x]\nrepr(x)", None),
        ("import threading\nwhile True: threading.Thread(target=input).start()", "crashed"),
        (f"{RAW}libc.syscall(62, -1, 9)\nctypes.string_at(0)", "crashed"),
        ("import os\nos.kill(-1, 9)", "refused"),
        ("import os\nos.killpg(0, 9)", "refused"),
        ("open('/etc/passwd')", "refused"),
        ("open('/proc/self/environ')", "refused"),
        ("open('x', 'w')", "refused"),
        ("import os\nos.listdir('/')", "refused"),
        ("import os\nos.symlink('/', 'x')", "refused"),
        ("import os\nos.memfd_create('x')", "refused"),
        ("import os\nos.execv('/bin/sh', ['sh'])", "refused"),
        ("import _socket\n_socket.socket()", None),
        ("import sys\nsys.exit('passed')", "crashed"),
        ("import os\nos._exit(0)", "failed"),
        ("import os\nos._exit(70 - 67)", "timed_out"),
        ("import os\nos._exit(70)", "crashed"),
        (f"{UNSAY}os._exit(70)", "crashed"),
        ("import os, signal\nos.abort()", "crashed"),
        ("def f(:", "crashed"),
        ("\0", "crashed"),
        ("(" * 5000, "crashed"),
        ("9 ** 9 ** 9", "timed_out"),
    ],
)
def test_it_ends_within_its_bounds(source: str, outcome: str | None) -> None:
    begun = time.monotonic()
    found = run_one(source, expected="42", bounds=SHORT)
    assert time.monotonic() - begun < SHORT.wall_s + 4
    assert found.outcome == outcome or (outcome is None and found.outcome in {"crashed", "timed_out", "refused"})
    assert not jailed_processes()


@pytest.mark.parametrize(
    "call",
    [
        "libc.socket(2, 1, 0)",
        "libc.socketpair(1, 1, 0, ctypes.create_string_buffer(8))",
        "libc.ptrace(16, {pid}, 0, 0)",
        "libc.kill({pid}, 9)",
        "libc.fork()",
        "libc.open(b'/etc/passwd', 0)",
        "libc.unshare(0x10000000)",
        "libc.prctl(1, 0, 0, 0, 0)",
        "libc.memfd_create(b'x', 0)",
        "libc.process_vm_readv({pid}, 0, 0, 0, 0, 0)",
        "libc.chroot(b'/')",
        "libc.syscall(425, 8, 0)",
        "libc.syscall(435, 0, 0)",
    ],
)
def test_native_calls_reach_no_further(call: str, bystander: subprocess.Popen[bytes]) -> None:
    source = f"{RAW}print({call.format(pid=bystander.pid)}, ctypes.get_errno())"
    assert run_one(source, expected="-1 1").outcome == "passed"
    assert bystander.poll() is None


def test_nobody_else_is_killed(bystander: subprocess.Popen[bytes]) -> None:
    source = (
        "import os\nfor pid in (-1, 0, 1, os.getpid()):\n try: os.kill(pid, 9)\n except OSError as e: print(e.errno)"
    )
    assert run_one(source, expected="1\n1\n1\n1").outcome == "passed"
    assert bystander.poll() is None


def test_no_connection_is_made() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        source = f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]}))"
        assert run_one(source, expected="").outcome == "crashed"
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_workers_environment_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    source = "import os\nprint(sorted(os.environ))"
    expected = "['LC_ALL', 'PYTHONDONTWRITEBYTECODE', 'PYTHONHASHSEED', 'PYTHONUTF8']"
    assert run_one(source, expected=expected).outcome == "passed"


def test_what_is_expected_is_nowhere_to_be_found(tmp_path: Path) -> None:
    source = (
        "import sys, gc\nframe = sys._getframe()\n"
        "while frame: print(frame.f_locals, frame.f_globals); frame = frame.f_back\n"
        "print([text for kept in gc.get_objects() if isinstance(kept, (list, dict)) for text in "
        "(kept.values() if isinstance(kept, dict) else kept) if isinstance(text, str) and 'canary' in text])"
    )
    tmp_path.chmod(0o755)
    request = {"language": "python", "source": source, "call": "", "setup": "", "folder": str(tmp_path)}
    seen = jail.run(request, "", Bounds())
    assert "_getframe" in seen.output
    test = CodeTest(name="one", expected=SECRET)
    found = run_all(source, "python", CodeTask(tests=(test,))).tests[0]
    assert (found.outcome, SECRET in found.got) in {("failed", False), ("crashed", False)}


@pytest.mark.parametrize(
    "said", ["passed", '{"outcome": "passed"}', "all passed", '[{"name": "one", "outcome": "passed", "weight": 1}]']
)
def test_saying_that_all_passed_proves_nothing(said: str) -> None:
    everywhere = f"import os\nfor fd in range(64):\n try: os.write(fd, {said.encode()!r})\n except OSError: pass\n"
    assert run_one(everywhere, expected="42").outcome == "failed"
    assert run_one(f"{everywhere}def f(): return 1\n", call="f()", expected="42").outcome == "failed"
    assert run_one(f"{everywhere}import os\nos._exit(0)", call="f()", expected="42").outcome in {"failed", "crashed"}


def test_comparing_is_not_in_the_hands_of_the_answer() -> None:
    source = "class Same(int):\n def __eq__(self, other): return True\ndef f(): return Same(1)"
    assert run_one(source, call="f()", expected="42").outcome == "failed"
    patched = "import json\njson.dumps = lambda *_, **__: '42 '\ndef f(): return 1"
    # It may say whatever it likes, and what it says is the right answer only where it knows that.
    assert run_one(patched, call="f()", expected="43").outcome == "failed"
    deep = "def f():\n x = []\n for _ in range(900): x = [x]\n return x"
    assert run_one(deep, call="f()", expected="[]").outcome == "failed"


def test_one_run_leaves_nothing_to_the_next() -> None:
    source = (
        "import builtins, sys\nprint(getattr(builtins, 'kept', 0))\nbuiltins.kept = 1\n"
        "try: open('kept', 'w')\nexcept OSError: pass"
    )
    tests = tuple(CodeTest(name=name, expected="0") for name in ("one", "two", "three"))
    assert {test.outcome for test in run_all(source, "python", CodeTask(tests=tests)).tests} == {"passed"}


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("ATTACH DATABASE '/tmp/x.db' AS x", "refused"),
        ("SELECT 1; ATTACH DATABASE ':memory:' AS x; SELECT 42", "refused"),
        ("PRAGMA writable_schema = 1", "refused"),
        ("SELECT load_extension('x')", "refused"),
        ("VACUUM INTO '/tmp/x.db'", "crashed"),
        ("SELECT readfile('/etc/passwd')", "crashed"),
        ("CREATE VIRTUAL TABLE x USING csv(filename='/etc/passwd')", "crashed"),
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", "timed_out"),
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c", "crashed"),
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) INSERT INTO t SELECT x FROM c", None),
        ("SELECT hex(zeroblob(900000000))", "crashed"),
        ("SELECT " + "(" * 3000 + "1" + ")" * 3000, "crashed"),
        ("SELECT '" + "x" * 200_000 + "'", "crashed"),
        ("SELECT printf('%.*c', 900000, 'x')", "crashed"),
        ("DROP TABLE t; SELECT 41", "failed"),
        ("", "failed"),
        (";;;", "failed"),
        ("SELECT", "crashed"),
        ("SELECT '", "crashed"),
    ],
)
def test_sql_ends_within_its_bounds(source: str, outcome: str | None) -> None:
    begun = time.monotonic()
    found = run_one(source, "sql", setup="CREATE TABLE t (x)", expected="42", bounds=SHORT)
    assert time.monotonic() - begun < SHORT.wall_s + 4
    assert found.outcome == outcome or (outcome is None and found.outcome in {"crashed", "timed_out"})


def test_many_at_once_keep_apart_and_leave_no_file_behind() -> None:
    before = {path.name for path in Path("/proc/self/fd").iterdir()}
    kept = set(Path("/tmp").glob("code-*"))
    found: list[str] = []

    def run_it(number: int) -> None:
        found.append(run_one("print(input())", stdin=str(number), expected=str(number)).outcome)

    threads = [threading.Thread(target=run_it, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["passed"] * 8
    assert {path.name for path in Path("/proc/self/fd").iterdir()} == before
    assert set(Path("/tmp").glob("code-*")) <= kept

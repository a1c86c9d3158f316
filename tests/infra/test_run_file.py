import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from infra.local import run_file
from infra.local.supervisor import MARKER, start_time

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


def sleeping(marker: str) -> "subprocess.Popen[bytes]":
    """A process with this marker; it has said that it is up, since the kernel shows its environment only then."""
    process = subprocess.Popen(SLEEP, env={MARKER: marker}, start_new_session=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"up\n"
    return process


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    run_file.write(tmp_path, {"api_key": "key"})
    assert run_file.path(tmp_path).stat().st_mode & 0o777 == 0o600
    assert json.loads(run_file.path(tmp_path).read_text()) == {"api_key": "key"}


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    run_file.write(tmp_path, {"n": 0})
    done = threading.Event()

    def keep_writing() -> None:
        for n in range(300):
            run_file.write(tmp_path, {"n": n, "filler": "x" * 20_000})
        done.set()

    threading.Thread(target=keep_writing).start()
    while not done.is_set():
        assert "n" in json.loads(run_file.path(tmp_path).read_text())
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_what_an_earlier_run_left_is_ended(tmp_path: Path) -> None:
    left = sleeping(str(tmp_path))
    run_file.write(tmp_path, {"launcher": {"pid": 0, "started": 0}})

    assert run_file.end_earlier_run(tmp_path)

    assert left.wait(timeout=10) < 0
    assert not run_file.path(tmp_path).exists()
    assert not run_file.end_earlier_run(tmp_path)


def test_a_process_that_only_has_the_recorded_number_is_left_alone(tmp_path: Path) -> None:
    other = sleeping("/elsewhere")
    try:
        for started in (start_time(other.pid), 1):
            run_file.write(tmp_path, {"launcher": {"pid": other.pid, "started": started}})
            assert not run_file.end_earlier_run(tmp_path)
            assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_this_process_is_recognised_as_itself() -> None:
    assert run_file.this_launcher() == {"pid": os.getpid(), "started": start_time(os.getpid())}

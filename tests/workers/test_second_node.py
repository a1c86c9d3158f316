"""A second node joins a worker, takes load, and is lost without losing an answer."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
APART = ["unshare", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]

RAY = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(32),
    # A lost node is noticed in about two seconds instead of half a minute.
    "RAY_health_check_initial_delay_ms": "500",
    "RAY_health_check_period_ms": "500",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "3",
}
# A recogniser as any other; it tells in which network it ran.
WHERE = """
import time
from pathlib import Path

from chalicelib.domain.transcript import Transcript


class Where:
    def __init__(self, threads=0):
        pass

    def transcribe(self, recordings):
        time.sleep(0.5 * len(recordings))
        name = str(Path("/proc/self/ns/net").readlink())
        return [
            Transcript(language="en", duration_ms=2000, speech_ms=0, empty_reason="no_speech", recogniser=name)
            for _ in recordings
        ]


RECOGNISER = Where
"""


def namespaces_are_permitted() -> bool:
    try:
        return subprocess.run([*APART, "ip", "link"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.timeout(280)
@pytest.mark.skipif(not namespaces_are_permitted(), reason="needs the right to make network namespaces, and iproute2")
def test_a_second_node_takes_load_and_nothing_is_lost_with_it(tmp_path: Path) -> None:
    for name in ("chalicelib", "workers", "tests/workers"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests/__init__.py").touch()
    (tmp_path / "workers/transcription/recognisers/where.py").write_text(WHERE, encoding="utf-8")
    run = subprocess.run(
        [*APART, sys.executable, str(tmp_path / "tests/workers/two_nodes.py"), str(tmp_path)],
        cwd=tmp_path,
        env={**RAY, "PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    result = json.loads((tmp_path / "result.json").read_text())
    assert (result["places_before"], result["places"]) == (1, 2)
    # There was something to lose.
    assert result["left_when_lost"] > result["held_when_lost"] > 0
    assert result["retried"] > 0
    assert result["recorded"] == result["answers"]
    assert result["rejected"] == []
    assert result["most_receives"] < 10

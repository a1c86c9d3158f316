"""The head of a cluster is killed in the middle of its work: a new one goes on, and no answer is lost or changed."""

import shutil
from pathlib import Path

import pytest

from tests.workers.apart import copy_worker, namespaces_are_permitted, run_apart


@pytest.mark.timeout(380)
@pytest.mark.skipif(not namespaces_are_permitted(), reason="needs the right to make network namespaces, and iproute2")
def test_a_new_head_goes_on_where_a_killed_one_was(tmp_path: Path) -> None:
    copy_worker(tmp_path)
    shutil.copyfile(tmp_path / "tests/workers/file_record.py", tmp_path / "workers/record.py")
    result = run_apart("lost_head.py", tmp_path, timeout_s=340)
    # There was something to lose, on both nodes.
    assert result["places_before"] == 2
    assert result["left_when_lost"] > result["held_when_lost"] > 0
    assert result["processes_when_lost"] > 10
    # The worker told whoever keeps it running that it has to be started anew.
    assert set(result["worker_ended_with"]) == {1}
    assert result["recorded"] == result["answers"]
    assert result["wrong"] == {}
    assert result["most_receives"] < 10

"""A second node joins a worker, takes load, and is lost without losing an answer."""

from pathlib import Path

import pytest

from tests.workers.apart import copy_worker, namespaces_are_permitted, run_apart


@pytest.mark.timeout(280)
@pytest.mark.skipif(not namespaces_are_permitted(), reason="needs the right to make network namespaces, and iproute2")
def test_a_second_node_takes_load_and_nothing_is_lost_with_it(tmp_path: Path) -> None:
    copy_worker(tmp_path)
    result = run_apart("two_nodes.py", tmp_path, timeout_s=180)
    assert (result["places_before"], result["places"]) == (1, 2)
    # There was something to lose.
    assert result["left_when_lost"] > result["held_when_lost"] > 0
    assert result["retried"] > 0
    assert result["recorded"] == result["answers"]
    assert result["rejected"] == []
    assert result["most_receives"] < 10

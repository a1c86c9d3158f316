"""The worker on two nodes, as `two_nodes.py` makes them, whose head is killed: part of `test_lost_head.py`.

    unshare --net --pid --fork --mount-proc --kill-child python lost_head.py SCRATCH

Both nodes and the worker itself run as `sh` keeps them running: whatever ends is started again, and nothing else is
cleared up. Writes what became of the answers to `result.json`.
"""

import json
import os
import re
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from subprocess import Popen
from typing import Any

from tests.workers.numbered_answers import length_ms
from tests.workers.sqs_server import ENVIRONMENT, SqsServer, sqs_server
from tests.workers.two_nodes import HEAD, PORT, SETTINGS, Candidates, lay_cable, start_head, start_second, until
from workers.sqs import Depth, WorkQueue

KEEP_RUNNING = ["sh", "-c", 'while :; do "$@"; echo "ended with $?"; sleep 0.2; done', "sh"]
STARTED = "Ray runtime started"
READY = "worker ready"
# More than intake holds, and no more than are soon done when the new head is up.
WAITING = 40
# Answers that were held come again after so long.
VISIBILITY_S = 15
_KEEPERS = {"sh", "unshare"}
Process = tuple[int, str]


def records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def processes() -> dict[Process, list[str]]:
    """Every process of both nodes but this one and those that keep others running: id and start, command."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.name != str(os.getpid()):
            try:
                command = (entry / "cmdline").read_bytes().decode().split("\0")
                state, *fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if state not in "ZX" and command[0] not in _KEEPERS:
                found[int(entry.name), fields[18]] = command
    return found


def kill_head() -> None:
    """What makes a node the head, and the head a node, is gone at once."""
    ours = Path("/proc/self/ns/net").readlink()
    for (pid, _), command in processes().items():
        vital = Path(command[0]).name in {"gcs_server", "raylet"}
        if vital and Path(f"/proc/{pid}/ns/net").readlink() == ours:
            os.kill(pid, signal.SIGKILL)


def lose_the_head(queue: SqsServer, scratch: Path) -> dict[str, Any]:
    """Kill the head while both nodes are at work; go on until the queue is empty."""
    file, worker_log, second_log = (scratch / name for name in ("records", "worker.log", "second.log"))
    candidates = Candidates(queue, WAITING)
    depth = WorkQueue(queue.url, VISIBILITY_S, poll_s=1).depth

    def both_have_their_share() -> bool:
        places = [line["place"] for line in records(file)]
        candidates.answer(len({line["answer"] for line in records(file)}))
        return len(set(places)) == 2 and min(map(places.count, set(places))) > 3 and depth().in_flight > 3

    candidates.answer(0)
    with worker_log.open("wb") as out:
        environment = {**os.environ, "RAY_ADDRESS": f"{HEAD}:{PORT}"}
        Popen([*KEEP_RUNNING, sys.executable, "-m", "workers.main"], env=environment, stdout=out, stderr=out)
    until(lambda: READY in worker_log.read_text(), 120)
    start_second(second_log, *KEEP_RUNNING)
    until(both_have_their_share, 120)
    places = len({line["place"] for line in records(file)})
    held, left = depth().in_flight, candidates.answers - len({line["answer"] for line in records(file)})
    before = processes()
    killed = time.monotonic()
    kill_head()
    took = {}
    until(lambda: not before.keys() & processes().keys(), 120)
    took["all_ended"] = time.monotonic() - killed
    until(lambda: second_log.read_text().count(STARTED) > 1, 120)
    took["second_again"] = time.monotonic() - killed
    until(lambda: worker_log.read_text().count(READY) > 1, 120)
    took["ready_again"] = time.monotonic() - killed
    until(lambda: depth() == Depth(visible=0, in_flight=0), 120)
    took["done"] = time.monotonic() - killed
    said: dict[int, set[tuple[int, str]]] = {}
    for line in records(file):
        said.setdefault(line["answer"], set()).add((line.get("length_ms", 0), line.get("result", "rejected")))
    # One result, and not another answer's.
    right = [answer for answer, ((length, _), *others) in said.items() if length == length_ms(answer) and not others]
    return {
        "places_before": places,
        "left_when_lost": left,
        "held_when_lost": held,
        "processes_when_lost": len(before),
        "worker_ended_with": [int(status) for status in re.findall(r"ended with (\d+)", worker_log.read_text())],
        "answers": candidates.answers,
        "recorded": len(said),
        "recorded_again": len(records(file)) - len(said),
        "wrong": {answer: sorted(said[answer]) for answer in sorted(said.keys() - set(right))},
        "most_receives": queue.most_receives,
        "took_s": {what: round(seconds, 1) for what, seconds in took.items()},
    }


def main() -> None:
    scratch = Path(sys.argv[1])
    (scratch / "records").touch()
    lay_cable()
    with sqs_server(HEAD) as queue:
        # Actors have the environment of their node.
        os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=queue.endpoint, RECORDS=str(scratch / "records"))
        os.environ.update(TABLE_NAME="t", MEDIA_BUCKET="b", PUBLIC_URL="http://127.0.0.1", ANALYSIS_QUEUE_URL=queue.url)
        os.environ.update({name.upper(): str(value) for name, value in asdict(SETTINGS).items()})
        os.environ.update(PREPARATION_WORKERS="0", VISIBILITY_S=str(VISIBILITY_S))
        # As `workers/main.py` has it for its own node.
        os.environ.update({"RAY_gcs_rpc_server_reconnect_timeout_s": "5"})
        start_head(scratch / "head.log", *KEEP_RUNNING)
        until(lambda: STARTED in (scratch / "head.log").read_text(), 120)
        result = lose_the_head(queue, scratch)
    (scratch / "result.json").write_text(json.dumps(result))
    # The first process of its namespace takes all others with it.
    os._exit(0)


if __name__ == "__main__":
    main()

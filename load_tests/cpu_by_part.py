"""CPU seconds of the local stack by its parts, from what Linux counts for each process and the children it had."""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

# The first that a command line contains; a process with none of them belongs to its parent's part.
_PARTS = (
    ("ServeReplica:transcriber", "transcriber"),
    ("ServeReplica:decoder", "decoder"),
    ("ServeReplica:scorer", "scorer"),
    ("ray::IntakeActor", "intake"),
    ("ray::PreparationActor", "preparation"),
    ("ray::", "ray"),
    ("workers.main", "ray"),
    ("infra.local.edge", "api"),
    ("infra.local.ministack_server", "ministack"),
)
_FUNCTION, _API_FUNCTION = b"AWS_LAMBDA_FUNCTION_NAME=", b"APIHandler"
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def cpu_seconds(launcher: int) -> Mapping[str, float]:
    """Seconds of each part of the stack that this process started, of `elsewhere` on the machine, and `idle` ones.

    Only differences mean something: the seconds of a process that ended are its parent's from then on, but those of
    MiniStack's children are the Lambdas'.
    """
    children: dict[int, list[tuple[int, float, float]]] = {}
    for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # User and system time, its own and that of children it has waited for.
        own, waited = (sum(map(int, fields[at : at + 2])) * _TICK_S for at in (11, 13))
        children.setdefault(int(fields[1]), []).append((pid, own, waited))
    seconds: defaultdict[str, float] = defaultdict(float)
    waiting = [(launcher, "launcher")]
    while waiting:
        parent, of_parent = waiting.pop()
        for pid, own, waited in children.get(parent, []):
            part = _part(pid, of_parent)
            seconds[part] += own
            seconds["lambdas" if part == "ministack" else part] += waited
            waiting.append((pid, part))
    everything, idle = _machine()
    seconds["elsewhere"] = everything - idle - sum(seconds.values())
    seconds["idle"] = idle
    return seconds


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Seconds of each part between two counts, the most first."""
    each = {part: round(after[part] - before.get(part, 0.0), 1) for part in after}
    return dict(sorted(each.items(), key=lambda one: -one[1]))


def _part(pid: int, of_parent: str) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return of_parent
    if function := next((entry for entry in environment if entry.startswith(_FUNCTION)), None):
        return "api" if _API_FUNCTION in function else "lambdas"
    return next((part for sign, part in _PARTS if sign in command), of_parent)


def _machine() -> tuple[float, float]:
    """Seconds of all CPUs together since the machine started, and those in which there was nothing to do."""
    fields = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]))
    return sum(fields) * _TICK_S, sum(fields[3:5]) * _TICK_S

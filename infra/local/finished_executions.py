"""Executions of state machines that have ended, for the snapshots: each is made JSON once, not several times a second.

MiniStack keeps every execution with its history, as AWS does for ninety days. Those that have ended are laid down in
chunks, of which only the last one grows.
"""

import json
from collections.abc import Mapping
from typing import Any

from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import stepfunctions

PREFIX = "_executions-"
CHUNK = 100
_Sign = tuple[str, int]


class FinishedExecutions:
    """JSON of the executions that have ended, in the order in which they were first seen so."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, _Sign, str]] = {}
        self._count = 0
        self._chunks: dict[int, bytes] = {}

    def chunks(self) -> dict[str, bytes]:
        """The content of every chunk by its name. Call it on the event loop's thread."""
        changed = set[int]()
        ended = {
            # The name that MiniStack's own format has for the key.
            f"{account}\0{region}\0{arn!r}": execution
            for (account, region, arn), execution in list(stepfunctions._executions._data.items())
            if _ended(execution)
        }
        for name in self._known.keys() - ended.keys():
            changed.add(self._known.pop(name)[0])
        for name, execution in ended.items():
            # One that was stopped from outside may still write what its last step did.
            sign = execution["stopDate"], len(execution["events"])
            chunk, known, _ = self._known.get(name, (self._count // CHUNK, None, ""))
            if known == sign:
                continue
            self._count += known is None
            member = f"{json.dumps(name)}: {json.dumps(execution, default=persistence._json_default)}"
            self._known[name] = chunk, sign, member
            changed.add(chunk)
        for chunk in changed:
            members = ", ".join(member for at, _, member in self._known.values() if at == chunk)
            self._chunks[chunk] = f"{{{members}}}".encode()
        return {f"{PREFIX}{chunk}": content for chunk, content in self._chunks.items()}


def state_without_finished() -> dict[str, Any]:
    """The state of the state machines, without the executions that have ended."""
    state: dict[str, Any] = stepfunctions.get_state()
    running = AccountRegionScopedDict()
    running._data.update({key: each for key, each in list(state["executions"]._data.items()) if not _ended(each)})
    return {**state, "executions": running}


def with_finished(content: bytes, chunks: Mapping[str, bytes]) -> bytes:
    """The saved state of the state machines as MiniStack itself reads it: with those executions."""
    state: dict[str, Any] = json.loads(content)
    for name, chunk in chunks.items():
        if name.startswith(PREFIX):
            state["payload"]["executions"]["data"].update(json.loads(chunk))
    return json.dumps(state).encode()


def _ended(execution: Mapping[str, Any]) -> bool:
    return execution.get("stopDate") is not None

"""Writes MiniStack's state to disk, each snapshot whole or not at all.

The file `snapshot` names one file per service. New content goes into new files; renaming a new `snapshot` into place
makes all of them valid at once. What changes while interviews run ("hot") is read on the event loop's thread straight
from the live stores: json's C encoder takes the items of each dictionary at once, so that no deep copy is needed and a
small state costs some milliseconds. The items of DynamoDB's tables, of which there may be very many, are in a log of
their own (`item_log.py`), and executions of state machines that have ended in chunks (`finished_executions.py`). The
rest (functions, stacks, roles, logs) is copied as MiniStack itself does it.

Two stores that MiniStack keeps in memory only are added: sessions of assumed roles (without them a worker, and every
presigned URL, would be refused after a restart) and multipart uploads under way, whose parts lie in files of their own.
Nothing is fsynced: the promise covers the death of the process, not of the machine.
"""

import base64
import copy
import json
import logging
import os
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import ministack.app as server
from ministack.core import persistence
from ministack.services import dynamodb, s3, sts

from infra.local.finished_executions import FinishedExecutions, state_without_finished, with_finished
from infra.local.item_log import ITEMS, ItemLog, state_without_items

logger = logging.getLogger("snapshots")

GetState = Callable[[], dict[str, Any] | None]

DYNAMODB = "dynamodb"
STATE_MACHINES = "stepfunctions"
SESSIONS = "_sessions"
MULTIPART = "_multipart"
HOT = frozenset(
    {
        DYNAMODB,
        "sqs",
        "s3",
        STATE_MACHINES,
        "secretsmanager",
        "scheduler",
        "eventbridge",
        "ses",
        "ses_v2",
        "sns",
        "kms",
    }
    | {SESSIONS, MULTIPART}
)


class Snapshots:
    """The newest snapshot below one directory. One caller at a time may write."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._manifest = root / "snapshot"
        self._files = root / "services"
        self._parts = root / "multipart-parts"
        self._items = ItemLog(root / "items")
        self._finished = FinishedExecutions()
        for folder in (self._files, self._parts):
            folder.mkdir(parents=True, exist_ok=True)
        self._valid: dict[str, str] = json.loads(self._manifest.read_bytes()) if self._manifest.exists() else {}
        self._content: dict[str, bytes] = {}
        self._generation = max((int(name.split(".")[1]) for name in self._valid.values()), default=0)

    def restore(self) -> None:
        """Lay the newest snapshot where MiniStack's own start-up looks for it, and remove what it does not name.

        DynamoDB is loaded here: MiniStack would begin afresh, and soon save that, if its items could not be read.
        """
        for stale in self._root.glob("*.json"):
            stale.unlink()
        for file in self._files.iterdir():
            if file.name not in self._valid.values():
                file.unlink()
        for service, name in self._valid.items():
            self._content[service] = (self._files / name).read_bytes()
            if not service.startswith("_") and service not in {DYNAMODB, STATE_MACHINES}:
                os.link(self._files / name, self._root / f"{service}.json")
        if STATE_MACHINES in self._content:
            whole = with_finished(self._content[STATE_MACHINES], self._content)
            (self._root / f"{STATE_MACHINES}.json").write_bytes(whole)
        dynamodb.load_persisted_state(self._payload(DYNAMODB))
        self._items.restore(self._content.get(ITEMS))
        sts._sessions.update(self._payload(SESSIONS))
        self._restore_multipart(self._payload(MULTIPART))

    def read_hot(self, services: Collection[str]) -> dict[str, bytes]:
        """The content of hot services, read from the live stores. Call it on the event loop's thread."""
        if DYNAMODB in services:
            self._items.collect()
        # Read first: an execution that ends in between is in both rather than in none.
        content = _serialise_hot(services)
        return content | self._finished.chunks() if STATE_MACHINES in services else content

    def write(self, content: Mapping[str, bytes]) -> None:
        """Make this content of some services the valid one; the other services stay as they were. Raises `OSError`."""
        content = {**content, ITEMS: self._items.append()}
        changed = {service: text for service, text in content.items() if self._content.get(service) != text}
        if changed:
            self._generation += 1
            names = {service: f"{service}.{self._generation}" for service in changed}
            for service, text in changed.items():
                (self._files / names[service]).write_bytes(text)
            before, self._valid = self._valid, {**self._valid, **names}
            _write_whole(self._manifest, json.dumps(self._valid).encode())
            self._content.update(changed)
            # Only now may anything go that the snapshot before needed.
            for service in changed.keys() & before.keys():
                (self._files / before[service]).unlink()
        self._items.tidy()

    def write_parts(self) -> None:
        """Write the parts of multipart uploads that are not on disk yet, and remove those of finished uploads."""
        uploads = dict(s3._multipart_uploads._data)
        wanted: set[str] = set()
        for (_, upload_id), upload in uploads.items():
            for number, part in dict(upload["parts"]).items():
                name = _part_name(upload_id, number, part)
                wanted.add(name)
                if not (self._parts / name).exists():
                    _write_whole(self._parts / name, part["body"])
        for file in self._parts.iterdir():
            if file.name not in wanted:
                file.unlink()

    def _payload(self, service: str) -> dict[str, Any]:
        if service not in self._content:
            return {}
        wrapped = json.loads(self._content[service], object_hook=persistence._json_object_hook)
        payload: dict[str, Any] = wrapped["payload"]
        return payload

    def _restore_multipart(self, state: dict[str, Any]) -> None:
        for (account_id, upload_id), upload in (state["uploads"]._data if state else {}).items():
            files = {int(n): self._parts / _part_name(upload_id, n, part) for n, part in upload["parts"].items()}
            if all(file.exists() for file in files.values()):
                parts = {int(n): {**part, "body": files[int(n)].read_bytes()} for n, part in upload["parts"].items()}
                s3._multipart_uploads._data[(account_id, upload_id)] = {**upload, "parts": parts}


def _serialise_hot(services: Iterable[str]) -> dict[str, bytes]:
    stores = _stores()
    _reading_live.active = True
    try:
        return _serialise({service: stores[service] for service in services if service in stores})
    finally:
        _reading_live.active = False


def serialise_cold() -> dict[str, bytes]:
    """The content of all other services; for a thread of its own, since it may take some hundred milliseconds.

    It also removes the code of functions that no longer exist. Code is named by its content, so that a snapshot before
    this one can only miss the code of a function that a deployment has just replaced.
    """
    return _serialise({service: get_state for service, get_state in _stores().items() if service not in HOT})


def _stores() -> dict[str, GetState]:
    stores: dict[str, GetState] = dict(server._build_persistence_save_dict())
    stores[DYNAMODB] = state_without_items
    stores[STATE_MACHINES] = state_without_finished
    stores[SESSIONS] = lambda: dict(sts._sessions)
    stores[MULTIPART] = lambda: {"uploads": _multipart_without_bodies()}
    return stores


def _serialise(stores: Mapping[str, GetState]) -> dict[str, bytes]:
    content: dict[str, bytes] = {}
    for service, get_state in stores.items():
        try:
            state = get_state()
            if state is not None:
                wrapped = {"__ministack_format__": persistence._state_format_version(service), "payload": state}
                content[service] = json.dumps(wrapped, default=persistence._json_default).encode()
        except Exception:  # the others must still be saved
            logger.exception("the state of %s could not be read; its file stays as it was", service)
    return content


def _multipart_without_bodies() -> Any:
    uploads = type(s3._multipart_uploads)()
    for key, upload in list(s3._multipart_uploads._data.items()):
        parts = {n: {k: v for k, v in part.items() if k != "body"} for n, part in dict(upload["parts"]).items()}
        uploads._data[key] = {**upload, "parts": parts}
    return uploads


def _part_name(upload_id: str, number: int | str, part: Mapping[str, Any]) -> str:
    safe = base64.urlsafe_b64encode(upload_id.encode()).decode()
    return f"{safe}.{number}.{part['etag'].strip(chr(34))}"


def _write_whole(file: Path, content: bytes) -> None:
    partial = file.with_name(f".{file.name}")
    partial.write_bytes(content)
    partial.rename(file)


class _ReadingLive(threading.local):
    """Whether this thread is inside `_serialise_hot`, where the services' deep copies would only cost time."""

    active = False


_reading_live = _ReadingLive()
_real_deepcopy = copy.deepcopy


def _deepcopy_unless_reading(value: Any, memo: dict[int, Any] | None = None) -> Any:
    return value if _reading_live.active else _real_deepcopy(value, memo)


copy.deepcopy = _deepcopy_unless_reading  # type: ignore[assignment] # a memo and a value are all that MiniStack gives

"""What the demo knows from earlier runs: which interview belongs to which bundled candidate."""

import json
import secrets
import threading
from pathlib import Path


class Memory:
    """A small JSON file that its owner alone can read: it holds links' tokens. Safe for threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, str]] = json.loads(file.read_text()) if file.exists() else {}

    def recall(self, key: str) -> dict[str, str] | None:
        """What is known under `key`, if anything."""
        with self._lock:
            found = self._known.get(key)
            return found if found and "pending" not in found else None

    def remember(self, key: str, value: dict[str, str]) -> None:
        """Know `value` under `key`, also after a restart."""
        with self._lock:
            self._known[key] = value
            self._write()

    def forget(self, key: str) -> None:
        """Know nothing under `key` any more."""
        with self._lock:
            self._known.pop(key, None)
            self._write()

    def fresh_key(self, key: str) -> str:
        """An Idempotency-Key for making what `key` stands for; the same one until something is remembered."""
        with self._lock:
            pending = self._known.get(key, {}).get("pending") or secrets.token_hex(16)
            self._known[key] = {"pending": pending}
            self._write()
            return pending

    def _write(self) -> None:
        draft = self._file.with_suffix(".tmp")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(self._known, indent=1))
        draft.replace(self._file)

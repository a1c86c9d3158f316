"""A whole local stack of the tests' own: a copy of the project with its own state and ports."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.conftest import PROJECT, free_port

UP_SECONDS = 420.0


@dataclass
class LocalStack:
    """`make run` without make, in a copy of the project."""

    root: Path
    ports: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        return self.root / ".local"

    @property
    def output(self) -> str:
        return (self.root / "run.log").read_text(encoding="utf-8")

    @property
    def run_file(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.home / "run.json").read_text())
        return found

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Start the launcher; its output goes to `run.log`."""
        with (self.root / "run.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "infra.local.run", *options],
                cwd=self.root,
                env={**os.environ, **self.ports, "COLUMNS": "200"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.process

    def wait_for(self, words: str, seconds: float = UP_SECONDS) -> None:
        """Return when the launcher has printed `words`."""
        deadline = time.monotonic() + seconds
        while words not in self.output:
            assert self.process is not None
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop the launcher as Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def processes(self, *words: str) -> list[int]:
        """Processes of this stack whose command line holds one of `words`.

        A sandboxed child has nothing of the stack's environment: it is told by the process that started it.
        """
        marker = str(self.home).encode()
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal():
                continue
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                environments = [(one / "environ").read_bytes() for one in (folder, folder.with_name(parent))]
            except OSError:
                continue
            if any(word in command for word in words) and any(marker in each for each in environments):
                found.append(int(folder.name))
        return sorted(found)


def copy_of_the_project(root: Path) -> LocalStack:
    """A copy of what git tracks or would track, with the environments that are installed already."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = PROJECT / name
        if source.is_file():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    (root / ".local").mkdir()
    (root / ".local" / "envs").symlink_to(PROJECT / ".local" / "envs")
    names = ("CANDOR_EDGE_PORT", "CANDOR_AWS_PORT", "CANDOR_RECEIVER_PORT", "CANDOR_VENDORS_PORT")
    ports = {name: str(free_port()) for name in names}
    return LocalStack(root, ports)

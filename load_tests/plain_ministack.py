"""A MiniStack of a benchmark's own: on a free port, in a temporary folder, and without what makes snapshots.

The snapshots of the local stack hold each change back until it is on disk; what is measured here should not wait for
them. IAM is enforced as everywhere else.
"""

import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import boto3

from infra.local import credentials, processes
from infra.local.supervisor import Supervisor

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = PROJECT / ".local" / "envs" / "stack" / "bin" / "python"
PLAIN, PROMPT = "ministack", "load_tests.prompt_ministack"
_START_S = 60.0


@dataclass(frozen=True)
class PlainMiniStack:
    """A running MiniStack."""

    endpoint: str
    admin: dict[str, str]
    """`AWS_…` variables of the administrator."""

    @property
    def session(self) -> boto3.Session:
        """The administrator's session; clients need `endpoint_url`."""
        return credentials.session(self.admin)


@contextmanager
def plain_ministack(server: str = PLAIN) -> Iterator[PlainMiniStack]:
    """MiniStack until the end of the block; PROMPT is one whose Lambdas answer without the emulator's own waits."""
    with tempfile.TemporaryDirectory(prefix="candor-bench-") as folder:
        home = Path(folder)
        port = free_port()
        endpoint = f"http://127.0.0.1:{port}"
        admin = credentials.admin_environment(home, endpoint)
        supervisor = Supervisor(home, say=say)
        known = processes.ministack(PROJECT, home, port, admin)
        environment = {**known.environment, "PERSIST_STATE": "0", "S3_PERSIST": "0"}
        (home / "aws-state" / "tmp").mkdir(parents=True)
        try:
            supervisor.start(replace(known, command=[str(PYTHON), "-m", server], environment=environment, healthy=None))
            ready = processes.answers(f"{endpoint}/_ministack/ready")
            if not supervisor.wait_until("ministack", ready, _START_S):
                raise SystemExit(supervisor.log("ministack").read_text())
            yield PlainMiniStack(endpoint, admin)
        finally:
            supervisor.stop()


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def say(what: str) -> None:
    """Tell a person how far it is."""
    print(what, file=sys.stderr, flush=True)

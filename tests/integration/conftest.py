"""A MiniStack of the test session's own, with IAM enforced, on a free port and in a temporary folder."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from infra.local import credentials, processes
from infra.local.supervisor import Supervisor

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class MiniStack:
    """A running MiniStack; `supervisor` restarts it when it is killed."""

    endpoint: str
    home: Path
    admin: dict[str, str]
    """`AWS_…` variables of the administrator."""
    supervisor: Supervisor

    @property
    def session(self) -> boto3.Session:
        """The administrator's session; clients need `endpoint_url=ministack.endpoint`."""
        return credentials.session(self.admin)

    @property
    def pid(self) -> int:
        """The server's process id, which changes with a restart."""
        return self.supervisor.pids()["ministack"]

    def wait_until_ready(self) -> None:
        """Return when it answers."""
        ready = processes.answers(f"{self.endpoint}/_ministack/ready")
        assert self.supervisor.wait_until("ministack", ready, START_SECONDS), self.supervisor.log(
            "ministack"
        ).read_text()


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_ministack(home: Path) -> MiniStack:
    """Start a MiniStack that keeps its state below `home`."""
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    admin = credentials.admin_environment(home, endpoint)
    supervisor = Supervisor(home, say=print)
    supervisor.start(processes.ministack(PROJECT, home, port, admin))
    ministack = MiniStack(endpoint, home, admin, supervisor)
    try:
        ministack.wait_until_ready()
    except BaseException:
        supervisor.stop()
        raise
    return ministack


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """One MiniStack for all tests of this session (of each xdist worker)."""
    running = start_ministack(tmp_path_factory.mktemp("ministack"))
    yield running
    running.supervisor.stop()

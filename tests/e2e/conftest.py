"""One whole stack for all end-to-end tests, with the bundled interviews in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.demo.api import Api
from infra.local.demo.receiver import Receiver
from tests.e2e.stack import LocalStack, copy_of_the_project
from tests.integration.conftest import PROJECT, free_port

BUNDLE = PROJECT / "infra" / "local" / "demo" / "interviews"


@pytest.fixture(scope="session")
def bundle() -> dict[str, Any]:
    """The bundled jobs and interviews."""
    found: dict[str, Any] = json.loads((BUNDLE / "interviews.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """A stack that is up and whose demo is through."""
    running = copy_of_the_project(tmp_path_factory.mktemp("stack"))
    running.start()
    try:
        running.wait_for("Up:")
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def tenant(stack: LocalStack) -> Iterator[Api]:
    """The demo tenant's system."""
    api = Api(stack.run_file["api"], stack.run_file["api_key"])
    yield api
    api.close()


@pytest.fixture
def receiver(tenant: Api, tmp_path: Path) -> Iterator[Receiver]:
    """A second receiver of the tenant's webhooks."""
    port = free_port()
    listening = Receiver(port, tmp_path / "webhooks.jsonl")
    added = tenant.post("/v1/webhook-endpoints", {"url": f"http://127.0.0.1:{port}/"})
    listening.trust(added["secret"])
    yield listening
    tenant.delete(f"/v1/webhook-endpoints/{added['id']}")
    listening.close()

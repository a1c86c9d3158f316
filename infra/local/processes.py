"""The processes of the local stack: which command, which environment, and how to tell that one is well."""

import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from infra.local.supervisor import Process

# What a child may see of the launcher's own environment: nothing that could carry credentials or change Python.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER")


def ministack(project: Path, home: Path, port: int, admin: Mapping[str, str]) -> Process:
    """MiniStack on loopback with IAM enforced, its state below `home/aws-state`."""
    envs = project / ".local" / "envs"
    state = home / "aws-state"
    return Process(
        name="ministack",
        command=[str(envs / "stack/bin/python"), "-m", "infra.local.ministack_server"],
        environment={
            **_inherited(),
            **admin,
            # The default address would be 0.0.0.0.
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "AUTH": "true",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
            "TMPDIR": str(state / "tmp"),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": os.environ.get("CANDOR_AWS_LOG_LEVEL", "WARNING"),
            "CANDOR_LAMBDA_PYTHON": str(envs / "lambda/bin/python"),
        },
        folder=project,
        healthy=answers(f"http://127.0.0.1:{port}/_ministack/ready"),
        grace_seconds=6,
    )


def edge(project: Path, port: int, aws_endpoint: str, outputs: Mapping[str, str]) -> Process:
    """The reverse proxy in front of the REST API."""
    stage = outputs["EndpointURL"].rstrip("/").rpartition("/")[2]
    upstream = f"{aws_endpoint}/_aws/execute-api/{outputs['RestAPIId']}/{stage}"
    python = str(project / ".local/envs/stack/bin/python")
    return Process(
        name="edge",
        command=[python, "-m", "infra.local.edge", "--port", str(port), "--upstream", upstream],
        environment=_inherited(),
        folder=project,
        healthy=answers(f"http://127.0.0.1:{port}/_edge/health"),
        grace_seconds=4,
    )


def vendors(project: Path, port: int, aws_endpoint: str) -> Process:
    """The stand-ins for chat tools and SMS vendors, with a page of what would have been sent."""
    python = str(project / ".local/envs/stack/bin/python")
    return Process(
        name="vendors",
        command=[python, "-m", "infra.local.vendors.server", "--port", str(port), "--aws", aws_endpoint],
        environment=_inherited(),
        folder=project,
        healthy=answers(f"http://127.0.0.1:{port}/"),
        grace_seconds=2,
    )


def worker(project: Path, environment: Mapping[str, str]) -> Process:
    """One Ray node with the analysis pipeline; it ends by itself when its node is broken."""
    return Process(
        name="worker",
        command=[str(project / ".local/envs/worker/bin/python"), "-m", "workers.main"],
        environment={**_inherited(), "PYTHONUNBUFFERED": "1", **environment},
        folder=project,
        grace_seconds=8,
    )


def worker_settings(outputs: Mapping[str, str], public_url: str) -> dict[str, str]:
    """The settings of a worker that come from the stack."""
    return {
        "TABLE_NAME": outputs["TableName"],
        "MEDIA_BUCKET": outputs["MediaBucketName"],
        "ANALYSIS_QUEUE_URL": outputs["AnalysisQueueUrl"],
        "RESCORING_QUEUE_URL": outputs["RescoringQueueUrl"],
        "DELIVERIES_QUEUE_URL": outputs["DeliveriesQueueUrl"],
        "PREPARATION_QUEUE_URL": outputs["PreparationQueueUrl"],
        "STATE_MACHINE_ARN": outputs["StateMachineArn"],
        "PUBLIC_URL": public_url,
    }


def answers(url: str, seconds: float = 2.0) -> Callable[[], bool]:
    """A check whether an address answers 200."""

    def check() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=seconds) as response:  # noqa: S310 - an address on loopback
                return bool(response.status == 200)  # noqa: PLR2004
        except (OSError, urllib.error.HTTPError):
            return False

    return check


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}

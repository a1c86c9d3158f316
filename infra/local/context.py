"""Where the local stack is: what its parts, the demo and the end-to-end tests need to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

STACK_NAME = "candor"
REGION = "us-east-1"


@dataclass(frozen=True)
class Context:
    """A running local stack."""

    project: Path
    """Root of the repository."""
    home: Path
    """`.local`: state, logs and credentials of this stack; `make clean` removes it."""
    api: str
    """Address of the edge, such as `http://127.0.0.1:8000`; routes begin with `/v1`."""
    aws_endpoint: str
    """Address of MiniStack."""
    outputs: Mapping[str, str]
    """The stack's outputs, such as `TableName` and `MediaBucketName`."""
    receiver_port: int
    """Loopback port that is free for the demo's receiver of webhooks."""
    worker_environment: Mapping[str, str] = field(repr=False)
    """Environment of a worker: addresses and the worker role's credentials."""
    admin_environment: Mapping[str, str] = field(repr=False)
    """`AWS_…` variables of the stack's administrator, for `boto3.Session` and subprocesses."""
    vendors: str = ""
    """Address of the stand-ins for vendors of messages, whose page shows what would have been sent."""
    api_key: str = field(default="", repr=False)
    """The demo tenant's API key; empty until there is one."""

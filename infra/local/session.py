"""How a command reaches the local stack that runs in this checkout, as its administrator."""

import json
import os
from pathlib import Path

import boto3

from infra.local import credentials, run_file
from infra.local.context import REGION, STACK_NAME
from infra.local.processes import worker_settings

HOME = Path(__file__).resolve().parents[2] / ".local"
# What a person's own shell may say about AWS, and would win over what is set here.
_FOREIGN = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION")


class NotRunning(Exception):
    """No stack runs here; the message is one sentence for the person who asked."""


def local_environment(home: Path = HOME) -> dict[str, str]:
    """`AWS_…` variables of the running stack's administrator, its endpoint among them. Raises NotRunning."""
    try:
        endpoint = str(json.loads(run_file.path(home).read_text())["aws_endpoint"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotRunning("No local stack is running; start it with `make run`.") from error
    return {
        **credentials.admin_environment(home, endpoint),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def use_local_backend(home: Path = HOME) -> None:
    """As `use_local_stack`, and the product's settings (`TABLE_NAME` and so on) are those of its stack as well.

    Raises NotRunning, and botocore's errors.
    """
    use_local_stack(home)
    running = json.loads(run_file.path(home).read_text())
    cloudformation = boto3.client("cloudformation", region_name=REGION)
    (stack,) = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    os.environ.update({**worker_settings(outputs, str(running["api"])), "DATA_KEY_ID": outputs["DataKeyId"]})


def use_local_stack(home: Path = HOME) -> None:
    """From here on, boto3's clients in this process speak to the running local stack. Raises NotRunning."""
    environment = local_environment(home)
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(environment)

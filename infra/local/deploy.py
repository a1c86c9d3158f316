"""Brings the packaged stack to an AWS endpoint through CloudFormation, and does nothing when it is there already."""

import hashlib
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import boto3
import yaml
from botocore.exceptions import ClientError

from infra.package import Package

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef
    from mypy_boto3_s3 import S3Client

CODE_BUCKET = "candor-deployments"
DIGEST_TAG = "candor-digest"
LIMIT_SECONDS = 120.0
_POLL_SECONDS = 0.3
_GONE = {"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"}
_GOOD = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


class DeploymentError(Exception):
    """The stack could not be brought up; the message is one sentence with the stack's own reason."""


def deploy(
    session: boto3.Session, endpoint: str, name: str, package: Package, parameters: Mapping[str, str]
) -> dict[str, str]:
    """Create or update the stack `name` and return its outputs. Raises `DeploymentError`."""
    cloudformation = session.client("cloudformation", endpoint_url=endpoint)
    wanted = hashlib.sha256(
        (package.digest + endpoint + json.dumps(dict(parameters), sort_keys=True)).encode()
    ).hexdigest()[:32]
    stack = _find(cloudformation, name)
    if stack is not None and stack["StackStatus"].endswith("_IN_PROGRESS"):
        stack = _wait(cloudformation, name)
    if stack is not None and stack["StackStatus"] in _GOOD and _digest(stack) == wanted:
        return _outputs(stack)
    if stack is not None and stack["StackStatus"] in _GONE:
        cloudformation.delete_stack(StackName=name)
        _wait(cloudformation, name)
        stack = None
    s3 = session.client("s3", endpoint_url=endpoint)
    code, template = _upload(s3, package)
    change: dict[str, Any] = {
        "StackName": name,
        "TemplateURL": f"{endpoint}/{CODE_BUCKET}/{template}",
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Tags": [{"Key": DIGEST_TAG, "Value": wanted}],
    }
    try:
        if stack is None:
            cloudformation.create_stack(**change)
        else:
            cloudformation.update_stack(**change)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise DeploymentError(f"The stack {name} was refused: {error.response['Error']['Message']}") from error
    finished = _wait(cloudformation, name)
    if finished is None or finished["StackStatus"] not in _GOOD:
        raise DeploymentError(f"The stack {name} failed: {_reason(cloudformation, name)}")
    _remove_all_but(s3, code, template)
    return _outputs(finished)


def _upload(s3: "S3Client", package: Package) -> tuple[str, str]:
    """Put the zip and the template where CloudFormation reads them; their keys.

    Both are named by their content, so that a changed zip is a changed template.
    """
    try:
        s3.head_bucket(Bucket=CODE_BUCKET)
    except ClientError:
        s3.create_bucket(Bucket=CODE_BUCKET)
    archive = package.archive.read_bytes()
    code = f"{hashlib.sha256(archive).hexdigest()}.zip"
    _put_once(s3, code, archive)
    template = json.dumps(with_code(yaml.safe_load(package.template.read_text()), CODE_BUCKET, code)).encode()
    key = f"{hashlib.sha256(template).hexdigest()}.json"
    _put_once(s3, key, template)
    return code, key


def _put_once(s3: "S3Client", key: str, body: bytes) -> None:
    try:
        s3.head_object(Bucket=CODE_BUCKET, Key=key)
    except ClientError:
        s3.put_object(Bucket=CODE_BUCKET, Key=key, Body=body)


def _remove_all_but(s3: "S3Client", *keys: str) -> None:
    """Remove what earlier deployments uploaded: the functions hold their code themselves."""
    for stored in s3.list_objects_v2(Bucket=CODE_BUCKET).get("Contents", []):
        if stored["Key"] not in keys:
            s3.delete_object(Bucket=CODE_BUCKET, Key=stored["Key"])


def with_code(template: dict[str, Any], bucket: str, key: str) -> dict[str, Any]:
    """The template with every function's local zip replaced by its place in S3."""
    resources: dict[str, Any] = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            properties = {**resource["Properties"], "CodeUri": {"Bucket": bucket, "Key": key}}
            resources[name] = {**resource, "Properties": properties}
        else:
            resources[name] = resource
    return {**template, "Resources": resources}


def _find(cloudformation: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    try:
        return cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _wait(cloudformation: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    """The stack when it no longer changes; None when it is gone."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while True:
        stack = _find(cloudformation, name)
        if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
            return None
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        if time.monotonic() > deadline:
            raise DeploymentError(
                f"The stack {name} has been in {stack['StackStatus']} for {LIMIT_SECONDS:.0f} seconds."
            )
        time.sleep(_POLL_SECONDS)


def _reason(cloudformation: "CloudFormationClient", name: str) -> str:
    """The first failure that the stack's events tell of: later ones only follow from it."""
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    for event in sorted(events, key=lambda event: event["Timestamp"]):
        reason = event.get("ResourceStatusReason", "")
        if event.get("ResourceStatus", "").endswith("_FAILED") and "cancelled" not in reason:
            return f"{event.get('LogicalResourceId')} ({event.get('ResourceType')}): {reason}"
    stack = _find(cloudformation, name)
    return (stack.get("StackStatusReason") if stack else None) or "no reason was given"


def _digest(stack: "StackTypeDef") -> str | None:
    return next((tag["Value"] for tag in stack.get("Tags", []) if tag["Key"] == DIGEST_TAG), None)


def _outputs(stack: "StackTypeDef") -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

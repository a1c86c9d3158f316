"""Credentials of the local stack: an administrator, and a worker that may assume the worker role and nothing else.

They are random, made once, and lie below `.local/aws` in files that only their owner can read. The worker gets AWS's
own kind of configuration, a profile with `role_arn` and `source_profile`, so that botocore assumes the role and
refreshes its credentials as it does on AWS.
"""

import configparser
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from infra.local.context import REGION

WORKER_USER = "candor-local-worker"


def admin_environment(home: Path, endpoint: str) -> dict[str, str]:
    """Variables of the account's administrator, whose key is made on first use."""
    file = home / "aws" / "admin"
    if not file.exists():
        _write_private(file, {"default": _new_key()})
    keys = configparser.ConfigParser()
    keys.read(file)
    return {
        "AWS_ACCESS_KEY_ID": keys["default"]["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": keys["default"]["aws_secret_access_key"],
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def session(environment: Mapping[str, str]) -> boto3.Session:
    """A boto3 session with the keys of `admin_environment`; clients still need the endpoint."""
    return boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )


def worker_environment(home: Path, admin: Mapping[str, str], role_arn: str) -> dict[str, str]:
    """Variables with which a worker runs as `role_arn`; makes the user whose only right is to assume that role."""
    file = home / "aws" / "worker"
    iam = session(admin).client("iam", endpoint_url=admin["AWS_ENDPOINT_URL"])
    allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role_arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    try:
        iam.get_user(UserName=WORKER_USER)
    except ClientError:
        iam.create_user(UserName=WORKER_USER)
        file.unlink(missing_ok=True)
    iam.put_user_policy(UserName=WORKER_USER, PolicyName="assume-worker-role", PolicyDocument=policy)
    if not file.exists() or role_arn not in file.read_text():
        for key in iam.list_access_keys(UserName=WORKER_USER)["AccessKeyMetadata"]:
            iam.delete_access_key(UserName=WORKER_USER, AccessKeyId=key["AccessKeyId"])
        made = iam.create_access_key(UserName=WORKER_USER)["AccessKey"]
        source = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
        role = {"role_arn": role_arn, "source_profile": "source", "role_session_name": "local-worker"}
        _write_private(file, {"source": source, "worker": role})
    return {
        "AWS_SHARED_CREDENTIALS_FILE": str(file),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_PROFILE": "worker",
        "AWS_ENDPOINT_URL": admin["AWS_ENDPOINT_URL"],
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _new_key() -> dict[str, str]:
    return {
        "aws_access_key_id": "AKIALOCAL" + secrets.token_hex(6).upper()[:11],
        "aws_secret_access_key": secrets.token_urlsafe(30),
    }


def _write_private(file: Path, sections: Mapping[str, Mapping[str, str]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = configparser.ConfigParser(interpolation=None)
    content.read_dict(sections)
    partial = file.with_name(f".{file.name}")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        content.write(out)
    partial.rename(file)

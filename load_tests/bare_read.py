"""The bare Lambda that the API is measured against: one read of one item, and nothing around it."""

import os
from typing import Any

import boto3

_DYNAMODB = boto3.client("dynamodb")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer API Gateway with the document of the job that the path names."""
    key = {
        "pk": {"S": os.environ["BARE_PK"].format(event["pathParameters"]["job_id"])},
        "sk": {"S": os.environ["BARE_SK"]},
    }
    item = _DYNAMODB.get_item(TableName=os.environ["TABLE_NAME"], Key=key, ConsistentRead=True)["Item"]
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return {"statusCode": 200, "headers": headers, "body": item["doc"]["S"]}

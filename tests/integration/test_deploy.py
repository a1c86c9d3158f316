import hashlib
from pathlib import Path

import pytest
import yaml

from infra.local.deploy import DeploymentError, deploy
from infra.package import Package
from tests.integration.conftest import MiniStack

pytestmark = pytest.mark.integration


def packaged(folder: Path, resources: dict[str, object]) -> Package:
    text = yaml.safe_dump(
        {
            "Parameters": {"Size": {"Type": "String"}},
            "Resources": resources,
            "Outputs": {"QueueUrl": {"Value": {"Ref": "Queue"}}},
        }
    )
    (folder / "template.yaml").write_text(text)
    (folder / "deployment.zip").write_bytes(b"")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Package(folder / "template.yaml", folder / "deployment.zip", digest)


def queue(seconds: int) -> dict[str, object]:
    return {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": seconds}}


def test_a_stack_is_created_updated_and_left_alone(ministack: MiniStack, tmp_path: Path) -> None:
    def deployed(resources: dict[str, object], size: str = "1") -> dict[str, str]:
        package = packaged(tmp_path, resources)
        return deploy(ministack.session, ministack.endpoint, "one", package, {"Size": size})

    def last_change() -> object:
        stack = cloudformation.describe_stacks(StackName="one")["Stacks"][0]
        return stack.get("LastUpdatedTime", stack["CreationTime"])

    cloudformation = ministack.session.client("cloudformation", endpoint_url=ministack.endpoint)
    sqs = ministack.session.client("sqs", endpoint_url=ministack.endpoint)
    url = deployed({"Queue": queue(5)})["QueueUrl"]
    created = last_change()
    assert deployed({"Queue": queue(5)})["QueueUrl"] == url
    assert last_change() == created

    assert deployed({"Queue": queue(6)})["QueueUrl"] == url
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"] == {
        "VisibilityTimeout": "6"
    }


def test_a_failure_is_told_in_the_stacks_own_words_and_can_be_repaired(ministack: MiniStack, tmp_path: Path) -> None:
    def deployed(resources: dict[str, object]) -> dict[str, str]:
        return deploy(ministack.session, ministack.endpoint, "two", packaged(tmp_path, resources), {"Size": "1"})

    with pytest.raises(DeploymentError, match="AWS::Nowhere::Thing"):
        deployed({"Queue": queue(5), "Thing": {"Type": "AWS::Nowhere::Thing", "Properties": {}}})
    assert deployed({"Queue": queue(5)})["QueueUrl"]

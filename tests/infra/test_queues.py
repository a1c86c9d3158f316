"""Every queue of the template has dead letters that somebody is told of, and who needs a queue may use it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.settings import Settings
from infra.local.processes import worker_settings

PROJECT = Path(__file__).resolve().parents[2]


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return f"{suffix} {node.value}"
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else suffix


class _Loader(yaml.SafeLoader):
    """Reads `!GetAtt Queue.Arn` as the text `GetAtt Queue.Arn`."""


_Loader.add_multi_constructor("!", _intrinsic)
TEMPLATE = yaml.load((PROJECT / "infra" / "template.yaml").read_text(encoding="utf-8"), _Loader)  # noqa: S506
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
QUEUES = {name: one["Properties"] for name, one in RESOURCES.items() if one.get("Type") == "AWS::SQS::Queue"}
WORKING = sorted(name for name in QUEUES if "RedrivePolicy" in QUEUES[name])


def may(role: str, action: str) -> set[str]:
    """The queues for which a role has an action."""
    statements = RESOURCES[role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    granted = {arn for one in statements if action in one["Action"] for arn in one["Resource"]}
    return {name for name in WORKING if f"GetAtt {name}.Arn" in granted}


@pytest.mark.parametrize("name", WORKING)
def test_what_fails_for_good_is_kept_and_rings_an_alarm(name: str) -> None:
    policy = QUEUES[name]["RedrivePolicy"]
    dead = policy["deadLetterTargetArn"].removeprefix("GetAtt ").removesuffix(".Arn")
    assert policy["maxReceiveCount"] >= 3
    assert QUEUES[dead]["SqsManagedSseEnabled"] is True
    assert QUEUES[dead]["MessageRetentionPeriod"] == QUEUES[name]["MessageRetentionPeriod"] == 1_209_600
    alarm = RESOURCES[f"{dead}Alarm"]["Properties"]
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": f"GetAtt {dead}.QueueName"}]
    assert (alarm["Threshold"], alarm["AlarmActions"]) == (0, ["Ref AlarmTopic"])


def test_what_is_scored_again_waits_in_a_queue_like_that_of_fresh_answers() -> None:
    fresh, again = ({**QUEUES[name], "RedrivePolicy": None} for name in ("AnalysisQueue", "RescoringQueue"))
    assert fresh == again
    counts = {QUEUES[name]["RedrivePolicy"]["maxReceiveCount"] for name in ("AnalysisQueue", "RescoringQueue")}
    assert len(counts) == 1


def test_the_worker_takes_from_it_and_only_worker_and_sweeper_put_something_in() -> None:
    assert "RescoringQueue" in may("WorkerRole", "sqs:ReceiveMessage")
    senders = {name for name in RESOURCES if name.endswith("Role") and "Policies" in RESOURCES[name]["Properties"]}
    assert {role for role in senders if "RescoringQueue" in may(role, "sqs:SendMessage")} == {"WorkerRole", "SweepRole"}


def test_the_worker_is_told_where_every_queue_of_its_own_is() -> None:
    outputs = {name: name for name in TEMPLATE["Outputs"]}
    told = worker_settings(outputs, "https://candor.example")
    assert told["RESCORING_QUEUE_URL"] == "RescoringQueueUrl"
    assert TEMPLATE["Outputs"]["RescoringQueueUrl"]["Value"] == "Ref RescoringQueue"
    known = {name.lower() for name in told}
    assert known <= set(Settings.model_fields)

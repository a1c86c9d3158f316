"""Keeps the local worker from taking answers, and lets it take them when all of them wait: for benchmarks."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import boto3

from infra.local.context import REGION, STACK_NAME
from infra.local.session import use_local_stack

# As long as the worker's last long poll may have yet to go.
_LONG_POLL_S = 6.0
_LOOK_EVERY_S = 0.2
_POLICY = "held-by-benchmark"
_VISIBLE: Final = "ApproximateNumberOfMessages"
_IN_FLIGHT: Final = "ApproximateNumberOfMessagesNotVisible"


class AnalysisQueue:
    """The queue of the running local stack, as its administrator sees it."""

    def __init__(self) -> None:
        """Raises NotRunning."""
        use_local_stack()
        (stack,) = boto3.client("cloudformation", region_name=REGION).describe_stacks(StackName=STACK_NAME)["Stacks"]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        self._url = outputs["AnalysisQueueUrl"]
        self._role = outputs["WorkerRoleArn"].rpartition("/")[2]
        self._sqs = boto3.client("sqs", region_name=REGION)
        self._iam = boto3.client("iam", region_name=REGION)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is taken while this lasts: the worker lacks the permission, and tries again every two seconds."""
        denied = {"Effect": "Deny", "Action": "sqs:ReceiveMessage", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
        self._iam.put_role_policy(RoleName=self._role, PolicyName=_POLICY, PolicyDocument=policy)
        try:
            time.sleep(_LONG_POLL_S)
            yield
        finally:
            self._iam.delete_role_policy(RoleName=self._role, PolicyName=_POLICY)

    def await_waiting(self, answers: int, within_s: float) -> None:
        """Return when so many messages wait."""
        self._await(lambda visible, _: visible >= answers, within_s)

    def await_first_taken(self, within_s: float) -> None:
        """Return when the worker holds something."""
        self._await(lambda _, in_flight: in_flight > 0, within_s)

    def await_empty(self, within_s: float) -> None:
        """Return when every message is recorded and gone."""
        self._await(lambda visible, in_flight: visible + in_flight == 0, within_s)

    def _await(self, state: Callable[[int, int], bool], within_s: float) -> None:
        deadline = time.monotonic() + within_s
        while True:
            found = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=[_VISIBLE, _IN_FLIGHT])
            visible, in_flight = (int(found["Attributes"][name]) for name in (_VISIBLE, _IN_FLIGHT))
            if state(visible, in_flight):
                return
            if time.monotonic() > deadline:
                raise SystemExit(f"The analysis queue stays at {visible} waiting and {in_flight} held answers.")
            time.sleep(_LOOK_EVERY_S)

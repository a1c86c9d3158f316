"""Starting the state machine `interview_result`: ids only, and a name that makes a second start harmless."""

import json
from typing import TYPE_CHECKING, Literal

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_NOBODY_WAITS = frozenset({"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"})
ExecutionState = Literal["absent", "running", "ended"]


class ResultMachine:
    """The executions of `interview_result`."""

    def __init__(self, client: "SFNClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def start(self, tenant: str, interview: str, attempt: int, redrive: int) -> None:
        """Start the result of an attempt; starting the same one again does nothing."""
        try:
            self._client.start_execution(
                stateMachineArn=self._arn,
                name=execution_name(interview, attempt, redrive),
                input=json.dumps({"tenant": tenant, "interview": interview, "attempt": attempt}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise

    def go_on(self, token: str) -> bool:
        """Let the execution that waits with this token go on; False if there is none any more."""
        try:
            self._client.send_task_success(taskToken=token, output="{}")
        except ClientError as error:
            if error.response["Error"]["Code"] not in _NOBODY_WAITS:
                raise
            return False
        return True

    def state(self, interview: str, attempt: int, redrive: int) -> ExecutionState:
        """How the execution stands."""
        name = execution_name(interview, attempt, redrive)
        arn = f"{self._arn.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            status = self._client.describe_execution(executionArn=arn)["status"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return "absent"
            raise
        return "running" if status == "RUNNING" else "ended"


def execution_name(interview: str, attempt: int, redrive: int) -> str:
    """Interview and attempt; a re-drive after a lost execution adds its count."""
    return f"{interview}-{attempt}" + (f"-r{redrive}" if redrive else "")

"""Two things that MiniStack's state machines do otherwise than AWS's when they wait for a task token.

* `TimeoutSeconds` may be a JSONata expression. MiniStack waits for the expression's text and fails; here it is worked
  out first.
* When the Lambda that is to pass the token on raises, the state fails with that error. MiniStack waits for the token
  all the same; here it fails, so that Retry and Catch are what they are in AWS.

The names are private to MiniStack, whose version is pinned.
"""

import threading
from typing import Any

from ministack.services import stepfunctions

_execute_task = stepfunctions._execute_task
_invoke_with_callback = stepfunctions._invoke_with_callback


def _with_timeout(state: dict[str, Any], given: Any, execution: Any, context: Any) -> Any:
    if str(state.get("TimeoutSeconds", "")).startswith("{%"):
        seconds = stepfunctions._jsonata_state_field(state, "TimeoutSeconds", "number", given, context)
        state = {**state, "TimeoutSeconds": seconds}
    return _execute_task(state, given, execution, context)


class _Failed(threading.local):
    error: Exception | None = None


def _or_its_error(resource: str, given: Any, token: str, state: dict[str, Any]) -> Any:
    if "states:::lambda:invoke" not in resource:
        return _invoke_with_callback(resource, given, token, state)
    function = stepfunctions._resolve_lambda_function_ref(given.get("FunctionName", ""), optimized=True)
    waits = threading.Event()
    stepfunctions._task_tokens[token] = {"event": waits, "result": None, "error": None, "heartbeat": None}
    try:
        stepfunctions._call_lambda(function, given.get("Payload", given))
        if not waits.wait(timeout=state.get("TimeoutSeconds", 99999)):
            raise stepfunctions._ExecutionError("States.Timeout", "Task timed out waiting for callback")
        answer = stepfunctions._task_tokens[token]
    finally:
        stepfunctions._task_tokens.pop(token, None)
    if answer["error"]:
        raise stepfunctions._ExecutionError(
            answer["error"].get("Error", "TaskFailed"), answer["error"].get("Cause", "")
        )
    return stepfunctions.json.loads(answer["result"] or "{}")


def install() -> None:
    """Let MiniStack use it; call before the server starts."""
    stepfunctions._execute_task = _with_timeout
    stepfunctions._invoke_with_callback = _or_its_error

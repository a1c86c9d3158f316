"""Writes `infra/state_machines/interview_result.asl.json`: `python -m infra.result_machine`.

Every step has the same manners, which are said here once: ids in, nothing but ids, a word or seconds out; errors by the
names of `chalicelib/domain/errors.py`.

* What cannot succeed (`FINAL`) is not tried again: the interview says so and waits for a person.
* What may pass (`PASSING`), and whatever else happens to a Lambda, is tried again for some minutes; after that the
  execution ends as interrupted, and the sweeper starts the result again.
* Other systems (`HandOver`) have their own repeats and fail alone: beside them the rest goes on.
"""

import json
import sys
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "state_machines" / "interview_result.asl.json"
FINAL = ["PermanentError", "InvalidInput", "UnreadableMedia", "NotFound", "Forbidden", "Unauthenticated", "Conflict"]
PASSING = ["RetryableError", "TooManyRequests", "RequestInProgress", "LostUpdate"]
State = dict[str, Any]
States = dict[str, State]

_IDS = {name: f"{{% $states.context.Execution.Input.{name} %}}" for name in ("tenant", "interview", "attempt")}
_AGAIN = {"IntervalSeconds": 1, "BackoffRate": 2, "MaxDelaySeconds": 30, "JitterStrategy": "FULL"}
_EXECUTION = "{% $states.context.Execution.Name %}"
_CAUSE = {"cause": "{% $states.errorOutput.Error %}"}
_WAIT = {"wait_s": "{% $states.result.Payload.wait_s %}"}
# Steps are one Lambda, but for what talks to others' systems.
_LAMBDAS = {"hand_over": "HandOver"}
_CONNECTION = "{% $states.input.connection %}"


def _retry(*never: str) -> list[State]:
    return [
        {"ErrorEquals": [*FINAL, *never], "MaxAttempts": 0},
        {"ErrorEquals": PASSING, "MaxAttempts": 7, **_AGAIN},
        {"ErrorEquals": ["States.ALL"], "MaxAttempts": 7, **_AGAIN},
    ]


def _step(comment: str, step: str, following: str | None, *, output: State | None = None, **payload: Any) -> State:
    """A Lambda as a step, without what becomes of its errors."""
    return {
        "Type": "Task",
        "Comment": comment,
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {
            "FunctionName": f"${{{_LAMBDAS.get(step, 'InterviewStep')}Arn}}",
            "Payload": {**_IDS, "step": step, **payload},
        },
        "Output": output or {},
        "TimeoutSeconds": 60,
        "Retry": _retry(),
        **({"Next": following} if following else {"End": True}),
    }


def _flagging(states: States) -> States:
    """Steps whose failure for good is told, and whose interruption is left to the sweeper."""
    return {
        name: {
            **state,
            "Catch": [
                {"ErrorEquals": FINAL, "Output": _CAUSE, "Next": "Flag"},
                {"ErrorEquals": ["States.ALL"], "Output": {}, "Next": "Interrupted"},
            ],
        }
        for name, state in states.items()
    }


def _report() -> States:
    return _flagging(
        {
            "Finalise": _step("Put the answers' scores together; keep scorecard and report", "finalise_scorecard",
                              "Explain"),
            "Explain": _step("What the scores mean against the job's requirements", "explain_scores", "Decide"),
            "Decide": _step("Route by the job's rules; the report can be read from here on", "decide_interview",
                            "PublishReported"),
            "PublishReported": _step("interview.reported to the tenant's webhook endpoints", "publish_event",
                                     "LookForAlarms", event_type="interview.reported"),
            "LookForAlarms": _step("The job's pass rate, and its list of the best", "look_for_alarms", "NotifyTeam"),
            "NotifyTeam": _step("Tell the team that the report is ready", "notify_team", "CurrentDecision",
                                purpose="report_ready"),
            "CurrentDecision": _step("Read what holds now: the rule's decision or a person's", "current_decision",
                                     "ByOutcome", output={"outcome": "{% $states.result.Payload.outcome %}"}),
        }
    )  # fmt: skip


def _review() -> States:
    asked = _flagging(
        {
            "OpenReview": _step("Ask for a person's decision", "open_review", "AwaitReview", output=_WAIT),
            "Remind": _step("Remind the team, or say once that it is overdue; nothing is decided by itself",
                            "remind_reviewers", "AwaitReview", output=_WAIT),
        }
    )  # fmt: skip
    waiting = _flagging(
        {
            "AwaitReview": {
                **_step("Wait for the person until the next reminder is due", "await_review", "CurrentDecision",
                        token="{% $states.context.Task.Token %}"),  # noqa: S106 - an expression
                "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "TimeoutSeconds": "{% $states.input.wait_s %}",
                "Retry": _retry("States.Timeout"),
            }
        }
    )  # fmt: skip
    waiting["AwaitReview"]["Catch"].insert(0, {"ErrorEquals": ["States.Timeout"], "Output": {}, "Next": "Remind"})
    choice = {
        "ByOutcome": {
            "Type": "Choice",
            "Choices": [
                {"Condition": "{% $states.input.outcome = 'human_review' %}", "Output": {}, "Next": "OpenReview"},
                {
                    "Condition": "{% $states.input.outcome in ['advance', 'thank_you', 'retest'] %}",
                    "Output": {},
                    "Next": "NotifyCandidate",
                },
            ],
            "Default": "Close",
        }
    }
    return {**choice, **asked, **waiting}


def _connectors() -> State:
    """The branch that hands results over. Each connection waits and fails alone."""
    hand_over = _step("One try; says how long to wait before the next one", "hand_over", "TryAgain",
                      output={"connection": _CONNECTION, **_WAIT}, connection=_CONNECTION)  # fmt: skip
    one: States = {
        "HandOver": {
            **hand_over,
            "Catch": [
                {"ErrorEquals": ["States.ALL"], "Output": {"connection": _CONNECTION}, "Next": "ConnectorFailed"}
            ],
        },
        "TryAgain": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input.wait_s > 0 %}", "Next": "WaitForIt"}],
            "Default": "HandedOver",
        },
        "WaitForIt": {
            "Type": "Wait",
            "Seconds": "{% $states.input.wait_s %}",
            "Output": {"connection": _CONNECTION},
            "Next": "HandOver",
        },
        "ConnectorFailed": _step("connector.failed, and a notice to the tenant", "connector_failed", "HandedOver",
                                 connection=_CONNECTION),
        "HandedOver": {"Type": "Pass", "Output": {}, "End": True},
    }  # fmt: skip
    each = {
        "Type": "Map",
        "Items": "{% $states.input.connections %}",
        "ItemSelector": {"connection": "{% $states.context.Map.Item.Value %}"},
        "MaxConcurrency": 5,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "HandOver", "States": one},
        "Output": {},
        "End": True,
    }
    listed = _step("The systems that results go to", "list_connections", "EachConnection",
                   output={"connections": "{% $states.result.Payload.connections %}"})  # fmt: skip
    return {"StartAt": "ListConnections", "States": {"ListConnections": listed, "EachConnection": each}}


def _rest() -> State:
    """The branch of everything else. What fails for good in it is flagged there, so that it does not end the other."""
    steps = {
        "PublishDecided": _step("interview.decided to the tenant's webhook endpoints", "publish_decision",
                                "DepartmentReport"),
        "DepartmentReport": _step("The report to the hiring department, when the candidate advances",
                                  "send_department_report", "SuggestCourses"),
        "SuggestCourses": _step("Courses for dimensions under the job's bound", "suggest_courses", None),
    }  # fmt: skip
    flagged = {"ErrorEquals": FINAL, "Output": _CAUSE, "Next": "FlagTheRest"}
    states: States = {name: {**step, "Catch": [flagged]} for name, step in steps.items()}
    states |= {
        "FlagTheRest": _step("Make it visible that something was left undone", "flag_interview", "PublishFlagOfTheRest",
                             cause="{% $states.input.cause %}"),
        "PublishFlagOfTheRest": _step("interview.needs_attention", "publish_event", "NotifyFlagOfTheRest",
                                      event_type="interview.needs_attention"),
        "NotifyFlagOfTheRest": _step("Tell the team", "notify_team", None, purpose="needs_attention"),
    }  # fmt: skip
    return {"StartAt": "PublishDecided", "States": states}


def _follow_up() -> States:
    told = _flagging({"NotifyCandidate": _step("Tell the candidate how it goes on", "notify_candidate", "FollowUp")})
    beside = _flagging(
        {
            "FollowUp": {
                "Type": "Parallel",
                "Comment": "Results to other systems, which may take long, and beside them the rest",
                "Branches": [_connectors(), _rest()],
                "Output": {},
                "Next": "Close",
            }
        }
    )
    close = _step("Note that everything is done", "close_interview", None, execution=_EXECUTION)
    return {**told, **beside, **_flagging({"Close": close})}


def _flag() -> States:
    steps = {
        "Flag": _step("Make it visible that the result could not be finished", "flag_interview", "PublishFlag",
                      cause="{% $states.input.cause %}"),
        "PublishFlag": _step("interview.needs_attention to the tenant's webhook endpoints", "publish_event",
                             "NotifyFlag", event_type="interview.needs_attention"),
        "NotifyFlag": _step("Tell the team", "notify_team", "CloseFlagged", purpose="needs_attention"),
        "CloseFlagged": _step("Leave it to the person", "close_interview", "GiveUp",
                              execution=_EXECUTION),
    }  # fmt: skip
    ends = {
        "GiveUp": {
            "Type": "Fail",
            "Error": "InterviewNeedsAttention",
            "Cause": "The result cannot be finished; the interview says so and waits for a person.",
        },
        "Interrupted": {
            "Type": "Fail",
            "Error": "InterviewInterrupted",
            "Cause": "Something did not answer for longer than the retries last; the sweeper starts the result again.",
        },
    }
    # Whom the notice cannot reach finds the interview among those that need attention.
    steps["NotifyFlag"]["Catch"] = [{"ErrorEquals": ["States.ALL"], "Output": {}, "Next": "CloseFlagged"}]
    return {**steps, **ends}


def machine() -> State:
    """The whole state machine."""
    return {
        "Comment": "From the last answer of an interview to its report, decision, notices and events. Every step may "
        "run again: each has its effect once per interview, attempt and decision. The sweeper starts again what ends "
        "as Interrupted. Written by infra/result_machine.py.",
        "QueryLanguage": "JSONata",
        "StartAt": "Finalise",
        "States": {**_report(), **_review(), **_follow_up(), **_flag()},
    }


def text() -> str:
    """The file's content."""
    return json.dumps(machine(), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

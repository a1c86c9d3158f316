"""The state machine knows the code's errors, and its template knows the state machine's Lambdas."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.domain import errors
from chalicelib.tasks import TASKS
from chalicelib.tasks.interview_step import STEPS
from infra import result_machine

PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "infra" / "state_machines" / "interview_result.asl.json").read_text(encoding="utf-8")
MACHINE: dict[str, Any] = json.loads(TEXT)
# What may be in the state or go into a step besides the ids of an execution: no field holds anything personal.
WORDS = {"event_type", "purpose", "cause", "outcome", "wait_s", "connection", "connections", "token", "execution"}
IDS = {"tenant", "interview", "attempt"}
THAT_RESUME = ["Finalise", "Explain", "Decide", "PublishReported", "LookForAlarms", "NotifyTeam", "CurrentDecision",
               "OpenReview", "Remind", "NotifyCandidate", "FollowUp", "Close"]  # fmt: skip


def machines(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The machine and those within its Map and Parallel states."""
    yield machine
    for state in machine["States"].values():
        for inner in (*state.get("Branches", ()), *([state["ItemProcessor"]] if "ItemProcessor" in state else ())):
            yield from machines(inner)


STATES: dict[str, dict[str, Any]] = {
    name: state for machine in machines(MACHINE) for name, state in machine["States"].items()
}
TASK_STATES = sorted(name for name, state in STATES.items() if state["Type"] == "Task")


def handlers(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [*state.get("Retry", ()), *state.get("Catch", ())]


def targets(state: dict[str, Any]) -> set[str]:
    chosen = [*state.get("Choices", ()), *state.get("Catch", ()), state]
    return {one[name] for one in chosen for name in ("Next", "Default") if name in one}


def test_the_file_is_what_its_writer_writes() -> None:
    assert result_machine.text() == TEXT, "run python -m infra.result_machine"


def test_every_error_of_the_code_is_named_and_every_error_named_is_one_of_the_codes() -> None:
    """All classes of the tree but its root, which nobody raises. What `Fail` states end with is no error of a step."""
    named = {error for state in STATES.values() for one in handlers(state) for error in one["ErrorEquals"]}
    raised = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.CandorError) and value is not errors.CandorError
    }
    assert {name for name in named if not name.startswith("States.")} == raised


def test_what_may_pass_is_what_says_so_itself_or_was_outrun() -> None:
    """Step Functions compares names, not classes, so each subclass has to be on the list of its parent."""
    passing = {getattr(errors, name) for name in result_machine.PASSING}
    assert {error for error in passing if issubclass(error, errors.RetryableError)} == {
        errors.RetryableError,
        *errors.RetryableError.__subclasses__(),
    }
    assert passing - {errors.RetryableError, *errors.RetryableError.__subclasses__()} == {
        errors.LostUpdate,
        errors.RequestInProgress,
    }
    assert not passing & {getattr(errors, name) for name in result_machine.FINAL}


@pytest.mark.parametrize("name", TASK_STATES)
def test_every_step_is_retried_and_what_cannot_succeed_is_not(name: str) -> None:
    final, passing, other = STATES[name]["Retry"]
    timeouts = {"States.Timeout"} if name == "AwaitReview" else set()
    assert (final["MaxAttempts"], set(final["ErrorEquals"])) == (0, {*result_machine.FINAL, *timeouts})
    assert set(passing["ErrorEquals"]) == set(result_machine.PASSING)
    assert other["ErrorEquals"] == ["States.ALL"]
    for one in handlers(STATES[name]):
        # Step Functions takes States.ALL only alone, and only last.
        assert "States.ALL" not in one["ErrorEquals"] or one["ErrorEquals"] == ["States.ALL"]


@pytest.mark.parametrize("name", THAT_RESUME)
def test_what_cannot_succeed_is_flagged_and_an_outage_is_left_to_the_sweeper(name: str) -> None:
    assert [one["Next"] for one in STATES[name]["Catch"]] == ["Flag", "Interrupted"]


def test_a_review_that_runs_out_is_reminded_of_and_waits_on() -> None:
    waiting = STATES["AwaitReview"]
    first = waiting["Catch"][0]
    assert (first["ErrorEquals"], first["Next"]) == (["States.Timeout"], "Remind")
    assert waiting["Resource"].endswith(".waitForTaskToken")
    assert STATES["Remind"]["Next"] == "AwaitReview"
    assert waiting["Next"] == "CurrentDecision", "what was decided is read, not taken from whoever has the token"


def test_a_system_that_fails_holds_nobody_up() -> None:
    assert [(one["ErrorEquals"], one["Next"]) for one in STATES["HandOver"]["Catch"]] == [
        (["States.ALL"], "ConnectorFailed")
    ]
    connectors, rest = STATES["FollowUp"]["Branches"]
    assert (connectors["StartAt"], rest["StartAt"]) == ("ListConnections", "PublishDecided")
    for name in ("PublishDecided", "DepartmentReport", "SuggestCourses"):
        assert [one["Next"] for one in STATES[name]["Catch"]] == ["FlagTheRest"]


def test_every_state_is_reached_and_every_way_leads_to_one() -> None:
    for machine in machines(MACHINE):
        states = machine["States"]
        reached = {machine["StartAt"]}
        while more := {name for known in reached for name in targets(states[known])} - reached:
            assert more <= set(states)
            reached |= more
        assert reached == set(states)


@pytest.mark.parametrize("name", TASK_STATES)
def test_a_step_gets_ids_and_leaves_no_more_than_ids_words_and_seconds(name: str) -> None:
    payload = STATES[name]["Arguments"]["Payload"]
    assert set(payload) >= {*IDS, "step"}
    assert set(payload) - IDS <= {*WORDS, "step"}
    assert set(STATES[name]["Output"]) <= WORDS - {"token"}


def test_every_step_named_is_one_and_every_step_is_named() -> None:
    tasks = [STATES[name]["Arguments"] for name in TASK_STATES]
    named = {task["Payload"]["step"] for task in tasks if task["FunctionName"] == "${InterviewStepArn}"}
    assert named == set(STEPS)
    others = {task["FunctionName"] for task in tasks} - {"${InterviewStepArn}"}
    assert others == {"${HandOverArn}"}


def test_every_lambda_named_is_in_the_template_and_a_task() -> None:
    template = (PROJECT / "infra" / "template.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\{(\w+)Arn\}", TEXT))
    given = set(re.findall(r"^        (\w+)Arn: !GetAtt \1\.Arn$", template, re.MULTILINE))
    assert named == given
    assert named <= {"".join(part.title() for part in task.split("_")) for task in TASKS}


def test_every_lambda_has_a_role_of_its_own() -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda _loader, suffix, node: (suffix, getattr(node, "value", None)))
    resources = yaml.load((PROJECT / "infra" / "template.yaml").read_text(encoding="utf-8"), Loader)["Resources"]  # noqa: S506
    functions = ["APIHandler", *("".join(part.title() for part in task.split("_")) for task in TASKS)]
    roles = {name: resources[name]["Properties"]["Role"] for name in functions}
    assert roles == {name: ("GetAtt", f"{name}Role.Arn") for name in functions}

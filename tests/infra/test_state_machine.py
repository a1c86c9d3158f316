"""The state machine knows the code's errors, and its template knows the state machine's Lambdas."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.domain import errors
from chalicelib.tasks import TASKS

PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "infra" / "state_machines" / "interview_result.asl.json").read_text(encoding="utf-8")
STATES: dict[str, dict[str, Any]] = json.loads(TEXT)["States"]
TASK_STATES = sorted(name for name, state in STATES.items() if state["Type"] == "Task")


def handlers(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [*state.get("Retry", ()), *state.get("Catch", ())]


def test_every_error_named_is_an_error_of_the_code() -> None:
    named = {error for state in STATES.values() for one in handlers(state) for error in one["ErrorEquals"]}
    assert {name for name in named if not name.startswith("States.")} <= set(vars(errors))


@pytest.mark.parametrize("name", TASK_STATES)
def test_every_step_is_retried_and_what_cannot_succeed_is_not(name: str) -> None:
    final, other = STATES[name]["Retry"]
    assert (final["MaxAttempts"], other["ErrorEquals"]) == (0, ["States.ALL"])
    for one in handlers(STATES[name]):
        # Step Functions takes States.ALL only alone, and only last.
        assert "States.ALL" not in one["ErrorEquals"] or one["ErrorEquals"] == ["States.ALL"]


@pytest.mark.parametrize("name", ["Finalise", "Decide", "Publish", "Notify", "Close"])
def test_what_cannot_succeed_is_flagged_and_an_outage_is_left_to_the_sweeper(name: str) -> None:
    assert [one["Next"] for one in STATES[name]["Catch"]] == ["Flag", "Interrupted"]


@pytest.mark.parametrize("name", TASK_STATES)
def test_a_step_gets_ids_and_leaves_nothing_in_the_state(name: str) -> None:
    payload = STATES[name]["Arguments"]["Payload"]
    assert set(payload) - {"event_type", "cause"} == {"tenant", "interview", "attempt"}
    assert STATES[name]["Output"] == {}


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

"""The steps of the state machine `interview_result`, one file each in `steps/`, as one Lambda.

An interview passes fifteen of them within seconds; as many Lambdas would be as many cold starts to wait for. What talks
to others' systems (`hand_over`) is apart, with rights of its own.
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

from chalice.app import Blueprint

from chalicelib.domain.errors import PermanentError
from chalicelib.domain.language import Localized
from chalicelib.tasks import steps
from chalicelib.tasks.handler import Event, StepInput, step

task = Blueprint(__name__)
STEPS: dict[str, Callable[[StepInput, Event], Event | None]] = {
    found.name: import_module(f"{steps.__name__}.{found.name}").STEP for found in pkgutil.iter_modules(steps.__path__)
}
_UNKNOWN = Localized(en="There is no such step.", zh="没有这个步骤。")


@step
def _work(given: StepInput, event: Event) -> Event | None:
    if (work := STEPS.get(str(event.get("step")))) is None:
        raise PermanentError("unknown_step", _UNKNOWN)
    return work(given, event)


@task.lambda_function(name="interview_step")
def interview_step(event: Event, context: Any) -> Event:
    """Do the step that `event` names."""
    return _work(event, context)

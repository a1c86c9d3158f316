"""Takes two waits out of every call of a Lambda in MiniStack; AWS has neither.

* It waits 50 ms for a line of log after an answer, unless there is one. Here it waits 2 ms.
* Its runtime API sends the head and the body of an event apart, and Nagle's algorithm holds the body back until the
  function has acknowledged the head, which the kernel does after 40 ms. Here it is switched off.

The names are private to MiniStack, whose version is pinned.
"""

from functools import partialmethod
from typing import Any

from ministack.core import lambda_runtime

LOG_WAIT_S = 0.002


class PromptWorker(lambda_runtime.ProvidedWorker):  # type: ignore[misc] # MiniStack has no types
    """A function's environment that answers as soon as the function has."""

    _drain_stderr_bounded = partialmethod(
        lambda_runtime.ProvidedWorker._drain_stderr_bounded, first_line_wait=LOG_WAIT_S
    )

    def _build_handler_class(self, *arguments: Any) -> Any:
        made = super()._build_handler_class(*arguments)
        made.disable_nagle_algorithm = True
        return made


def install() -> None:
    """Let MiniStack use it; call before the server starts."""
    lambda_runtime.ProvidedWorker = PromptWorker

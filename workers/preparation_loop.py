"""Takes tasks from the preparation queue one after the other and lets go only of those that are done."""

import threading
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from chalicelib.domain.errors import RetryableError
from chalicelib.domain.messages import Prepare
from chalicelib.observability import logger
from workers.preparation_tasks import PreparationTasks
from workers.sqs import Received
from workers.unfinished import Unfinished

_PAUSE_S = 2.0
_BACKOFF_S = 20
_REASON = "The task failed again and again; a person has to look at the worker's log."


class Queue(Protocol):
    """What the loop needs of a queue; `workers.sqs.WorkQueue` is it."""

    def max_receives(self) -> int:
        """After how many receives a message goes to the dead-letter queue."""

    def receive(self, most: int) -> list[Received]:
        """Up to `most` messages; blocks for the length of a long poll."""

    def extend(self, receipts: list[str]) -> int:
        """Keep messages for another visibility period; how many were lost."""

    def release(self, receipt: str, after_s: int) -> None:
        """Let a message be received again in `after_s` seconds."""

    def delete(self, receipts: list[str]) -> int:
        """Delete messages; how many were not."""


class PreparationLoop:
    """One message at a time; its visibility is extended while it is worked on."""

    def __init__(self, queue: Queue, tasks: PreparationTasks, visibility_s: int) -> None:
        """Nothing starts before `run`."""
        self._queue = queue
        self._tasks = tasks
        self._every_s = visibility_s / 3
        self._stopping = threading.Event()

    def run(self) -> None:
        """Take messages until `stop`."""
        most = self._queue.max_receives()
        while not self._stopping.is_set():
            try:
                for received in self._queue.receive(1):
                    self._settle(received, last=received.receives >= most)
            except (BotoCoreError, ClientError):
                logger.exception("the preparation queue cannot be read")
                self._stopping.wait(_PAUSE_S)

    def stop(self) -> None:
        """Take no more messages; a long task is handed back at its next page."""
        self._stopping.set()

    def _settle(self, received: Received, *, last: bool) -> None:
        try:
            message = Prepare.model_validate_json(received.body)
        except ValidationError:
            # It stays in the queue until it goes to the dead letters, where a person finds it.
            logger.exception("a message of the preparation queue makes no sense")
            return
        held = threading.Event()
        keeper = threading.Thread(target=self._keep_hold, args=(received.receipt, held), daemon=True)
        keeper.start()
        try:
            self._tasks.do(message, lambda: not self._stopping.is_set())
        except Unfinished:
            self._queue.release(received.receipt, 0)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next message comes
            self._failed(received, message, error, last=last)
        else:
            self._queue.delete([received.receipt])
        finally:
            held.set()
            keeper.join()

    def _failed(self, received: Received, message: Prepare, error: Exception, *, last: bool) -> None:
        logger.exception("a preparation task failed", extra={"task": message.task, "subject": message.subject})
        passing = isinstance(error, (RetryableError, BotoCoreError, ClientError))
        if last and not passing:
            self._tasks.give_up(message, _REASON)
            self._queue.delete([received.receipt])
        else:
            self._queue.release(received.receipt, _BACKOFF_S)

    def _keep_hold(self, receipt: str, held: threading.Event) -> None:
        while not held.wait(self._every_s):
            try:
                self._queue.extend([receipt])
            except (BotoCoreError, ClientError):
                logger.exception("a message could not be held; it may come twice, which changes nothing")

"""The preparation loop: one message at a time, let go only when it is done."""

import threading
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain.messages import Prepare
from workers.preparation_loop import PreparationLoop
from workers.sqs import Received
from workers.unfinished import Unfinished

MESSAGE = Prepare(tenant="acme", task="cv", subject="can1", id="up1")


class Queue:
    """A queue in memory that gives its messages once."""

    def __init__(self, *bodies: str, receives: int = 1) -> None:
        self.waiting = [Received(body, f"r{number}", receives) for number, body in enumerate(bodies)]
        self.deleted: list[str] = []
        self.released: list[tuple[str, int]] = []
        self.extended = 0
        self.empty = threading.Event()

    def max_receives(self) -> int:
        return 5

    def receive(self, most: int) -> list[Received]:
        if not self.waiting:
            self.empty.set()
            time.sleep(0.01)
            return []
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return taken

    def extend(self, receipts: list[str]) -> int:
        self.extended += len(receipts)
        return 0

    def release(self, receipt: str, after_s: int) -> None:
        self.released.append((receipt, after_s))

    def delete(self, receipts: list[str]) -> int:
        self.deleted += receipts
        return 0


class Tasks:
    """Tasks that do what a test says."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.done: list[Prepare] = []
        self.given_up: list[Prepare] = []

    def do(self, message: Prepare, going: Callable[[], bool]) -> None:
        del going
        self.work()
        self.done.append(message)

    def give_up(self, message: Prepare, _reason: str) -> None:
        self.given_up.append(message)


def run(queue: Queue, tasks: Tasks, visibility_s: int = 30) -> None:
    loop = PreparationLoop(queue, tasks, visibility_s)  # type: ignore[arg-type]
    thread = threading.Thread(target=loop.run)
    thread.start()
    assert queue.empty.wait(10)
    loop.stop()
    thread.join(10)


def fail(error: Exception) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_what_is_done_is_deleted() -> None:
    queue, tasks = Queue(MESSAGE.model_dump_json()), Tasks(lambda: None)
    run(queue, tasks)
    assert tasks.done == [MESSAGE]
    assert queue.deleted == ["r0"]


def test_what_fails_comes_again_and_does_not_keep_the_next() -> None:
    outcomes = iter([ValueError("no"), None])

    def work() -> None:
        if error := next(outcomes):
            raise error

    queue, tasks = Queue(MESSAGE.model_dump_json(), MESSAGE.model_dump_json()), Tasks(work)
    run(queue, tasks)
    assert queue.released == [("r0", 20)]
    assert queue.deleted == ["r1"]


def test_what_fails_for_the_last_time_is_put_on_record() -> None:
    queue, tasks = Queue(MESSAGE.model_dump_json(), receives=5), Tasks(fail(ValueError("no")))
    run(queue, tasks)
    assert tasks.given_up == [MESSAGE]
    assert queue.deleted == ["r0"]


def test_an_outage_is_no_verdict() -> None:
    error = ClientError({"Error": {"Code": "InternalServerError"}}, "GetItem")
    queue, tasks = Queue(MESSAGE.model_dump_json(), receives=5), Tasks(fail(error))
    run(queue, tasks)
    assert tasks.given_up == []
    assert queue.released == [("r0", 20)]


def test_what_is_broken_off_is_handed_back_at_once() -> None:
    queue, tasks = Queue(MESSAGE.model_dump_json()), Tasks(fail(Unfinished()))
    run(queue, tasks)
    assert queue.released == [("r0", 0)]


def test_a_message_that_makes_no_sense_is_left_for_the_dead_letters() -> None:
    queue, tasks = Queue('{"type": "else"}'), Tasks(lambda: None)
    run(queue, tasks)
    assert (tasks.done, queue.deleted, queue.released) == ([], [], [])


def test_a_long_task_keeps_its_message() -> None:
    queue, tasks = Queue(MESSAGE.model_dump_json()), Tasks(lambda: time.sleep(0.7))
    run(queue, tasks, visibility_s=1)
    assert queue.extended >= 1
    assert queue.deleted == ["r0"]

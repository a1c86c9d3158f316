"""Transcribers follow the depth of the queue: none, as many as it takes, none again."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import ray
from botocore.exceptions import ClientError
from ray import serve

from tests.workers.sqs_server import ENVIRONMENT, SqsServer, sqs_server
from workers.autoscaling import autoscaling, wanted_replicas
from workers.queue_depth import QueueDepth
from workers.settings import WorkerSettings
from workers.sqs import Depth, WorkQueue

FOLLOWING = WorkerSettings(
    transcriber_replicas=0, transcriber_most_replicas=3, answers_per_transcriber=10, transcriber_idle_s=1
)


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator[SqsServer]:
    with sqs_server() as running:
        for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": running.endpoint}.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.mark.parametrize(
    ("visible", "in_flight", "wanted"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (10, 0, 1), (10, 1, 2), (500, 0, 50)]
)
def test_a_transcriber_for_so_many_answers_that_wait_or_are_in_flight(
    visible: int, in_flight: int, wanted: int
) -> None:
    assert wanted_replicas(Depth(visible, in_flight), answers_per_replica=10, present=7) == wanted


def test_an_unknown_depth_changes_nothing() -> None:
    assert wanted_replicas(None, answers_per_replica=10, present=7) == 7


def test_their_number_is_fixed_unless_there_is_a_most() -> None:
    assert autoscaling(WorkerSettings(), "http://127.0.0.1:1/q") is None


def test_a_queue_that_cannot_be_read_has_no_depth_and_then_has_one_again() -> None:
    answers: list[Depth | Exception] = [
        ClientError({"Error": {"Code": "Throttling"}}, "GetQueueAttributes"),
        Depth(4, 2),
    ]

    def read() -> Depth:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    depth = QueueDepth(read, every_s=0.01)
    assert eventually(depth.latest, Depth(4, 2), within_s=10)


def eventually(state: Callable[[], object], wanted: object, within_s: float = 40) -> bool:
    deadline = time.monotonic() + within_s
    while state() != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    return state() == wanted


class Stage:
    """Stands where the transcriber does; the policy never looks at it."""

    async def __call__(self, word: str) -> str:
        return word


@pytest.mark.timeout(180)
# Ray leaves its own connections to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_serve_goes_from_none_to_many_and_back_to_none(sqs: SqsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    ray.init(address="local", num_cpus=4, include_dashboard=False, object_store_memory=80 << 20, log_to_driver=False)
    try:
        serve.start(proxy_location="Disabled")
        config = autoscaling(FOLLOWING, sqs.url)
        stage: Any = serve.deployment(num_replicas="auto", autoscaling_config=config)(Stage)
        handle = serve.run(stage.bind(), name="stage", route_prefix=None)

        def replicas() -> int:
            (deployment,) = serve.status().applications["stage"].deployments.values()
            return sum(deployment.replica_states.values())

        assert replicas() == 0
        # The worker counts itself as well as long as this holds.
        assert serve.status().applications["stage"].status.value == "RUNNING"
        queue = WorkQueue(sqs.url, visibility_s=600, poll_s=0)
        sqs.put(*(str(number) for number in range(21)))
        assert eventually(replicas, 3)
        assert handle.remote("heard").result(timeout_s=30) == "heard"
        # What is held is not visible any more and keeps its transcriber.
        held = [received.receipt for _ in range(3) for received in queue.receive(10)]
        assert queue.depth() == Depth(visible=0, in_flight=21)
        queue.delete(held[:10])
        queue.delete(held[10:17])
        assert eventually(replicas, 1)
        sqs.broken = True
        time.sleep(5)
        assert replicas() == 1
        sqs.broken = False
        queue.delete(held[17:])
        assert eventually(replicas, 0)
        # A call that finds none waits for one instead of failing.
        sqs.put("one more")
        assert handle.remote("heard again").result(timeout_s=40) == "heard again"
    finally:
        serve.shutdown()  # type: ignore[no-untyped-call]
        ray.shutdown()

"""How many transcribers there are, by the depth of the queue: from none over some to none again."""

import math
from typing import Any

from ray.serve.config import AutoscalingConfig, AutoscalingContext

from workers.queue_depth import QueueDepth
from workers.settings import WorkerSettings
from workers.sqs import Depth, WorkQueue


class QueueDepthPolicy:
    """Serve's autoscaling policy: one transcriber for so many answers, waiting and in flight together.

    What is in flight counts, so nobody is taken away from answers in progress; Serve itself keeps to the bounds and
    delays of the configuration.
    """

    def __init__(self, queue_url: str, answers_per_replica: int) -> None:
        """Made by Serve in its controller, with the configuration's `policy_kwargs`."""
        self._depth = QueueDepth(WorkQueue(queue_url, visibility_s=0, poll_s=0).depth)
        self._answers_per_replica = answers_per_replica

    def __call__(self, context: AutoscalingContext) -> tuple[int, dict[str, Any]]:
        """How many replicas there should be, and nothing to remember."""
        return wanted_replicas(self._depth.latest(), self._answers_per_replica, context.target_num_replicas), {}


def wanted_replicas(depth: Depth | None, answers_per_replica: int, present: int) -> int:
    """Replicas for a queue of this depth; as many as at `present` when the depth is not known."""
    if depth is None:
        return present
    return math.ceil((depth.visible + depth.in_flight) / answers_per_replica)


def autoscaling(settings: WorkerSettings, queue_url: str) -> AutoscalingConfig | None:
    """How the transcribers follow the queue; None when their number is fixed."""
    if settings.transcriber_most_replicas == 0:
        return None
    return AutoscalingConfig.model_validate(
        {
            "min_replicas": settings.transcriber_replicas,
            # Without it Serve 2.60 starts one even where none is the fewest.
            "initial_replicas": settings.transcriber_replicas,
            "max_replicas": settings.transcriber_most_replicas,
            "policy": {
                # Serve takes this module by value into its controller; what cannot be pickled lives elsewhere.
                "policy_function": QueueDepthPolicy,
                "policy_kwargs": {"queue_url": queue_url, "answers_per_replica": settings.answers_per_transcriber},
            },
            "upscale_delay_s": 0,
            "downscale_delay_s": settings.transcriber_idle_s,
        }
    )

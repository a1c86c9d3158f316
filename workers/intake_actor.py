"""Intake as a Ray actor, which Ray starts again when its process dies."""

import asyncio

from chalicelib.settings import settings as product_settings
from workers.deployments import Pipeline
from workers.intake import Intake, IntakeReport
from workers.logs import log_to_launcher
from workers.record import Recorder
from workers.settings import WorkerSettings
from workers.sqs import Depth, WorkQueue


class IntakeActor:
    """Holds the one intake of this worker."""

    def __init__(self, settings: WorkerSettings) -> None:
        log_to_launcher()
        self._settings = settings
        self._queue = WorkQueue(product_settings().analysis_queue_url, settings.visibility_s, settings.poll_s)
        self._bulk = WorkQueue(product_settings().rescoring_queue_url, settings.visibility_s, settings.poll_s)
        self._recorder = Recorder(settings.in_flight + settings.rescoring_in_flight, settings.max_media_bytes)
        self._intake: Intake | None = None

    async def run(self) -> None:
        """Take messages until `stop` and the drain after it; the stages must be up."""
        self._intake = Intake(self._queue, self._recorder, Pipeline(self._settings), self._settings, self._bulk)
        await self._intake.run()

    async def is_running(self) -> bool:
        """Whether messages are taken."""
        return self._intake is not None

    async def report(self) -> tuple[Depth, IntakeReport] | None:
        """The queue's depth and what intake holds; None before messages are taken."""
        if self._intake is None:
            return None
        return await asyncio.to_thread(self._queue.depth), self._intake.report()

    async def stop(self) -> None:
        """Take no more messages and let `run` end."""
        if self._intake:
            await self._intake.stop()

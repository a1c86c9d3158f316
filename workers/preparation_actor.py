"""The preparation loop as a Ray actor, which Ray starts again when its process dies."""

import asyncio
import threading

from chalicelib.bootstrap import services_for
from chalicelib.settings import settings as product_settings
from workers.documents.reader import DocumentReader
from workers.logs import log_to_launcher
from workers.preparation_loop import PreparationLoop
from workers.preparation_tasks import PreparationTasks
from workers.scoring.encoder import load_encoder
from workers.settings import WorkerSettings
from workers.sqs import WorkQueue


class PreparationActor:
    """Holds one preparation loop, on a thread of its own."""

    def __init__(self, settings: WorkerSettings) -> None:
        log_to_launcher()
        queue = WorkQueue(product_settings().preparation_queue_url, settings.visibility_s, settings.poll_s)
        tasks = PreparationTasks(services_for, load_encoder(), DocumentReader())
        self._loop = PreparationLoop(queue, tasks, settings.visibility_s)
        self._thread = threading.Thread(target=self._loop.run, daemon=True)
        self._thread.start()

    async def is_running(self) -> bool:
        """Whether messages are taken."""
        return self._thread.is_alive()

    async def stop(self) -> None:
        """Take no more messages; returns when the one at hand is settled or handed back."""
        self._loop.stop()
        await asyncio.to_thread(self._thread.join)

"""The bridge from the queue to the pipeline: takes only what it can hold, and lets go only of what is done."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from chalicelib.domain.errors import CandorError, InvalidInput, PermanentError, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.observability import logger
from chalicelib.services.analysis import AnalysisTask
from workers.settings import WorkerSettings
from workers.sqs import BATCH, Received

_FAILED = PermanentError(
    "analysis_failed",
    Localized(
        en="The answer could not be analysed. The hiring team has been told; you need not do anything.",
        zh="无法分析该回答。招聘团队已收到通知，您无需进行任何操作。",
    ),
)
_DELETE_WAIT_S = 0.1
_LONGEST_BACKOFF_S = 120
_RECEIVE_ERROR_PAUSE_S = 2.0


class Queue(Protocol):
    """What intake needs of a queue."""

    def max_receives(self) -> int:
        """After how many receives a message goes to the dead-letter queue."""

    def receive(self, most: int) -> list[Received]:
        """Up to `most` messages; blocks for the length of a long poll."""

    def extend(self, receipts: Sequence[str]) -> int:
        """Keep messages for another visibility period; how many were lost."""

    def release(self, receipt: str, after_s: int) -> None:
        """Let a message be received again in `after_s` seconds."""

    def delete(self, receipts: Sequence[str]) -> int:
        """Delete at most ten messages; how many were not."""


class Records(Protocol):
    """What intake needs of the product; `workers.record.Recorder` is it."""

    async def begin(self, message: AnalyseAnswer) -> AnalysisTask | None:
        """What to do; None when nothing is left to do."""

    async def recording(self, message: AnalyseAnswer) -> bytes:
        """The recording's bytes."""

    async def record(self, message: AnalyseAnswer, transcript: Transcript, result: AnswerResult) -> None:
        """Keep the result, once or again."""

    async def reject(self, message: AnalyseAnswer, error: CandorError) -> None:
        """Keep the reason why there is no result, once or again."""


class Stages(Protocol):
    """The pipeline. Raises UnreadableMedia for a recording that cannot be used."""

    async def analyse(self, media: bytes, task: AnalysisTask) -> tuple[Transcript, AnswerResult]:
        """Transcript and scores of one answer."""


class Intake:
    """Receives messages and settles each one: recorded, rejected, or left for the queue to give again."""

    def __init__(self, queue: Queue, records: Records, stages: Stages, settings: WorkerSettings) -> None:
        """All collaborators come from outside; nothing starts before `run`."""
        self._queue = queue
        self._records = records
        self._stages = stages
        self._settings = settings
        self._stopping = asyncio.Event()
        self._held: dict[str, asyncio.Task[None]] = {}
        self._done: asyncio.Queue[str] = asyncio.Queue()
        self._room = asyncio.Condition()
        self._max_receives = 0
        self._bytes = 0

    async def run(self) -> None:
        """Take messages until `stop`; then finish what is held, for at most `drain_s`."""
        self._max_receives = await asyncio.to_thread(self._queue.max_receives)
        housekeeping = [asyncio.create_task(self._keep_hold()), asyncio.create_task(self._delete())]
        try:
            while not self._stopping.is_set():
                await self._take()
            await self._drain()
        finally:
            for task in (*housekeeping, *self._held.values()):
                task.cancel()

    async def stop(self) -> None:
        """Take no more messages."""
        self._stopping.set()
        async with self._room:
            self._room.notify_all()

    async def _take(self) -> None:
        async with self._room:
            await self._room.wait_for(lambda: len(self._held) < self._settings.in_flight or self._stopping.is_set())
        if self._stopping.is_set():
            return
        try:
            received = await asyncio.to_thread(self._queue.receive, self._settings.in_flight - len(self._held))
        except (BotoCoreError, ClientError):
            logger.exception("the queue cannot be read")
            await asyncio.sleep(_RECEIVE_ERROR_PAUSE_S)
            return
        for each in received:
            self._held[each.receipt] = asyncio.create_task(self._settle(each))

    async def _settle(self, received: Received) -> None:
        try:
            await self._handle(received)
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it is logged and its message is not lost
            logger.exception("a message could not be settled; it comes again")
        finally:
            async with self._room:
                self._held.pop(received.receipt, None)
                self._room.notify_all()

    async def _handle(self, received: Received) -> None:
        try:
            message = AnalyseAnswer.model_validate_json(received.body)
        except ValidationError as error:
            # Left as it is: the queue moves it to the dead-letter queue, where a person sees it.
            logger.error(
                "a message is malformed", extra={"errors": error.errors(include_input=False, include_url=False)}
            )
            return
        about = {"tenant": message.tenant, "interview": message.interview, "question": message.question}
        try:
            await self._analyse(message, about)
        except InvalidInput as refusal:
            await self._records.reject(message, refusal)
            logger.info("recording refused", extra={**about, "code": refusal.code})
        except (RetryableError, ClientError, BotoCoreError) as error:
            pause = min(_LONGEST_BACKOFF_S, 2**received.receives)
            if isinstance(error, RetryableError):
                pause = max(pause, math.ceil(error.retry_after))
            logger.warning("tried again later", extra={**about, "error": str(error), "pause_s": pause})
            await asyncio.to_thread(self._queue.release, received.receipt, pause)
            return
        except Exception:  # noqa: BLE001 - whatever it is, it is logged and its message is not lost
            # Receives that a killed worker used up count too, so the last are kept for trying.
            last = received.receives >= max(1, self._max_receives // 2)
            logger.exception("analysis failed", extra={**about, "receives": received.receives, "last": last})
            if not last:
                pause = min(_LONGEST_BACKOFF_S, 2**received.receives)
                await asyncio.to_thread(self._queue.release, received.receipt, pause)
                return
            await self._records.reject(message, _FAILED)
        await self._done.put(received.receipt)

    async def _analyse(self, message: AnalyseAnswer, about: dict[str, str]) -> None:
        started = asyncio.get_running_loop().time()
        task = await self._records.begin(message)
        if task is None:
            logger.info("nothing left to do", extra=about)
            return
        async with self._memory(message.size):
            media = await self._records.recording(message)
            transcript, result = await self._stages.analyse(media, task)
        await self._records.record(message, transcript, result)
        took = asyncio.get_running_loop().time() - started
        logger.info(
            "answer analysed", extra={**about, "audio_ms": transcript.duration_ms, "took_ms": round(took * 1000)}
        )

    @asynccontextmanager
    async def _memory(self, size: int) -> AsyncIterator[None]:
        """Room for a recording of `size` bytes; one that is larger than all the room there is goes alone."""
        room = self._settings.max_held_bytes
        async with self._room:
            await self._room.wait_for(lambda: self._bytes == 0 or self._bytes + size <= room)
            self._bytes += size
        try:
            yield
        finally:
            async with self._room:
                self._bytes -= size
                self._room.notify_all()

    async def _keep_hold(self) -> None:
        """Visibility heartbeat, three to a period, so that one lost call does no harm."""
        while True:
            await asyncio.sleep(self._settings.visibility_s / 3)
            if held := list(self._held):
                await self._settle_many(self._queue.extend, held, "visibility was not extended")

    async def _delete(self) -> None:
        """Delete what is done, up to ten at a time."""
        while True:
            receipts = [await self._done.get()]
            await asyncio.sleep(_DELETE_WAIT_S)
            while len(receipts) < BATCH and not self._done.empty():
                receipts.append(self._done.get_nowait())
            await self._settle_many(self._queue.delete, receipts, "messages were not deleted; they come again")
            for _ in receipts:
                self._done.task_done()

    @staticmethod
    async def _settle_many(call: Callable[[Sequence[str]], int], receipts: Sequence[str], trouble: str) -> None:
        try:
            failed = await asyncio.to_thread(call, receipts)
        except Exception:  # noqa: BLE001 - housekeeping goes on; what it missed, visibility makes good
            logger.exception(trouble)
        else:
            if failed:
                logger.warning(trouble, extra={"messages": failed})

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(self._settings.drain_s):
                async with self._room:
                    await self._room.wait_for(lambda: not self._held)
        except TimeoutError:
            logger.warning("handed back unfinished", extra={"messages": len(self._held)})
            for receipt in list(self._held):
                await asyncio.to_thread(self._queue.release, receipt, 0)
        await self._done.join()

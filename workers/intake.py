"""The bridge from the queues to the pipeline: takes only what it can hold, and lets go only of what is done."""

import asyncio
import math
from collections import Counter
from dataclasses import dataclass
from typing import Literal, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from chalicelib.domain.errors import CandorError, InvalidInput, PermanentError, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.observability import logger
from chalicelib.services.analysis import AnalysisTask
from workers.audio import seconds
from workers.decode import Decoded
from workers.room import Room
from workers.settings import WorkerSettings
from workers.source import Queue, Source
from workers.sqs import Received

_FAILED = PermanentError(
    "analysis_failed",
    Localized(
        en="The answer could not be analysed. The hiring team has been told; you need not do anything.",
        zh="无法分析该回答。招聘团队已收到通知，您无需进行任何操作。",
    ),
)
_LONGEST_BACKOFF_S = 120

Ending = Literal["recorded", "refused", "failed", "retried", "dropped"]


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What intake holds now, and how messages ended since its last report."""

    messages: int
    media_bytes: int
    audio_s: int
    """Seconds of audio, the longest that is possible for a recording that is not decoded yet."""
    ended: dict[Ending, int]


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
    """The pipeline; `workers.deployments.Pipeline` is it."""

    async def decode(self, media: bytes) -> Decoded:
        """The recording's samples. Raises UnreadableMedia for a recording that cannot be used."""

    async def analyse(self, decoded: Decoded, task: AnalysisTask, tenant: str) -> tuple[Transcript, AnswerResult]:
        """Transcript and scores of one answer."""

    async def score_again(self, earlier: AnalysedAnswer, task: AnalysisTask, tenant: str) -> AnswerResult:
        """Scores of a transcript that there is already."""

    async def read(
        self, content: bytes, content_type: str, task: AnalysisTask, tenant: str
    ) -> tuple[Transcript, AnswerResult]:
        """Transcript and scores of an answer that was typed. Raises InvalidInput for one that cannot be used."""


class Intake:
    """Receives messages and settles each one: recorded, rejected, or left for the queue to give again.

    `bulk` is a second queue, for what may wait: nothing is taken from it unless the first has just been found empty,
    and what is held of it takes no place from the first.
    """

    def __init__(
        self, queue: Queue, records: Records, stages: Stages, settings: WorkerSettings, bulk: Queue | None = None
    ) -> None:
        """All collaborators come from outside; nothing starts before `run`."""
        self._fresh = Source(queue, settings.in_flight, settings.visibility_s)
        self._bulk = Source(bulk, settings.rescoring_in_flight, settings.visibility_s) if bulk else None
        self._sources = tuple(source for source in (self._fresh, self._bulk) if source)
        self._records = records
        self._stages = stages
        self._settings = settings
        self._stopping = asyncio.Event()
        self._fresh_is_empty = False
        self._room = asyncio.Condition()
        self._media = Room(settings.max_held_bytes)
        self._audio = Room(settings.max_held_audio_s)
        self._code = Room(settings.code_runs)
        self._ended: Counter[Ending] = Counter()

    async def run(self) -> None:
        """Take messages until `stop`; then finish what is held, for at most `drain_s`."""
        for source in self._sources:
            await source.prepare()
        housekeeping = [task for source in self._sources for task in source.keep_house()]
        try:
            async with asyncio.TaskGroup() as takers:
                for source in self._sources:
                    takers.create_task(self._take_all(source))
            await self._drain()
        finally:
            for task in (*housekeeping, *self._held()):
                task.cancel()

    async def stop(self) -> None:
        """Take no more messages."""
        self._stopping.set()
        async with self._room:
            self._room.notify_all()

    def report(self) -> IntakeReport:
        """What is held now, and what has come to an end since the last report."""
        ended, self._ended = dict(self._ended), Counter()
        return IntakeReport(len(self._held()), self._media.lent, self._audio.lent, ended)

    def _held(self) -> list[asyncio.Task[None]]:
        return [task for source in self._sources for task in source.held.values()]

    async def _take_all(self, source: Source) -> None:
        while not self._stopping.is_set():
            await self._take(source)

    async def _take(self, source: Source) -> None:
        async with self._room:
            await self._room.wait_for(lambda: self._may_take(source) or self._stopping.is_set())
        if self._stopping.is_set():
            return
        received = await source.receive()
        if source is self._fresh and self._fresh_is_empty != (received == []):
            async with self._room:
                self._fresh_is_empty = received == []
                self._room.notify_all()
        for each in received or ():
            source.held[each.receipt] = asyncio.create_task(self._settle(source, each))

    def _may_take(self, source: Source) -> bool:
        return source.has_room and (source is self._fresh or self._fresh_is_empty)

    async def _settle(self, source: Source, received: Received) -> None:
        try:
            await self._handle(source, received)
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it is logged and its message is not lost
            logger.exception("a message could not be settled; it comes again")
        finally:
            async with self._room:
                source.held.pop(received.receipt, None)
                self._room.notify_all()

    async def _handle(self, source: Source, received: Received) -> None:
        try:
            message = AnalyseAnswer.model_validate_json(received.body)
        except ValidationError as error:
            # Left as it is: the queue moves it to the dead-letter queue, where a person sees it.
            self._ended["dropped"] += 1
            logger.error(
                "a message is malformed", extra={"errors": error.errors(include_input=False, include_url=False)}
            )
            return
        about = {"tenant": message.tenant, "interview": message.interview, "question": message.question}
        try:
            await self._analyse(message, about)
        except InvalidInput as refusal:
            await self._records.reject(message, refusal)
            self._ended["refused"] += 1
            logger.info("recording refused", extra={**about, "code": refusal.code})
        except (RetryableError, ClientError, BotoCoreError) as error:
            pause = min(_LONGEST_BACKOFF_S, 2**received.receives)
            if isinstance(error, RetryableError):
                pause = max(pause, math.ceil(error.retry_after))
            logger.warning("tried again later", extra={**about, "error": str(error), "pause_s": pause})
            self._ended["retried"] += 1
            await source.release(received, pause)
            return
        except Exception:  # noqa: BLE001 - whatever it is, it is logged and its message is not lost
            last = source.is_last_try(received)
            logger.exception("analysis failed", extra={**about, "receives": received.receives, "last": last})
            if not last:
                self._ended["retried"] += 1
                pause = min(_LONGEST_BACKOFF_S, 2**received.receives)
                await source.release(received, pause)
                return
            await self._records.reject(message, _FAILED)
            self._ended["failed"] += 1
        await source.let_go(received)

    async def _analyse(self, message: AnalyseAnswer, about: dict[str, str]) -> None:
        started = asyncio.get_running_loop().time()
        task = await self._records.begin(message)
        if task is None:
            logger.info("nothing left to do", extra=about)
            return
        transcript, result = await self._result(message, task)
        await self._records.record(message, transcript, result)
        self._ended["recorded"] += 1
        took = asyncio.get_running_loop().time() - started
        logger.info(
            "answer analysed", extra={**about, "audio_ms": transcript.duration_ms, "took_ms": round(took * 1000)}
        )

    async def _result(self, message: AnalyseAnswer, task: AnalysisTask) -> tuple[Transcript, AnswerResult]:
        if task.earlier is not None:
            return task.earlier.transcript, await self._stages.score_again(task.earlier, task, message.tenant)
        if task.question.is_written:
            return await self._typed(message, task)
        # How long a recording is only shows when it is decoded.
        async with self._audio.loan(message.tenant, self._settings.max_answer_s) as loan:
            decoded = await self._decoded(message)
            loan.reduce(math.ceil(seconds(decoded.samples)))
            return await self._stages.analyse(decoded, task, message.tenant)

    async def _typed(self, message: AnalyseAnswer, task: AnalysisTask) -> tuple[Transcript, AnswerResult]:
        content = await self._records.recording(message)
        if task.question.answer_kind == "text":
            return await self._stages.read(content, message.content_type, task, message.tenant)
        async with self._code.loan(message.tenant, 1):
            return await self._stages.read(content, message.content_type, task, message.tenant)

    async def _decoded(self, message: AnalyseAnswer) -> Decoded:
        """The samples; the recording itself is held no longer than it takes to decode it."""
        async with self._media.loan(message.tenant, message.size):
            return await self._stages.decode(await self._records.recording(message))

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(self._settings.drain_s):
                async with self._room:
                    await self._room.wait_for(lambda: not self._held())
        except TimeoutError:
            logger.warning("handed back unfinished", extra={"messages": len(self._held())})
            for source in self._sources:
                await source.hand_back()
        for source in self._sources:
            await source.all_deleted()

"""The worker's way to the product: what to analyse, the recording itself, and what came of it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from chalicelib.bootstrap import services_for
from chalicelib.domain.errors import CandorError
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.services.analysis import AnalysisTask

_Result = TypeVar("_Result")


class Recorder:
    """Calls the product's services in threads, so that slow storage holds up no other answer."""

    def __init__(self, threads: int, max_media_bytes: int) -> None:
        """At most `threads` calls run at once."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="record")
        self._max_media_bytes = max_media_bytes

    async def begin(self, message: AnalyseAnswer) -> AnalysisTask | None:
        """What to do about the message; None when it is settled or unknown."""
        return await self._run(lambda: services_for(message.tenant).analysis.begin(message))

    async def recording(self, message: AnalyseAnswer) -> bytes:
        """The recording. Raises NotFound, InvalidInput when too large, RetryableError."""
        return await self._run(lambda: services_for(message.tenant).media.read(message.key, self._max_media_bytes))

    async def record(self, message: AnalyseAnswer, transcript: Transcript, result: AnswerResult) -> None:
        """Keep the result; the last answer starts the interview's result."""
        await self._run(lambda: services_for(message.tenant).analysis.record(message, transcript, result))

    async def reject(self, message: AnalyseAnswer, error: CandorError) -> None:
        """Put on the answer why it cannot be analysed."""
        await self._run(lambda: services_for(message.tenant).analysis.reject(message, error))

    async def _run(self, call: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

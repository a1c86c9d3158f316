"""The product as a file: takes the place of `workers/record.py` in the copy of the worker of `lost_head.py`."""

import hashlib
import json
import os
from pathlib import Path

from chalicelib.domain.errors import CandorError
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.services.analysis import AnalysisTask
from tests.workers.numbered_answers import recording
from tests.workers.test_intake import TASK


class Recorder:
    """Adds a line for everything that is recorded, also for what is recorded already: that is what is counted."""

    def __init__(self, _threads: int, _max_media_bytes: int) -> None:
        self._file = Path(os.environ["RECORDS"])

    async def begin(self, _message: AnalyseAnswer) -> AnalysisTask | None:
        return TASK

    async def recording(self, message: AnalyseAnswer) -> bytes:
        return recording(int(message.interview))

    async def record(self, message: AnalyseAnswer, transcript: Transcript, result: AnswerResult) -> None:
        # Where it was transcribed is the recogniser's name here, and the scores name their recogniser too: an answer
        # that was recorded on one node and comes again on the other is the same but for that.
        said = (transcript.model_dump_json() + result.model_dump_json()).replace(transcript.recogniser, "")
        self._add(
            answer=int(message.interview),
            place=transcript.recogniser,
            length_ms=transcript.duration_ms,
            result=hashlib.sha256(said.encode()).hexdigest(),
        )

    async def reject(self, message: AnalyseAnswer, error: CandorError) -> None:
        self._add(answer=int(message.interview), rejected=error.code)

    def _add(self, **line: str | int) -> None:
        # One write at the end of the file, so that processes of different nodes do not write into each other's lines.
        with self._file.open("a") as lines:
            lines.write(json.dumps(line) + "\n")

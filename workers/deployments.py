"""The pipeline's stages as Ray Serve deployments, and how an answer goes through them."""

import asyncio
import math
from collections.abc import Sequence
from typing import Any

from ray import serve
from ray.serve._private import replica

from chalicelib.domain.errors import UnreadableMedia
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.observability import logger
from chalicelib.services.analysis import AnalysisTask
from workers import decode
from workers.audio import Samples, seconds
from workers.scoring.encoder import load_encoder
from workers.scoring.engine import score_answer
from workers.settings import WorkerSettings
from workers.transcription.recognisers import find

APPLICATIONS = ("decoder", "transcriber", "scorer")

Weighed = tuple[Samples, int]


def _keep_to_loopback() -> None:
    """Bind the server for calls between replicas, which nothing here uses, to loopback before the replica starts it.

    Ray Serve 2.60 would listen on every interface, and takes pickles without asking for the token.
    """

    def add_port(server: Any, _address: str) -> int:
        return int(server.add_insecure_port("127.0.0.1:0"))

    vars(replica)["add_port_to_grpc_server"] = add_port


def audio_seconds(batch: Sequence[Weighed]) -> int:
    """Size of a transcription batch."""
    return sum(weight for _, weight in batch)


class TranscriptionError(Exception):
    """The recogniser failed on one recording, alone as well as in its batch."""


class Decoder:
    """Untrusted media to samples; holds a sandboxed server of its own."""

    def __init__(self, limits: decode.Limits) -> None:
        _keep_to_loopback()
        self._decoder = decode.Decoder(limits)

    async def __call__(self, media: bytes) -> decode.Decoded | str:
        """Samples, or the code of a refusal: the product's errors do not survive the way between processes."""
        try:
            return await asyncio.to_thread(self._decoder.decode, media)
        except UnreadableMedia as refusal:
            return refusal.code


class Transcriber:
    """Samples to transcripts, in batches across answers that are bounded by their audio seconds."""

    def __init__(self, settings: WorkerSettings) -> None:
        _keep_to_loopback()
        self._recogniser = find(settings.recogniser)(threads=settings.worker_threads)
        self._most = settings.batch_audio_s
        self._free = asyncio.Event()
        self._free.set()
        batch: Any = self._batch
        batch.set_max_batch_size(settings.batch_audio_s)
        batch.set_batch_wait_timeout_s(settings.batch_wait_s)

    async def __call__(self, samples: Samples) -> Transcript:
        """The transcript of one recording, made together with others that wait."""
        # Serve seals a batch by the clock even while the model is busy; held back here, all that wait go together.
        await self._free.wait()
        transcript: Transcript | str = await self._batch((samples, min(math.ceil(seconds(samples)), self._most)))
        if isinstance(transcript, str):
            raise TranscriptionError(transcript)
        return transcript

    @serve.batch(batch_size_fn=audio_seconds)
    async def _batch(self, batch: list[Weighed]) -> list[Transcript | str]:
        self._free.clear()
        try:
            return await asyncio.to_thread(self._transcribe, [samples for samples, _ in batch])
        finally:
            self._free.set()

    def _transcribe(self, batch: list[Samples]) -> list[Transcript | str]:
        """A transcript each, or what went wrong with that one: one bad recording must not cost the others theirs."""
        try:
            return list(self._recogniser.transcribe(batch))
        except Exception:  # noqa: BLE001 - one of them is at fault, whatever it is
            logger.exception("a batch failed; its recordings are tried one by one")
        return [self._alone(samples) for samples in batch]

    def _alone(self, samples: Samples) -> Transcript | str:
        try:
            (transcript,) = self._recogniser.transcribe([samples])
        except Exception as error:  # noqa: BLE001 - its caller learns of it
            logger.exception("a recording failed alone")
            return f"{type(error).__name__}: {error}"[:300]
        return transcript


class Scorer:
    """Transcripts to scores with evidence."""

    def __init__(self) -> None:
        _keep_to_loopback()
        self._encoder = load_encoder()

    async def __call__(self, transcript: Transcript, plan: InterviewPlan, question: Question) -> AnswerResult:
        """The scores of one answer."""
        return await asyncio.to_thread(score_answer, transcript, plan, question, self._encoder)


class Pipeline:
    """The stages in their order, called from intake."""

    def __init__(self, settings: WorkerSettings) -> None:
        """Handles of the stages that `deploy` started."""
        self._decoder, self._transcriber, self._scorer = (serve.get_app_handle(name) for name in APPLICATIONS)
        self._limits = limits_of(settings)

    async def analyse(self, media: bytes, task: AnalysisTask) -> tuple[Transcript, AnswerResult]:
        """Transcript and scores of one answer. Raises UnreadableMedia."""
        decoded: decode.Decoded | str = await self._decoder.remote(media)
        if isinstance(decoded, str):
            raise decode.unreadable(decoded, self._limits)
        transcript: Transcript = await self._transcriber.remote(decoded.samples)
        transcript = transcript.model_copy(update={"cut_short": decoded.truncated})
        return transcript, await self._scorer.remote(transcript, task.plan, task.question)


def limits_of(settings: WorkerSettings) -> decode.Limits:
    """Bounds of one recording."""
    return decode.Limits(max_seconds=settings.max_answer_s)


def deploy(settings: WorkerSettings) -> None:
    """Start every stage; returns when all of them are ready."""
    stages = (
        _stage(Decoder, settings.decoder_replicas, at_once=4).bind(limits_of(settings)),
        _stage(Transcriber, settings.transcriber_replicas, at_once=64, gpus=settings.transcriber_gpus).bind(settings),
        _stage(Scorer, settings.scorer_replicas, at_once=4).bind(),
    )
    targets = [
        serve.RunTarget(stage, name=name, route_prefix=None) for name, stage in zip(APPLICATIONS, stages, strict=True)
    ]
    serve.run_many(targets)


def _stage(kind: type, replicas: int, at_once: int, gpus: float = 0) -> serve.Deployment:
    deployed: serve.Deployment = serve.deployment(
        num_replicas=replicas,
        max_ongoing_requests=at_once,
        # Shares for placing replicas on a node; how many threads a stage really uses is in the settings.
        ray_actor_options={"num_cpus": 0.5, "num_gpus": gpus},
        health_check_period_s=5,
        health_check_timeout_s=20,
        graceful_shutdown_timeout_s=20,
    )(kind)
    return deployed

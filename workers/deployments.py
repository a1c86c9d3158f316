"""The pipeline's stages as Ray Serve deployments, and how an answer goes through them."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ray import serve
from ray.serve._private import replica
from ray.serve._private.common import ReplicaState

from chalicelib.domain.errors import UnreadableMedia
from chalicelib.domain.language import Language
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.scoring_version import QuestionFit
from chalicelib.domain.transcript import Transcript
from chalicelib.domain.typed_answer import decoded as decoded_text
from chalicelib.observability import logger
from chalicelib.services.analysis import AnalysisTask
from workers.audio import Samples, seconds
from workers.autoscaling import autoscaling
from workers.code.answer import analyse_code
from workers.decode import Decoded, Limits, unreadable
from workers.decode import Decoder as SandboxedDecoder
from workers.fair_batches import Batch, FairBatcher
from workers.judging.endpoints import second_judge
from workers.logs import log_to_launcher
from workers.measurements.measure import try_measure, try_track
from workers.measurements.voice import VoiceTrack
from workers.metrics import batch_figures, emit
from workers.processes import return_freed_memory
from workers.scoring import word_order
from workers.scoring.encoder import load_encoder
from workers.scoring.engine import score_answer
from workers.settings import WorkerSettings
from workers.transcription.choice import Recognisers
from workers.transcription.recognisers import Recogniser
from workers.typed import transcript_of

APPLICATIONS = ("decoder", "transcriber", "scorer")
# While the last windows of one batch are read there is work for every thread from the next.
BATCHES_AT_ONCE = 2
_UP_S = 0.1


def _keep_to_loopback() -> None:
    """Bind the server for calls between replicas, which nothing here uses, to loopback before the replica starts it.

    Ray Serve 2.60 would listen on every interface, and takes pickles without asking for the token.
    """

    def add_port(server: Any, _address: str) -> int:
        return int(server.add_insecure_port("127.0.0.1:0"))

    vars(replica)["add_port_to_grpc_server"] = add_port


class TranscriptionError(Exception):
    """The recogniser failed on one recording, alone as well as in its batch."""


class StageError(Exception):
    """A stage cannot be started."""


class Decoder:
    """Untrusted media to samples; holds a sandboxed server of its own."""

    def __init__(self, limits: Limits) -> None:
        _keep_to_loopback()
        self._decoder = SandboxedDecoder(limits)

    async def __call__(self, media: bytes) -> Decoded | str:
        """Samples, or the code of a refusal: the product's errors do not survive the way between processes."""
        try:
            return await asyncio.to_thread(self._decode, media)
        except UnreadableMedia as refusal:
            return refusal.code

    def _decode(self, media: bytes) -> Decoded:
        """The samples, and what is measured of them alone: here they need not travel for it."""
        decoded = self._decoder.decode(media)
        return replace(decoded, voice=try_track(decoded.samples))


@dataclass(frozen=True, slots=True)
class _Recording:
    """What waits for a batch."""

    samples: Samples
    recogniser: str | None
    language: Language


class Transcriber:
    """Samples to transcripts, in batches across answers and tenants that are bounded by their audio seconds."""

    def __init__(self, settings: WorkerSettings) -> None:
        _keep_to_loopback()
        log_to_launcher()
        self._recognisers = Recognisers(settings)
        self._batch_audio_s = settings.batch_audio_s
        self._batcher: FairBatcher[_Recording, Transcript | str] = FairBatcher(
            self._together, settings.batch_audio_s, settings.batch_wait_s, BATCHES_AT_ONCE
        )

    async def __call__(self, samples: Samples, tenant: str, recogniser: str | None, language: Language) -> Transcript:
        """The transcript of one recording, made together with others that wait, each tenant's in its turn.

        `language` is the interview's; `recogniser` is None unless the tenant has one of its own for it.
        """
        recording = _Recording(samples, recogniser, language)
        transcript = await self._batcher.submit(tenant, seconds(samples), recording)
        if isinstance(transcript, str):
            raise TranscriptionError(transcript)
        return transcript

    async def _together(self, batch: Batch[_Recording]) -> list[Transcript | str]:
        started = time.monotonic()
        transcripts = await asyncio.to_thread(self._transcribe_all, batch.pieces)
        audio_s = sum(seconds(recording.samples) for recording in batch.pieces)
        emit(batch_figures(batch, self._batch_audio_s, audio_s, time.monotonic() - started))
        # Batches of many shapes would leave ever more holes: half of the process was memory that nobody used.
        await asyncio.to_thread(return_freed_memory)
        return transcripts

    def _transcribe_all(self, batch: Sequence[_Recording]) -> list[Transcript | str]:
        """A transcript each, in order, made by as many recognisers as were asked for."""
        chosen = [self._recognisers.of(recording.recogniser, recording.language) for recording in batch]
        found: dict[int, Transcript | str] = {}
        for recogniser in dict.fromkeys(chosen):
            places = [place for place, each in enumerate(chosen) if each is recogniser]
            transcripts = self._transcribe(recogniser, [batch[place].samples for place in places])
            found.update(zip(places, transcripts, strict=True))
        return [found[place] for place in range(len(batch))]

    def _transcribe(self, recogniser: Recogniser, batch: list[Samples]) -> list[Transcript | str]:
        """A transcript each, or what went wrong with that one: one bad recording must not cost the others theirs."""
        try:
            return list(recogniser.transcribe(batch))
        except Exception:  # noqa: BLE001 - one of them is at fault, whatever it is
            logger.exception("a batch failed; its recordings are tried one by one")
        return [self._alone(recogniser, samples) for samples in batch]

    def _alone(self, recogniser: Recogniser, samples: Samples) -> Transcript | str:
        try:
            (transcript,) = recogniser.transcribe([samples])
        except Exception as error:  # noqa: BLE001 - its caller learns of it
            logger.exception("a recording failed alone")
            return f"{type(error).__name__}: {error}"[:300]
        return transcript


class Scorer:
    """Transcripts to scores with evidence."""

    def __init__(self) -> None:
        _keep_to_loopback()
        self._encoder = load_encoder()
        word_order.load()

    async def __call__(
        self,
        transcript: Transcript,
        plan: InterviewPlan,
        question: Question,
        voice: VoiceTrack | None,
        fit: QuestionFit | None,
        calibration: str | None,
    ) -> AnswerResult:
        """The scores of one answer, and the measurements of its speech, which have no part in them."""
        result = await asyncio.to_thread(score_answer, transcript, plan, question, self._encoder, fit, calibration)
        if question.is_written:
            return result
        measurements = await asyncio.to_thread(try_measure, transcript, question, voice)
        return result.model_copy(update={"measurements": measurements})


class Pipeline:
    """The stages in their order, called from intake."""

    def __init__(self, settings: WorkerSettings) -> None:
        """Handles of the stages that `deploy` started."""
        self._decoder, self._transcriber, self._scorer = (serve.get_app_handle(name) for name in APPLICATIONS)
        self._limits = limits_of(settings)
        self._second_judge = second_judge()

    async def decode(self, media: bytes) -> Decoded:
        """The recording's samples. Raises UnreadableMedia."""
        decoded: Decoded | str = await self._decoder.remote(media)
        if isinstance(decoded, str):
            raise unreadable(decoded, self._limits)
        return decoded

    async def analyse(self, decoded: Decoded, task: AnalysisTask, tenant: str) -> tuple[Transcript, AnswerResult]:
        """Transcript and scores of one answer."""
        transcript: Transcript = await self._transcriber.remote(
            decoded.samples, tenant, task.recogniser, task.plan.language
        )
        transcript = transcript.model_copy(update={"cut_short": decoded.truncated})
        result = await self._scores(transcript, task, decoded.voice)
        return transcript, await self._judged(transcript, result, task, tenant)

    async def score_again(self, earlier: AnalysedAnswer, task: AnalysisTask, tenant: str) -> AnswerResult:
        """Scores of a transcript that there is already. What was measured of the speech is kept: nothing is heard."""
        result = await self._scores(earlier.transcript, task, None)
        result = result.model_copy(update={"measurements": earlier.result.measurements})
        return await self._judged(earlier.transcript, result, task, tenant)

    async def read(
        self, content: bytes, content_type: str, task: AnalysisTask, tenant: str
    ) -> tuple[Transcript, AnswerResult]:
        """Transcript and scores of a typed answer; code is run instead of compared. Raises InvalidInput."""
        text = decoded_text(content)
        if task.question.answer_kind == "code":
            return await asyncio.to_thread(analyse_code, text, content_type, task.plan, task.question)
        transcript = transcript_of(text)
        result = await self._scores(transcript, task, None)
        return transcript, await self._judged(transcript, result, task, tenant)

    async def _scores(self, transcript: Transcript, task: AnalysisTask, voice: VoiceTrack | None) -> AnswerResult:
        scored: AnswerResult = await self._scorer.remote(
            transcript, task.plan, task.question, voice, task.fit, task.calibration
        )
        return scored

    async def _judged(
        self, transcript: Transcript, result: AnswerResult, task: AnalysisTask, tenant: str
    ) -> AnswerResult:
        if task.judge is None:
            return result
        # Here and not in the scorer: waiting for a model elsewhere takes none of the scorer's places.
        return await self._second_judge.opine(transcript, task.plan, task.question, result, task.judge, tenant)


def limits_of(settings: WorkerSettings) -> Limits:
    """Bounds of one recording."""
    return Limits(max_seconds=settings.max_answer_s)


def deploy(settings: WorkerSettings, queue_url: str) -> None:
    """Start every stage; returns when all of them are up. How many transcribers there are may follow the queue."""
    transcriber = _stage(Transcriber, settings.transcriber_replicas, at_once=64, gpus=settings.transcriber_gpus)
    if (following := autoscaling(settings, queue_url)) is not None:
        transcriber = transcriber.options(num_replicas="auto", autoscaling_config=following)
    stages = (
        _stage(Decoder, settings.decoder_replicas, at_once=4).bind(limits_of(settings)),
        transcriber.bind(settings),
        _stage(Scorer, settings.scorer_replicas, at_once=4).bind(),
    )
    targets = [
        serve.RunTarget(stage, name=name, route_prefix=None) for name, stage in zip(APPLICATIONS, stages, strict=True)
    ]
    # Not until all that a full queue calls for are running: there may be no room for them yet, and one does.
    serve.run_many(targets, wait_for_applications_running=False)
    while not are_up(running_replicas(), settings):
        for name, application in serve.status().applications.items():
            if application.status.value == "DEPLOY_FAILED":
                raise StageError(f"{name}: {application.message}")
        time.sleep(_UP_S)


def running_replicas() -> dict[str, int]:
    """How many replicas of each stage run."""
    applications = serve.status().applications
    return {
        name: sum(each.replica_states.get(ReplicaState.RUNNING, 0) for each in application.deployments.values())
        for name in APPLICATIONS
        if (application := applications.get(name)) is not None
    }


def are_up(running: Mapping[str, int], settings: WorkerSettings) -> bool:
    """Whether no stage has fewer replicas than it should have at least."""
    fewest = (settings.decoder_replicas, settings.transcriber_replicas, settings.scorer_replicas)
    return all(running.get(name, -1) >= least for name, least in zip(APPLICATIONS, fewest, strict=True))


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

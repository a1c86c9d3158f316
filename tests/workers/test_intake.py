"""Intake: what happens to a message in every ending that analysis can have."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.errors import (
    CandorError,
    InvalidInput,
    NotFound,
    PermanentError,
    RetryableError,
    UnreadableMedia,
)
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.services.analysis import AnalysisTask
from workers.audio import SAMPLE_RATE
from workers.decode import Decoded
from workers.intake import Intake, IntakeReport
from workers.settings import WorkerSettings
from workers.sqs import Received

TEXT = Localized(en="Something.", zh="某事。")
PLAN = InterviewPlan.model_validate(
    {
        "id": "p1",
        "job": "j1",
        "title": "Engineer",
        "description": "Builds things.",
        "language": "en",
        "scenario": "campus",
        "competency_model": {"dimensions": [{"key": "teamwork", "weight": 1}]},
        "questions": [{"key": "q1", "text": "Tell us.", "dimensions": ["teamwork"], "key_points": ["helps"]}],
        "rules": {},
    }
)
TASK = AnalysisTask(PLAN, PLAN.questions[0])
TRANSCRIPT = Transcript(language="en", duration_ms=1, speech_ms=0, empty_reason="no_speech", recogniser="fake 1")
RESULT = AnswerResult(question="q1", scores=(), duration_ms=1, speech_ms=0, words=0)


def body(interview: str = "i1", tenant: str = "t1") -> str:
    return AnalyseAnswer(
        tenant=tenant,
        interview=interview,
        attempt=1,
        question="q1",
        upload="u1",
        key="k",
        size=4,
        content_type="audio/webm",
    ).model_dump_json()


class FakeQueue:
    """A queue in memory with visibility; a message is received at most `most_receives` times."""

    def __init__(self, *bodies: str, visibility_s: float = 30, receives: int = 0, most_receives: int = 3) -> None:
        self._most_receives = most_receives
        self.visible = {f"r{at}": (content, 0.0) for at, content in enumerate(bodies)}
        self.receives = dict.fromkeys(self.visible, receives)
        self.deleted: list[str] = []
        self.deletions: list[int] = []
        self.extended: list[str] = []
        self.released: list[tuple[str, int]] = []
        self.most_asked = 0
        self._visibility_s = visibility_s

    def max_receives(self) -> int:
        return self._most_receives

    def receive(self, most: int) -> list[Received]:
        self.most_asked = max(self.most_asked, most)
        now = time.monotonic()
        found: list[Received] = []
        for receipt, (content, since) in list(self.visible.items())[:]:
            if since <= now and len(found) < min(most, 10) and self.receives[receipt] < self._most_receives:
                self.receives[receipt] += 1
                self.visible[receipt] = (content, now + self._visibility_s)
                found.append(Received(content, receipt, self.receives[receipt]))
        if not found:
            time.sleep(0.01)
        return found

    def extend(self, receipts: Sequence[str]) -> int:
        self.extended += receipts
        for receipt in receipts:
            self.visible[receipt] = (self.visible[receipt][0], time.monotonic() + self._visibility_s)
        return 0

    def release(self, receipt: str, after_s: int) -> None:
        self.released.append((receipt, after_s))
        content, _ = self.visible[receipt]
        self.visible[receipt] = (content, time.monotonic() + after_s)

    def delete(self, receipts: Sequence[str]) -> int:
        self.deletions.append(len(receipts))
        self.deleted += receipts
        for receipt in receipts:
            del self.visible[receipt]
        return 0


@dataclass
class FakeRecords:
    """The product: remembers what was recorded and rejected."""

    known: bool = True
    task: AnalysisTask = TASK
    read_error: Exception | None = None
    recorded: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)

    async def begin(self, _message: AnalyseAnswer) -> AnalysisTask | None:
        return self.task if self.known else None

    async def recording(self, _message: AnalyseAnswer) -> bytes:
        if self.read_error:
            raise self.read_error
        return b"data"

    async def record(self, message: AnalyseAnswer, _transcript: Transcript, _result: AnswerResult) -> None:
        self.recorded.append(message.interview)

    async def reject(self, _message: AnalyseAnswer, error: CandorError) -> None:
        self.rejected.append(error.code)


@dataclass
class FakeStages:
    """The pipeline: fails as told, or takes its time."""

    error: Exception | None = None
    takes_s: float = 0
    at_once: int = 0
    most_at_once: int = 0
    audio_s: int = 1
    decoding: int = 0
    most_decoding: int = 0
    order: list[str] = field(default_factory=list)
    typed: list[tuple[str, bytes]] = field(default_factory=list)

    async def decode(self, _media: bytes) -> Decoded:
        self.decoding += 1
        self.most_decoding = max(self.most_decoding, self.decoding)
        await asyncio.sleep(self.takes_s / 2)
        self.decoding -= 1
        return Decoded(np.zeros(self.audio_s * SAMPLE_RATE, np.float32), truncated=False)

    async def read(
        self, content: bytes, _content_type: str, task: AnalysisTask, tenant: str
    ) -> tuple[Transcript, AnswerResult]:
        self.typed.append((task.question.answer_kind, content))
        return await self.analyse(Decoded(np.zeros(0, np.float32), truncated=False), task, tenant)

    async def score_again(self, _earlier: AnalysedAnswer, task: AnalysisTask, tenant: str) -> AnswerResult:
        return (await self.analyse(Decoded(np.zeros(0, np.float32), truncated=False), task, tenant))[1]

    async def analyse(self, _decoded: Decoded, _task: AnalysisTask, tenant: str) -> tuple[Transcript, AnswerResult]:
        self.order.append(tenant)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.takes_s)
            if self.error:
                raise self.error
            return TRANSCRIPT, RESULT
        finally:
            self.at_once -= 1


def work(
    queue: FakeQueue,
    records: FakeRecords,
    stages: FakeStages,
    until: Callable[[], bool] = lambda: False,
    settings: WorkerSettings | None = None,
    longest_s: float = 0.5,
) -> None:
    """Run intake until `until` or for `longest_s`, then stop it in order."""

    async def run() -> None:
        intake = Intake(queue, records, stages, settings or WorkerSettings(in_flight=4, drain_s=2))
        running: Awaitable[None] = asyncio.create_task(intake.run())
        deadline = time.monotonic() + longest_s
        while not until() and time.monotonic() < deadline:  # noqa: ASYNC110 - a state of plain fakes is awaited
            await asyncio.sleep(0.01)
        await intake.stop()
        await running

    asyncio.run(run())


def test_recorded_answers_are_deleted_together() -> None:
    queue, records = FakeQueue(*(body(f"i{at}") for at in range(4))), FakeRecords()
    work(queue, records, FakeStages(), lambda: len(queue.deleted) == 4, longest_s=3)
    assert sorted(records.recorded) == ["i0", "i1", "i2", "i3"]
    assert queue.deletions == [4]


def test_no_more_is_held_than_there_is_room_for() -> None:
    queue, records, stages = FakeQueue(*(body() for _ in range(12))), FakeRecords(), FakeStages(takes_s=0.05)
    work(queue, records, stages, lambda: len(queue.deleted) == 12, longest_s=5)
    assert len(records.recorded) == 12
    assert stages.most_at_once == 4
    assert queue.most_asked == 4


def test_a_settled_or_unknown_answer_is_deleted_without_work() -> None:
    queue, records, stages = FakeQueue(body()), FakeRecords(known=False), FakeStages()
    work(queue, records, stages, lambda: bool(queue.deleted), longest_s=3)
    assert queue.deleted == ["r0"]
    assert stages.most_at_once == 0


def task_of(kind: str) -> AnalysisTask:
    return replace(TASK, question=TASK.question.model_copy(update={"answer_kind": kind}))


@pytest.mark.parametrize(("kind", "most_at_once"), [("text", 4), ("code", 1)])
def test_what_is_typed_is_read_and_never_decoded_and_code_takes_turns(kind: str, most_at_once: int) -> None:
    queue, records = FakeQueue(*(body(f"i{at}") for at in range(4))), FakeRecords(task=task_of(kind))
    stages = FakeStages(takes_s=0.05)
    work(queue, records, stages, lambda: len(queue.deleted) == 4, longest_s=5)
    assert len(records.recorded) == 4
    assert stages.typed == [(kind, b"data")] * 4
    assert (stages.most_decoding, stages.most_at_once) == (0, most_at_once)


def test_a_typed_answer_that_cannot_be_used_is_rejected() -> None:
    queue, records = FakeQueue(body()), FakeRecords(task=task_of("code"))
    stages = FakeStages(error=InvalidInput("language_required", TEXT))
    work(queue, records, stages, lambda: bool(queue.deleted), longest_s=3)
    assert records.rejected == ["language_required"]


@pytest.mark.parametrize("content", ["", "not json", "{}", body().replace('"version":1', '"version":9')])
def test_a_malformed_message_is_left_for_the_dead_letter_queue(content: str) -> None:
    queue, records = FakeQueue(content), FakeRecords()
    work(queue, records, FakeStages())
    assert queue.deleted == []
    assert queue.released == []
    assert "r0" in queue.visible


def test_unreadable_media_is_rejected_and_done_with() -> None:
    queue, records = FakeQueue(body()), FakeRecords()
    work(queue, records, FakeStages(error=UnreadableMedia("not_media", TEXT)), lambda: bool(queue.deleted), longest_s=3)
    assert records.rejected == ["not_media"]
    assert queue.deleted == ["r0"]


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (RetryableError("busy", TEXT, retry_after=7.2), 8),
        (RetryableError("busy", TEXT), 2),
        (ClientError({"Error": {"Code": "SlowDown"}}, "GetObject"), 2),
    ],
)
def test_what_may_work_later_is_put_back_with_a_pause(error: Exception, pause: int) -> None:
    queue, records = FakeQueue(body()), FakeRecords(read_error=error)
    work(queue, records, FakeStages())
    assert queue.released == [("r0", pause)]
    assert queue.deleted == []
    assert records.rejected == []


def test_a_passing_trouble_is_not_a_rejection_even_at_the_last_receive() -> None:
    queue, records = FakeQueue(body(), receives=2), FakeRecords(read_error=RetryableError("busy", TEXT))
    work(queue, records, FakeStages())
    assert records.rejected == []
    assert queue.deleted == []


@pytest.mark.parametrize(
    "error", [RuntimeError("a bug"), PermanentError("x", TEXT), NotFound("recording_not_found", TEXT)]
)
def test_any_other_failure_is_tried_again_and_then_said_on_the_answer(error: Exception) -> None:
    # Half of what a queue gives is kept for workers that are lost.
    queue, records = FakeQueue(body(), most_receives=4), FakeRecords()
    work(queue, records, FakeStages(error=error), lambda: bool(queue.deleted), longest_s=8)
    assert records.rejected == ["analysis_failed"]
    assert queue.released == [("r0", 2)]


def test_recordings_are_held_only_as_far_as_there_is_room_and_only_until_they_are_decoded() -> None:
    queue, records = FakeQueue(*(body(f"i{at}") for at in range(4))), FakeRecords()
    stages = FakeStages(takes_s=0.1)
    settings = WorkerSettings(in_flight=4, drain_s=2, max_held_bytes=1)
    work(queue, records, stages, lambda: len(queue.deleted) == 4, settings, longest_s=5)
    assert stages.most_decoding == 1
    assert stages.most_at_once > 1


def test_no_more_audio_is_held_than_there_is_room_for_and_what_is_not_decoded_counts_as_the_longest() -> None:
    queue, records = FakeQueue(*(body(f"i{at}") for at in range(6))), FakeRecords()
    stages = FakeStages(takes_s=0.1, audio_s=10)
    settings = WorkerSettings(in_flight=6, drain_s=2, max_answer_s=60, max_held_audio_s=90)
    work(queue, records, stages, lambda: len(queue.deleted) == 6, settings, longest_s=5)
    assert stages.most_decoding == 1
    # 30 s of three decoded answers and the 60 s of the next one.
    assert 1 < stages.most_at_once <= 4


def test_room_is_given_to_tenants_in_turn() -> None:
    bodies = [body(f"a{at}", "many") for at in range(8)] + [body("b", "few"), body("c", "other")]
    queue, records, stages = FakeQueue(*bodies), FakeRecords(), FakeStages(takes_s=0.02)
    settings = WorkerSettings(in_flight=10, drain_s=2, max_held_audio_s=1)
    work(queue, records, stages, lambda: len(queue.deleted) == 10, settings, longest_s=5)
    # The first of the many has its room before anybody waits.
    assert {"few", "other"} <= set(stages.order[:4])


def test_long_work_keeps_its_message() -> None:
    queue, records = FakeQueue(body(), visibility_s=0.3), FakeRecords()
    settings = WorkerSettings(in_flight=4, drain_s=2, visibility_s=0.15)  # type: ignore[arg-type]
    work(queue, records, FakeStages(takes_s=0.25), lambda: bool(queue.deleted), settings, longest_s=3)
    assert queue.extended.count("r0") >= 3
    assert records.recorded == ["i1"]


@pytest.mark.parametrize(
    ("error", "most_receives", "ended"),
    [
        (None, 3, {"recorded": 1}),
        (UnreadableMedia("not_media", TEXT), 3, {"refused": 1}),
        (RuntimeError("a bug"), 1, {"failed": 1}),
        (RuntimeError("a bug"), 4, {"retried": 1}),
        (RetryableError("busy", TEXT), 1, {"retried": 1}),
    ],
)
def test_each_ending_is_reported_once(error: Exception | None, most_receives: int, ended: dict[str, int]) -> None:
    async def run() -> tuple[IntakeReport, IntakeReport]:
        queue = FakeQueue(body(), most_receives=most_receives)
        intake = Intake(queue, FakeRecords(), FakeStages(error=error), WorkerSettings(in_flight=4, drain_s=2))
        running = asyncio.create_task(intake.run())
        await asyncio.sleep(0.3)
        await intake.stop()
        await running
        return intake.report(), intake.report()

    first, second = asyncio.run(run())
    assert first == IntakeReport(messages=0, media_bytes=0, audio_s=0, ended=ended)  # type: ignore[arg-type]
    assert second.ended == {}


def test_stopping_finishes_what_is_held_and_takes_no_more() -> None:
    queue, records = FakeQueue(*(body(f"i{at}") for at in range(6))), FakeRecords()
    stages = FakeStages(takes_s=0.3)
    work(queue, records, stages, lambda: stages.at_once > 0, longest_s=3)
    assert len(records.recorded) == 4
    assert len(queue.deleted) == 4


def test_what_cannot_be_finished_in_time_is_handed_back_at_once() -> None:
    queue, records, stages = FakeQueue(body()), FakeRecords(), FakeStages(takes_s=60)
    work(queue, records, stages, lambda: stages.at_once > 0, WorkerSettings(in_flight=4, drain_s=0), longest_s=3)
    assert queue.released == [("r0", 0)]
    assert records.recorded == []

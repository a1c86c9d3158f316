"""What is scored again is done behind fresh answers: they find a place and are begun next, however much waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.services.analysis import AnalysisTask
from tests.workers.test_intake import RESULT, TASK, TRANSCRIPT, FakeQueue, FakeRecords, FakeStages, body
from workers.decode import Decoded
from workers.intake import Intake
from workers.settings import WorkerSettings

HEARD = TRANSCRIPT.model_copy(update={"recogniser": "earlier 1"})
AGAIN = replace(TASK, earlier=AnalysedAnswer(transcript=HEARD, result=RESULT))
SETTINGS = WorkerSettings(in_flight=8, rescoring_in_flight=4, drain_s=2)


@dataclass
class Records(FakeRecords):
    """The product: interviews whose name begins with `again` are scored again."""

    begun: list[str] = field(default_factory=list)
    transcripts: dict[str, str] = field(default_factory=dict)

    async def begin(self, message: AnalyseAnswer) -> AnalysisTask | None:
        self.begun.append(message.interview)
        return AGAIN if message.interview.startswith("again") else TASK

    async def record(self, message: AnalyseAnswer, transcript: Transcript, result: AnswerResult) -> None:
        await super().record(message, transcript, result)
        self.transcripts[message.interview] = transcript.recogniser


@dataclass
class Stages(FakeStages):
    """The pipeline: scores nothing again before `go`."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    again: int = 0
    most_again: int = 0

    async def score_again(self, earlier: AnalysedAnswer, task: AnalysisTask, tenant: str) -> AnswerResult:
        self.again += 1
        self.most_again = max(self.most_again, self.again)
        try:
            await self.go.wait()
            return await super().score_again(earlier, task, tenant)
        finally:
            self.again -= 1


class ArrivingQueue(FakeQueue):
    """A queue into which messages come later."""

    def put(self, content: str) -> None:
        receipt = f"r{len(self.receives)}"
        self.receives[receipt] = 0
        self.visible[receipt] = (content, 0.0)


def waiting(count: int, name: str) -> list[str]:
    return [body(f"{name}{at}") for at in range(count)]


async def until(state: Callable[[], bool], within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not state():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)


def work(
    fresh: FakeQueue,
    bulk: FakeQueue,
    records: FakeRecords,
    stages: FakeStages,
    story: Callable[[], Awaitable[None]],
    settings: WorkerSettings = SETTINGS,
) -> None:
    """Run intake on both queues while `story` is told, then stop it in order."""

    async def run() -> None:
        intake = Intake(fresh, records, stages, settings, bulk)
        running = asyncio.create_task(intake.run())
        await story()
        await intake.stop()
        await running

    asyncio.run(run())


def test_with_both_queues_full_every_fresh_answer_is_begun_before_anything_is_scored_again() -> None:
    fresh, bulk = FakeQueue(*waiting(40, "fresh")), FakeQueue(*waiting(40, "again"))
    records, stages = Records(), Stages(takes_s=0.01)
    stages.go.set()
    work(fresh, bulk, records, stages, lambda: until(lambda: len(bulk.deleted) == 40))
    assert all(name.startswith("fresh") for name in records.begun[:40])
    assert all(name.startswith("again") for name in records.begun[40:])
    assert len(records.recorded) == 80


def test_a_fresh_answer_is_begun_next_while_a_hundred_wait_to_be_scored_again() -> None:
    fresh, bulk = ArrivingQueue(), FakeQueue(*waiting(100, "again"))
    records, stages = Records(), Stages()

    async def story() -> None:
        await until(lambda: stages.again == 4)
        fresh.put(body("fresh"))
        await until(lambda: "fresh" in records.recorded)
        # It found a place and was done with while the others were still at it.
        assert records.begun.index("fresh") == 4
        assert stages.again == 4
        stages.go.set()
        await until(lambda: len(bulk.deleted) == 100)

    work(fresh, bulk, records, stages, story)
    assert stages.most_again == 4
    assert bulk.most_asked == 4
    assert len(records.recorded) == 101


def test_what_is_scored_again_keeps_its_transcript_and_is_not_decoded() -> None:
    bulk, records, stages = FakeQueue(*waiting(3, "again")), Records(), Stages()
    stages.go.set()
    work(FakeQueue(), bulk, records, stages, lambda: until(lambda: len(bulk.deleted) == 3))
    assert set(records.transcripts.values()) == {"earlier 1"}
    assert (stages.most_decoding, stages.typed) == (0, [])


def test_an_answer_to_be_scored_again_that_came_to_the_first_queue_is_not_transcribed_either() -> None:
    fresh, records, stages = FakeQueue(*waiting(1, "again")), Records(), Stages()
    stages.go.set()
    work(fresh, FakeQueue(), records, stages, lambda: until(lambda: len(fresh.deleted) == 1))
    assert records.transcripts == {"again0": "earlier 1"}
    assert stages.most_decoding == 0


def test_long_scoring_keeps_its_message() -> None:
    bulk, records, stages = FakeQueue(*waiting(1, "again"), visibility_s=0.3), Records(), Stages()

    async def story() -> None:
        await until(lambda: bulk.extended.count("r0") >= 3)
        stages.go.set()
        await until(lambda: bulk.deleted == ["r0"])

    work(FakeQueue(), bulk, records, stages, story, replace(SETTINGS, visibility_s=0.15))  # type: ignore[arg-type]
    assert records.recorded == ["again0"]


def test_what_cannot_be_scored_again_is_tried_and_then_said_and_each_queue_has_its_own_patience() -> None:
    bulk, records = FakeQueue(*waiting(1, "again"), most_receives=2), Records()
    stages = Stages(error=RuntimeError("a bug"))
    stages.go.set()
    work(FakeQueue(most_receives=100), bulk, records, stages, lambda: until(lambda: bulk.deleted == ["r0"]))
    assert records.rejected == ["analysis_failed"]


def test_what_is_held_of_both_queues_is_handed_back_when_it_cannot_be_finished() -> None:
    fresh, bulk, records = ArrivingQueue(), FakeQueue(*waiting(9, "again")), Records()

    @dataclass
    class Stuck(Stages):
        async def decode(self, _media: bytes) -> Decoded:
            await asyncio.sleep(60)
            raise AssertionError

    stages = Stuck()

    async def story() -> None:
        await until(lambda: stages.again == 4)
        fresh.put(body("fresh"))
        await until(lambda: "fresh" in records.begun)

    work(fresh, bulk, records, stages, story, replace(SETTINGS, drain_s=0))
    assert fresh.released == [("r0", 0)]
    assert sorted(bulk.released) == [(f"r{at}", 0) for at in range(4)]
    assert records.recorded == []

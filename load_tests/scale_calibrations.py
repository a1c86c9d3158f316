"""A tenant's calibrations and scoring versions, as writes of the table, and the answer that the first of them shows."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Write
from chalicelib.bootstrap import Services
from chalicelib.domain.calibration import AnswerToRate, Calibration
from chalicelib.domain.media_key import result_key
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.scoring_version import JobScoring, ScoringVersion
from chalicelib.domain.transcript import Clause, Transcript
from load_tests.scale_rows import ACTOR, AT, numbered


def calibrations(services: Services, count: int, plan: InterviewPlan) -> Iterator[Write]:
    """Calibrations of one job's first question, and the job's scoring versions."""
    job = numbered("job")
    make = partial(Calibration, job=job, question=plan.questions[0].key, language=plan.language, plan=plan.id, wanted=5,
                   state="rating", answers=(_place(services, plan),), told_at=AT, created_by=ACTOR.id)  # fmt: skip
    for number in range(count):
        at = AT + timedelta(seconds=number)
        one = make(id=numbered("cal", number), created_at=at)
        yield Write(keys.of_job(services.tenant, job, "CALIBRATION", one.id), one.model_dump_json())
        version = ScoringVersion(job=job, number=number + 1, questions=(), made_at=at, made_by=ACTOR.id)
        yield Write(keys.version(keys.job(services.tenant, job), version.number), version.model_dump_json())
    scoring = JobScoring(job=job, latest=count)
    yield Write(keys.job_scoring(services.tenant, job), scoring.model_dump_json())


def keep_answer(services: Services, plan: InterviewPlan) -> None:
    """What the first interview's answer was analysed to, as short as it can be."""
    said = Clause(text="It was the valve.", start_ms=0, end_ms=900, language="en", probability=1)
    transcript = Transcript(language="en", duration_ms=900, speech_ms=900, clauses=(said,), recogniser="bench 1")
    result = AnswerResult(question=plan.questions[0].key, scores=(), duration_ms=900, speech_ms=900, words=4)
    analysed = AnalysedAnswer(transcript=transcript, result=result)
    services.media.write_json(_place(services, plan).result_key, analysed.model_dump_json())


def _place(services: Services, plan: InterviewPlan) -> AnswerToRate:
    interview = numbered("int")
    key = result_key(services.tenant, interview, 1, plan.questions[0].key, numbered("upl"))
    return AnswerToRate(interview=interview, attempt=1, result_key=key)

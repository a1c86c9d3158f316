"""Small examples of domain objects, and of what users do with them."""

import base64
import hashlib
from datetime import UTC, datetime

import boto3

from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.competency import ModelDimension, PublishedModel
from chalicelib.domain.flow import FlowStage, PublishedFlow, StageQuestion
from chalicelib.domain.job import Job, VersionRef
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import RecordingKey
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.domain.plan import InterviewPlan, RoutingRules
from chalicelib.domain.question import BankQuestion, QuestionText
from chalicelib.domain.scorecard import AnswerResult, DimensionScore, Evidence
from chalicelib.domain.transcript import Clause, Transcript
from chalicelib.services.plans import make_plan

RECORDING = b"not really a recording"


AT = datetime(2026, 3, 1, tzinfo=UTC)


def a_model() -> PublishedModel:
    return PublishedModel(
        id="mod1",
        version=1,
        name="Operations",
        dimensions=(
            ModelDimension(key="problem_solving", weight=0.6),
            ModelDimension(key="teamwork", weight=0.4),
        ),
        published_at=AT,
        published_by="usr1",
    )


def a_question(question_id: str, text: str, dimension: str, key_point: str) -> BankQuestion:
    asked = QuestionText(text=text, key_points=(key_point,))
    return BankQuestion(id=question_id, kind="behavioural", dimensions=(dimension,), en=asked, zh=asked, created_at=AT)


def a_flow() -> PublishedFlow:
    questions = (
        a_question("qst1", "What broke?", "problem_solving", "Names the cause"),
        a_question("qst2", "Who helped?", "teamwork", "Names others"),
    )
    title = Localized(en="Experience", zh="经历")
    stages = tuple(
        FlowStage(key=key, title=title, questions=(StageQuestion(question_id=question.id),))
        for key, question in zip(("q1", "q2"), questions, strict=True)
    )
    return PublishedFlow(
        id="flw1",
        version=1,
        name="Operations",
        stages=stages,
        questions=questions,
        published_at=AT,
        published_by="usr1",
    )


def a_job(advance_at: float = 70) -> Job:
    """An approved job; the questions of its plan are `q1` and `q2`."""
    return Job(
        id="job1",
        title="Operations trainee",
        description="Keeps things running.",
        language="en",
        scenario="campus",
        competency_model=VersionRef(id="mod1", version=1),
        flow=VersionRef(id="flw1", version=1),
        rules=RoutingRules(advance_at=advance_at),
        approval="approved",
        created_at=AT,
    )


def a_plan(advance_at: float = 70) -> InterviewPlan:
    return make_plan(a_job(advance_at), a_model(), a_flow(), "en")


def a_candidate() -> Candidate:
    return Candidate(id="can1", name="Wei Chen", email="wei@candidates.example", language="en", created_at=AT)


def sha256(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def a_score(dimension: str, question: str, score: float) -> DimensionScore:
    evidence = Evidence(
        question=question,
        quote="it was the valve",
        start_ms=0,
        end_ms=900,
        criterion="Names the cause",
        met=True,
        similarity=0.8,
    )
    reason = Localized(en="Names the cause.", zh="指出了原因。")
    return DimensionScore(dimension=dimension, score=score, confidence=0.8, evidence=(evidence,), reason=reason)


def a_result(question: str, dimension: str, score: float) -> AnswerResult:
    return AnswerResult(
        question=question, scores=(a_score(dimension, question, score),), duration_ms=1000, speech_ms=900, words=4
    )


def a_transcript() -> Transcript:
    clause = Clause(text="it was the valve", start_ms=0, end_ms=900, language="en", probability=0.9)
    return Transcript(language="en", duration_ms=1000, speech_ms=900, clauses=(clause,), recogniser="test 1")


def upload(services: Services, interview: str, question: str, content: bytes = RECORDING) -> RecordingKey:
    """Ask for an upload and put the file there, as a candidate's phone does."""
    asked, _, _ = services.candidate.ask_upload(interview, question, "audio/webm", len(content), sha256(content))
    boto3.client("s3").put_object(Bucket="media", Key=asked.key, Body=content)
    return RecordingKey(services.tenant, interview, question, asked.id)


def message_for(services: Services, interview: str, question: str) -> AnalyseAnswer:
    """The message that the worker gets for a received answer."""
    answer = services.interviews.require(interview).answer(question)
    assert answer is not None
    assert answer.upload is not None
    return AnalyseAnswer(
        tenant=services.tenant,
        interview=interview,
        attempt=1,
        question=question,
        upload=answer.upload.id,
        key=answer.upload.key,
        size=answer.upload.size,
        content_type=answer.upload.content_type,
    )


def queued(url: str) -> list[str]:
    """Bodies of all messages that can be received."""
    bodies: list[str] = []
    while found := boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [message["Body"] for message in found]
    return bodies

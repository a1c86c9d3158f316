"""Answers that people rate, and what a worker would make of their ratings, as small as they can be."""

from datetime import timedelta

from chalicelib.bootstrap import Services
from chalicelib.domain.calibration import AgreementReport, Calibration, Rating
from chalicelib.domain.interview import Answer, Interview, Invitation, Invitee, Upload
from chalicelib.domain.media_key import RecordingKey, result_key
from chalicelib.domain.messages import Prepare
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.scoring_version import FittedDimension, QuestionFit, ScoringVersion
from chalicelib.domain.transcript import Transcript
from tests.unit.samples import AT, a_result, a_transcript

DIMENSIONS = {"q1": "problem_solving", "q2": "teamwork"}


def answered(
    services: Services,
    plan: InterviewPlan,
    number: int,
    *,
    question: str = "q1",
    transcript: Transcript | None = None,
    result: AnswerResult | None = None,
    submitted: bool = True,
) -> Interview:
    """An interview whose answer to one question is analysed."""
    interview, upload = f"itv{number}", f"up{number}"
    key = result_key(services.tenant, interview, 1, question, upload)
    analysed = AnalysedAnswer(
        transcript=transcript or a_transcript(), result=result or a_result(question, DIMENSIONS[question], 50 + number)
    )
    services.media.write_json(key, analysed.model_dump_json())
    sent = Upload(
        id=upload,
        key=str(RecordingKey(services.tenant, interview, question, upload)),
        content_type="audio/webm",
        size=1,
        sha256="x",
        expires_at=AT,
    )
    at = AT + timedelta(seconds=number)
    made = Interview(
        id=interview,
        job=plan.job,
        plan=plan.id,
        candidate=Invitee(id=f"can{number}", name="Wei Chen", language=plan.language),
        invitation=Invitation(digest="x", expires_at=AT),
        state="submitted" if submitted else "started",
        answers=(Answer(question=question, state="analysed", upload=sent, uploads=(sent,), result_key=key),),
        created_at=at,
        submitted_at=at if submitted else None,
    )
    assert services.interviews.create(made)
    return made


def asked(services: Services, plan: InterviewPlan, calibration: str = "cal1", question: str = "q1") -> Prepare:
    """A calibration that waits for its answers; the message that the worker gets."""
    now = services.clock.now()
    wanted = Calibration(
        id=calibration,
        job=plan.job,
        question=question,
        language=plan.language,
        plan=plan.id,
        wanted=5,
        told_at=now,
        created_at=now,
        created_by="usr1",
    )
    services.calibrations.ask(wanted, plan)
    return Prepare(tenant=services.tenant, task="pick_answers", subject=plan.job, id=calibration)


def picked(services: Services, message: Prepare) -> Calibration:
    """As a worker picks, the newest answers first."""
    begun = services.calibrations.begin(message)
    assert begun is not None
    calibration, _, question = begun
    places = tuple(answer.place for answer in services.answer_pool.newest(message.subject, question))
    services.calibrations.keep_picked(calibration, places[: calibration.wanted], len(places))
    return services.calibrations.require(message.subject, message.id)


def a_rating(answer: int, rater: str = "usr1", level: int | None = 4, dimension: str = "problem_solving") -> Rating:
    return Rating(rater=rater, answer=answer, levels={dimension: level}, rated_at=AT)


def to_be_fitted(services: Services, plan: InterviewPlan, calibration: str = "cal1", question: str = "q1") -> Prepare:
    """A calibration with five rated answers, whose fit is asked for; the message that the worker gets."""
    picked(services, asked(services, plan, calibration, question))
    for number in range(1, 6):
        rating = a_rating(number, dimension=DIMENSIONS[question])
        services.calibrations.rate(plan.job, calibration, rating)
    services.calibrations.fit(plan.job, calibration, "usr2")
    return Prepare(tenant=services.tenant, task="fit_scoring", subject=plan.job, id=calibration)


def a_fit(question: str = "q1", score: float = 0.5) -> QuestionFit:
    return QuestionFit(
        question=question,
        made_with="engine 3",
        vectors="AAAAAA==",
        measures=((0.1,),),
        pool_measures_mean=(0.1,),
        pool_measures_deviation=(0.1,),
        dimensions=(
            FittedDimension(
                dimension=DIMENSIONS[question], scores=(score,), ratings=(0.7,), pool_mean=0.5, pool_deviation=0.1
            ),
        ),
    )


def fitted(services: Services, message: Prepare, fit: QuestionFit | None = None) -> ScoringVersion | None:
    """As a worker fits; None when nothing is left to do."""
    begun = services.calibrations.begin(message)
    if begun is None:
        return None
    calibration, _, question = begun
    report = AgreementReport(question=question.key, rated=5, raters=1, dimensions=())
    return services.scoring_versions.keep_fit(calibration, fit or a_fit(question.key), report)

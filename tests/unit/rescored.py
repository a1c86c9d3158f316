"""Interviews that are reported, and what happens to them when they are scored again."""

from datetime import timedelta

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.domain.messages import AnalyseAnswer, Prepare
from chalicelib.domain.rescoring import Rescoring
from tests.unit.samples import a_result, a_transcript, message_for, queued, upload
from tests.unit.services.test_interview_results import DIMENSION, run_machine
from tests.unit.services.test_percentiles import measured
from workers.rescoring_tasks import rescore


def report(services: Services, interview: Interview, score: float = 80) -> Interview:
    """Take an interview of two spoken questions to its first report."""
    for question, dimension in DIMENSION.items():
        services.admission.admit(upload(services, interview.id, question))
        result = a_result(question, dimension, score).model_copy(update={"measurements": measured()})
        services.analysis.record(message_for(services, interview.id, question), a_transcript(), result)
    services.candidate.submit(interview.id, leave_out=False)
    run_machine(services, interview.id)
    queued(services.settings.analysis_queue_url)
    return services.interviews.require(interview.id)


def another(services: Services, like: Interview, number: int, **update: object) -> Interview:
    """An interview of somebody else, otherwise like this one and older."""
    at = like.created_at - timedelta(minutes=number)
    made = like.model_copy(update={"id": f"int1{number:03}", "created_at": at, **update})
    assert services.interviews.create(made)
    return made


def ask(services: Services, job: str = "job1", rescoring: str = "rsc1", interviews: tuple[str, ...] = ()) -> Prepare:
    services.rescoring.ask(job, rescoring, interviews)
    return Prepare(tenant=services.tenant, task="rescore", subject=job, id=rescoring)


def rescored(services: Services, rescoring: str = "rsc1") -> list[AnalyseAnswer]:
    """Ask for a rescoring, let the worker take all of it, and get what it queued."""
    rescore(services, ask(services, rescoring=rescoring), lambda: True)
    return waiting(services)


def waiting(services: Services) -> list[AnalyseAnswer]:
    return [AnalyseAnswer.model_validate_json(body) for body in queued(services.settings.rescoring_queue_url)]


def score(services: Services, message: AnalyseAnswer, score: float) -> None:
    """What the worker does with a message."""
    task = services.analysis.begin(message)
    assert task is not None
    assert task.earlier is not None
    result = a_result(message.question, DIMENSION[message.question], score)
    result = result.model_copy(update={"measurements": task.earlier.result.measurements})
    services.analysis.record(message, task.earlier.transcript, result)


def finish(services: Services, interview: str, attempt: int) -> None:
    """What the state machine does for one attempt."""
    services.interview_results.finalise(interview, attempt)
    services.interview_results.decide(interview, attempt)
    services.events.publish_about(interview, attempt, "interview.reported")
    services.outcomes.tell_team("report_ready", interview, attempt)
    services.interview_results.close(interview, attempt)


def read(services: Services, rescoring: str = "rsc1") -> Rescoring:
    return services.rescoring.require("job1", rescoring)


def total(services: Services, attempt: int | None = None) -> tuple[int, float | None]:
    found = services.reports.read("int1", attempt).report
    return found.attempt, found.scorecard.total

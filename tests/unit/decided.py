"""Interviews that a rule has decided on, for what people and alarms do then."""

import boto3

from chalicelib.bootstrap import Services
from chalicelib.domain.decision import Outcome
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from chalicelib.domain.plan import InterviewPlan, RoutingRules
from chalicelib.domain.standing import Standing
from tests.unit.conftest import EVERYTHING
from tests.unit.samples import a_result, a_transcript, message_for, upload

DIMENSION = {"q1": "problem_solving", "q2": "teamwork"}


def analysed(services: Services, interview: Interview, score: float, attempt: int = 1) -> None:
    """Hand in both answers of an interview and have them analysed."""
    for question, dimension in DIMENSION.items():
        services.admission.admit(upload(services, interview.id, question))
        message = message_for(services, interview.id, question).model_copy(update={"attempt": attempt})
        services.analysis.record(message, a_transcript(), a_result(question, dimension, score))
    services.candidate.submit(interview.id, leave_out=False)


def decided(services: Services, interview: Interview, score: float = 80, attempt: int = 1) -> Interview:
    """Take an interview to the rule's decision and the end of its result."""
    analysed(services, interview, score, attempt)
    services.interview_results.finalise(interview.id, attempt)
    services.interview_results.decide(interview.id, attempt)
    services.interview_results.close(interview.id, attempt)
    return services.interviews.require(interview.id)


def with_rules(services: Services, job: Job, rules: RoutingRules) -> InterviewPlan:
    """The plan of the job under other rules."""
    changed = services.jobs.change(job.id, lambda known: known.model_copy(update={"rules": rules}), EVERYTHING, None)
    return services.plans.freeze(changed.value, "en")


def stand(services: Services, interview: str, outcome: Outcome, total: float | None, *, pool: bool = False) -> None:
    """Have an interview of `job1` stand somewhere, as a decision does."""
    known = services.standings.of(interview)
    after = Standing(
        interview=interview,
        job="job1",
        candidate=f"can-of-{interview}",
        attempt=1,
        number=known.value.number + 1 if known else 1,
        outcome=outcome,
        total=total,
        talent_pool=pool,
        decided_at=services.clock.now(),
    )
    assert services.table.commit(services.standings.moving(known, after))


def executions(services: Services) -> list[str]:
    """Names of the executions that were started."""
    machine = services.settings.state_machine_arn
    found = boto3.client("stepfunctions").list_executions(stateMachineArn=machine)["executions"]
    return sorted(execution["name"] for execution in found)

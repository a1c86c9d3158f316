"""Interviews that have got as far as a report, for tests of what people read."""

from collections.abc import Mapping

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.domain.scorecard import AnswerResult
from tests.unit.samples import a_result, a_transcript, message_for, upload

DIMENSIONS = {"q1": "problem_solving", "q2": "teamwork"}


def report_on(
    services: Services,
    interview: Interview,
    scores: Mapping[str, float],
    results: Mapping[str, AnswerResult] | None = None,
) -> None:
    """Answer the questions that have a score, leave the others out, and bring the interview to its report."""
    for question in scores:
        services.admission.admit(upload(services, interview.id, question))
    services.candidate.submit(interview.id, leave_out=len(scores) < len(DIMENSIONS))
    for question, score in scores.items():
        result = (results or {}).get(question) or a_result(question, DIMENSIONS[question], score)
        services.analysis.record(message_for(services, interview.id, question), a_transcript(), result)
    services.interview_results.finalise(interview.id, 1)
    services.explanations.explain(interview.id, 1)
    services.interview_results.decide(interview.id, 1)

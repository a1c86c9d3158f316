"""What other systems are told of an interview, made from what is on record."""

from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.connector import DimensionTotal, Result
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.language import Localized

_NO_DECISION = Localized(en="There is no decision to hand over.", zh="没有可供推送的决定。")


class HandedResults:
    """The results of one tenant, as connectors get them."""

    def __init__(
        self,
        interviews: Interviews,
        jobs: Jobs,
        candidates: Collection[Candidate],
        results: Results,
        tenant: str,
        public_url: str,
    ) -> None:
        self._interviews = interviews
        self._jobs = jobs
        self._candidates = candidates
        self._results = results
        self._tenant = tenant
        self._public_url = public_url

    def number(self, interview_id: str, attempt: int) -> int:
        """The number of the decision that holds. Raises PermanentError where there is none."""
        return self._decision(interview_id, attempt).number

    def of(self, interview_id: str, attempt: int) -> Result:
        """The decision that holds on an attempt, with its scores. Raises PermanentError where there is none."""
        decision = self._decision(interview_id, attempt)
        interview = self._interviews.require(interview_id)
        scorecard = self._results.scorecard(interview_id, attempt)
        job = self._jobs.documents.find(interview.job)
        candidate = self._candidates.find(interview.candidate.id)
        return Result(
            tenant=self._tenant,
            interview_id=interview_id,
            attempt=attempt,
            decision_number=decision.number,
            rescored=interview.rescored(attempt),
            job_id=interview.job,
            job_external_id=job.value.external_id if job else None,
            candidate_id=interview.candidate.id,
            candidate_external_id=candidate.value.external_id if candidate else None,
            outcome=decision.outcome,
            decided_by_rule=decision.by == "rule",
            decided_at=decision.decided_at,
            total=scorecard.total if scorecard else None,
            dimensions=tuple(
                DimensionTotal(dimension=one.dimension, score=one.score)
                for one in (scorecard.dimensions if scorecard else ())
            ),
            report_url=f"{self._public_url}/v1/interviews/{interview_id}/report",
        )

    def _decision(self, interview_id: str, attempt: int) -> Decision:
        if decision := self._results.decision(interview_id, attempt):
            return decision
        raise PermanentError("no_decision", _NO_DECISION)

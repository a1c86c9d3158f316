"""Proposals: asked for by a recruiter, made by the worker from the job's description."""

from collections.abc import Callable, Sequence

from chalicelib.adapters.dynamodb.collection import Collection, Versioned
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.job import Job
from chalicelib.domain.messages import Prepare
from chalicelib.domain.proposal import Proposal, Suggestions
from chalicelib.domain.question import BankQuestion


class ProposalService:
    """Proposals of one tenant. `stored` gives those of a job, `jobs` the job, `questions` the bank."""

    def __init__(
        self,
        stored: Callable[[str], Collection[Proposal]],
        jobs: Collection[Job],
        questions: Callable[[], Sequence[BankQuestion]],
        queues: Queues,
        tenant: str,
    ) -> None:
        self._stored = stored
        self._jobs = jobs
        self._questions = questions
        self._queues = queues
        self._tenant = tenant

    def ask(self, proposal: Proposal) -> Versioned[Proposal]:
        """Ask for suggestions. Asked again with the same id, the worker is told again."""
        kept = self._stored(proposal.job).create_or_find(proposal.id, proposal)
        if kept.value.state == "pending":
            message = Prepare(tenant=self._tenant, task="proposal", subject=proposal.job, id=proposal.id)
            self._queues.send_preparation(message)
        return kept

    def require(self, job_id: str, proposal_id: str) -> Versioned[Proposal]:
        """The proposal; raises NotFound."""
        return self._stored(job_id).require(proposal_id)

    def begin(self, message: Prepare) -> tuple[Job, Sequence[BankQuestion]] | None:
        """What the worker needs; None when nothing is left to do."""
        found = self._stored(message.subject).find(message.id)
        job = self._jobs.find(message.subject)
        if found is None or job is None or found.value.state != "pending":
            return None
        return job.value, self._questions()

    def keep(self, message: Prepare, suggestions: Suggestions) -> None:
        """Keep what the worker found."""
        self._settle(message, {"state": "ready", "suggestions": suggestions})

    def fail(self, message: Prepare, reason: str) -> None:
        """Keep that it could not be done."""
        self._settle(message, {"state": "failed", "problem": reason})

    def _settle(self, message: Prepare, update: dict[str, object]) -> None:
        def settle(proposal: Proposal) -> Proposal:
            return proposal.model_copy(update=update) if proposal.state == "pending" else proposal

        self._stored(message.subject).change(message.id, settle, None)

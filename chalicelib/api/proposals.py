"""/v1/jobs/…/proposals: dimensions and questions that a job's description suggests, with the words that led to each."""

from typing import Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.proposal import Proposal, Suggestions

routes = Blueprint(__name__)


class ProposalView(ResponseModel):
    """What was asked for; `suggestions` are there once it is ready, a second or two later."""

    id: str
    job_id: str
    state: Literal["pending", "ready", "failed"]
    suggestions: Suggestions | None
    problem: str | None
    created_at: AwareDatetime


def _view(proposal: Proposal) -> ProposalView:
    return ProposalView.model_validate({**proposal.model_dump(exclude={"job"}), "job_id": proposal.job})


@endpoint(routes, "POST", "/v1/jobs/{job_id}/proposals", summary="Ask what a job's description suggests",
          who="jobs:write", response=ProposalView, status=202, creates=True)  # fmt: skip
def ask_proposal(request: Request, job_id: str) -> Answer:
    """Key terms, ranked dimensions and questions for the job's description, made by the worker."""
    services = request.services
    services.jobs.require(job_id, request.access, "jobs:write")
    wanted = Proposal(id=request.new_id("prp"), job=job_id, created_at=services.clock.now())
    made = services.proposals.ask(wanted).value
    return Answer(_view(made), location=f"/v1/jobs/{job_id}/proposals/{made.id}")


@endpoint(routes, "GET", "/v1/jobs/{job_id}/proposals/{proposal_id}", summary="Read a proposal", who="jobs:read",
          response=ProposalView)  # fmt: skip
def read_proposal(request: Request, job_id: str, proposal_id: str) -> ProposalView:
    """One proposal, each suggestion with the passages of the description that it rests on."""
    request.services.jobs.require(job_id, request.access)
    return _view(request.services.proposals.require(job_id, proposal_id).value)

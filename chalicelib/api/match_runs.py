"""/v1/jobs/…/match-runs: everybody who applied for a job compared with it, with the reasons."""

from typing import Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.match_run import MatchRun

routes = Blueprint(__name__)


class MatchRunView(ResponseModel):
    """How far a run is; results appear with the applications as it goes on."""

    id: str
    job_id: str
    state: Literal["queued", "running", "done", "failed"]
    done: int = Field(description="Applications compared so far")
    problem: str | None
    created_at: AwareDatetime
    finished_at: AwareDatetime | None


def _view(run: MatchRun) -> MatchRunView:
    return MatchRunView.model_validate({**run.model_dump(exclude={"job", "position"}), "job_id": run.job})


@endpoint(routes, "POST", "/v1/jobs/{job_id}/match-runs", summary="Compare everybody who applied with the job",
          who="candidates:write", response=MatchRunView, status=202, creates=True)  # fmt: skip
def ask_match_run(request: Request, job_id: str) -> Answer:
    """Match every application with the job as it is now. Orders and filters lists; decides nothing."""
    services = request.services
    services.jobs.require(job_id, request.access, "candidates:write")
    wanted = MatchRun(id=request.new_id("mtr"), job=job_id, created_at=services.clock.now())
    made = services.matching.ask(wanted).value
    return Answer(_view(made), location=f"/v1/jobs/{job_id}/match-runs/{made.id}")


@endpoint(routes, "GET", "/v1/jobs/{job_id}/match-runs/{run_id}", summary="Read how far a match run is",
          who="candidates:read", response=MatchRunView)  # fmt: skip
def read_match_run(request: Request, job_id: str, run_id: str) -> MatchRunView:
    """One run."""
    request.services.jobs.require(job_id, request.access, "candidates:read")
    return _view(request.services.matching.require(job_id, run_id).value)

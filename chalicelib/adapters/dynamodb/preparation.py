"""Proposals and match runs of a tenant's jobs."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.language import Localized
from chalicelib.domain.match_run import MatchRun
from chalicelib.domain.proposal import Proposal

_NO_PROPOSAL = Localized(en="There is no such proposal.", zh="没有这个建议。")
_NO_RUN = Localized(en="There is no such match run.", zh="没有这个匹配任务。")


def proposal_collection(table: Table, tenant: str, job_id: str, journal: Journal) -> Collection[Proposal]:
    """The proposals for one job."""
    kind = Kind(
        "proposal", Proposal, lambda proposal_id: keys.of_job(tenant, job_id, "PROPOSAL", proposal_id), _NO_PROPOSAL
    )
    return Collection(table, kind, journal)


def match_run_collection(table: Table, tenant: str, job_id: str, journal: Journal) -> Collection[MatchRun]:
    """The match runs of one job."""
    kind = Kind("match_run", MatchRun, lambda run_id: keys.of_job(tenant, job_id, "MATCHRUN", run_id), _NO_RUN)
    return Collection(table, kind, journal)

"""A tenant's candidates, and their applications for its jobs."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind
from chalicelib.adapters.dynamodb.table import Indexes, Table, Write
from chalicelib.domain.application import Application, Applied, Rank
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.language import Localized
from chalicelib.domain.match import Match

NO_CANDIDATE = Localized(en="There is no such candidate.", zh="没有这个候选人。")
_NO_APPLICATION = Localized(en="This candidate has not applied for this job.", zh="该候选人未应聘该职位。")
PERSONAL = frozenset(
    {"name", "email", "phone", "external_id", "summary", "profile", "background_check", "cv", "cv_upload", "match"}
)

MOST_JOBS = 50


def candidate_indexes(tenant: str, candidate: Candidate) -> Indexes:
    """Where a candidate is listed."""
    return Indexes(gsi1=(keys.list_of(tenant, "CANDIDATE"), f"{candidate.created_at.isoformat()}#{candidate.id}"))


def candidate_collection(table: Table, tenant: str, journal: Journal) -> Collection[Candidate]:
    """The candidates of one tenant."""
    kind = Kind(
        "candidate",
        Candidate,
        lambda candidate_id: keys.candidate(tenant, candidate_id),
        NO_CANDIDATE,
        lambda candidate: candidate_indexes(tenant, candidate),
        PERSONAL,
    )
    return Collection(table, kind, journal)


def application_key(tenant: str, job_id: str, candidate_id: str) -> keys.Key:
    """Where an application lies."""
    return keys.of_job(tenant, job_id, "APPLICATION", candidate_id)


def application_indexes(tenant: str, application: Application) -> Indexes:
    """Where an application is listed."""
    place = f"{application.created_at.isoformat()}#{application.candidate}"
    return Indexes(gsi1=(keys.applications_index(tenant, application.job), place))


def application_collection(table: Table, tenant: str, job_id: str, journal: Journal) -> Collection[Application]:
    """The applications for one job, by their candidates' ids."""
    kind = Kind(
        "application",
        Application,
        lambda candidate_id: application_key(tenant, job_id, candidate_id),
        _NO_APPLICATION,
        lambda application: application_indexes(tenant, application),
        PERSONAL,
    )
    return Collection(table, kind, journal)


def applied_key(tenant: str, job_id: str, candidate_id: str) -> keys.Key:
    """The row beside the candidate that names the job."""
    return keys.Key(keys.candidate(tenant, candidate_id).pk, f"APPLIED#{job_id}")


def applied_row(tenant: str, application: Application) -> Sequence[Write]:
    """What is committed with a new application, so that a candidate's jobs are found."""
    key = applied_key(tenant, application.job, application.candidate)
    return (Write(key, Applied(job=application.job).model_dump_json()),)


def jobs_applied_for(table: Table, tenant: str, candidate_id: str, limit: int = MOST_JOBS) -> tuple[str, ...]:
    """The jobs for which a candidate has applied, the newest jobs first."""
    rows = table.page_of(keys.candidate(tenant, candidate_id).pk, "APPLIED#", None, limit)
    return tuple(row.read(Applied).job for row in rows.items)


def rank_write(tenant: str, job_id: str, candidate_id: str, match: Match) -> Write:
    """The row of a job's ranking that a match gives."""
    rank = Rank(candidate=candidate_id, score=match.score)
    return Write(rank_key(tenant, job_id, candidate_id, match), rank.model_dump_json())


def rank_key(tenant: str, job_id: str, candidate_id: str, match: Match) -> keys.Key:
    """Where a match stands in the ranking of its job."""
    return keys.Key(keys.ranks(tenant, job_id, match.meets), f"{match.score:06.2f}#{candidate_id}")


def ranked(table: Table, tenant: str, job_id: str, meets: str, after: str | None, limit: int) -> list[tuple[str, str]]:
    """(sort key, candidate) of at most `limit` rows of a ranking that come after `after`, the best first."""
    # Scores begin with a digit, so that "~" comes before them all. A row more is read in its place.
    page = table.page_of(keys.ranks(tenant, job_id, meets), "0", after or "~", limit)
    return [(row.key.sk, row.read(Rank).candidate) for row in page.items]

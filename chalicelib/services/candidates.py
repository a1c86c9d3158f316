"""The candidates of a tenant: made without duplicates, changed, seen by those who work on what they applied for.

Who is who: a candidate's identities are the tenant's own id (`external_id`), the email address (case does not count)
and the phone number, in this order of strength. An alias row for each of them, committed with every change, says who
holds it. So nobody is made twice: not by a repeated request, not by a file that is imported again, not by two at once.
An identity that was given up is free for somebody else.
What REST asks for is refused when an identity is somebody else's; how an import decides is told in
`candidate_import_loads.py`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.candidate_identities import CandidateIdentities, Holders
from chalicelib.adapters.dynamodb.candidates import NO_CANDIDATE, jobs_applied_for
from chalicelib.adapters.dynamodb.collection import Collection, Listing, Versioned
from chalicelib.adapters.dynamodb.table import Table, Write
from chalicelib.domain.access import Access, Permission
from chalicelib.domain.candidate import BackgroundCheck, Candidate
from chalicelib.domain.candidate_identity import Identity, identities
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, RetryableError
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized

_TRIES = 8
_OF_WHO_MADE: frozenset[Permission] = frozenset({"candidates:read", "candidates:write", "cvs:read", "contacts:read"})
_BUSY = Localized(
    en="The candidate is being changed by many at once; try again.", zh="该候选人正被同时修改,请稍后重试。"
)
_NOT_ALLOWED = Localized(en="You may not do that with this candidate.", zh="您无权对该候选人执行此操作。")
_NO_IDENTITY = Localized(
    en="A candidate needs an email address, a phone number or an external id.",
    zh="候选人至少需要邮箱、手机或外部编号之一。",
)


class CandidateRegister:
    """The candidates of one tenant."""

    def __init__(self, table: Table, candidates: Collection[Candidate], jobs: Collection[Job], tenant: str) -> None:
        self._table = table
        self._candidates = candidates
        self._jobs = jobs
        self._tenant = tenant
        self._identities = CandidateIdentities(table, tenant)

    def create(self, draft: Candidate) -> Versioned[Candidate]:
        """Keep a new candidate. Done again with the same draft, whatever its id, it gives the first.

        Raises Conflict `candidate_exists` when one of the identities is somebody's.
        """
        wanted = _required(draft)
        for _ in range(_TRIES):
            holders = self._identities.look(wanted)
            if held := next((found for identity in wanted if (found := holders.of(identity))), None):
                if held.value == draft.model_copy(update={"id": held.value.id}):
                    return held
                raise _exists(held.value.id)
            claims = [claim for identity in wanted if (claim := holders.claim(identity, draft.id))]
            if made := self._candidates.create(draft.id, draft, claims):
                return made
        raise RetryableError("candidate_busy", _BUSY)

    def require(
        self, candidate_id: str, access: Access, needed: Permission = "candidates:read"
    ) -> tuple[Versioned[Candidate], frozenset[Permission]]:
        """The candidate, and what the caller may do with them.

        Who may see all candidates sees this one; others do when they work on a job that the candidate has applied for.
        Raises NotFound when they do not, Forbidden when they do but without `needed`.
        """
        found = self._candidates.require(candidate_id)
        permissions = access.permissions_everywhere
        if permissions != access.permissions:
            applied = self._jobs.find_many(jobs_applied_for(self._table, self._tenant, candidate_id))
            on_jobs = [access.on(job.value) for job in applied.values()]
            permissions = permissions.union(*(on_job for on_job in on_jobs if "candidates:read" in on_job))
            if found.value.made_by == access.actor.id:
                permissions |= access.permissions & _OF_WHO_MADE
        if "candidates:read" not in permissions and needed not in permissions:
            raise NotFound("candidate_not_found", NO_CANDIDATE)
        if needed not in permissions:
            raise Forbidden("permission_missing", _NOT_ALLOWED)
        return found, permissions

    def reachable(self, candidate_ids: Sequence[str], access: Access) -> dict[str, Versioned[Candidate]]:
        """Those of the candidates that there are for this caller, in one read for who sees all of them."""
        found = self._candidates.find_many(candidate_ids)
        if "candidates:read" in access.permissions_everywhere:
            return found
        reached = {}
        for candidate_id in found:
            with suppress(NotFound):
                reached[candidate_id] = self.require(candidate_id, access)[0]
        return reached

    def change(
        self, candidate_id: str, change: Callable[[Candidate], Candidate], expected: int | None
    ) -> Versioned[Candidate]:
        """Change a candidate.

        Raises NotFound, LostUpdate, InvalidInput without any identity, and Conflict `candidate_exists` when a new
        identity is somebody else's.
        """

        def checked(candidate: Candidate) -> Candidate:
            after = change(candidate)
            _required(after)
            return after

        return self._candidates.change(candidate_id, checked, expected, self._claims)

    def keep_check(self, candidate_id: str, check: BackgroundCheck, expected: int | None) -> Versioned[Candidate]:
        """Keep the outcome of a background check in the place of the one before. Raises NotFound, LostUpdate."""
        return self._candidates.change(
            candidate_id, lambda candidate: candidate.model_copy(update={"background_check": check}), expected
        )

    def page(self, after: str | None, limit: int) -> Listing[Candidate]:
        """All candidates, newest first."""
        return self._candidates.page(keys.list_of(self._tenant, "CANDIDATE"), after, limit)

    def _claims(self, before: Candidate | None, after: Candidate | None) -> Sequence[Write]:
        """The alias rows that a change brings and takes away. Raises Conflict."""
        if before is None or after is None:
            return ()
        old, new = identities(before), identities(after)
        holders = self._identities.look({*old, *new})
        for identity in set(new) - set(old):
            holder = holders.of(identity)
            if holder and holder.value.id != after.id:
                raise _exists(holder.value.id)
        return alias_changes(holders, old, new, after.id)


def alias_changes(
    holders: Holders, old: Sequence[Identity], new: Sequence[Identity], candidate: str
) -> tuple[Write, ...]:
    """The alias rows to write for a candidate whose identities change from `old` to `new`."""
    claimed = (holders.claim(identity, candidate) for identity in new)
    released = (holders.release(identity, candidate) for identity in old if identity not in new)
    return tuple(write for write in (*claimed, *released) if write)


def _required(candidate: Candidate) -> tuple[Identity, ...]:
    if found := identities(candidate):
        return found
    raise InvalidInput("identity_missing", _NO_IDENTITY)


def _exists(candidate_id: str) -> Conflict:
    text = Localized(en=f"There is such a candidate already: {candidate_id}.", zh=f"该候选人已存在:{candidate_id}。")
    return Conflict("candidate_exists", text)

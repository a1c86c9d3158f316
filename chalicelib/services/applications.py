"""Applications: candidates considered for a job, listed by time or by how well they match, and the matches kept.

A match is written in this order: the new row of the ranking, the application, and then the old row is taken away. What
a crash leaves behind is a row that the application does not bear out, and those are passed over when a ranking is read.
"""

import heapq
from collections.abc import Callable, Container, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Literal

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.candidates import (
    NO_CANDIDATE,
    application_indexes,
    application_key,
    applied_row,
    rank_key,
    rank_write,
    ranked,
)
from chalicelib.adapters.dynamodb.collection import Collection, Listing, Versioned
from chalicelib.adapters.dynamodb.table import MOST_WRITTEN, Stored, Table
from chalicelib.domain.application import Application
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import NotFound, RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.match import Match

Order = Literal["newest", "match"]
Meets = Literal["yes", "unknown", "no"]
ALL_MEETS: tuple[Meets, ...] = ("yes", "unknown", "no")
_TRIES = 8
_THREADS = 8
_BUSY = Localized(
    en="The application is being changed by many at once; try again.", zh="该应聘记录正被同时修改,请稍后重试。"
)


@dataclass(frozen=True)
class Applicant:
    """An application and who applied, which is None where the candidate is gone."""

    application: Application
    candidate: Candidate | None


class ApplicationService:
    """The applications for the jobs of one tenant. `documents` gives those for one job."""

    def __init__(
        self,
        table: Table,
        documents: Callable[[str], Collection[Application]],
        candidates: Collection[Candidate],
        clock: Clock,
        tenant: str,
    ) -> None:
        self._table = table
        self.documents = documents
        self._candidates = candidates
        self._clock = clock
        self._tenant = tenant

    def create(
        self, job_id: str, candidate_ids: Sequence[str], known: Container[str]
    ) -> dict[str, Application | NotFound]:
        """Consider candidates for a job. Who is so already stays so; who is not among the `known` gets an error."""
        applications = self.documents(job_id)
        there = applications.find_many([one for one in candidate_ids if one in known])
        made: dict[str, Application | NotFound] = {}
        for candidate_id in dict.fromkeys(candidate_ids):
            if candidate_id not in known:
                made[candidate_id] = NotFound("candidate_not_found", NO_CANDIDATE)
            elif candidate_id in there:
                made[candidate_id] = there[candidate_id].value
            else:
                made[candidate_id] = self._create(applications, job_id, candidate_id)
        return made

    def require(self, job_id: str, candidate_id: str) -> tuple[Versioned[Application], Candidate | None]:
        """An application and who applied. Raises NotFound."""
        found = self.documents(job_id).require(candidate_id)
        candidate = self._candidates.find(candidate_id)
        return found, candidate.value if candidate else None

    def newest(self, job_id: str, after: str | None, limit: int) -> Listing[Application]:
        """One page of the applications for a job, newest first."""
        return self.documents(job_id).page(keys.applications_index(self._tenant, job_id), after, limit)

    def best(
        self, job_id: str, meets: Meets | None, after: str | None, limit: int
    ) -> tuple[tuple[Application, ...], str | None]:
        """One page of those that were matched, the best first, and the sort key after which the next one starts."""
        wanted = ALL_MEETS if meets is None else (meets,)
        lists = [
            [(place, who, one) for place, who in ranked(self._table, self._tenant, job_id, one, after, limit + 1)]
            for one in wanted
        ]
        rows = list(islice(heapq.merge(*lists, key=itemgetter(0), reverse=True), limit + 1))
        shown = rows[:limit]
        found = self.documents(job_id).find_many([who for _, who, _ in shown])
        applications = []
        for place, who, one in shown:
            match = found[who].value.match if who in found else None
            if match and match.meets == one and rank_key(self._tenant, job_id, who, match).sk == place:
                applications.append(found[who].value)
        return tuple(applications), shown[-1][0] if len(rows) > limit else None

    def applicants(self, applications: Sequence[Application]) -> tuple[Applicant, ...]:
        """The applications with who applied, in one more read."""
        known = self._candidates.find_many([application.candidate for application in applications])
        return tuple(
            Applicant(application, known[application.candidate].value if application.candidate in known else None)
            for application in applications
        )

    def keep_match(self, job_id: str, candidate_id: str, match: Match) -> None:
        """Keep how a candidate matches a job; nothing where they have not applied for it."""
        self.keep_matches(job_id, [(candidate_id, match)])

    def keep_matches(self, job_id: str, matches: Sequence[tuple[str, Match]]) -> None:
        """Keep many matches for a job, each in the place of the one before. Done again it changes nothing."""
        newest = dict(matches)
        places = {application_key(self._tenant, job_id, who): who for who in newest}
        there = {places[key]: stored for key, stored in self._table.get_many(list(places)).items()}
        ranks = [rank_write(self._tenant, job_id, who, newest[who]) for who in there]
        batches = [ranks[at : at + MOST_WRITTEN] for at in range(0, len(ranks), MOST_WRITTEN)]
        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(self._table.put_many, batches))
            list(pool.map(lambda who: self._keep(job_id, there[who], who, newest[who]), there))

    def _keep(self, job_id: str, known: Stored, candidate_id: str, match: Match) -> None:
        mine = rank_key(self._tenant, job_id, candidate_id, match)
        stored: Stored | None = known
        for _ in range(_TRIES):
            if stored is None:
                self._table.delete(mine)
                return
            before = stored.read(Application)
            after = before.model_copy(update={"match": match})
            indexes = application_indexes(self._tenant, after)
            if after == before or self._table.replace(stored, after.model_dump_json(), indexes):
                old = rank_key(self._tenant, job_id, candidate_id, before.match) if before.match else mine
                if old != mine:
                    self._table.delete(old)
                return
            stored = self._table.get(known.key)
        raise RetryableError("application_busy", _BUSY)

    def _create(self, applications: Collection[Application], job_id: str, candidate_id: str) -> Application:
        fresh = Application(job=job_id, candidate=candidate_id, created_at=self._clock.now())
        for also in (applied_row(self._tenant, fresh), ()):
            # Without its row beside the candidate only where that was left behind by a load that broke off.
            if applications.create(candidate_id, fresh, also):
                return fresh
            if found := applications.find(candidate_id):
                return found.value
        raise RetryableError("application_busy", _BUSY)

"""Proposals and match runs, from asking to what the worker files."""

from datetime import timedelta

from chalicelib.bootstrap import Services
from chalicelib.domain.application import Application
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.job import Job
from chalicelib.domain.match import Match
from chalicelib.domain.match_run import MatchRun
from chalicelib.domain.messages import Prepare
from chalicelib.domain.proposal import Proposal, Suggestions
from tests.unit.clock import HandClock
from tests.unit.samples import AT
from tests.unit.services.test_cvs import queued


def applied(services: Services, job: Job, count: int) -> list[str]:
    made = []
    for number in range(count):
        known = Candidate(id=f"can{number:04}", name="Li", external_id=str(number), language="zh", created_at=AT)
        services.candidates.create(known.id, known)
        at = AT + timedelta(seconds=number)
        services.applications.documents(job.id).create(
            known.id, Application(job=job.id, candidate=known.id, created_at=at)
        )
        made.append(known.id)
    return made


def test_a_run_goes_through_everybody_once_and_files_every_match(services: Services, job: Job) -> None:
    everybody = applied(services, job, 230)
    services.matching.ask(MatchRun(id="run1", job=job.id, created_at=AT))
    (message,) = queued(services)
    begun = services.matching.begin(message)
    assert begun is not None
    _, run = begun
    seen: list[str] = []
    for batch in services.matching.batches(run):
        seen += [candidate.id for candidate in batch.candidates]
        matches = [(candidate.id, Match(score=50, meets="unknown")) for candidate in batch.candidates]
        run = services.matching.keep(run, batch, matches)
    assert sorted(seen) == everybody
    assert (run.state, run.done) == ("done", 230)
    assert services.matching.begin(message) is None
    application = services.applications.documents(job.id).require("can0007").value
    assert application.match is not None
    assert application.match.score == 50


def test_a_run_that_broke_off_goes_on_where_it_was(services: Services, job: Job) -> None:
    applied(services, job, 150)
    services.matching.ask(MatchRun(id="run1", job=job.id, created_at=AT))
    message = Prepare(tenant="acme", task="match", subject=job.id, id="run1")
    begun = services.matching.begin(message)
    assert begun is not None
    first = next(services.matching.batches(begun[1]))
    services.matching.keep(begun[1], first, [(one.id, Match(score=1, meets="no")) for one in first.candidates])
    again = services.matching.begin(message)
    assert again is not None
    rest = [candidate.id for batch in services.matching.batches(again[1]) for candidate in batch.candidates]
    assert len(rest) == 50
    assert not {candidate.id for candidate in first.candidates} & set(rest)


def test_a_proposal_is_made_once(services: Services, job: Job, clock: HandClock) -> None:
    services.proposals.ask(Proposal(id="prp1", job=job.id, created_at=clock.now()))
    (message,) = queued(services)
    begun = services.proposals.begin(message)
    assert begun is not None
    assert begun[0].id == job.id
    assert len(begun[1]) >= 72
    found = Suggestions(key_terms=(), dimensions=(), questions=())
    services.proposals.keep(message, found)
    assert services.proposals.begin(message) is None
    services.proposals.fail(message, "too late")
    assert services.proposals.require(job.id, "prp1").value.state == "ready"

"""What the preparation queue asks for: suggestions for a job, a CV read, applicants compared with a job, and more."""

import logging
from collections.abc import Callable, Iterator
from functools import lru_cache

from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate, Profile
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.job import Job
from chalicelib.domain.match import Match
from chalicelib.domain.messages import Prepare
from chalicelib.services.calibrations import GAVE_UP
from chalicelib.services.cvs import CvText
from workers.calibration_tasks import CalibrationTasks
from workers.documents.facts import find_facts
from workers.documents.protected import without_protected
from workers.documents.reader import DocumentReader
from workers.preparation.matching import JobProfile, job_profile
from workers.preparation.proposal import propose
from workers.rescoring_tasks import rescore
from workers.scoring.encoder import TextEncoder
from workers.unfinished import Going, Unfinished

_JOBS_KEPT = 8
_logger = logging.getLogger(__name__)


class PreparationTasks:
    """Does the tasks of any tenant; every one may be done again."""

    def __init__(self, services_for: Callable[[str], Services], encoder: TextEncoder, reader: DocumentReader) -> None:
        """`encoder` and `reader` are this process's own."""
        self._services_for = services_for
        self._encoder = encoder
        self._reader = reader
        self._calibrations = CalibrationTasks(encoder)
        self._profile = lru_cache(_JOBS_KEPT)(self._prepare)

    def do(self, message: Prepare, going: Going) -> None:
        """Do one task. Raises Unfinished when `going` says no in the middle, and whatever the stores raise."""
        services = self._services_for(message.tenant)
        if message.task == "proposal":
            self._propose(services, message)
        elif message.task == "cv":
            self._read_cv(services, message)
        elif message.task == "match":
            self._match(services, message, going)
        elif message.task == "pick_answers":
            self._calibrations.pick(services, message, going)
        elif message.task == "fit_scoring":
            self._calibrations.fit(services, message, going)
        elif message.task == "rescore":
            rescore(services, message, going)

    def give_up(self, message: Prepare, reason: str) -> None:
        """Put on record that the task cannot be done, where a person sees it."""
        services = self._services_for(message.tenant)
        if message.task == "proposal":
            services.proposals.fail(message, reason)
        elif message.task == "match":
            services.matching.fail(message, reason)
        elif message.task == "cv":
            services.cvs.give_up(message)
        elif message.task in {"pick_answers", "fit_scoring"}:
            services.calibrations.fail(message, GAVE_UP)
        elif message.task == "rescore":
            services.rescoring.fail(message)

    def _propose(self, services: Services, message: Prepare) -> None:
        if begun := services.proposals.begin(message):
            job, questions = begun
            text = "\n".join(part for part in (job.description, job.duties) if part)
            found = propose(job.title, text, job.language, job.scenario, questions, self._encoder)
            services.proposals.keep(message, found)

    def _read_cv(self, services: Services, message: Prepare) -> None:
        content = services.cvs.begin(message)
        if content is None:
            return
        try:
            read = self._reader.read(content)
        except InvalidInput as refusal:
            services.cvs.refuse(message, refusal)
            return
        text = without_protected(read.text)
        facts = find_facts(text, services.clock.now().date())
        kept = CvText(text=text, pages=read.pages, truncated=read.truncated, facts=facts)
        candidate = services.cvs.keep(message, kept)
        for job in services.matching.jobs_of(candidate.id):
            services.matching.keep_one(job.id, candidate.id, self._profile(job).match(*_told(candidate)))

    def _match(self, services: Services, message: Prepare, going: Going) -> None:
        begun = services.matching.begin(message)
        if begun is None:
            return
        job, run = begun
        profile = self._profile(job)
        for batch in services.matching.batches(run):
            if not going():
                raise Unfinished
            run = services.matching.keep(run, batch, list(_matches(profile, batch.candidates)))
            _logger.info("compared", extra={"job": job.id, "done": run.done})

    def _prepare(self, job: Job) -> JobProfile:
        text = "\n".join(part for part in (job.description, job.duties) if part)
        return job_profile(job.title, text, job.requirements, self._encoder)


def _matches(profile: JobProfile, candidates: tuple[Candidate, ...]) -> Iterator[tuple[str, Match]]:
    for candidate in candidates:
        yield candidate.id, profile.match(*_told(candidate))


def _told(candidate: Candidate) -> tuple[Profile, str]:
    """What is known of a candidate that may be matched."""
    # A CV's text was cleaned when it was filed.
    parts = (without_protected(candidate.summary), candidate.cv.excerpt if candidate.cv else "")
    return candidate.profile, "\n".join(part for part in parts if part)

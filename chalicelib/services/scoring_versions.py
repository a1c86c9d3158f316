"""Scoring versions of jobs: which one scores, going to another, and the fits that they are made of."""

import hashlib
import threading
from dataclasses import dataclass

from chalicelib.adapters.dynamodb.calibrations import Calibrations
from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.s3 import Media
from chalicelib.domain.calibration import AgreementReport, Calibration
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.media_key import fit_key
from chalicelib.domain.scoring_version import FittedQuestion, JobScoring, QuestionFit, ScoringVersion
from chalicelib.observability import count, logger

MOST_FITS = 64
_FIT_LIMIT = 20_000_000
_NO_VERSION = Localized(en="The job has no scoring version of this number.", zh="该职位没有此编号的评分版本。")


@dataclass(frozen=True)
class ActiveFit:
    """The fit that a question is scored with, and what scores name it by: `job@number`."""

    fit: QuestionFit
    calibration: str


class KeptFits:
    """Fits that this process has read, by their object keys: what lies at a key never changes."""

    def __init__(self, most: int = MOST_FITS) -> None:
        self._most = most
        self._fits: dict[str, QuestionFit] = {}
        self._lock = threading.Lock()

    def find(self, key: str) -> QuestionFit | None:
        """The fit, if it is here; it then is the last to go."""
        with self._lock:
            fit = self._fits.pop(key, None)
            if fit is not None:
                self._fits[key] = fit
            return fit

    def keep(self, key: str, fit: QuestionFit) -> None:
        """Keep a fit; the one that was asked for longest ago goes."""
        with self._lock:
            self._fits[key] = fit
            while len(self._fits) > self._most:
                del self._fits[next(iter(self._fits))]


class ScoringVersionService:
    """Scoring versions of one tenant's jobs."""

    def __init__(self, store: Calibrations, media: Media, kept: KeptFits, clock: Clock, tenant: str) -> None:
        self._store = store
        self._media = media
        self._kept = kept
        self._clock = clock
        self._tenant = tenant

    def read(self, job_id: str) -> Versioned[JobScoring]:
        """Which version a job is scored with."""
        return self._store.scoring(job_id)

    def activate(self, job_id: str, number: int, by: str, expected: int | None) -> Versioned[JobScoring]:
        """Score new answers with this version from now on; 0 is the shipped scoring.

        Raises InvalidInput for a version that there is not, LostUpdate.
        """
        now = self._clock.now()

        def use(scoring: JobScoring) -> JobScoring:
            if number > scoring.latest:
                raise InvalidInput("unknown_reference", _NO_VERSION, (("/version", _NO_VERSION),))
            if number == scoring.active:
                return scoring
            return scoring.model_copy(update={"active": number, "activated_at": now, "activated_by": by})

        return self._store.change_scoring(job_id, use, expected)

    def version(self, job_id: str, number: int) -> ScoringVersion:
        """A version; raises NotFound."""
        return self._store.versions.require(job_id, number)

    def versions(self, job_id: str, after: str | None, limit: int) -> tuple[tuple[ScoringVersion, ...], str | None]:
        """Versions, newest first, and the sort key after which the next page starts."""
        return self._store.versions.page(job_id, after, limit)

    def fit_of(self, job_id: str, question: str, language: Language) -> ActiveFit | None:
        """What the answers to a question, asked in a language, are scored with beyond the shipped scoring."""
        scoring = self._store.scoring(job_id).value
        version = self._store.versions.find(job_id, scoring.active) if scoring.active else None
        fitted = (
            next((each for each in version.questions if (each.question, each.language) == (question, language)), None)
            if version
            else None
        )
        if version is None or fitted is None:
            return None
        fit = self._kept.find(fitted.fit_key)
        if fit is None:
            try:
                document = self._media.read(fitted.fit_key, _FIT_LIMIT)
            except NotFound:
                # The answer is scored all the same; that no calibration moved it stands with the score.
                logger.error("the fit of an active scoring version is gone", extra={"key": fitted.fit_key})
                count("FitMissing")
                return None
            fit = QuestionFit.model_validate_json(document)
            self._kept.keep(fitted.fit_key, fit)
        return ActiveFit(fit, f"{job_id}@{version.number}")

    def keep_fit(self, calibration: Calibration, fit: QuestionFit, agreement: AgreementReport) -> ScoringVersion | None:
        """The worker's: keep a fit as the job's next version, which nobody is scored with until a person says so.

        The version has the questions of the active one, this question replaced. None when nothing is waited for any
        more: a fit that is made again makes no second version.
        """
        document = fit.model_dump_json()
        digest = hashlib.sha256(document.encode()).hexdigest()[:12]
        key = fit_key(self._tenant, calibration.job, calibration.id, digest)
        self._media.write_json(key, document)
        now = self._clock.now()

        def make(current: Calibration, number: int, active: tuple[FittedQuestion, ...]) -> ScoringVersion:
            fitted = FittedQuestion(
                question=current.question,
                language=current.language,
                calibration=current.id,
                fit_key=key,
                agreement=agreement,
            )
            others = [each for each in active if (each.question, each.language) != (current.question, current.language)]
            questions = sorted((*others, fitted), key=lambda each: (each.question, each.language))
            return ScoringVersion(
                job=current.job,
                number=number,
                questions=tuple(questions),
                made_at=now,
                made_by=current.fit_by or current.created_by,
            )

        made = self._store.keep_version(calibration.job, calibration.id, make)
        if made:
            count("ScoringFitted")
        return made

"""The worker's part of a calibration: picks answers for people to rate, and fits a scoring version to their ratings."""

import logging
from collections.abc import Iterable, Sequence
from itertools import islice

from chalicelib.bootstrap import Services
from chalicelib.domain.calibration import FEWEST_RATED, Calibration, Rating
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.messages import Prepare
from chalicelib.domain.plan import Question
from chalicelib.services.answer_pool import MOST_ANSWERS, PooledAnswer
from chalicelib.services.calibrations import too_few_left
from workers.scoring.encoder import TextEncoder
from workers.scoring.fitting import agreement, fit, mean_shares, pick
from workers.unfinished import Going, Unfinished

_logger = logging.getLogger(__name__)


class CalibrationTasks:
    """Picks and fits for any tenant; both may be done again, and have their effect once."""

    def __init__(self, encoder: TextEncoder) -> None:
        """`encoder` is this process's own."""
        self._encoder = encoder

    def pick(self, services: Services, message: Prepare, going: Going) -> None:
        """Pick the answers that people rate. Raises Unfinished when `going` says no."""
        begun = services.calibrations.begin(message)
        if begun is None:
            return
        calibration, _, question = begun
        found = _newest(services, calibration, question, going)
        chosen: Sequence[int] = ()
        if len(found) >= FEWEST_RATED:
            chosen = pick(question, [answer.transcript for answer in found], self._encoder, calibration.wanted)
        services.calibrations.keep_picked(calibration, tuple(found[at].place for at in chosen), len(found))
        _logger.info("answers picked", extra={"calibration": calibration.id, "of": len(found), "picked": len(chosen)})

    def fit(self, services: Services, message: Prepare, going: Going) -> None:
        """Make a scoring version of the ratings. Raises Unfinished when `going` says no."""
        begun = services.calibrations.begin(message)
        if begun is None:
            return
        calibration, plan, question = begun
        given = [each for each in services.calibrations.ratings(calibration) if _judges(each)]
        rated = _rated(services, calibration, given)
        if len(rated) < FEWEST_RATED:
            services.calibrations.fail(message, too_few_left(len(rated)))
            return
        interviews = {answer.place.interview for answer in rated.values()}
        others = [
            answer
            for answer in _newest(services, calibration, question, going)
            if answer.place.interview not in interviews
        ]
        pool = [answer.transcript for answer in (*rated.values(), *others)][:MOST_ANSWERS]
        positions = {number: position for position, number in enumerate(rated)}
        known = [rating for rating in given if rating.answer in positions]
        try:
            fitted = fit(plan, question, pool, mean_shares(known, positions), self._encoder)
        except PermanentError as error:
            services.calibrations.fail(message, error.text)
            return
        if not going():
            raise Unfinished
        report = agreement(plan, question, pool, known, positions, self._encoder, fitted)
        version = services.scoring_versions.keep_fit(calibration, fitted, report)
        about = {"calibration": calibration.id, "rated": len(rated), "version": version.number if version else None}
        _logger.info("scoring fitted", extra=about)


def _newest(services: Services, calibration: Calibration, question: Question, going: Going) -> list[PooledAnswer]:
    found: Iterable[PooledAnswer] = services.answer_pool.newest(calibration.job, question)
    kept = []
    for answer in islice(found, MOST_ANSWERS):
        if not going():
            raise Unfinished
        kept.append(answer)
    return kept


def _rated(services: Services, calibration: Calibration, given: Sequence[Rating]) -> dict[int, PooledAnswer]:
    """The rated answers that are still there, by their numbers."""
    found = {}
    for number in sorted({rating.answer for rating in given}):
        answer = services.answer_pool.read(calibration.answers[number - 1])
        if answer is not None:
            found[number] = answer
    return found


def _judges(rating: Rating) -> bool:
    return any(level is not None for level in rating.levels.values())

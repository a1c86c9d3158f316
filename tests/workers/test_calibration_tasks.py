"""From answers to a scoring version: picked, rated, fitted, activated, and scores that have moved toward the raters."""

from itertools import pairwise
from statistics import fmean

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.bootstrap import kept_fits
from chalicelib.domain.calibration import Calibration, Rating
from chalicelib.domain.messages import Prepare
from chalicelib.domain.plan import InterviewPlan, Question
from chalicelib.domain.scoring_version import ScoringVersion
from chalicelib.domain.transcript import Transcript
from tests.unit.rated_answers import answered, asked
from tests.unit.samples import AT
from tests.workers.scoring.spoken import job, transcript
from tests.workers.stored_here import StoredHere
from workers.preparation_tasks import PreparationTasks
from workers.scoring.encoder import TextEncoder, load_encoder
from workers.scoring.engine import score_answer
from workers.unfinished import Unfinished

QUESTION = Question(
    key="q1",
    text="Tell us about something that broke. How did you find the cause?",
    dimensions=("problem_solving", "communication"),
    key_points=("Names the cause", "Says how it was checked", "Says what changed afterwards"),
)
TEXTS = """
The press stopped every morning. I logged the pressure for a week, saw that it fell when the compressor started, and
found a valve that leaked. We replaced it, and I checked the log for two more weeks: no stop.

Our reports were late. I compared the times of each step and found that one query read the whole table. I added an
index, measured again, and it went from forty minutes to two. Since then we measure every change.

Orders went missing. I traced ten of them by hand, and all had passed through the same scanner. Its battery was low,
so it dropped codes. We changed the battery and now charge them all on Fridays.

The printer did not work. I tried a few things and then it worked again. I am not sure what it was in the end, but my
colleagues were happy that they could print.

A customer complained about wrong invoices. I looked at them and saw that the tax was wrong. I told my manager, and
somebody from finance corrected the table. They are right now.

I am good at solving problems. When something breaks I stay calm and look at it from all sides. Everybody says that I
find solutions quickly, and I always work hard for the team.

The website was slow. I asked the vendor, who said that the server was too small. We ordered a larger one, and it was
faster, though nobody checked whether that had been the cause.

In the warehouse boxes fell off the belt. I filmed it for an hour, saw that it happened at one joint, and measured it:
three millimetres too high. We lowered it, and I counted again: none fell in a day.
"""
SAID = tuple(" ".join(text.split()) for text in TEXTS.split("\n\n"))
JOB = "job"


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return load_encoder()


@pytest.fixture
def plan() -> InterviewPlan:
    return job("en", (QUESTION,))


@pytest.fixture
def services(plan: InterviewPlan, encoder: TextEncoder) -> StoredHere:
    """A job with answers that the shipped scoring has scored."""
    kept_fits.cache_clear()
    stored = StoredHere.made()
    stored._job_store.keep_plan(plan)
    for number, text in enumerate(SAID):
        said = transcript(text, "en")
        result = score_answer(said, plan, QUESTION, encoder)
        assert all(score.score is not None for score in result.scores), (text, result)
        answered(stored, plan, number, transcript=said, result=result)
    return stored


@pytest.fixture
def tasks(services: StoredHere, encoder: TextEncoder) -> PreparationTasks:
    return PreparationTasks(lambda _tenant: services, encoder, None)  # type: ignore[arg-type]


def going() -> bool:
    return True


def last(services: StoredHere) -> Prepare:
    return Prepare.model_validate_json(services.stores[2].bodies[""][-1])


def calibration(services: StoredHere) -> Calibration:
    return services.calibrations.require(JOB, "cal1")


def rate(services: StoredHere, level: int, rater: str = "usr1") -> None:
    """A rater who gives every answer the same level for solving problems, and cannot judge the rest."""
    for number in range(1, len(calibration(services).answers) + 1):
        levels = {"problem_solving": level, "communication": None}
        services.calibrations.rate(JOB, "cal1", Rating(rater=rater, answer=number, levels=levels, rated_at=AT))


def fitted(services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan, level: int) -> ScoringVersion:
    asked(services, plan)
    tasks.do(last(services), going)
    rate(services, level)
    services.calibrations.fit(JOB, "cal1", "usr2")
    tasks.do(last(services), going)
    number = calibration(services).scoring_version
    assert number is not None
    return services.scoring_versions.version(JOB, number)


def scores(services: StoredHere, plan: InterviewPlan, encoder: TextEncoder, said: Transcript) -> list[float]:
    """Scores of an answer as the worker gives them now, by the dimensions of the question."""
    active = services.scoring_versions.fit_of(JOB, "q1", "en")
    result = (
        score_answer(said, plan, QUESTION, encoder, fit=active.fit, calibration=active.calibration)
        if active
        else score_answer(said, plan, QUESTION, encoder)
    )
    assert {score.versions.calibration for score in result.scores if score.versions} <= {
        None,
        active.calibration if active else None,
    }
    return [score.score for score in result.scores if score.score is not None]


def test_different_answers_are_picked(services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan) -> None:
    tasks.do(asked(services, plan), going)
    picked = calibration(services)
    assert picked.state == "rating"
    assert len({answer.interview for answer in picked.answers}) == 5


@pytest.mark.parametrize(("level", "sign"), [(1, -1), (5, 1)])
def test_scores_move_toward_the_raters_once_the_version_is_activated_and_back(
    services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan, encoder: TextEncoder, level: int, sign: int
) -> None:
    version = fitted(services, tasks, plan, level)
    new = transcript(
        "The oven stopped twice a day. I wrote down when, saw that it was when the fan ran, and measured the current: "
        "the fuse was too small. We changed it, and I counted for a week that it did not stop again.",
        "en",
    )
    before = scores(services, plan, encoder, new)
    services.scoring_versions.activate(JOB, version.number, "usr1", None)
    after = scores(services, plan, encoder, new)
    assert sign * (after[0] - before[0]) > 3
    assert after[1] == before[1]
    assert scores(services, plan, encoder, new) == after
    services.scoring_versions.activate(JOB, 0, "usr1", None)
    assert scores(services, plan, encoder, new) == before


def test_the_report_says_how_far_scores_agree_before_and_after(
    services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan
) -> None:
    (question,) = fitted(services, tasks, plan, 1).questions
    report = question.agreement
    assert (report.question, report.rated, report.raters) == ("q1", 5, 1)
    (found,) = [each for each in report.dimensions if each.dimension == "problem_solving"]
    assert found.before.answers == found.after.answers == 5
    assert found.before.mean_error > found.after.mean_error > -5
    assert found.after.mean_absolute_error < found.before.mean_absolute_error


def test_no_word_of_an_answer_is_in_the_fit(services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan) -> None:
    (question,) = fitted(services, tasks, plan, 3).questions
    kept = services.media.read(question.fit_key, 10_000_000).decode()
    pairs = [" ".join(pair) for text in SAID for pair in pairwise(text.split())]
    assert not [pair for pair in pairs if pair in kept]
    assert not [word for word in ("compressor", "invoices", "warehouse") if word in kept]


def test_a_fit_that_is_done_twice_makes_one_version(
    services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan
) -> None:
    fitted(services, tasks, plan, 2)
    message = last(services)
    tasks.do(message, going)
    tasks.give_up(message, "again and again")
    assert services.scoring_versions.read(JOB).value.latest == 1
    assert calibration(services).state == "fitted"


def test_answers_whose_interviews_are_deleted_are_left_out_of_the_fit(
    services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan
) -> None:
    asked(services, plan)
    tasks.do(last(services), going)
    rate(services, 2)
    services.calibrations.fit(JOB, "cal1", "usr2")
    services.table.delete(keys.interview("acme", calibration(services).answers[0].interview))
    tasks.do(last(services), going)
    failed = calibration(services)
    assert failed.state == "failed"
    assert failed.problem is not None
    assert failed.problem.en.startswith("Only 4 of the rated answers are left")


def test_too_few_answers_fail_in_words(services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan) -> None:
    for number in range(4):
        services.table.delete(keys.interview("acme", f"itv{number}"))
    tasks.do(asked(services, plan), going)
    assert calibration(services).state == "failed"


def test_a_worker_that_stops_leaves_the_task_to_the_next(
    services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan
) -> None:
    message = asked(services, plan)
    with pytest.raises(Unfinished):
        tasks.do(message, lambda: False)
    assert calibration(services).state == "picking"
    tasks.do(message, going)
    assert calibration(services).state == "rating"


def test_the_mean_of_several_raters_counts(services: StoredHere, tasks: PreparationTasks, plan: InterviewPlan) -> None:
    asked(services, plan)
    tasks.do(last(services), going)
    rate(services, 1, "usr1")
    rate(services, 4, "usr2")
    services.calibrations.fit(JOB, "cal1", "usr2")
    tasks.do(last(services), going)
    (question,) = services.scoring_versions.version(JOB, 1).questions
    assert question.agreement.raters == 2
    services.scoring_versions.activate(JOB, 1, "usr1", None)
    active = services.scoring_versions.fit_of(JOB, "q1", "en")
    assert active is not None
    given = next(one for one in active.fit.dimensions if one.dimension == "problem_solving").ratings
    assert [one for one in given if one is not None] == pytest.approx([(fmean((1, 4)) - 0.5) / 5] * 5)

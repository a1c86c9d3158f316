"""Calibrations from asking to ratings: what is picked, who rates what, and what a lost message does not lose."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calibrations import SILENCE, silent_calibrations
from chalicelib.bootstrap import Services
from chalicelib.domain.calibration import Rating
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.scorecard import AnswerResult, DimensionScore
from chalicelib.services.calibrations import MAX_REQUEUES
from chalicelib.tasks.sweep import sweep
from tests.unit.clock import HandClock
from tests.unit.rated_answers import a_rating, answered, asked, picked, to_be_fitted
from tests.unit.samples import AT
from tests.unit.services.test_cvs import queued


def pooled(services: Services, plan: InterviewPlan, question: str = "q1") -> list[str]:
    wanted = plan.question(question)
    assert wanted is not None
    return [answer.place.interview for answer in services.answer_pool.newest(plan.job, wanted)]


def tasks(services: Services) -> list[tuple[str, str, str]]:
    return [(message.task, message.subject, message.id) for message in queued(services)]


@pytest.fixture
def five(services: Services, plan: InterviewPlan) -> InterviewPlan:
    for number in range(1, 6):
        answered(services, plan, number)
    return plan


def test_the_pool_holds_scored_answers_to_the_question_as_it_is_asked_newest_first(
    services: Services, plan: InterviewPlan
) -> None:
    nothing = DimensionScore(
        dimension="problem_solving", confidence=0, reason=Localized(en="", zh=""), abstained="silence"
    )
    silent = AnswerResult(question="q1", scores=(nothing,), duration_ms=0, speech_ms=0, words=0)
    reworded = plan.model_copy(
        update={
            "id": "pln2",
            "questions": tuple(one.model_copy(update={"text": "Something else?"}) for one in plan.questions),
        }
    )
    same_question = plan.model_copy(update={"id": "pln3", "title": "Another title"})
    for other in (reworded, same_question):
        services._job_store.keep_plan(other)
    answered(services, plan, 1)
    answered(services, plan, 2, result=silent)
    answered(services, plan, 3, submitted=False)
    answered(services, plan, 4, question="q2")
    answered(services, reworded, 5)
    answered(services, same_question, 6)
    gone = answered(services, plan, 7)
    services.media.delete(str(gone.answers[0].result_key))
    assert pooled(services, plan) == ["itv6", "itv1"]


def test_answers_are_picked_once(services: Services, five: InterviewPlan) -> None:
    message = asked(services, five)
    assert tasks(services) == [("pick_answers", five.job, "cal1")]
    calibration = picked(services, message)
    assert calibration.state == "rating"
    assert [answer.interview for answer in calibration.answers] == ["itv5", "itv4", "itv3", "itv2", "itv1"]
    assert services.calibrations.begin(message) is None
    services.calibrations.fail(message, Localized(en="too late", zh="迟了"))
    services.calibrations.keep_picked(calibration, (), 0)
    assert services.calibrations.require(five.job, "cal1") == calibration


def test_too_few_answers_are_said_in_words(services: Services, plan: InterviewPlan) -> None:
    for number in range(4):
        answered(services, plan, number)
    calibration = picked(services, asked(services, plan))
    assert calibration.state == "failed"
    assert calibration.problem is not None
    assert "There are 4 scored answers" in calibration.problem.en
    assert "4 个" in calibration.problem.zh
    with pytest.raises(Conflict, match="nothing_picked"):
        services.calibrations.fit(plan.job, "cal1", "usr1")


def test_a_rating_takes_the_place_of_the_raters_earlier_one_and_of_nobody_elses(
    services: Services, five: InterviewPlan
) -> None:
    calibrations = services.calibrations
    picked(services, asked(services, five))
    calibrations.rate(five.job, "cal1", a_rating(2, "usr1", 5))
    calibrations.rate(five.job, "cal1", a_rating(2, "usr2", 3))
    calibrations.rate(five.job, "cal1", a_rating(2, "usr1", 1))
    calibrations.rate(five.job, "cal1", a_rating(4, "usr1", None))
    now = calibrations.require(five.job, "cal1")
    given = [(one.answer, one.rater, one.levels["problem_solving"]) for one in calibrations.ratings(now)]
    assert given == [(2, "usr1", 1), (2, "usr2", 3), (4, "usr1", None)]
    assert (now.rated, now.ratings_given) == ((2, 4), 4)
    assert calibrations.rated_by(now, "usr1") == (2, 4)
    assert calibrations.rated_by(now, "usr3") == ()


def test_the_same_rating_again_changes_nothing(services: Services, five: InterviewPlan) -> None:
    picked(services, asked(services, five))
    services.calibrations.rate(five.job, "cal1", a_rating(1))
    later = a_rating(1).model_copy(update={"rated_at": AT + timedelta(hours=1)})
    assert services.calibrations.rate(five.job, "cal1", later).rated_at == AT
    assert services.calibrations.require(five.job, "cal1").ratings_given == 1


def test_raters_see_their_own_ratings_alone_and_no_score(services: Services, five: InterviewPlan) -> None:
    picked(services, asked(services, five))
    services.calibrations.rate(five.job, "cal1", a_rating(1, "usr1", 5))
    services.calibrations.rate(five.job, "cal1", a_rating(1, "usr2", 1))
    shown = services.calibrations.answer(five.job, "cal1", 1, "usr1")
    assert shown.own is not None
    assert (shown.own.rater, shown.ratings) == ("usr1", ())
    assert shown.recording_key == "t/acme/media/itv5/q1/up5.recording"
    assert not hasattr(shown, "scores")
    assert services.calibrations.answer(five.job, "cal1", 1, "usr3").own is None


@pytest.mark.parametrize("number", [6, 50])
def test_a_number_that_no_answer_has_is_not_found(services: Services, five: InterviewPlan, number: int) -> None:
    picked(services, asked(services, five))
    with pytest.raises(NotFound, match="answer_not_found"):
        services.calibrations.answer(five.job, "cal1", number, "usr1")
    with pytest.raises(NotFound, match="answer_not_found"):
        services.calibrations.rate(five.job, "cal1", a_rating(number))


def test_an_answer_that_was_deleted_is_not_shown(services: Services, five: InterviewPlan) -> None:
    calibration = picked(services, asked(services, five))
    services.media.delete(calibration.answers[2].result_key)
    services.table.delete(keys.interview("acme", "itv5"))
    for number in (1, 3):
        with pytest.raises(NotFound, match="answer_gone"):
            services.calibrations.answer(five.job, "cal1", number, "usr1")


def test_a_dimension_of_another_question_is_refused(services: Services, five: InterviewPlan) -> None:
    picked(services, asked(services, five))
    with pytest.raises(InvalidInput) as caught:
        services.calibrations.rate(five.job, "cal1", a_rating(1, dimension="teamwork"))
    assert [pointer for pointer, _ in caught.value.pointers] == ["/levels/teamwork"]
    assert services.calibrations.require(five.job, "cal1").rated == ()


def test_four_rated_answers_are_too_few_and_those_that_nobody_could_judge_do_not_count(
    services: Services, five: InterviewPlan
) -> None:
    picked(services, asked(services, five))
    for number in range(1, 5):
        services.calibrations.rate(five.job, "cal1", a_rating(number))
    services.calibrations.rate(five.job, "cal1", a_rating(5, level=None))
    with pytest.raises(Conflict) as caught:
        services.calibrations.fit(five.job, "cal1", "usr1")
    assert caught.value.text.en.startswith("4 answers are rated")
    services.calibrations.rate(five.job, "cal1", a_rating(5, "usr2"))
    assert services.calibrations.fit(five.job, "cal1", "usr1").state == "fitting"


def test_ratings_are_closed_once_the_fit_is_asked_for(services: Services, five: InterviewPlan) -> None:
    message = to_be_fitted(services, five)
    for rating in (a_rating(1, "usr9"), a_rating(1, "usr1", 1)):
        with pytest.raises(Conflict, match="not_rating"):
            services.calibrations.rate(five.job, "cal1", rating)
    again = services.calibrations.fit(five.job, "cal1", "usr3")
    assert (again.state, again.fit_by) == ("fitting", "usr2")
    assert tasks(services).count(("fit_scoring", five.job, "cal1")) == 2
    services.calibrations.fail(message, Localized(en="It cannot be.", zh="无法完成。"))
    assert services.calibrations.require(five.job, "cal1").state == "failed"
    assert services.calibrations.fit(five.job, "cal1", "usr3").state == "fitting"


def test_a_question_that_is_not_there_or_is_answered_by_code_is_refused(
    services: Services, plan: InterviewPlan
) -> None:
    with pytest.raises(InvalidInput, match="unknown_reference"):
        asked(services, plan, question="q9")
    coded = plan.model_copy(
        update={"questions": tuple(one.model_copy(update={"answer_kind": "code"}) for one in plan.questions)}
    )
    with pytest.raises(InvalidInput, match="not_calibrated"):
        asked(services, coded)


def test_a_lost_message_is_sent_again_by_the_sweeper_and_given_up_after_some_times(
    services: Services, clock: HandClock, five: InterviewPlan
) -> None:
    message = asked(services, five)
    assert len(tasks(services)) == 1
    assert "calibrations" not in sweep({}, None)
    for told in range(2, MAX_REQUEUES + 2):
        clock.move(seconds=SILENCE.total_seconds() + 1)
        assert sweep({}, None)["calibrations"] == 1
        assert "calibrations" not in sweep({}, None)
        assert len(services.clients.sqs.receive_message(
            QueueUrl=services.settings.preparation_queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0
        )["Messages"]) == min(told, 10)  # fmt: skip
    clock.move(seconds=SILENCE.total_seconds() + 1)
    sweep({}, None)
    assert services.calibrations.require(five.job, "cal1").state == "failed"
    assert services.calibrations.begin(message) is None
    clock.move(days=1)
    assert silent_calibrations(services.table, clock.now()) == []


def test_what_waits_for_people_is_not_swept(services: Services, clock: HandClock, five: InterviewPlan) -> None:
    picked(services, asked(services, five))
    clock.move(days=30)
    assert silent_calibrations(services.table, clock.now()) == []


def test_ratings_leave_their_entries_in_the_audit_log(services: Services, five: InterviewPlan) -> None:
    picked(services, asked(services, five))
    secret = "Reminds me of my cousin."
    rating = Rating(rater="usr1", answer=1, levels={"problem_solving": 4}, comment=secret, rated_at=AT)
    services.calibrations.rate(five.job, "cal1", rating)
    services.audit.chain()
    entries = [stored.doc for _, stored in services.audit_log.rows()]
    (entry,) = [doc for doc in entries if '"kind":"rating"' in doc.replace(" ", "")]
    assert "problem_solving" in entry
    assert secret not in entry


def test_jobs_keep_their_calibrations_apart(services: Services, job: Job, five: InterviewPlan) -> None:
    asked(services, five)
    with pytest.raises(NotFound):
        services.calibrations.require("job9", "cal1")
    assert [one.value.id for one in services.calibrations.page(job.id, None, 10).items] == ["cal1"]
    assert services.calibrations.page("job9", None, 10).items == ()

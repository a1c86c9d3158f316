"""Scoring versions: one for each fit, none that scores anybody by itself, and the way back."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services, kept_fits
from chalicelib.domain.errors import InvalidInput, LostUpdate
from chalicelib.domain.interview import Interview
from chalicelib.domain.plan import InterviewPlan
from chalicelib.services.scoring_versions import KeptFits
from tests.unit.rated_answers import a_fit, answered, fitted, to_be_fitted
from tests.unit.samples import message_for, upload


@pytest.fixture
def rated(services: Services, plan: InterviewPlan) -> InterviewPlan:
    for number in range(1, 6):
        answered(services, plan, number)
        answered(services, plan, number + 10, question="q2")
    return plan


def task(services: Services, interview: Interview, question: str) -> Any:
    services.admission.admit(upload(services, interview.id, question))
    begun = services.analysis.begin(message_for(services, interview.id, question))
    assert begun is not None
    return begun


def test_a_fit_makes_one_version_however_often_it_is_made(services: Services, rated: InterviewPlan) -> None:
    message = to_be_fitted(services, rated)
    begun = services.calibrations.begin(message)
    assert begun is not None
    first = fitted(services, message)
    assert first is not None
    # A worker that was slow, or killed and started again, comes with what it made of the same ratings.
    late = services.scoring_versions.keep_fit(begun[0], a_fit(score=0.6), first.questions[0].agreement)
    assert late is None
    assert fitted(services, message) is None
    calibration = services.calibrations.require(rated.job, "cal1")
    assert (calibration.state, calibration.scoring_version) == ("fitted", 1)
    found, _ = services.scoring_versions.versions(rated.job, None, 10)
    assert [version.number for version in found] == [1]
    assert (found[0].made_by, services.scoring_versions.read(rated.job).value.latest) == ("usr2", 1)


def test_what_came_late_does_not_replace_the_fit_of_the_version(services: Services, rated: InterviewPlan) -> None:
    message = to_be_fitted(services, rated)
    begun = services.calibrations.begin(message)
    assert begun is not None
    version = fitted(services, message)
    assert version is not None
    services.scoring_versions.keep_fit(begun[0], a_fit(score=0.6), version.questions[0].agreement)
    services.scoring_versions.activate(rated.job, 1, "usr1", None)
    active = services.scoring_versions.fit_of(rated.job, "q1", "en")
    assert active is not None
    assert active.fit == a_fit()


def test_nobody_is_scored_with_a_version_before_it_is_activated_and_0_is_the_way_back(
    services: Services, started: Interview, rated: InterviewPlan
) -> None:
    fitted(services, to_be_fitted(services, rated))
    before = task(services, started, "q1")
    assert (before.fit, before.calibration) == (None, None)
    services.scoring_versions.activate(rated.job, 1, "usr1", None)
    begun = services.analysis.begin(message_for(services, started.id, "q1"))
    assert begun is not None
    assert (begun.fit, begun.calibration) == (a_fit(), "job1@1")
    assert task(services, started, "q2").fit is None
    back = services.scoring_versions.activate(rated.job, 0, "usr2", None).value
    assert (back.active, back.latest, back.activated_by) == (0, 1, "usr2")
    begun = services.analysis.begin(message_for(services, started.id, "q1"))
    assert begun is not None
    assert begun.fit is None


def test_a_version_has_the_active_ones_questions_with_the_new_one_replaced(
    services: Services, rated: InterviewPlan
) -> None:
    fitted(services, to_be_fitted(services, rated))
    services.scoring_versions.activate(rated.job, 1, "usr1", None)
    fitted(services, to_be_fitted(services, rated, "cal2", "q2"))
    second = services.scoring_versions.version(rated.job, 2)
    assert [(one.question, one.calibration) for one in second.questions] == [("q1", "cal1"), ("q2", "cal2")]
    services.scoring_versions.activate(rated.job, 2, "usr1", None)
    fitted(services, to_be_fitted(services, rated, "cal3"))
    third = services.scoring_versions.version(rated.job, 3)
    assert [(one.question, one.calibration) for one in third.questions] == [("q1", "cal3"), ("q2", "cal2")]
    assert services.scoring_versions.read(rated.job).value.active == 2


def test_the_fit_of_one_language_does_not_score_another(services: Services, rated: InterviewPlan) -> None:
    fitted(services, to_be_fitted(services, rated))
    services.scoring_versions.activate(rated.job, 1, "usr1", None)
    assert services.scoring_versions.fit_of(rated.job, "q1", "en") is not None
    assert services.scoring_versions.fit_of(rated.job, "q1", "zh") is None


def test_an_activation_of_what_was_read_goes_through_and_of_what_has_changed_since_does_not(
    services: Services, rated: InterviewPlan
) -> None:
    fitted(services, to_be_fitted(services, rated))
    scoring = services.scoring_versions
    read = scoring.read(rated.job).rev
    changed = scoring.activate(rated.job, 1, "usr1", read)
    with pytest.raises(LostUpdate):
        scoring.activate(rated.job, 0, "usr2", read)
    assert scoring.activate(rated.job, 1, "usr2", changed.rev) == changed
    with pytest.raises(InvalidInput, match="unknown_reference"):
        scoring.activate(rated.job, 2, "usr1", None)
    assert scoring.activate("job9", 0, "usr1", 0).rev == 0


def test_a_fit_that_is_gone_keeps_no_answer_from_being_scored(services: Services, rated: InterviewPlan) -> None:
    version = fitted(services, to_be_fitted(services, rated))
    assert version is not None
    services.scoring_versions.activate(rated.job, 1, "usr1", None)
    services.media.delete(version.questions[0].fit_key)
    assert services.scoring_versions.fit_of(rated.job, "q1", "en") is None


def test_a_fit_is_read_once_and_64_are_kept(services: Services, rated: InterviewPlan) -> None:
    version = fitted(services, to_be_fitted(services, rated))
    assert version is not None
    services.scoring_versions.activate(rated.job, 1, "usr1", None)
    assert services.scoring_versions.fit_of(rated.job, "q1", "en") is not None
    services.media.delete(version.questions[0].fit_key)
    assert services.scoring_versions.fit_of(rated.job, "q1", "en") is not None
    assert kept_fits().find(version.questions[0].fit_key) == a_fit()
    kept = KeptFits(2)
    for name in ("a", "b"):
        kept.keep(name, a_fit())
    kept.find("a")
    kept.keep("c", a_fit())
    assert [name for name in ("a", "b", "c") if kept.find(name)] == ["a", "c"]


def test_versions_and_activations_are_in_the_audit_log(services: Services, rated: InterviewPlan) -> None:
    fitted(services, to_be_fitted(services, rated))
    services.scoring_versions.activate(rated.job, 1, "usr1", None)
    services.audit.chain()
    text = "".join(stored.doc for _, stored in services.audit_log.rows()).replace(" ", "")
    for kind, number in (("calibration", 4), ("rating", 5), ("scoring_version", 1), ("job_scoring", 2)):
        assert text.count(f'"kind":"{kind}"') == number, kind

"""CVs on their way from the upload to the candidate's profile."""

import json
from datetime import timedelta

import boto3
import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate, Profile
from chalicelib.domain.cv import CvFacts
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import Prepare
from chalicelib.services.cvs import MAX_BYTES, CvText, together
from tests.unit.samples import sha256

PDF = b"%PDF-1.7 not really"
READ = CvText(
    text="Python since 2019",
    pages=1,
    truncated=False,
    facts=CvFacts(profile=Profile(skills=("Python", "SQL"), years_of_experience=5, location="Hangzhou")),
)


def uploaded(services: Services, candidate: Candidate, upload: str = "up1") -> Prepare:
    """A CV that has arrived; the message that the worker gets."""
    asked, _, _ = services.cvs.ask_upload(candidate.id, upload, "application/pdf", len(PDF), sha256(PDF))
    boto3.client("s3").put_object(Bucket="media", Key=asked.key, Body=PDF)
    services.cvs.complete(candidate.id, upload)
    return Prepare(tenant="acme", task="cv", subject=candidate.id, id=upload)


def queued(services: Services) -> list[Prepare]:
    found = boto3.client("sqs").receive_message(
        QueueUrl=services.settings.preparation_queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    return [Prepare.model_validate(json.loads(message["Body"])) for message in found.get("Messages", [])]


def test_a_cv_that_has_arrived_is_given_to_the_worker(services: Services, candidate: Candidate) -> None:
    message = uploaded(services, candidate)
    assert queued(services) == [message]
    assert services.cvs.begin(message) == PDF


def test_what_the_cv_says_fills_the_profile_and_overrides_nothing(services: Services, candidate: Candidate) -> None:
    stated = Profile(skills=("python", "Excel"), location="Shanghai")
    services.candidates.change(candidate.id, lambda known: known.model_copy(update={"profile": stated}), None)
    kept = services.cvs.keep(uploaded(services, candidate), READ)
    assert kept.profile == Profile(skills=("python", "Excel", "SQL"), years_of_experience=5, location="Shanghai")
    assert kept.cv is not None
    assert (kept.cv.state, kept.cv.excerpt) == ("parsed", "Python since 2019")


def test_reading_twice_changes_nothing(services: Services, candidate: Candidate) -> None:
    message = uploaded(services, candidate)
    once = services.cvs.keep(message, READ)
    assert services.cvs.begin(message) is None
    assert services.cvs.keep(message, READ).profile == once.profile


def test_a_newer_cv_stands_and_the_older_ones_result_is_dropped(services: Services, candidate: Candidate) -> None:
    older = uploaded(services, candidate)
    newer = uploaded(services, candidate, "up2")
    assert services.cvs.begin(older) is None
    services.cvs.keep(older, READ)
    assert services.candidates.require(candidate.id).value.profile == Profile()
    assert services.cvs.begin(newer) == PDF


def test_a_refused_cv_says_why(services: Services, candidate: Candidate) -> None:
    reason = Localized(en="It is encrypted.", zh="文件已加密。")
    services.cvs.refuse(uploaded(services, candidate), InvalidInput("encrypted", reason))
    cv = services.candidates.require(candidate.id).value.cv
    assert cv is not None
    assert cv.problem is not None
    assert (cv.state, cv.problem.text) == ("refused", reason)


def test_what_has_not_arrived_or_is_another_file_is_refused(services: Services, candidate: Candidate) -> None:
    asked, _, _ = services.cvs.ask_upload(candidate.id, "up1", "application/pdf", len(PDF), sha256(PDF))
    with pytest.raises(Conflict, match="upload_missing"):
        services.cvs.complete(candidate.id, "up1")
    boto3.client("s3").put_object(Bucket="media", Key=asked.key, Body=b"something else")
    with pytest.raises(Conflict, match="upload_differs"):
        services.cvs.complete(candidate.id, "up1")
    with pytest.raises(NotFound):
        services.cvs.complete(candidate.id, "up9")
    with pytest.raises(InvalidInput, match="file_too_large"):
        services.cvs.ask_upload(candidate.id, "up2", "application/pdf", MAX_BYTES + 1, sha256(PDF))


def test_lists_of_two_profiles_stay_within_their_bounds() -> None:
    many = Profile(certificates=tuple(f"certificate {number}" for number in range(50)))
    assert len(together(many, Profile(certificates=("another",))).certificates) == 50


def test_the_upload_is_signed_for_a_quarter_of_an_hour(services: Services, candidate: Candidate) -> None:
    asked, url, headers = services.cvs.ask_upload(candidate.id, "up1", "application/pdf", len(PDF), sha256(PDF))
    assert asked.expires_at - services.clock.now() == timedelta(minutes=15)
    assert asked.key in url
    assert headers["x-amz-checksum-sha256"] == sha256(PDF)

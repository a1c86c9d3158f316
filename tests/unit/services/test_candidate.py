"""Letting candidates in, and what they may do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound, RetryableError, TooManyRequests, Unauthenticated
from chalicelib.domain.ids import make_token
from chalicelib.domain.interview import MAX_UPLOADS, Interview
from chalicelib.domain.plan import InterviewPlan
from chalicelib.services.candidate import CONSENT_VERSION
from tests.unit.clock import HandClock
from tests.unit.conftest import DEVICE
from tests.unit.samples import sha256


def test_looking_at_a_link_changes_nothing_and_opening_it_binds_one_session(
    services: Services, plan: InterviewPlan, candidate: Candidate
) -> None:
    invited = services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    assert services.invitations.preview(invited.token).state == "invited"
    assert services.invitations.preview(invited.token).state == "invited"
    _, first = services.invitations.open(invited.token, DEVICE)
    _, second = services.invitations.open(invited.token, DEVICE)
    assert services.invitations.check_session(second).state == "opened"
    with pytest.raises(Unauthenticated):
        services.invitations.check_session(first)


def test_a_link_expires(services: Services, plan: InterviewPlan, candidate: Candidate, clock: HandClock) -> None:
    invited = services.invitations.invite(plan, candidate, "int1", timedelta(hours=1))
    clock.move(hours=1)
    with pytest.raises(Conflict, match="invitation_expired"):
        services.invitations.open(invited.token, DEVICE)


def test_a_revoked_link_and_its_session_are_useless_at_once(
    services: Services, plan: InterviewPlan, candidate: Candidate
) -> None:
    invited = services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    _, session = services.invitations.open(invited.token, DEVICE)
    services.invitations.revoke("int1")
    with pytest.raises(NotFound):
        services.invitations.preview(invited.token)
    with pytest.raises(Unauthenticated):
        services.invitations.check_session(session)


def test_a_guessed_link_is_not_found(services: Services, started: Interview) -> None:
    with pytest.raises(NotFound):
        services.invitations.preview(make_token("inv", "acme", started.id, b"\x01" * 20))


def test_nothing_is_stored_that_opens_the_link(services: Services, plan: InterviewPlan, candidate: Candidate) -> None:
    invited = services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    assert invited.token.secret not in services.interviews.require("int1").model_dump_json()


def test_no_upload_before_consent(services: Services, plan: InterviewPlan, candidate: Candidate) -> None:
    services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    with pytest.raises(Conflict, match="consent_missing"):
        services.candidate.ask_upload("int1", "q1", "audio/webm", 5, sha256(b"12345"))


def test_consent_to_another_text_is_refused(services: Services, plan: InterviewPlan, candidate: Candidate) -> None:
    services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    with pytest.raises(Conflict, match="consent_outdated"):
        services.candidate.consent("int1", "1999-1")


def test_consent_is_recorded_once_with_its_time(services: Services, started: Interview, clock: HandClock) -> None:
    clock.move(hours=1)
    again = services.candidate.consent(started.id, "2026-11-1")
    assert again.consent == started.consent


def test_a_file_over_the_limit_is_refused_before_it_is_sent(services: Services, started: Interview) -> None:
    with pytest.raises(InvalidInput, match="file_too_large"):
        services.candidate.ask_upload(started.id, "q1", "audio/webm", 500_000_001, sha256(b""))


def test_uploads_of_one_answer_are_bounded(services: Services, started: Interview) -> None:
    for _ in range(MAX_UPLOADS):
        services.candidate.ask_upload(started.id, "q1", "audio/webm", 5, sha256(b"12345"))
    with pytest.raises(Conflict, match="too_many_uploads"):
        services.candidate.ask_upload(started.id, "q1", "audio/webm", 5, sha256(b"12345"))


def test_submitting_twice_is_submitting_once(services: Services, started: Interview, clock: HandClock) -> None:
    first = services.candidate.submit(started.id, leave_out=True)
    clock.move(minutes=1)
    assert services.candidate.submit(started.id, leave_out=True) == first


def test_a_signed_upload_names_size_type_and_checksum(services: Services, started: Interview) -> None:
    _, url, headers = services.candidate.ask_upload(started.id, "q1", "audio/webm", 5, sha256(b"12345"))
    signed = url.split("X-Amz-SignedHeaders=")[1].split("&")[0]
    assert set(signed.split("%3B")) == {
        "content-length",
        "content-type",
        "host",
        "if-none-match",
        "x-amz-checksum-sha256",
    }
    assert headers["x-amz-checksum-sha256"] == sha256(b"12345")


def test_a_link_is_bound_to_the_device_that_opens_it_first(
    services: Services, plan: InterviewPlan, candidate: Candidate
) -> None:
    invited = services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    services.invitations.open(invited.token, DEVICE)
    with pytest.raises(Conflict, match="invitation_bound"):
        services.invitations.open(invited.token, "another-device-key-altogether")
    renewed = services.invitations.renew("int1", timedelta(days=1))
    with pytest.raises(NotFound):
        services.invitations.open(invited.token, DEVICE)
    assert services.invitations.open(renewed.token, "another-device-key-altogether")[0].state == "opened"


def test_a_hundred_devices_at_once_make_one_session(
    services: Services, plan: InterviewPlan, candidate: Candidate
) -> None:
    token = services.invitations.invite(plan, candidate, "int1", timedelta(days=1)).token

    def attempt(number: int) -> bool:
        try:
            services.invitations.open(token, f"device-key-number-{number:08}")
        except (Conflict, RetryableError):
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, range(100))) == 1


def test_a_candidate_is_invited_once_for_a_job_until_that_is_withdrawn_or_over(
    services: Services, plan: InterviewPlan, candidate: Candidate, clock: HandClock
) -> None:
    services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    with pytest.raises(Conflict, match="already_invited"):
        services.invitations.invite(plan, candidate, "int2", timedelta(days=1))
    services.invitations.revoke("int1")
    services.invitations.invite(plan, candidate, "int2", timedelta(days=1))
    clock.move(hours=25)
    services.invitations.invite(plan, candidate, "int3", timedelta(days=1))
    assert services.applications.documents("job1").require(candidate.id).value.interview == "int3"


def test_the_state_of_an_invitation_tells_how_far_it_is(
    services: Services, plan: InterviewPlan, candidate: Candidate, clock: HandClock
) -> None:
    def state() -> str:
        return services.interviews.require("int1").invitation_state(clock.now())

    token = services.invitations.invite(plan, candidate, "int1", timedelta(days=1)).token
    seen = [state()]
    services.invitations.mark_sent("int1")
    seen.append(state())
    services.invitations.open(token, DEVICE)
    seen.append(state())
    services.candidate.consent("int1", CONSENT_VERSION)
    seen.append(state())
    services.candidate.submit("int1", leave_out=True)
    seen.append(state())
    assert seen == ["created", "sent", "opened", "started", "submitted"]


def test_no_more_invitations_a_day_than_the_quota_allows(services: Services, clock: HandClock) -> None:
    services.invitations.count(3, 5)
    with pytest.raises(TooManyRequests) as refused:
        services.invitations.count(3, 5)
    assert 0 < refused.value.retry_after <= 86_400
    clock.move(hours=24)
    services.invitations.count(3, 5)


def test_an_invitation_that_another_has_taken_the_place_of_gets_no_new_link(
    services: Services, plan: InterviewPlan, candidate: Candidate
) -> None:
    services.invitations.invite(plan, candidate, "int1", timedelta(days=1))
    services.invitations.revoke("int1")
    services.invitations.invite(plan, candidate, "int2", timedelta(days=1))
    with pytest.raises(Conflict, match="invited_anew"):
        services.invitations.renew("int1", timedelta(days=1))

"""Letting candidates in, and what they may do."""

from datetime import timedelta

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound, Unauthenticated
from chalicelib.domain.ids import make_token
from chalicelib.domain.interview import MAX_UPLOADS, Candidate, Interview
from chalicelib.domain.job import Job
from tests.unit.clock import HandClock
from tests.unit.samples import sha256


def test_looking_at_a_link_changes_nothing_and_opening_it_binds_one_session(
    services: Services, job: Job, candidate: Candidate
) -> None:
    invited = services.invitations.invite(job, candidate, "int1", bytes(20), timedelta(days=1))
    assert services.invitations.preview(invited.token).state == "invited"
    assert services.invitations.preview(invited.token).state == "invited"
    _, first = services.invitations.open(invited.token)
    _, second = services.invitations.open(invited.token)
    assert services.invitations.check_session(second).state == "opened"
    with pytest.raises(Unauthenticated):
        services.invitations.check_session(first)


def test_a_link_expires(services: Services, job: Job, candidate: Candidate, clock: HandClock) -> None:
    invited = services.invitations.invite(job, candidate, "int1", bytes(20), timedelta(hours=1))
    clock.move(hours=1)
    with pytest.raises(Conflict, match="invitation_expired"):
        services.invitations.open(invited.token)


def test_a_revoked_link_and_its_session_are_useless_at_once(services: Services, job: Job, candidate: Candidate) -> None:
    invited = services.invitations.invite(job, candidate, "int1", bytes(20), timedelta(days=1))
    _, session = services.invitations.open(invited.token)
    services.invitations.revoke("int1")
    with pytest.raises(NotFound):
        services.invitations.preview(invited.token)
    with pytest.raises(Unauthenticated):
        services.invitations.check_session(session)


def test_a_guessed_link_is_not_found(services: Services, started: Interview) -> None:
    with pytest.raises(NotFound):
        services.invitations.preview(make_token("inv", "acme", started.id, b"\x01" * 20))


def test_nothing_is_stored_that_opens_the_link(services: Services, job: Job, candidate: Candidate) -> None:
    invited = services.invitations.invite(job, candidate, "int1", bytes(range(20)), timedelta(days=1))
    assert invited.token.secret not in services.interviews.require("int1").model_dump_json()


def test_no_upload_before_consent(services: Services, job: Job, candidate: Candidate) -> None:
    services.invitations.invite(job, candidate, "int1", bytes(20), timedelta(days=1))
    with pytest.raises(Conflict, match="consent_missing"):
        services.candidate.ask_upload("int1", "q1", "audio/webm", 5, sha256(b"12345"))


def test_consent_to_another_text_is_refused(services: Services, job: Job, candidate: Candidate) -> None:
    services.invitations.invite(job, candidate, "int1", bytes(20), timedelta(days=1))
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

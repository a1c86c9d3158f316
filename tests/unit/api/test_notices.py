"""Every message is on record, for those who may see the job it is about."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.domain.messages import SendNotice
from infra.local.vendors.server import VendorServer
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_like
from tests.unit.samples import queued
from tests.unit.vendors import reaching, vendors

__all__ = ["reaching", "vendors"]


def sent(services: Services, interview: Interview) -> str:
    url = f"https://candor.test/i/inv.acme.int1.{'a' * 32}"
    (notice,) = services.notices.request("retest", "int1/2", "candidate", interview=interview, facts={"url": url})
    for body in queued(services.settings.notices_queue_url):
        services.notices.run_due(SendNotice.model_validate_json(body).notice)
    return notice


def test_a_notice_is_found_by_interview_by_candidate_and_by_itself(
    call: Caller, reaching: Services, started: Interview
) -> None:
    notice = sent(reaching, started)
    answers = [
        call("GET", f"/v1/interviews/{started.id}/notices").json_body["items"],
        call("GET", f"/v1/notices?candidate_id={started.candidate.id}").json_body["items"],
        call("GET", "/v1/notices").json_body["items"],
        [call("GET", f"/v1/notices/{notice}").json_body],
    ]
    for items in answers:
        assert [one["id"] for one in items] == [notice]
        assert items[0]["tried"][0]["address"] == started.candidate.email
        assert "[personal link]" in items[0]["text"]
    assert call("GET", "/v1/notices?candidate_id=somebody").json_body["items"] == []


def test_auditors_see_no_addresses_and_other_tenants_nothing(
    call: Caller, reaching: Services, started: Interview, other_tenant: Caller
) -> None:
    notice = sent(reaching, started)
    auditor = call.as_(key_like(reaching, "auditor"))
    (tried,) = auditor("GET", f"/v1/notices/{notice}").json_body["tried"]
    assert "address" not in tried
    for path in (f"/v1/notices/{notice}", f"/v1/interviews/{started.id}/notices"):
        assert other_tenant("GET", path).status_code == 404
    assert other_tenant("GET", "/v1/notices").json_body["items"] == []
    assert other_tenant("POST", f"/v1/notices/{notice}/resends", {}).status_code == 404
    assert auditor("POST", f"/v1/notices/{notice}/resends", {}).status_code == 403


def test_mail_is_sent_again_only_when_somebody_insists(call: Caller, reaching: Services, started: Interview) -> None:
    notice = sent(reaching, started)
    refused = call("POST", f"/v1/notices/{notice}/resends", {})
    assert (refused.status_code, refused.json_body["type"].rpartition(":")[2]) == (409, "cannot_resend")
    again = call("POST", f"/v1/notices/{notice}/resends", {"unread_only": False}, Idempotency_Key="k")
    assert (again.status_code, again.json_body["state"], again.json_body["resends"]) == (202, "queued", 1)


def test_a_jobs_notices_are_sent_again_to_those_who_have_not_read(
    call: Caller, reaching: Services, started: Interview
) -> None:
    sent(reaching, started)
    path = f"/v1/jobs/{started.job}/notice-resends"
    left = call("POST", path, {"purpose": "retest"}).json_body
    assert left == {"resent": 0, "left": 1, "next_cursor": None}
    again = call("POST", path, {"purpose": "retest", "unread_only": False}).json_body
    assert (again["resent"], again["left"]) == (1, 0)
    assert call("POST", path, {"purpose": "birthday"}).status_code == 422


def test_the_suppression_list_holds_no_addresses(call: Caller) -> None:
    made = call("POST", "/v1/suppressed-addresses", {"address": "Wei.Li@candidates.example"})
    assert made.status_code == 201
    assert made.json_body["hint"] == "W***@candidates.example"
    (listed,) = call("GET", "/v1/suppressed-addresses").json_body["items"]
    assert listed == made.json_body
    assert call("POST", "/v1/suppressed-addresses", {"address": "wei.li@candidates.example"}).json_body == listed
    assert call("DELETE", f"/v1/suppressed-addresses/{listed['id']}").status_code == 204
    assert call("DELETE", f"/v1/suppressed-addresses/{listed['id']}").status_code == 404


@pytest.mark.parametrize("body", [{}, {"address": ""}, {"address": "x" * 321}])
def test_what_is_no_address_is_refused(call: Caller, body: Any) -> None:
    assert call("POST", "/v1/suppressed-addresses", body).status_code == 422


def test_the_stand_ins_show_what_would_have_been_sent(reaching: Services, vendors: VendorServer) -> None:
    link = reaching.channels.link("wecom")
    assert link is not None
    vendors.answer("GET", "/", {}, b"")
    status, _, body = vendors.answer("GET", "/?lang=zh", {}, b"")
    assert (status, "还没有消息" in body.decode()) == (200, True)

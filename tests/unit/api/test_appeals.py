"""A candidate appeals by a link, on a page in their language; the team reads what they say."""

import base64
import hashlib
import re

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from tests.unit.api.conftest import Caller
from tests.unit.api.people import key_with
from tests.unit.services.test_appeals import declined

__all__ = ["declined"]


@pytest.fixture
def path(services: Services, declined: Interview) -> str:
    url = services.appeals.appeal_url(declined.id, 1)
    assert url is not None
    return url.removeprefix("https://candor.test").removesuffix("/page")


@pytest.fixture
def nobody(call: Caller) -> Caller:
    return call.as_(None)


def test_reading_changes_nothing_and_appealing_does_once(call: Caller, nobody: Caller, path: str) -> None:
    assert nobody("GET", path).json_body == {"job_title": "Operations trainee", "state": "open", "received_at": None}
    assert len(call("GET", "/v1/interviews/int1/decisions").json_body["items"]) == 1
    first, second = (nobody("POST", path, {"text": "The line was bad."}) for _ in range(2))
    assert (first.status_code, first.json_body["state"]) == (201, "received")
    assert second.json_body == first.json_body
    items = call("GET", "/v1/interviews/int1/decisions").json_body["items"]
    assert [item["outcome"] for item in items] == ["thank_you", "human_review"]
    (appeal,) = call("GET", "/v1/interviews/int1/appeals").json_body["items"]
    assert (appeal["attempt"], appeal["text"]) == (1, "The line was bad.")


def test_no_other_link_leads_there(nobody: Caller, path: str) -> None:
    for wrong in (path[:-1] + ("a" if path[-1] != "a" else "b"), "/v1/appeals/x", path.replace("/ap.", "/rp.")):
        assert nobody("GET", wrong).status_code == 404
        assert nobody("POST", wrong, {"text": "x"}).status_code == 404
        assert nobody("GET", f"{wrong}/page").status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "x" * 5001}])
def test_an_appeal_says_something(nobody: Caller, path: str, body: dict[str, str]) -> None:
    assert nobody("POST", path, body).status_code == 422
    assert nobody("GET", path).json_body["state"] == "open"


def test_the_page_has_a_form_and_lets_nothing_but_its_own_script_run(nobody: Caller, path: str) -> None:
    page = nobody("GET", f"{path}/page?lang=zh")
    html, policy = page.body.decode(), page.headers["Content-Security-Policy"]
    assert page.status_code == 200
    assert "申请人工复核" in html
    assert f'data-action="../{path.rpartition("/")[2]}"' in html
    (script,) = re.findall(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "Ask a person" in nobody("GET", f"{path}/page").body.decode()


def test_the_page_says_when_it_has_arrived_and_when_it_is_over(call: Caller, nobody: Caller, path: str) -> None:
    nobody("POST", path, {"text": "Please."})
    page = nobody("GET", f"{path}/page?lang=en").body.decode()
    assert "has arrived" in page
    assert "<form" not in page
    call("POST", "/v1/interviews/int1/decisions", {"outcome": "advance", "comment": "Right.", "number": 2})
    assert "A person has decided" in nobody("GET", f"{path}/page?lang=en").body.decode()
    assert nobody("POST", path, {"text": "Again."}).status_code == 409


def test_a_suspended_tenants_links_lead_nowhere(nobody: Caller, services: Services, path: str) -> None:
    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"state": "suspended"}), None)
    assert nobody("POST", path, {"text": "Please."}).status_code == 403
    assert nobody("GET", f"{path}/page").status_code == 404


def test_appeals_are_read_by_who_reads_reports(call: Caller, services: Services, path: str) -> None:
    assert path
    key = call.as_(key_with(services, "interviews:read", "jobs:read"))
    assert key("GET", "/v1/interviews/int1/appeals").status_code == 403

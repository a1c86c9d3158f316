"""Templates are checked when they are saved, and show nothing but what they are given."""

from typing import Any

import pytest

from chalicelib import starter
from chalicelib.domain.notice import PURPOSES
from chalicelib.domain.notice_template import faults, render
from tests.unit.api.conftest import Caller

PATH = "/v1/notice-templates/thank_you/en"


def test_every_purpose_has_a_shipped_text_without_faults_in_both_languages(call: Caller) -> None:
    listed = call("GET", "/v1/notice-templates").json_body["items"]
    assert {(one["purpose"], one["language"]) for one in listed} == {(p, x) for p in PURPOSES for x in ("en", "zh")}
    assert not any(one["own"] for one in listed)
    for language in ("en", "zh"):
        for template in starter.notices(language).values():
            assert not [*faults(template.subject), *faults(template.text), *faults(template.short)]


def test_a_template_is_saved_shown_and_taken_back(call: Caller) -> None:
    body = {"subject": "Hi {candidate_name}", "text": "Text {reason}", "short": ""}
    saved = call("PUT", PATH, body)
    assert (saved.status_code, saved.json_body["own"]) == (200, True)
    assert call("GET", PATH).json_body["text"] == "Text {reason}"
    assert call("PUT", PATH, body, If_Match='"9"').status_code == 412
    assert call("DELETE", PATH).status_code == 204
    assert call("GET", PATH).json_body["own"] is False
    assert call("DELETE", PATH).status_code == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{salary}", "unknown_variable"),
        ("{candidate_name.__class__}", "unknown_variable"),
        ("{candidate_name!r}", "unknown_variable"),
        ("{candidate_name:>999999999}", "unknown_variable"),
        ("{0}", "unknown_variable"),
        ("{}", "unknown_variable"),
        ("{{candidate_name}}", "stray_brace"),
        ("{candidate_name", "stray_brace"),
        ("candidate_name}", "stray_brace"),
        ("{\n}", "stray_brace"),
    ],
)
def test_what_is_no_variable_is_refused_with_its_name(call: Caller, text: str, code: str) -> None:
    answer = call("PUT", PATH, {"subject": "S", "text": text})
    assert answer.status_code == 422
    assert answer.json_body["type"].endswith(code)
    assert {error["pointer"] for error in answer.json_body["errors"]} == {"/text"}
    assert call("GET", PATH).json_body["own"] is False


@pytest.mark.parametrize("body", [{"subject": "S"}, {"subject": "S", "text": "x" * 5001},
                                  {"subject": "S", "text": "x", "short": "x" * 501}])  # fmt: skip
def test_lengths_have_bounds(call: Caller, body: Any) -> None:
    assert call("PUT", PATH, body).status_code == 422


def test_a_preview_says_where_the_end_is_left_out(call: Caller) -> None:
    body = {
        "template": {"subject": "S", "text": "{candidate_name} " + "长" * 1500},
        "facts": {"candidate_name": "{url}"},
    }
    shown = call("POST", f"{PATH}/previews", body).json_body
    # What looks like a variable in a value is text.
    assert shown["text"].startswith("{url} 长")
    cut = {one["channel"]: one["warning"] is not None for one in shown["channels"]}
    assert (cut["dingtalk"], cut["wecom"], cut["email"]) == (True, True, False)
    assert call("POST", f"{PATH}/previews", {}).json_body["subject"].startswith("Acme")
    assert call("POST", "/v1/notice-templates/thank_you/fr/previews", {}).status_code == 404


def test_a_line_of_which_no_variable_has_a_value_is_left_out() -> None:
    text = "Dear {candidate_name},\nReason: {reason}\n{url}\n\nBye"
    assert render(text, {"candidate_name": "Wei"}) == "Dear Wei,\n\nBye"
    assert render("{reason}", {"reason": "a\x00\u2028b"}) == "a  b"

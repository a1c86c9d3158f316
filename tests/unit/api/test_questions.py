"""The question bank over REST."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.access import Permission
from tests.unit.api.conftest import Caller
from tests.unit.clock import HandClock

TEXT: dict[str, Any] = {"text": "What broke?", "key_points": ["Names the cause"]}
QUESTION: dict[str, Any] = {"kind": "behavioural", "dimensions": ["problem_solving", "teamwork"], "en": TEXT}
CODING: dict[str, Any] = {**QUESTION, "kind": "coding", "code_languages": ["sql"]}


def make(call: Caller, clock: HandClock, **fields: Any) -> Any:
    clock.move(seconds=1)
    return call("POST", "/v1/questions", {**QUESTION, **fields}).json_body


def listed(call: Caller, filters: str = "") -> list[str]:
    return [item["id"] for item in call("GET", f"/v1/questions?limit=100{filters}").json_body["items"]]


def test_a_question_is_kept_as_it_was_sent(call: Caller) -> None:
    sent = {
        **CODING,
        "scenarios": ["campus"],
        "thinking_s": 0,
        "answer_limit_s": 600,
        "zh": {
            "text": " 出了什么问题? ",
            "key_points": ["说明原因"],
            "anchors": {"low": "低", "middle": "中", "high": "高"},
            "example_answer": "例如……",
        },
    }
    made = call("POST", "/v1/questions", sent)
    assert made.status_code == 201
    assert made.headers["Location"] == f"/v1/questions/{made.json_body['id']}"
    read = call("GET", made.headers["Location"])
    assert read.headers["ETag"] == made.headers["ETag"]
    assert read.json_body == made.json_body
    kept = read.json_body
    assert kept["zh"] == {**sent["zh"], "text": "出了什么问题?"}
    assert kept["code_languages"] == ["sql"]
    assert (kept["thinking_s"], kept["answer_limit_s"]) == (0, 600)
    assert (kept["origin"], kept["archived"], kept["cloned_from"]) == ("tenant", False, None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**QUESTION, "en": None}, ""),
        ({**QUESTION, "kind": "coding"}, ""),
        ({**QUESTION, "code_languages": ["python"]}, ""),
        ({**CODING, "code_languages": ["cobol"]}, "/code_languages/0"),
        ({**QUESTION, "dimensions": []}, "/dimensions"),
        ({**QUESTION, "dimensions": ["teamwork", "teamwork"]}, ""),
        ({**QUESTION, "dimensions": ["Team work"]}, "/dimensions/0"),
        ({**QUESTION, "dimensions": ["a", "b", "c", "d", "e", "f", "g"]}, "/dimensions"),
        ({**QUESTION, "kind": "trick"}, "/kind"),
        ({**QUESTION, "scenarios": ["military"]}, "/scenarios/0"),
        ({**QUESTION, "answer_limit_s": 9}, "/answer_limit_s"),
        ({**QUESTION, "answer_limit_s": 10**9}, "/answer_limit_s"),
        ({**QUESTION, "thinking_s": -1}, "/thinking_s"),
        ({**QUESTION, "en": {**TEXT, "text": "   "}}, "/en/text"),
        ({**QUESTION, "en": {**TEXT, "text": "x" * 2001}}, "/en/text"),
        ({**QUESTION, "en": {**TEXT, "key_points": []}}, "/en/key_points"),
        ({**QUESTION, "en": {**TEXT, "key_points": [" "]}}, "/en/key_points/0"),
        ({**QUESTION, "en": {**TEXT, "score": 5}}, "/en/score"),
        ({**QUESTION, "id": "qst1"}, "/id"),
        ({**QUESTION, "origin": "starter"}, "/origin"),
        ({**QUESTION, "tenant_id": "globex"}, "/tenant_id"),
    ],
)
def test_what_cannot_be_a_question_is_refused(call: Caller, body: Any, pointer: str) -> None:
    answer = call("POST", "/v1/questions", body)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json_body["errors"]]
    assert listed(call) == []


def test_a_repeated_request_makes_one_question(call: Caller) -> None:
    first = call("POST", "/v1/questions", QUESTION, Idempotency_Key="k1")
    assert call("POST", "/v1/questions", QUESTION, Idempotency_Key="k1").json_body == first.json_body
    assert listed(call) == [first.json_body["id"]]


def test_own_questions_are_listed_newest_first_and_by_dimension(call: Caller, clock: HandClock) -> None:
    both = make(call, clock)["id"]
    one = make(call, clock, dimensions=["teamwork"])["id"]
    assert listed(call) == [one, both]
    assert listed(call, "&dimension=teamwork") == [one, both]
    assert listed(call, "&dimension=problem_solving") == [both]
    assert listed(call, "&dimension=logic") == []


def test_pages_of_a_dimension_go_through_everything_once(call: Caller, clock: HandClock) -> None:
    made = [make(call, clock)["id"] for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = call("GET", f"/v1/questions?dimension=teamwork&limit=2{cursor}").json_body
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == made[::-1]


def test_a_cursor_serves_the_list_it_was_given_for(call: Caller, clock: HandClock) -> None:
    for _ in range(3):
        make(call, clock)
    cursor = call("GET", "/v1/questions?dimension=teamwork&limit=2").json_body["next_cursor"]
    assert call("GET", f"/v1/questions?dimension=problem_solving&limit=2&cursor={cursor}").status_code == 400


@pytest.mark.parametrize("name", ["kind=behavioural", "scenario=campus", "language=zh"])
def test_filters_that_would_read_the_whole_bank_are_refused_with_a_sentence(call: Caller, name: str) -> None:
    answer = call("GET", f"/v1/questions?{name}")
    assert answer.status_code == 422
    assert answer.json_body["errors"][0]["pointer"] == f"?{name.split('=', maxsplit=1)[0]}"
    assert "dimension" in answer.json_body["detail"]


@pytest.mark.parametrize("query", ["origin=other", "dimension=T%20x", "origin=starter&archived=true", "limit=0"])
def test_queries_that_mean_nothing_are_refused(call: Caller, query: str) -> None:
    assert call("GET", f"/v1/questions?{query}").status_code == 422


def test_changing_dimensions_moves_a_question_between_their_lists(call: Caller, clock: HandClock) -> None:
    made = make(call, clock)["id"]
    changed = call("PATCH", f"/v1/questions/{made}", {"dimensions": ["logic", "teamwork"]})
    assert changed.json_body["dimensions"] == ["logic", "teamwork"]
    assert listed(call, "&dimension=problem_solving") == []
    assert listed(call, "&dimension=logic") == [made]
    assert listed(call, "&dimension=teamwork") == [made]


def test_a_change_leaves_the_rest_and_can_take_a_text_away(call: Caller, clock: HandClock) -> None:
    made = make(call, clock, zh=TEXT)
    changed = call("PATCH", f"/v1/questions/{made['id']}", {"en": None, "thinking_s": 0}).json_body
    assert changed == {**made, "en": None, "thinking_s": 0}
    left = call("PATCH", f"/v1/questions/{made['id']}", {"zh": None})
    assert left.status_code == 422


def test_a_lost_update_is_refused(call: Caller, clock: HandClock) -> None:
    route = f"/v1/questions/{make(call, clock)['id']}"
    etag = call("GET", route).headers["ETag"]
    assert call("PATCH", route, {"thinking_s": 1}, If_Match=etag).status_code == 200
    assert call("PATCH", route, {"thinking_s": 2}, If_Match=etag).status_code == 412
    assert call("DELETE", route, If_Match=etag).status_code == 412
    assert call("GET", route).json_body["thinking_s"] == 1


def test_an_archived_question_leaves_the_lists_and_stays_readable(call: Caller, clock: HandClock) -> None:
    made = make(call, clock)["id"]
    for _ in range(2):
        assert call("DELETE", f"/v1/questions/{made}").status_code == 204
    assert call("GET", f"/v1/questions/{made}").json_body["archived"] is True
    assert listed(call) == listed(call, "&dimension=teamwork") == []
    assert listed(call, "&archived=true") == [made]
    assert call("GET", "/v1/questions?archived=true&dimension=teamwork").status_code == 422
    assert call("PATCH", f"/v1/questions/{made}", {"archived": False}).status_code == 200
    assert listed(call) == listed(call, "&dimension=teamwork") == [made]
    assert listed(call, "&archived=true") == []


def test_shipped_questions_are_filtered_by_everything_together(call: Caller) -> None:
    assert len(listed(call, "&origin=starter")) == 72
    found = call(
        "GET", "/v1/questions?origin=starter&dimension=teamwork&kind=behavioural&scenario=campus&language=zh"
    ).json_body["items"]
    assert found
    for item in found:
        assert "teamwork" in item["dimensions"]
        assert item["kind"] == "behavioural"
        assert not item["scenarios"] or "campus" in item["scenarios"]
        assert item["origin"] == "starter"
    page = call("GET", "/v1/questions?origin=starter&limit=50").json_body
    rest = call("GET", f"/v1/questions?origin=starter&limit=50&cursor={page['next_cursor']}").json_body
    assert len({item["id"] for item in [*page["items"], *rest["items"]]}) == 72
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"thinking_s": 0}), ("DELETE", None)])
def test_a_shipped_question_is_cloned_not_changed(call: Caller, method: str, body: Any) -> None:
    answer = call(method, "/v1/questions/starter_teamwork_1", body)
    assert answer.status_code == 409
    assert answer.json_body["type"] == "urn:candor:problem:starter_is_shared"
    assert "Clone" in answer.json_body["detail"]
    shipped = call("GET", "/v1/questions/starter_teamwork_1")
    assert "ETag" not in shipped.headers
    clone = call("POST", "/v1/questions/starter_teamwork_1/clones", Idempotency_Key="k1")
    assert clone.status_code == 201
    assert call("POST", "/v1/questions/starter_teamwork_1/clones", Idempotency_Key="k1").json_body == clone.json_body
    own = clone.json_body
    assert (own["origin"], own["cloned_from"]) == ("tenant", "starter_teamwork_1")
    assert (own["en"], own["zh"]) == (shipped.json_body["en"], shipped.json_body["zh"])
    call("PATCH", f"/v1/questions/{own['id']}", {"en": None})
    assert call("GET", "/v1/questions/starter_teamwork_1").json_body == shipped.json_body
    assert listed(call, "&dimension=teamwork") == [own["id"]]


def test_a_clone_of_an_archived_question_is_in_use_and_independent(call: Caller, clock: HandClock) -> None:
    made = make(call, clock)["id"]
    call("DELETE", f"/v1/questions/{made}")
    clone = call("POST", f"/v1/questions/{made}/clones").json_body
    assert clone["archived"] is False
    call("PATCH", f"/v1/questions/{clone['id']}", {"thinking_s": 1})
    assert call("GET", f"/v1/questions/{made}").json_body["thinking_s"] == 30


def test_a_batch_makes_all_of_its_questions_once(call: Caller) -> None:
    body = {"items": [{**QUESTION, "thinking_s": number} for number in range(50)]}
    first = call("POST", "/v1/question-batches", body, Idempotency_Key="k1")
    assert first.status_code == 201
    assert [item["thinking_s"] for item in first.json_body["items"]] == list(range(50))
    assert call("POST", "/v1/question-batches", body, Idempotency_Key="k1").json_body == first.json_body
    assert len(set(listed(call))) == 50


def test_a_batch_with_faults_makes_nothing_and_points_to_each(call: Caller) -> None:
    items = [QUESTION, {**QUESTION, "kind": "coding"}, QUESTION, {**QUESTION, "en": None}]
    answer = call("POST", "/v1/question-batches", {"items": items})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json_body["errors"]] == ["/items/1", "/items/3"]
    worse = call("POST", "/v1/question-batches", {"items": [QUESTION, {**QUESTION, "thinking_s": -1}]})
    assert [fault["pointer"] for fault in worse.json_body["errors"]] == ["/items/1/thinking_s"]
    assert listed(call) == []


@pytest.mark.parametrize("size", [0, 51])
def test_a_batch_has_a_bounded_size(call: Caller, size: int) -> None:
    assert call("POST", "/v1/question-batches", {"items": [QUESTION] * size}).status_code == 422


@pytest.mark.parametrize("question_id", ["qst1", "starter_nothing", "starter_teamwork_99"])
def test_what_there_is_not_is_not_found(call: Caller, question_id: str) -> None:
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"thinking_s": 0}),
        ("DELETE", "", None),
        ("POST", "/clones", None),
    ):
        assert call(method, f"/v1/questions/{question_id}{path}", body).status_code == 404


def test_another_tenants_questions_are_not_found(call: Caller, other_tenant: Caller, clock: HandClock) -> None:
    made = make(call, clock)["id"]
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"thinking_s": 0}),
        ("DELETE", "", None),
        ("POST", "/clones", None),
    ):
        assert other_tenant(method, f"/v1/questions/{made}{path}", body).status_code == 404
    assert listed(other_tenant) == listed(other_tenant, "&dimension=teamwork") == []
    assert call("GET", f"/v1/questions/{made}").json_body["archived"] is False


@pytest.mark.parametrize(
    ("scopes", "read", "write"),
    [(("library:read",), 200, 403), (("jobs:read",), 403, 403), (("library:write",), 403, 201)],
)
def test_reading_and_writing_need_their_permissions(
    call: Caller, services: Services, scopes: tuple[Permission, ...], read: int, write: int
) -> None:
    limited = call.as_(str(services.api_keys.create("key2", "Limited", scopes)[1]))
    for path in (
        "/v1/questions",
        "/v1/questions/starter_logic_1",
        "/v1/dimensions",
        "/v1/competency-models",
        "/v1/flow-templates",
        "/v1/flow-templates/starter_cases/preview?scenario=campus&language=zh",
    ):
        assert limited("GET", path).status_code == read
    assert limited("POST", "/v1/questions", QUESTION).status_code == write
    for kind, shipped in (("competency-models", "starter_technical"), ("flow-templates", "starter_cases")):
        assert limited("POST", f"/v1/{kind}/{shipped}/clones", {}).status_code == write

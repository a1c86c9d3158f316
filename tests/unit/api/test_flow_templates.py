"""Flow templates over REST: drafted, published with their questions, compared, cloned, looked at."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from tests.unit.api.conftest import CANDIDATE, JOB, Caller
from tests.unit.clock import HandClock

ROUTE = "/v1/flow-templates"
TITLE = {"en": "Opening", "zh": "开场"}
QUESTION: dict[str, Any] = {
    "kind": "behavioural",
    "dimensions": ["teamwork"],
    "thinking_s": 20,
    "answer_limit_s": 100,
    "en": {"text": "Who helped?", "key_points": ["Names others"]},
    "zh": {"text": "谁帮了忙?", "key_points": ["说出他人"]},
}


def ask(question_id: str, **settings: Any) -> dict[str, Any]:
    return {"question_id": question_id, **settings}


def stage(key: str, *questions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"key": key, "title": TITLE, "questions": list(questions), **fields}


def flow(*stages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "Flow", "stages": list(stages), **fields}


def make(call: Caller, body: Any, *, publish: bool = False) -> str:
    answer = call("POST", ROUTE, {**body, "publish": publish})
    assert answer.status_code == 201, answer.body
    return str(answer.json_body["id"])


def make_question(call: Caller, **fields: Any) -> str:
    answer = call("POST", "/v1/questions", {**QUESTION, **fields})
    assert answer.status_code == 201, answer.body
    return str(answer.json_body["id"])


def pointers(answer: Any) -> list[str]:
    return [fault["pointer"] for fault in answer.json_body["errors"]]


SIMPLE = flow(stage("opening", ask("starter_teamwork_3")))


def test_a_draft_may_be_incomplete_and_is_kept_as_it_was_sent(call: Caller) -> None:
    empty = call("POST", ROUTE, {"name": "Idea"}).json_body
    assert (empty["stages"], empty["published"], empty["origin"]) == ([], 0, "tenant")
    asked = ask("qst9", answer_kind="video", thinking_s=0, answer_limit_s=60, retakes=0)
    sent = stage("opening", asked, scenarios=["campus"])
    kept = call("GET", f"{ROUTE}/{make(call, flow(sent))}").json_body
    assert kept["stages"] == [sent]


@pytest.mark.parametrize(
    ("stages", "pointer"),
    [
        ([stage("opening")], "/stages/0/questions"),
        ([stage("Opening", ask("q"))], "/stages/0/key"),
        ([stage("o", ask("q")), stage("o", ask("r"))], "/stages"),
        ([stage("o", ask("q"), ask("q"))], "/stages/0/questions"),
        ([stage("o", *(ask(f"q{n}") for n in range(11)))], "/stages/0/questions"),
        ([stage(f"s{n}", ask("q")) for n in range(21)], "/stages"),
        ([stage("o", ask("q", answer_kind="song"))], "/stages/0/questions/0/answer_kind"),
        ([stage("o", ask("q", retakes=11))], "/stages/0/questions/0/retakes"),
        ([stage("o", ask("q", answer_limit_s=5))], "/stages/0/questions/0/answer_limit_s"),
        ([stage("o", ask("q", thinking_s=601))], "/stages/0/questions/0/thinking_s"),
        ([stage("o", ask("q", text="Mine"))], "/stages/0/questions/0/text"),
        ([stage("o", ask("q"), scenarios=["army"])], "/stages/0/scenarios/0"),
        ([stage("o", ask("q"), title={"en": "x" * 201, "zh": "标题"})], "/stages/0/title"),
        ([stage("o", ask("q"), title={"en": "Only"})], "/stages/0/title/zh"),
    ],
)
def test_what_cannot_be_a_draft_is_refused(call: Caller, stages: Any, pointer: str) -> None:
    answer = call("POST", ROUTE, flow(*stages))
    assert answer.status_code == 422
    assert pointer in pointers(answer)


def test_an_unusable_draft_is_not_published_and_every_fault_is_pointed_to(call: Caller) -> None:
    archived = make_question(call)
    call("DELETE", f"/v1/questions/{archived}")
    coding = make_question(call, kind="coding", code_languages=["sql"])
    body = flow(
        stage("one", ask("nothing"), ask(archived), ask(coding), ask("starter_logic_1", answer_kind="code")),
        stage("two", ask("starter_logic_2"), scenarios=["campus", "social"]),
        stage("three", ask("starter_logic_2"), scenarios=["social"]),
    )
    wanted = [
        "/stages/0/questions/0/question_id",
        "/stages/0/questions/1/question_id",
        "/stages/0/questions/2/answer_kind",
        "/stages/0/questions/3/answer_kind",
        "/stages/2/questions/0/question_id",
    ]
    draft = make(call, body)
    refused = call("POST", f"{ROUTE}/{draft}/versions")
    assert refused.status_code == 422
    assert pointers(refused) == wanted
    assert pointers(call("POST", ROUTE, {**body, "publish": True})) == wanted
    assert call("GET", f"{ROUTE}/{draft}/versions").json_body["items"] == []
    assert pointers(call("POST", ROUTE, flow(publish=True))) == ["/stages"]
    assert len(call("GET", ROUTE).json_body["items"]) == 1


def test_stages_that_nobody_goes_through_both_may_share_a_question(call: Caller) -> None:
    asked = ask("starter_teamwork_3")
    make(call, flow(stage("a", asked, scenarios=["campus"]), stage("b", asked, scenarios=["social"])), publish=True)


def test_a_flow_that_no_language_covers_is_not_published(call: Caller) -> None:
    english, chinese = make_question(call, zh=None), make_question(call, en=None)
    refused = call("POST", ROUTE, flow(stage("a", ask(english), ask(chinese)), publish=True))
    assert set(pointers(refused)) == {"/stages"}
    apart = flow(stage("a", ask(english), scenarios=["campus"]), stage("b", ask(chinese), scenarios=["social"]))
    make(call, apart, publish=True)


def test_a_coding_question_is_answered_by_code(call: Caller) -> None:
    coding = make_question(call, kind="coding", code_languages=["python", "sql"])
    make(call, flow(stage("a", ask(coding, answer_kind="code"))), publish=True)


def test_a_version_keeps_its_questions_as_they_were(call: Caller, services: Services) -> None:
    question = make_question(call)
    template = make(call, flow(stage("a", ask(question))))
    first = call("POST", f"{ROUTE}/{template}/versions")
    assert first.status_code == 201
    assert first.json_body["questions"][0]["en"]["text"] == "Who helped?"
    call("PATCH", f"/v1/questions/{question}", {"en": {"text": "Who else helped?", "key_points": ["Names others"]}})
    assert call("GET", f"{ROUTE}/{template}/versions/1").json_body == first.json_body
    diff = call("GET", f"{ROUTE}/{template}/diff?from=1").json_body["changes"]
    assert diff["questions"] == [
        {"question_id": question,
         "fields": [{"field": "/en/text", "before": "Who helped?", "after": "Who else helped?"}]}
    ]  # fmt: skip
    second = call("POST", f"{ROUTE}/{template}/versions").json_body
    assert (second["version"], second["questions"][0]["en"]["text"]) == (2, "Who else helped?")
    call("DELETE", f"/v1/questions/{question}")
    assert call("POST", f"{ROUTE}/{template}/versions").status_code == 422
    assert call("GET", f"{ROUTE}/{template}/versions/1").json_body == first.json_body

    held = services.flow_versions.require(template, 1)
    forged = held.model_copy(update={"name": "Forged"})
    assert not services.table.commit([services.flow_versions.write(template, 1, forged)])
    assert services.flow_versions.require(template, 1) == held


def test_publishing_again_without_a_change_gives_the_version_that_is_there(call: Caller, clock: HandClock) -> None:
    template = make(call, SIMPLE)

    def publish(_number: int) -> Any:
        return call("POST", f"{ROUTE}/{template}/versions").json_body.get("version")

    with ThreadPoolExecutor(8) as pool:
        # The emulator lets others see half of a commit; whoever does is asked to come back.
        assert set(pool.map(publish, range(8))) - {None} == {1}
    clock.move(hours=1)
    assert publish(0) == 1
    assert [item["version"] for item in call("GET", f"{ROUTE}/{template}/versions").json_body["items"]] == [1]


def test_a_flow_too_large_for_a_version_is_refused_in_a_sentence(call: Caller) -> None:
    long = {"text": "长" * 2000, "key_points": ["点" * 300] * 12, "example_answer": "例" * 5000}
    items = [{**QUESTION, "zh": long}] * 10
    made = call("POST", "/v1/question-batches", {"items": items}).json_body["items"]
    template = make(call, flow(stage("a", *(ask(item["id"]) for item in made))))
    refused = call("POST", f"{ROUTE}/{template}/versions")
    assert refused.status_code == 422
    assert refused.json_body["type"] == "urn:candor:problem:too_large"


def test_a_lost_update_is_refused(call: Caller) -> None:
    route = f"{ROUTE}/{make(call, SIMPLE)}"
    etag = call("GET", route).headers["ETag"]
    assert call("PATCH", route, {"name": "One"}, If_Match=etag).status_code == 200
    assert call("PATCH", route, {"name": "Two"}, If_Match=etag).status_code == 412
    assert call("POST", f"{route}/versions", If_Match=etag).status_code == 412
    assert call("GET", route).json_body["name"] == "One"


def test_a_repeated_request_makes_one_template(call: Caller) -> None:
    body = {**SIMPLE, "publish": True}
    first = call("POST", ROUTE, body, Idempotency_Key="k1")
    assert call("POST", ROUTE, body, Idempotency_Key="k1").json_body == first.json_body
    assert [item["id"] for item in call("GET", ROUTE).json_body["items"]] == [first.json_body["id"]]


def test_a_diff_names_exactly_what_changed(call: Caller) -> None:
    before = flow(
        stage("one", ask("starter_logic_1"), ask("starter_logic_2")),
        stage("two", ask("starter_teamwork_3")),
        stage("three", ask("starter_teamwork_4")),
    )
    after = flow(
        stage("three", ask("starter_teamwork_4")),
        stage(
            "one",
            ask("starter_logic_2", retakes=0),
            ask("starter_logic_6"),
            title={"en": "Thinking", "zh": "思考"},
            scenarios=["campus"],
        ),
        stage("four", ask("starter_teamwork_5")),
        name="Other",
    )
    template = make(call, before, publish=True)
    call("PATCH", f"{ROUTE}/{template}", after)
    changes = call("GET", f"{ROUTE}/{template}/diff?from=1&to=draft").json_body["changes"]
    plain = {"answer_kind": "voice", "thinking_s": None, "answer_limit_s": None, "retakes": 1}
    assert changes["name"] == {"before": "Flow", "after": "Other"}
    assert [one["key"] for one in changes["added"]] == ["four"]
    assert [one["key"] for one in changes["removed"]] == ["two"]
    assert changes["reordered"] is True
    assert changes["questions"] == []
    assert changes["stages"] == [
        {
            "stage": "one",
            "title": {"before": TITLE, "after": {"en": "Thinking", "zh": "思考"}},
            "scenarios": {"before": [], "after": ["campus"]},
            "added": [{"question_id": "starter_logic_6", **plain}],
            "removed": [{"question_id": "starter_logic_1", **plain}],
            "changed": [
                {
                    "question_id": "starter_logic_2",
                    "before": {"question_id": "starter_logic_2", **plain},
                    "after": {"question_id": "starter_logic_2", **plain, "retakes": 0},
                }
            ],
            "reordered": False,
        }
    ]
    same = call("GET", f"{ROUTE}/{template}/diff?from=1&to=1").json_body["changes"]
    assert not any(same.values())
    assert call("GET", f"{ROUTE}/{template}/diff?from=1&to=2").status_code == 404


def test_clones_of_draft_and_version_go_their_own_way(call: Caller) -> None:
    template = make(call, SIMPLE, publish=True)
    call("PATCH", f"{ROUTE}/{template}", flow(stage("new", ask("starter_logic_1")), name="Draft"))
    draft = call("POST", f"{ROUTE}/{template}/clones", {}).json_body
    version = call("POST", f"{ROUTE}/{template}/clones", {"version": 1, "publish": True}).json_body
    assert (draft["name"], draft["published"], draft["cloned_from"]) == ("Draft", 0, template)
    assert (version["name"], version["published"], version["cloned_from"]) == ("Flow", 1, f"{template}@1")
    assert [one["key"] for one in version["stages"]] == ["opening"]
    call("PATCH", f"{ROUTE}/{draft['id']}", {"stages": []})
    assert [one["key"] for one in call("GET", f"{ROUTE}/{template}").json_body["stages"]] == ["new"]


def test_a_preview_shows_what_candidates_meet_and_how_long_it_takes(call: Caller) -> None:
    question = make_question(call)
    template = make(
        call,
        flow(
            stage("all", ask(question, thinking_s=0, answer_limit_s=60, retakes=2)),
            stage("campus", ask("starter_teamwork_1", retakes=0), scenarios=["campus"]),
            stage("social", ask("starter_teamwork_2"), scenarios=["social"]),
        ),
        publish=True,
    )
    route = f"{ROUTE}/{template}/preview"
    shown = call("GET", f"{route}?scenario=campus&language=zh").json_body
    assert [one["key"] for one in shown["stages"]] == ["all", "campus"]
    assert [one["title"] for one in shown["stages"]] == ["开场", "开场"]
    assert shown["stages"][0]["questions"] == [
        {"question_id": question, "text": "谁帮了忙?", "answer_kind": "voice", "thinking_s": 0, "answer_limit_s": 60,
         "retakes": 2, "problem": None}
    ]  # fmt: skip
    assert (shown["stages"][1]["questions"][0]["thinking_s"], shown["total_s"]) == (45, 60 + 45 + 180)
    assert shown["total_with_retakes_s"] == 3 * 60 + 45 + 180
    call("PATCH", f"/v1/questions/{question}", {"zh": None})
    (now,) = call("GET", f"{route}?scenario=social&language=zh").json_body["stages"][0]["questions"]
    assert (now["text"], bool(now["problem"])) == (None, True)
    (then,) = call("GET", f"{route}?scenario=social&language=zh&version=1").json_body["stages"][0]["questions"]
    assert (then["text"], then["problem"]) == ("谁帮了忙?", None)


def test_a_preview_of_a_draft_says_what_is_wrong_with_it(call: Caller) -> None:
    archived = make_question(call)
    call("DELETE", f"/v1/questions/{archived}")
    template = make(call, flow(stage("a", ask("nothing"), ask(archived))))
    shown = call("GET", f"{ROUTE}/{template}/preview?scenario=campus&language=en", Accept_Language="zh").json_body
    assert [one["problem"] for one in shown["stages"][0]["questions"]] == ["没有这个问题。", "该问题已归档。"]
    assert shown["total_s"] == 120


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("?scenario=campus", 422), ("?language=en", 422), ("?scenario=x&language=en", 422),
     ("?scenario=campus&language=fr", 422), ("?scenario=campus&language=en&version=0", 422),
     ("?scenario=campus&language=en&version=2", 404)],
)  # fmt: skip
def test_previews_that_cannot_be_made_are_refused(call: Caller, query: str, status: int) -> None:
    assert call("GET", f"{ROUTE}/{make(call, SIMPLE)}/preview{query}").status_code == status


def test_shipped_templates_are_listed_looked_at_and_only_cloned(call: Caller) -> None:
    english = call("GET", f"{ROUTE}?origin=starter").json_body["items"]
    chinese = call("GET", f"{ROUTE}?origin=starter", Accept_Language="zh").json_body["items"]
    assert len(english) == 3
    assert all(one["name"] != other["name"] for one, other in zip(english, chinese, strict=True))
    starter = f"{ROUTE}/starter_structured"
    shown = call("GET", f"{starter}/preview?scenario=campus&language=zh").json_body
    assert "internship" in [one["key"] for one in shown["stages"]]
    assert all(question["text"] for one in shown["stages"] for question in one["questions"])
    for answer in (call("PATCH", starter, {"name": "Mine"}), call("POST", f"{starter}/versions")):
        assert answer.status_code == 409
        assert answer.json_body["type"] == "urn:candor:problem:starter_is_shared"
    assert pointers(call("POST", "/v1/jobs", {**JOB, "flow": {"id": "starter_structured", "version": 1}})) == ["/flow"]


def test_five_calls_lead_to_the_first_invitation(call: Caller) -> None:
    model = call("POST", "/v1/competency-models/starter_campus_general/clones", {"publish": True}).json_body
    template = call("POST", f"{ROUTE}/starter_structured/clones", {"publish": True}).json_body
    body = {
        **JOB,
        "competency_model": {"id": model["id"], "version": 1},
        "flow": {"id": template["id"], "version": 1},
        "approval": "approved",
    }
    job = call("POST", "/v1/jobs", body).json_body
    candidate = call("POST", "/v1/candidates", CANDIDATE).json_body
    invited = call("POST", f"/v1/jobs/{job['id']}/invitations", {"candidate_ids": [candidate["id"]]})
    (item,) = invited.json_body["items"]
    assert item["problem"] is None
    assert item["token"]


def test_another_tenants_templates_are_not_found(call: Caller, other_tenant: Caller) -> None:
    template = make(call, SIMPLE, publish=True)
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "Mine"}),
        ("POST", "/versions", None),
        ("POST", "/clones", {}),
        ("POST", "/clones", {"version": 1}),
        ("GET", "/versions", None),
        ("GET", "/versions/1", None),
        ("GET", "/diff?from=1", None),
        ("GET", "/preview?scenario=campus&language=en", None),
    ):
        assert other_tenant(method, f"{ROUTE}/{template}{path}", body).status_code == 404
    question = make_question(call)
    foreign = other_tenant("POST", ROUTE, flow(stage("a", ask(question)), publish=True))
    assert pointers(foreign) == ["/stages/0/questions/0/question_id"]

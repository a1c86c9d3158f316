"""Competency models over REST: drafted, published, compared, cloned."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.competency import ModelDimension
from tests.unit.api.conftest import JOB, Caller
from tests.unit.clock import HandClock

ROUTE = "/v1/competency-models"
ANCHORS = [{"level": level, "en": f"Level {level}", "zh": f"等级{level}"} for level in range(1, 6)]
OWN: dict[str, Any] = {
    "key": "welding",
    "name": {"en": "Welding", "zh": "焊接"},
    "weight": 0.3,
    "anchors": ANCHORS,
    "examples": [{"level": 5, "language": "en", "text": "I weld under water."}],
}
MODEL: dict[str, Any] = {"name": "Workshop", "dimensions": [{"key": "teamwork", "weight": 0.7}, OWN]}


def shipped(weight: float = 1.0, **fields: Any) -> dict[str, Any]:
    return {"name": "One", "dimensions": [{"key": "teamwork", "weight": weight, **fields}]}


def make(call: Caller, body: Any = MODEL, *, publish: bool = False) -> str:
    answer = call("POST", ROUTE, {**body, "publish": publish})
    assert answer.status_code == 201, answer.body
    return str(answer.json_body["id"])


def pointers(answer: Any) -> list[str]:
    return [fault["pointer"] for fault in answer.json_body["errors"]]


def test_a_draft_may_be_incomplete_and_is_kept_as_it_was_sent(call: Caller) -> None:
    made = call("POST", ROUTE, {"name": " Idea "})
    assert made.status_code == 201
    view = made.json_body
    assert (view["name"], view["dimensions"], view["published"], view["origin"]) == ("Idea", [], 0, "tenant")
    full = call("GET", f"{ROUTE}/{make(call)}").json_body
    assert full["dimensions"][1] == OWN
    assert full["dimensions"][0] == {"key": "teamwork", "name": None, "weight": 0.7, "anchors": [], "examples": []}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"name": "x" * 201}, "/name"),
        (shipped(0), "/dimensions/0/weight"),
        (shipped(-0.5), "/dimensions/0/weight"),
        (shipped(1.01), "/dimensions/0/weight"),
        (shipped(10**400), "/dimensions/0/weight"),
        ({"name": "x", "dimensions": [OWN, OWN]}, "/dimensions"),
        ({"name": "x", "dimensions": [{**OWN, "key": f"d{n}"} for n in range(13)]}, "/dimensions"),
        (shipped(key="Team work"), "/dimensions/0/key"),
        (shipped(name={"en": " ", "zh": "名"}), "/dimensions/0/name"),
        (shipped(name={"en": "x" * 201, "zh": "名"}), "/dimensions/0/name"),
        (shipped(name={"en": "x"}), "/dimensions/0/name/zh"),
        (shipped(anchors=[{"level": 6, "en": "x"}]), "/dimensions/0/anchors/0/level"),
        (shipped(anchors=[{"level": 1, "en": "x"}, {"level": 1, "zh": "x"}]), "/dimensions/0/anchors"),
        (shipped(anchors=[{"level": 1, "en": "x" * 501}]), "/dimensions/0/anchors/0/en"),
        (shipped(examples=[{"level": 1, "language": "fr", "text": "x"}]), "/dimensions/0/examples/0/language"),
        ({**MODEL, "published": 7}, "/published"),
        ({**MODEL, "id": "cmp1"}, "/id"),
    ],
)
def test_what_cannot_be_a_draft_is_refused(call: Caller, body: Any, pointer: str) -> None:
    answer = call("POST", ROUTE, body)
    assert answer.status_code == 422
    assert pointer in pointers(answer)


def test_what_no_item_could_hold_is_refused_in_a_sentence(call: Caller) -> None:
    example = {"level": 1, "language": "zh", "text": "长" * 5000}
    body = {"name": "x", "dimensions": [{"key": f"d{n}", "weight": 0.1, "examples": [example] * 2} for n in range(10)]}
    answer = call("POST", ROUTE, json.dumps(body, ensure_ascii=False).encode())
    assert answer.status_code == 422
    assert answer.json_body["type"] == "urn:candor:problem:too_large"


@pytest.mark.parametrize(
    ("dimensions", "pointer"),
    [
        ([], "/dimensions"),
        ([{"key": "teamwork", "weight": 0.9}], "/dimensions"),
        ([{"key": "teamwork", "weight": 0.7}, {"key": "logic", "weight": 0.31}], "/dimensions"),
        ([{"key": key, "weight": 0.333} for key in ("teamwork", "logic", "learning")], "/dimensions"),
        ([{"key": "welding", "name": OWN["name"], "weight": 1}], "/dimensions/0/anchors"),
        ([{**OWN, "weight": 1, "name": None}], "/dimensions/0/name"),
        ([{**OWN, "weight": 1, "anchors": ANCHORS[:4]}], "/dimensions/0/anchors"),
        ([{**OWN, "weight": 1, "anchors": [*ANCHORS[:4], {"level": 5, "en": "x"}]}], "/dimensions/0/anchors"),
        ([{**OWN, "weight": 1, "anchors": [{"level": 1}]}], "/dimensions/0/anchors"),
        ([{"key": "teamwork", "weight": 1, "anchors": ANCHORS[1:]}], "/dimensions/0/anchors"),
    ],
)
def test_an_incomplete_draft_is_not_published(call: Caller, dimensions: Any, pointer: str) -> None:
    body = {"name": "x", "dimensions": dimensions}
    model = make(call, body)
    refused = call("POST", f"{ROUTE}/{model}/versions")
    assert refused.status_code == 422
    assert set(pointers(refused)) == {pointer}
    assert call("GET", f"{ROUTE}/{model}").json_body["published"] == 0
    assert call("GET", f"{ROUTE}/{model}/versions").json_body["items"] == []
    at_once = call("POST", ROUTE, {**body, "publish": True})
    assert at_once.status_code == 422
    assert set(pointers(at_once)) == {pointer}
    assert len(call("GET", ROUTE).json_body["items"]) == 1


def test_anchors_in_one_language_alone_are_complete(call: Caller) -> None:
    anchors = [{"level": anchor["level"], "zh": anchor["zh"]} for anchor in ANCHORS]
    make(call, {"name": "x", "dimensions": [{**OWN, "weight": 1, "anchors": anchors}]}, publish=True)


def test_tenths_sum_to_one_exactly(call: Caller) -> None:
    keys = [item["key"] for item in call("GET", "/v1/dimensions").json_body["items"]][:10]
    make(call, {"name": "x", "dimensions": [{"key": key, "weight": 0.1} for key in keys]}, publish=True)


def test_a_version_stays_as_it_was_published(call: Caller, services: Services, clock: HandClock) -> None:
    model = make(call)
    published = call("POST", f"{ROUTE}/{model}/versions")
    assert published.status_code == 201
    assert published.headers["Location"] == f"{ROUTE}/{model}/versions/1"
    first = published.json_body
    assert (first["version"], first["published_by"], first["name"]) == (1, "key1", "Workshop")
    clock.move(days=1)
    etag = call("PATCH", f"{ROUTE}/{model}", {"name": "Other", "dimensions": shipped()["dimensions"]}).headers["ETag"]
    assert call("GET", f"{ROUTE}/{model}/versions/1").json_body == first
    second = call("POST", f"{ROUTE}/{model}/versions", If_Match=etag).json_body
    assert (second["version"], second["name"]) == (2, "Other")
    assert call("GET", f"{ROUTE}/{model}/versions/1").json_body == first
    listed = call("GET", f"{ROUTE}/{model}/versions").json_body["items"]
    assert [(item["version"], item["name"]) for item in listed] == [(2, "Other"), (1, "Workshop")]

    held = services.model_versions.require(model, 1)
    forged = held.model_copy(update={"dimensions": (ModelDimension(key="logic", weight=1),)})
    assert not services.table.commit([services.model_versions.write(model, 1, forged)])
    assert services.model_versions.require(model, 1) == held


def test_publishing_again_without_a_change_gives_the_version_that_is_there(call: Caller, clock: HandClock) -> None:
    model = make(call)
    first = call("POST", f"{ROUTE}/{model}/versions")
    clock.move(hours=1)
    again = call("POST", f"{ROUTE}/{model}/versions")
    assert again.json_body == first.json_body
    assert again.headers["ETag"] == first.headers["ETag"]
    call("PATCH", f"{ROUTE}/{model}", {"name": "Other"})
    call("PATCH", f"{ROUTE}/{model}", {"name": "Workshop"})
    assert call("POST", f"{ROUTE}/{model}/versions").json_body["version"] == 1


def test_many_who_publish_at_once_make_one_version(call: Caller) -> None:
    model = make(call)

    def publish(_number: int) -> tuple[int, Any]:
        answer = call("POST", f"{ROUTE}/{model}/versions")
        return answer.status_code, answer.json_body.get("version")

    with ThreadPoolExecutor(8) as pool:
        # The emulator lets others see half of a commit; whoever does is asked to come back.
        assert set(pool.map(publish, range(16))) - {(503, None)} == {(201, 1)}
    assert len(call("GET", f"{ROUTE}/{model}/versions").json_body["items"]) == 1


def test_versions_come_in_pages(call: Caller) -> None:
    model = make(call)
    for number in range(1, 12):
        call("PATCH", f"{ROUTE}/{model}", {"name": f"Name {number}"})
        assert call("POST", f"{ROUTE}/{model}/versions").json_body["version"] == number
    seen: list[int] = []
    cursor = ""
    while True:
        page = call("GET", f"{ROUTE}/{model}/versions?limit=4{cursor}").json_body
        seen += [item["version"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == list(range(11, 0, -1))


def test_a_lost_update_is_refused(call: Caller) -> None:
    model = make(call)
    etag = call("GET", f"{ROUTE}/{model}").headers["ETag"]
    assert call("PATCH", f"{ROUTE}/{model}", {"name": "One"}, If_Match=etag).status_code == 200
    assert call("PATCH", f"{ROUTE}/{model}", {"name": "Two"}, If_Match=etag).status_code == 412
    assert call("POST", f"{ROUTE}/{model}/versions", If_Match=etag).status_code == 412
    assert call("GET", f"{ROUTE}/{model}").json_body["name"] == "One"
    assert call("GET", f"{ROUTE}/{model}").json_body["published"] == 0


def test_a_repeated_request_makes_one_model(call: Caller) -> None:
    body = {**MODEL, "publish": True}
    first = call("POST", ROUTE, body, Idempotency_Key="k1")
    assert call("POST", ROUTE, body, Idempotency_Key="k1").json_body == first.json_body
    assert first.json_body["published"] == 1
    assert [item["id"] for item in call("GET", ROUTE).json_body["items"]] == [first.json_body["id"]]


def test_a_bad_change_is_refused_whole(call: Caller) -> None:
    model = make(call)
    before = call("GET", f"{ROUTE}/{model}").json_body
    answer = call("PATCH", f"{ROUTE}/{model}", {"name": "Other", "dimensions": [OWN, OWN]})
    assert answer.status_code == 422
    assert pointers(answer) == ["/dimensions"]
    assert call("GET", f"{ROUTE}/{model}").json_body == before


def test_a_diff_names_exactly_what_changed(call: Caller) -> None:
    model = make(call, publish=True)
    better = [{**ANCHORS[0], "zh": "更好"}, *ANCHORS[1:]]
    changed = [
        {"key": "logic", "weight": 0.6},
        {**OWN, "weight": 0.4, "name": {"en": "Joining", "zh": "焊接"}, "anchors": better, "examples": []},
    ]
    call("PATCH", f"{ROUTE}/{model}", {"description": "New", "dimensions": changed})
    route = f"{ROUTE}/{model}/diff"
    draft = call("GET", f"{route}?from=1&to=draft").json_body
    assert (draft["before"], draft["after"]) == (1, None)
    changes = draft["changes"]
    assert changes["name"] is None
    assert changes["description"] == {"before": "", "after": "New"}
    assert [one["key"] for one in changes["added"]] == ["logic"]
    assert [one["key"] for one in changes["removed"]] == ["teamwork"]
    assert changes["weights"] == [{"dimension": "welding", "before": 0.3, "after": 0.4}]
    assert changes["names"] == [
        {"dimension": "welding", "before": OWN["name"], "after": {"en": "Joining", "zh": "焊接"}}
    ]
    assert changes["anchors"] == [
        {"dimension": "welding", "level": 1, "language": "zh", "before": "等级1", "after": "更好"}
    ]
    assert changes["examples"] == [{"dimension": "welding", "before": OWN["examples"], "after": []}]
    call("POST", f"{ROUTE}/{model}/versions")
    assert call("GET", f"{route}?from=1&to=2").json_body["changes"] == changes
    assert call("GET", f"{route}?from=1").json_body["changes"] == changes
    back = call("GET", f"{route}?from=2&to=1").json_body["changes"]
    assert back["weights"] == [{"dimension": "welding", "before": 0.4, "after": 0.3}]
    same = call("GET", f"{route}?from=2&to=2").json_body["changes"]
    assert not any(same.values())


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("?from=0", 422), ("?from=x", 422), ("?from=1&to=x", 422), ("?from=1&to=0", 422), ("?from=1e3", 422),
     ("?from=10000", 422), ("?from=9", 404), ("?from=1&to=9", 404), ("?before=1", 422)],
)  # fmt: skip
def test_comparisons_that_cannot_be_made_are_refused(call: Caller, query: str, status: int) -> None:
    assert call("GET", f"{ROUTE}/{make(call, publish=True)}/diff{query}").status_code == status


@pytest.mark.parametrize("number", ["0", "2", "x", "01", "-1", "1.0", "99999", "draft"])
def test_a_version_that_there_is_not_is_not_found(call: Caller, number: str) -> None:
    assert call("GET", f"{ROUTE}/{make(call, publish=True)}/versions/{number}").status_code == 404


def test_clones_of_draft_and_version_go_their_own_way(call: Caller) -> None:
    model = make(call, publish=True)
    call("PATCH", f"{ROUTE}/{model}", {"name": "Draft"})
    draft = call("POST", f"{ROUTE}/{model}/clones", {}).json_body
    assert (draft["name"], draft["published"], draft["cloned_from"]) == ("Draft", 0, model)
    version = call("POST", f"{ROUTE}/{model}/clones", {"version": 1, "name": "Copy", "publish": True}).json_body
    assert (version["name"], version["published"], version["cloned_from"]) == ("Copy", 1, f"{model}@1")
    call("PATCH", f"{ROUTE}/{draft['id']}", {"dimensions": []})
    assert call("GET", f"{ROUTE}/{model}").json_body["dimensions"] == MODEL_AS_READ
    call("PATCH", f"{ROUTE}/{model}", {"dimensions": shipped()["dimensions"]})
    assert call("GET", f"{ROUTE}/{version['id']}").json_body["dimensions"] == MODEL_AS_READ
    assert call("POST", f"{ROUTE}/{model}/clones", {"version": 5}).status_code == 404


MODEL_AS_READ = [{"key": "teamwork", "name": None, "weight": 0.7, "anchors": [], "examples": []}, OWN]


def test_shipped_models_are_listed_in_the_callers_language_and_only_cloned(call: Caller) -> None:
    english = call("GET", f"{ROUTE}?origin=starter").json_body["items"]
    chinese = call("GET", f"{ROUTE}?origin=starter", Accept_Language="zh").json_body["items"]
    assert [item["id"] for item in english] == [item["id"] for item in chinese]
    assert len(english) == 3
    assert {item["origin"] for item in english} == {"starter"}
    assert all(one["name"] != other["name"] for one, other in zip(english, chinese, strict=True))
    page = call("GET", f"{ROUTE}?origin=starter&limit=2").json_body
    rest = call("GET", f"{ROUTE}?origin=starter&limit=2&cursor={page['next_cursor']}").json_body
    assert [item["id"] for item in [*page["items"], *rest["items"]]] == [item["id"] for item in english]

    starter = f"{ROUTE}/starter_technical"
    assert call("GET", starter).json_body["name"] == "Technical"
    for answer in (call("PATCH", starter, {"name": "Mine"}), call("POST", f"{starter}/versions")):
        assert answer.status_code == 409
        assert answer.json_body["type"] == "urn:candor:problem:starter_is_shared"
    assert call("GET", f"{starter}/versions").json_body["items"] == []
    assert call("GET", f"{starter}/versions/1").status_code == 404
    refused = call("POST", "/v1/jobs", {**JOB, "competency_model": {"id": "starter_technical", "version": 1}})
    assert pointers(refused) == ["/competency_model"]


def test_a_shipped_model_is_usable_after_one_call(call: Caller) -> None:
    clone = call("POST", f"{ROUTE}/starter_campus_general/clones", {"publish": True}, Accept_Language="zh").json_body
    assert (clone["name"], clone["published"], clone["origin"]) == ("校招通用", 1, "tenant")
    assert clone["cloned_from"] == "starter_campus_general"
    job = call("POST", "/v1/jobs", {**JOB, "competency_model": {"id": clone["id"], "version": 1}})
    assert job.status_code == 201


def test_another_tenants_models_are_not_found(call: Caller, other_tenant: Caller) -> None:
    model = make(call, publish=True)
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "Mine"}),
        ("POST", "/versions", None),
        ("POST", "/clones", {}),
        ("POST", "/clones", {"version": 1}),
        ("GET", "/versions", None),
        ("GET", "/versions/1", None),
        ("GET", "/diff?from=1", None),
    ):
        assert other_tenant(method, f"{ROUTE}/{model}{path}", body).status_code == 404
    assert other_tenant("GET", ROUTE).json_body["items"] == []
    job = {**JOB, "competency_model": {"id": model, "version": 1}}
    assert other_tenant("POST", "/v1/jobs", job).status_code == 422

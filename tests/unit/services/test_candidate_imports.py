"""Files of candidates become candidates, once each, however often a run breaks off; what is refused is not kept."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import boto3
import openpyxl
import pytest

from chalicelib.adapters.dynamodb.table import Write
from chalicelib.bootstrap import Services
from chalicelib.domain.access import PERMISSIONS, Access, Actor, Grant
from chalicelib.domain.candidate import BackgroundCheck, Candidate, Cv, Profile
from chalicelib.domain.candidate_import import CandidateImport, ImportFormat
from chalicelib.domain.errors import Conflict
from chalicelib.domain.job import Job
from chalicelib.domain.tenant import Quotas
from chalicelib.services.candidate_imports import MAX_REQUEUES
from chalicelib.services.import_turn import ImportTurn
from tests.unit.clock import HandClock
from tests.unit.conftest import EVERYTHING
from tests.unit.samples import AT, queued, sha256

HEADERS = ("姓名", "邮箱", "手机", "编号", "学历", "技能")
ALL_THE_TIME = float("inf")
CANARY = "回族canary"
TEAM = Access(
    actor=Actor(kind="user", id="usr1"), grants=(Grant(permissions=frozenset(PERMISSIONS), jobs=frozenset({"job1"})),)
)


def rows(count: int, first: int = 0) -> list[tuple[str, ...]]:
    return [
        (f"候选人{number}", f"c{number}@mail.example", f"138{number:08}", f"S{number}", "本科", "Java、SQL")
        for number in range(first, first + count)
    ]


def as_csv(lines: Sequence[tuple[str, ...]], headers: tuple[str, ...] = HEADERS) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headers, *lines])
    return text.getvalue().encode()


def announce(
    services: Services,
    content: bytes,
    import_id: str = "imp1",
    *,
    kind: ImportFormat = "csv",
    job: str | None = None,
    access: Access = EVERYTHING,
) -> CandidateImport:
    """An import whose file has arrived and that is queued."""
    assert isinstance(services.clock, HandClock)
    services.clock.move(seconds=1)
    one = CandidateImport(
        id=import_id,
        format=kind,
        size=len(content),
        sha256=sha256(content),
        job=job,
        language="en",
        changes_all=access.everywhere("candidates:write"),
        by=access.actor,
        created_at=services.clock.now(),
        active_at=services.clock.now(),
    )
    services.candidate_imports.create(one, access)
    key = f"t/{services.tenant}/imports/{import_id}/source"
    boto3.client("s3").put_object(Bucket="media", Key=key, Body=content, ChecksumSHA256=sha256(content))
    return services.candidate_imports.start(import_id)


def run(services: Services, import_id: str = "imp1", time_left: Callable[[], float] = lambda: ALL_THE_TIME) -> Any:
    services.candidate_import_runs.run(import_id, time_left)
    return found(services, import_id)


def found(services: Services, import_id: str = "imp1") -> CandidateImport:
    return services.candidate_imports.require(import_id, EVERYTHING, "candidates:read")


def imported(services: Services, content: bytes, import_id: str = "imp1", **more: Any) -> CandidateImport:
    announce(services, content, import_id, **more)
    done: CandidateImport = run(services, import_id)
    assert done.state in {"done", "failed"}
    return done


def counts(one: CandidateImport) -> tuple[int, int, int, int]:
    progress = one.progress
    return progress.created, progress.updated, progress.unchanged, progress.failed


def everybody(services: Services) -> list[Candidate]:
    people: list[Candidate] = []
    after = None
    while True:
        page = services.candidate_register.page(after, 100)
        people += [one.value for one in page.items]
        if not (after := page.next_after):
            return people


def items() -> list[dict[str, Any]]:
    paginator = boto3.client("dynamodb").get_paginator("scan")
    return [item for page in paginator.paginate(TableName="candor") for item in page["Items"]]


def errors(services: Services, import_id: str = "imp1") -> list[list[str]]:
    key = f"t/{services.tenant}/imports/{import_id}/errors.csv"
    body = boto3.client("s3").get_object(Bucket="media", Key=key)["Body"].read()
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1:]


def seconds(*left: float) -> Callable[[], float]:
    """A Lambda that has so much time left each time that it is asked."""
    told: Iterator[float] = iter(left)
    return lambda: next(told, 0.0)


@pytest.mark.parametrize("count", [1, 99, 100, 101, 201])
def test_every_row_becomes_one_candidate_on_both_sides_of_a_hundred(services: Services, count: int) -> None:
    done = imported(services, as_csv(rows(count)))
    assert (done.state, counts(done), done.progress.rows_total) == ("done", (count, 0, 0, 0), count)
    people = everybody(services)
    assert {person.external_id for person in people} == {f"S{number}" for number in range(count)}
    assert len({person.id for person in people}) == count
    assert people[0].profile == Profile(education_level="bachelor", skills=("Java", "SQL"))
    assert people[0].phone is not None
    assert people[0].phone.startswith("+86138")


def test_the_same_file_again_creates_nobody_and_changes_nothing(services: Services, clock: HandClock) -> None:
    content = as_csv(rows(130))
    imported(services, content)
    before = everybody(services)
    clock.move(hours=1)
    assert counts(imported(services, content, "imp2")) == (0, 0, 130, 0)
    assert everybody(services) == before


def test_a_file_with_some_known_and_some_new_rows_tells_them_apart(services: Services) -> None:
    imported(services, as_csv(rows(60)))
    later = [(*line[:4], "硕士", *line[5:]) if number < 10 else line for number, line in enumerate(rows(150))]
    assert counts(imported(services, as_csv(later), "imp2")) == (90, 10, 50, 0)
    assert len(everybody(services)) == 150
    assert sum(person.profile.education_level == "master" for person in everybody(services)) == 10


def test_an_import_changes_what_it_says_and_clears_and_touches_nothing_else(services: Services) -> None:
    check = BackgroundCheck(status="consider", provider="Checks", at=AT)
    cv = Cv(id="cv1", key="k", content_type="application/pdf", size=3, sha256="x", state="parsed")
    known = Candidate(
        id="can1",
        name="Old name",
        email="C0@mail.example",
        language="en",
        source="fair",
        summary="Long story",
        profile=Profile(skills=("Go",), location="北京"),
        cv=cv,
        background_check=check,
        created_at=AT,
    )
    made = services.candidate_register.create(known).value
    line = ("候选人0", "c0@mail.example", "", "S0", "", "Java")
    assert counts(imported(services, as_csv([line]))) == (0, 1, 0, 0)
    after = services.candidates.require(made.id).value
    assert after == made.model_copy(
        update={
            "name": "候选人0",
            "external_id": "S0",
            "profile": Profile(skills=("Java",), location="北京"),
        }
    )


def test_who_is_known_by_any_identity_is_found_in_either_direction(services: Services) -> None:
    full = as_csv([("Li Na", "li@mail.example", "13800000001", "S1", "", "")])
    imported(services, full)
    by_email = as_csv([("Li Na", "LI@mail.example", "", "", "", "")])
    by_phone = as_csv([("Li Na", "", "+86 138 0000 0001", "", "", "")])
    assert counts(imported(services, by_email, "imp2")) == (0, 0, 1, 0)
    assert counts(imported(services, by_phone, "imp3")) == (0, 0, 1, 0)
    draft = Candidate(id="can1", name="Li Na", email="li@mail.example", language="en", created_at=AT)
    with pytest.raises(Conflict, match="candidate_exists"):
        services.candidate_register.create(draft)
    (only,) = everybody(services)
    assert only.external_id == "S1"


def test_two_rows_of_one_file_that_are_the_same_person_make_one(services: Services) -> None:
    lines = [("Li Na", "li@mail.example", "", "S1", "", ""), ("Li Na", "li@mail.example", "", "", "", "Go")]
    done = imported(services, as_csv(lines))
    assert counts(done) == (1, 1, 0, 0)
    (only,) = everybody(services)
    assert only.profile.skills == ("Go",)


def test_a_person_who_comes_twice_far_apart_in_a_file_is_made_once(services: Services) -> None:
    lines = rows(400)
    again = [("", email, "", "", "", "") for _, email, *_ in lines[:300:7]]
    names = [(name, *rest[1:]) for (name, *_), rest in zip(lines[:300:7], again, strict=True)]
    done = imported(services, as_csv([*lines, *names]))
    assert counts(done) == (400, 0, len(names), 0)
    assert len(everybody(services)) == 400


def test_an_import_waits_for_the_one_before_and_outlives_one_that_died(services: Services, clock: HandClock) -> None:
    announce(services, as_csv(rows(120)), "imp1")
    announce(services, as_csv(rows(3)), "imp2")

    def other_comes() -> float:
        assert run(services, "imp2").state == "queued"
        raise Killed

    with pytest.raises(Killed):
        run(services, "imp1", other_comes)
    assert run(services, "imp2").state == "queued"
    clock.move(minutes=3)
    assert run(services, "imp2").state == "done"
    assert run(services, "imp1").state == "done"
    assert len(everybody(services)) == 120


def test_a_turn_that_is_renewed_at_the_same_moment_is_kept(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    table, met = services.table, list[bool]()
    first, second = (ImportTurn(table, "acme", services.clock, timedelta(minutes=2)) for _ in range(2))
    commit = table.commit

    def renewed_meanwhile(writes: Sequence[Write]) -> bool:
        if not met:
            met.append(True)
            assert second.take("imp1")
        return commit(writes)

    monkeypatch.setattr(table, "commit", renewed_meanwhile)
    assert first.take("imp1")
    assert not first.take("imp2")


def test_people_who_share_a_phone_but_have_numbers_of_their_own_stay_apart(services: Services) -> None:
    agency = [(f"Person {number}", "", "13800000000", f"S{number}", "", "") for number in range(120)]
    assert counts(imported(services, as_csv(agency))) == (120, 0, 0, 0)
    assert counts(imported(services, as_csv(agency), "imp2")) == (0, 0, 120, 0)


def test_an_identity_that_was_given_up_is_free_for_somebody_else(services: Services) -> None:
    imported(services, as_csv([("Li Na", "li@mail.example", "", "S1", "", "")]))
    (wrong,) = everybody(services)
    register = services.candidate_register
    register.change(wrong.id, lambda one: one.model_copy(update={"external_id": "S2"}), None)
    line = as_csv([("Wang Wei", "wang@mail.example", "", "S1", "", "")])
    assert counts(imported(services, line, "imp2")) == (1, 0, 0, 0)
    assert counts(imported(services, line, "imp3")) == (0, 0, 1, 0)
    assert {(one.name, one.external_id) for one in everybody(services)} == {("Li Na", "S2"), ("Wang Wei", "S1")}


def test_two_imports_at_once_of_the_same_people_make_each_once(services: Services) -> None:
    content = as_csv(rows(230))
    announce(services, content, "imp1")
    announce(services, as_csv(rows(230)[::-1]), "imp2")
    queued(services.settings.imports_queue_url)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: run(services, one), ["imp1", "imp2"]))
    waiting = [one for one in ("imp1", "imp2") if found(services, one).state == "queued"]
    done = [found(services, one) if one not in waiting else run(services, one) for one in ("imp1", "imp2")]
    assert len(queued(services.settings.imports_queue_url)) == 0  # what waits is asked for again later
    assert [one.state for one in done] == ["done", "done"]
    assert len({person.external_id for person in everybody(services)}) == len(everybody(services)) == 230
    assert sum(one.progress.created for one in done) == 230


@pytest.mark.parametrize("left", [(100, 0), (100, 100, 0), (0,)])
def test_a_run_without_time_hands_the_rest_on(services: Services, left: tuple[float, ...]) -> None:
    lines = rows(330)
    lines[3] = ("", *lines[3][1:])
    lines[320] = ("", *lines[320][1:])
    announce(services, as_csv(lines))
    queued(services.settings.imports_queue_url)
    paused = run(services, "imp1", seconds(*left))
    assert paused.state == "queued"
    assert 0 < paused.progress.rows_read < 330
    assert paused.has_errors_file
    assert len(queued(services.settings.imports_queue_url)) == 1
    done = run(services)
    assert (done.state, counts(done), done.progress.rows_read) == ("done", (328, 0, 0, 2), 330)
    assert [line[0] for line in errors(services)] == ["5", "322"]
    assert len(everybody(services)) == 328


class Killed(BaseException):
    """What no code of the product catches: the process is gone."""


@pytest.mark.parametrize("at", [1, 2, 5, 9])
def test_a_run_that_is_killed_anywhere_is_taken_up_and_makes_everybody_once(
    services: Services, clock: HandClock, job: Job, at: int
) -> None:
    lines = rows(220)
    lines[7] = ("", *lines[7][1:])
    announce(services, as_csv(lines), job=job.id)
    writes = 0

    def kill(**_: Any) -> None:
        nonlocal writes
        writes += 1
        if writes >= at:
            raise Killed

    events = services.clients.dynamodb_in_bulk.meta.events
    for operation in ("TransactWriteItems", "BatchWriteItem"):
        events.register(f"before-call.dynamodb.{operation}", kill, unique_id=operation)
    with pytest.raises(Killed):
        run(services)
    for operation in ("TransactWriteItems", "BatchWriteItem"):
        events.unregister(f"before-call.dynamodb.{operation}", unique_id=operation)
    assert run(services).state == "running"  # it was heard of a moment ago
    clock.move(minutes=16)
    done = run(services)
    assert (done.state, counts(done)) == ("done", (219, 0, 0, 1))
    assert len(everybody(services)) == 219
    applications = [item for item in items() if item["sk"]["S"].startswith("APPLICATION#")]
    applied = [item for item in items() if item["sk"]["S"].startswith("APPLIED#")]
    assert len(applications) == len(applied) == 219
    assert [line[0] for line in errors(services)] == ["9"]


def test_a_store_that_fails_once_leaves_the_import_to_the_next_message(services: Services) -> None:
    announce(services, as_csv(rows(150)))
    events = services.clients.dynamodb_in_bulk.meta.events

    def fail(**_: Any) -> None:
        raise ConnectionError

    events.register("before-call.dynamodb.TransactWriteItems", fail, unique_id="x")
    with pytest.raises(ConnectionError):
        run(services)
    events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="x")
    assert found(services).state == "queued"
    assert counts(run(services)) == (150, 0, 0, 0)


def test_with_a_job_everybody_is_considered_for_it_once(services: Services, job: Job) -> None:
    content = as_csv(rows(105))
    imported(services, content)
    assert counts(imported(services, as_csv(rows(115)), "imp2", job=job.id)) == (10, 0, 105, 0)
    assert counts(imported(services, content, "imp3", job=job.id)) == (0, 0, 105, 0)
    applications = [item for item in items() if item["sk"]["S"].startswith("APPLICATION#")]
    assert len(applications) == 115


def test_who_works_on_one_job_changes_nobody_beyond_it(services: Services, job: Job) -> None:
    imported(services, as_csv(rows(2)))
    imported(services, as_csv(rows(1)), "imp2", job=job.id)
    other = [("Renamed", *line[1:]) for line in rows(2)]
    done = imported(services, as_csv(other), "imp3", job=job.id, access=TEAM)
    assert counts(done) == (0, 1, 1, 0)
    assert {(one.external_id, one.name) for one in everybody(services)} == {("S0", "Renamed"), ("S1", "候选人1")}


def test_refused_columns_are_named_and_their_values_are_nowhere(services: Services) -> None:
    headers = (*HEADERS, "民族", "身份证号", "爱好")
    lines = [(*line, CANARY, "110101canary", "篮球canary") for line in rows(3)]
    lines.append(("", "broken", "", "", "", "", CANARY, "110101canary", "篮球canary"))
    done = imported(services, as_csv(lines, headers))
    assert done.refused_columns == {"民族": "ethnicity", "身份证号": "id_number"}
    assert done.ignored_columns == ("爱好",)
    assert "canary" not in json.dumps(items(), ensure_ascii=False)
    s3 = boto3.client("s3")
    kept = [one["Key"] for one in s3.list_objects_v2(Bucket="media")["Contents"]]
    assert kept == ["t/acme/imports/imp1/errors.csv"]
    assert "canary" not in s3.get_object(Bucket="media", Key=kept[0])["Body"].read().decode()


@pytest.mark.parametrize("kind", ["xlsx", "jsonl"])
def test_workbooks_and_lines_of_json_are_read_as_well(services: Services, kind: ImportFormat) -> None:
    content = io.BytesIO()
    if kind == "xlsx":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in (HEADERS, *rows(120)):
            sheet.append(line)
        book.save(content)
    else:
        for line in rows(120):
            content.write(json.dumps(dict(zip(HEADERS, line, strict=True))).encode() + b"\n")
    done = imported(services, content.getvalue(), kind=kind)
    assert (done.state, counts(done)) == ("done", (120, 0, 0, 0))


def test_a_file_that_is_no_table_fails_with_a_reason(services: Services) -> None:
    done = imported(services, b"\x00\x01\x02 nothing of use")
    assert done.state == "failed"
    assert done.problem is not None
    assert done.problem.text.zh


def test_rows_beyond_the_plan_are_not_read_and_those_before_are_kept(services: Services) -> None:
    quotas = Quotas(candidates_per_import=120)
    services.tenants.change("acme", lambda tenant: tenant.model_copy(update={"quotas": quotas}), None)
    done = imported(services, as_csv(rows(130)))
    assert (done.state, done.progress.created) == ("failed", 120)
    assert done.problem is not None
    assert done.problem.code == "too_many_candidates"


def test_only_one_entry_of_the_audit_log_tells_what_became_of_an_import(services: Services) -> None:
    imported(services, as_csv(rows(20)))
    entries = [json.loads(item["doc"]["S"]) for item in items() if item["sk"]["S"].startswith("PENDING#")]
    assert {entry["kind"] for entry in entries} <= {"candidate_import", "tenant"}
    (over,) = [entry for entry in entries if entry["after"].get("state") == "done"]
    assert over["actor"]["id"] == "key1"
    assert over["after"]["progress"]["created"] == 20


def test_an_import_that_is_overtaken_writes_nothing_more(services: Services, clock: HandClock) -> None:
    announce(services, as_csv(rows(250)))

    def while_it_runs() -> float:
        if found(services).run == 1:
            clock.move(minutes=3)
            run(services)
        return ALL_THE_TIME

    after = run(services, "imp1", while_it_runs)
    assert (after.state, after.run, counts(after)) == ("done", 2, (250, 0, 0, 0))


def test_silence_is_ended_by_the_sweeper_and_in_the_end_said_aloud(services: Services, clock: HandClock) -> None:
    announce(services, as_csv(rows(1)))
    url = services.settings.imports_queue_url
    queued(url)
    services.candidate_imports.look_at("imp1")
    assert queued(url) == []
    for _ in range(MAX_REQUEUES):
        clock.move(minutes=31)
        services.candidate_imports.look_at("imp1")
        assert len(queued(url)) == 1
    clock.move(minutes=31)
    services.candidate_imports.look_at("imp1")
    given_up = found(services)
    assert given_up.state == "failed"
    assert given_up.problem is not None
    assert queued(url) == []
    assert run(services).state == "failed"


def test_a_file_other_than_announced_is_not_started(services: Services) -> None:
    one = announce(services, as_csv(rows(1)))
    other = one.model_copy(update={"id": "imp2", "state": "waiting", "size": one.size + 1})
    services.candidate_imports.create(other, EVERYTHING)
    with pytest.raises(Conflict, match="upload_missing"):
        services.candidate_imports.start("imp2")
    boto3.client("s3").put_object(Bucket="media", Key="t/acme/imports/imp2/source", Body=b"short")
    with pytest.raises(Conflict, match="upload_differs"):
        services.candidate_imports.start("imp2")

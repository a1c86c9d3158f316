"""People: added, found, given roles and refused, by who may do at least as much as they."""

from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.bootstrap import Services
from chalicelib.domain.access import GRANTS, PERMISSIONS, Access, Actor, RoleAssignment, grants_of
from chalicelib.domain.errors import Conflict, Forbidden
from chalicelib.domain.job import Job
from chalicelib.domain.people import User
from tests.unit.api.conftest import JOB, Caller
from tests.unit.api.people import key_like, key_with
from tests.unit.clock import HandClock

ROUTE = "/v1/users"
MEI = {"email": "Mei@acme.example", "name": "Mei", "language": "zh"}
AUDITOR_FIELDS = {"id", "name", "language", "state", "assignments", "identity", "created_at"}
FIELDS = AUDITOR_FIELDS | {"email"}


def made(call: Caller, **changes: Any) -> Any:
    answer = call("POST", ROUTE, {**MEI, **changes})
    assert answer.status_code == 201, answer.body
    return answer.json_body


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.body
    return [error["pointer"] for error in answer.json_body["errors"]]


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json_body["type"].removeprefix("urn:candor:problem:")


def provider(call: Caller) -> str:
    body = {"name": "Acme", "issuer": "https://login.acme.example", "audience": "candor"}
    return str(call("POST", "/v1/identity-providers", body).json_body["id"])


def an_access(user_id: str, *assignments: RoleAssignment) -> Access:
    return Access(actor=Actor(kind="user", id=user_id), grants=grants_of(user_id, assignments))


def test_a_user_is_made_read_and_listed(call: Caller, job: Job, clock: HandClock) -> None:
    branch = call("POST", "/v1/branches", {"name": "North"}).json_body["id"]
    assignments = [
        {"role": "recruiting_manager", "branch_ids": [branch, branch], "job_ids": []},
        {"role": "interviewer", "branch_ids": [], "job_ids": [job.id]},
    ]
    identity = {"provider_id": provider(call), "subject": "00u1"}
    mei = made(call, assignments=assignments, identity=identity)
    assert mei.keys() == FIELDS
    assert mei["assignments"][0]["branch_ids"] == [branch]
    assert mei["identity"] == identity
    clock.move(seconds=1)
    lin = made(call, email="lin@acme.example")
    assert call("GET", f"{ROUTE}/{mei['id']}").json_body == mei
    assert call("GET", ROUTE).json_body["items"] == [lin, mei]


def test_an_auditor_sees_people_but_not_how_to_reach_them(call: Caller, services: Services) -> None:
    mei = made(call)
    auditor = call.as_(key_like(services, "auditor"))
    assert auditor("GET", f"{ROUTE}/{mei['id']}").json_body.keys() == AUDITOR_FIELDS
    (listed,) = auditor("GET", ROUTE).json_body["items"]
    assert listed.keys() == AUDITOR_FIELDS
    for method, route, body in (
        ("POST", ROUTE, MEI),
        ("PATCH", f"{ROUTE}/{mei['id']}", {}),
        ("DELETE", f"{ROUTE}/{mei['id']}", None),
    ):
        assert auditor(method, route, body).status_code == 403
    assert call.as_(key_like(services, "interviewer"))("GET", ROUTE).status_code == 403


@pytest.mark.parametrize(
    ("changes", "at_fault"),
    [
        ({"email": "nobody"}, ["/email"]),
        ({"email": None}, ["/email"]),
        ({"name": ""}, ["/name"]),
        ({"language": "fr"}, ["/language"]),
        ({"state": "deleted"}, ["/state"]),
        ({"tenant_id": "globex"}, ["/tenant_id"]),
        ({"id": "usr1"}, ["/id"]),
        ({"assignments": [{"role": "owner"}]}, ["/assignments/0/role"]),
        ({"assignments": [{"role": "auditor"}] * 51}, ["/assignments"]),
        ({"assignments": [{"role": "auditor", "job_ids": [f"job{n}" for n in range(50)]}] * 5}, ["/assignments"]),
        (
            {"assignments": [{"role": "auditor"}, {"role": "recruiter", "branch_ids": ["brn4"], "job_ids": ["job4"]}]},
            ["/assignments/1/branch_ids/0", "/assignments/1/job_ids/0"],
        ),
        ({"identity": {"provider_id": "idp4", "subject": "x"}}, ["/identity/provider_id"]),
        ({"identity": {"provider_id": "idp4"}}, ["/identity/subject"]),
    ],
)
def test_bad_input_is_refused_with_pointers(call: Caller, changes: Any, at_fault: list[str]) -> None:
    assert pointers(call("POST", ROUTE, {**MEI, **changes})) == at_fault
    mei = made(call)
    if changes != {"email": None}:
        assert pointers(call("PATCH", f"{ROUTE}/{mei['id']}", changes)) == at_fault


def test_another_tenants_branches_and_users_are_not_there(call: Caller, other_tenant: Caller) -> None:
    theirs = other_tenant("POST", "/v1/branches", {"name": "North"}).json_body["id"]
    body = {**MEI, "assignments": [{"role": "auditor", "branch_ids": [theirs]}]}
    assert pointers(call("POST", ROUTE, body)) == ["/assignments/0/branch_ids/0"]
    mei = made(call)
    for method, patch in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert other_tenant(method, f"{ROUTE}/{mei['id']}", patch).status_code == 404
    assert made(other_tenant)["email"] == mei["email"]


def test_an_address_and_an_identity_are_one_persons(call: Caller) -> None:
    identity = {"provider_id": provider(call), "subject": "00u1"}
    mei = made(call, identity=identity)
    lin = made(call, email="lin@acme.example")
    assert problem(call("POST", ROUTE, {**MEI, "email": "mei@ACME.example"})) == (409, "email_taken")
    assert problem(call("POST", ROUTE, {**MEI, "email": "a@acme.example", "identity": identity})) == (
        409,
        "identity_taken",
    )
    assert problem(call("PATCH", f"{ROUTE}/{lin['id']}", {"email": MEI["email"]})) == (409, "email_taken")
    assert problem(call("PATCH", f"{ROUTE}/{lin['id']}", {"identity": identity})) == (409, "identity_taken")
    # What somebody gives up is free for others.
    assert call("PATCH", f"{ROUTE}/{mei['id']}", {"email": "m@acme.example", "identity": None}).status_code == 200
    taken = call("PATCH", f"{ROUTE}/{lin['id']}", {"email": MEI["email"], "identity": identity}).json_body
    assert (taken["email"], taken["identity"]) == (MEI["email"], identity)
    assert call("DELETE", f"{ROUTE}/{lin['id']}").status_code == 204
    assert made(call, identity=identity)["identity"] == identity


def test_a_repeated_creation_makes_one_user(call: Caller) -> None:
    first = call("POST", ROUTE, MEI, Idempotency_Key="k1")
    assert call("POST", ROUTE, MEI, Idempotency_Key="k1").json_body == first.json_body
    assert call("GET", ROUTE).json_body["items"] == [first.json_body]


def test_creation_that_died_half_way_is_done_again(services: Services, clock: HandClock) -> None:
    everything = Access(actor=Actor(kind="user", id="u"), grants=grants_of("u", [RoleAssignment(role="admin")]))
    user = User(id="usr1", email="mei@acme.example", name="Mei", language="zh", created_at=clock.now())
    first = services.users.create(user, everything)
    assert services.users.create(user, everything) == first


def test_a_lost_update_is_refused(call: Caller) -> None:
    mei = made(call)
    etag = call("GET", f"{ROUTE}/{mei['id']}").headers["ETag"]
    assert call("PATCH", f"{ROUTE}/{mei['id']}", {"name": "Mei Li"}, If_Match=etag).status_code == 200
    assert call("PATCH", f"{ROUTE}/{mei['id']}", {"name": "lost"}, If_Match=etag).status_code == 412
    assert call("DELETE", f"{ROUTE}/{mei['id']}", None, If_Match=etag).status_code == 412


def test_nobody_grants_more_than_they_have(call: Caller, services: Services) -> None:
    """Whoever handles people may otherwise do little: neither make an admin, nor become one through an account."""
    clerk = call.as_(key_with(services, "people:read", "people:write"))
    assert problem(clerk("POST", ROUTE, {**MEI, "assignments": [{"role": "admin"}]})) == (403, "role_beyond_own")
    mei = clerk("POST", ROUTE, MEI).json_body
    promoted = clerk("PATCH", f"{ROUTE}/{mei['id']}", {"assignments": [{"role": "interviewer"}]})
    assert problem(promoted) == (403, "role_beyond_own")
    boss = made(call, email="boss@acme.example", assignments=[{"role": "admin"}])
    route = f"{ROUTE}/{boss['id']}"
    identity = {"provider_id": provider(call), "subject": "me"}
    takeovers: list[dict[str, Any]] = [
        {"email": "me@evil.example"},
        {"identity": identity},
        {"state": "suspended"},
        {"assignments": []},
    ]
    for body in takeovers:
        assert problem(clerk("PATCH", route, body)) == (403, "role_beyond_own")
    assert problem(clerk("DELETE", route)) == (403, "role_beyond_own")
    assert clerk("PATCH", route, {"name": "Boss"}).status_code == 200
    # With a role's permissions, it can be handed on.
    lead = call.as_(key_with(services, "people:write", *sorted(GRANTS["interviewer"])))
    assert lead("PATCH", f"{ROUTE}/{mei['id']}", {"assignments": [{"role": "interviewer"}]}).status_code == 200
    assert problem(lead("PATCH", f"{ROUTE}/{mei['id']}", {"assignments": [{"role": "recruiter"}]}))[0] == 403


def test_an_admin_of_a_branch_hands_on_roles_there_and_nowhere_else(
    call: Caller, services: Services, clock: HandClock
) -> None:
    north = call("POST", "/v1/branches", {"name": "North"}).json_body["id"]
    harbin = call("POST", "/v1/branches", {"name": "Harbin", "parent_id": north}).json_body["id"]
    south = call("POST", "/v1/branches", {"name": "South"}).json_body["id"]
    job = call("POST", "/v1/jobs", {**JOB, "branch_id": harbin}).json_body["id"]
    access = an_access("usr1", RoleAssignment(role="admin", branch_ids=(north,)))

    def create(number: int, assignment: RoleAssignment) -> None:
        user = User(id=f"usr{number}", name="x", language="en", assignments=(assignment,), created_at=clock.now())
        services.users.create(user, access)

    create(2, RoleAssignment(role="admin", branch_ids=(harbin,)))
    create(3, RoleAssignment(role="recruiter", job_ids=(job,)))
    for beyond in (
        RoleAssignment(role="admin"),
        RoleAssignment(role="interviewer"),
        RoleAssignment(role="auditor", branch_ids=(north, south)),
    ):
        with pytest.raises(Forbidden):
            create(4, beyond)


def test_nobody_suspends_or_removes_themselves(services: Services, clock: HandClock) -> None:
    admin = RoleAssignment(role="admin")
    user = User(id="usr1", name="x", language="en", assignments=(admin,), created_at=clock.now())
    services.users.create(user, an_access("usr2", admin))
    own = an_access("usr1", admin)
    with pytest.raises(Conflict, match="own_account"):
        services.users.change("usr1", lambda known: known.model_copy(update={"state": "suspended"}), own, None)
    with pytest.raises(Conflict, match="own_account"):
        services.users.remove("usr1", own, None)
    assert services.users.change("usr1", lambda known: known.model_copy(update={"name": "y"}), own, None).rev == 2


def test_the_audit_log_names_what_is_personal_but_does_not_show_it(call: Caller, services: Services) -> None:
    made(call)
    entries = json_of(services)
    assert '"user"' in entries
    assert "Mei" not in entries
    assert "sha256:" in entries


def json_of(services: Services) -> str:
    return "".join(stored.doc for stored in services.table.under(keys.audit("acme"), "PENDING#"))


def test_a_key_learns_what_it_may_do(call: Caller, services: Services) -> None:
    me = call("GET", "/v1/me").json_body
    assert me["actor"] == {"kind": "api_key", "id": "key1", "name": "Everything"}
    assert me["permissions"] == sorted(PERMISSIONS)
    assert (me["tenant_id"], me["assignments"]) == ("acme", [])
    little = call.as_(key_with(services, "jobs:read"))
    assert little("GET", "/v1/me").json_body["permissions"] == ["jobs:read"]
    assert call.as_(None)("GET", "/v1/me").status_code == 401


def test_no_two_roles_permit_the_same() -> None:
    """By which people's roles are told from what they may do."""
    assert len(set(GRANTS.values())) == len(GRANTS)

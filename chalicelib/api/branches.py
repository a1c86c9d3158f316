"""/v1/branches: the tenant's tree of regions, branches and departments, by which people's reach is limited."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, Id, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.people import Branch, BranchKind
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class CreateBranch(RequestModel):
    """A new branch. It stays below the one that it is made below."""

    name: _Name
    kind: BranchKind = "branch"
    parent_id: Id | None = None


class ChangeBranch(RequestModel):
    """What is to change; fields that are left out stay as they are."""

    name: _Name | None = None
    kind: BranchKind | None = None


class BranchQuery(PageQuery):
    """Which part of the tree: what is right below a branch; without one, what nothing is above."""

    parent_id: Id | None = None


class BranchView(ResponseModel):
    """A branch. `path` holds its own id and those above it, the top one first."""

    id: str
    name: str
    kind: BranchKind
    parent_id: str | None
    path: tuple[str, ...]
    created_at: AwareDatetime


def _view(branch: Branch) -> BranchView:
    return BranchView.model_validate({**branch.model_dump(), "parent_id": branch.parent})


@endpoint(routes, "POST", "/v1/branches", summary="Create a branch", who="people:write", body=CreateBranch,
          response=BranchView, status=201, creates=True, versioned=True)  # fmt: skip
def create_branch(request: Request, body: CreateBranch) -> Answer:
    """Add a branch to the tree, which is eight levels deep at most."""
    check_everywhere(request.access, "people:write")
    services = request.services
    made = services.branches.create(request.new_id("brn"), body.name, body.kind, body.parent_id, services.clock.now())
    return Answer(_view(made.value), made.rev, location=f"/v1/branches/{made.value.id}")


@endpoint(routes, "GET", "/v1/branches", summary="List branches", who="people:read", query=BranchQuery,
          response=Page[BranchView])  # fmt: skip
def list_branches(request: Request, query: BranchQuery) -> Page[BranchView]:
    """One level of the tree, newest first."""
    found = request.services.branches.page(query.parent_id, request.after(query), query.limit)
    items = tuple(_view(branch.value) for branch in found.items)
    return Page[BranchView](items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/branches/{branch_id}", summary="Read a branch", who="people:read", response=BranchView,
          versioned=True)  # fmt: skip
def read_branch(request: Request, branch_id: str) -> Answer:
    """One branch."""
    found = request.services.branches.require(branch_id)
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PATCH", "/v1/branches/{branch_id}", summary="Change a branch", who="people:write",
          body=ChangeBranch, response=BranchView, versioned=True)  # fmt: skip
def change_branch(request: Request, body: ChangeBranch, branch_id: str) -> Answer:
    """Rename a branch or change its kind."""
    check_everywhere(request.access, "people:write")
    changed = request.services.branches.change(branch_id, body.name, body.kind, request.expected)
    return Answer(_view(changed.value), changed.rev)


@endpoint(routes, "DELETE", "/v1/branches/{branch_id}", summary="Remove a branch", who="people:write", status=204,
          versioned=True)  # fmt: skip
def remove_branch(request: Request, branch_id: str) -> None:
    """Remove a branch to which neither branches nor jobs belong."""
    check_everywhere(request.access, "people:write")
    request.services.branches.remove(branch_id, request.expected)

"""Roles and where they hold, as requests give them and answers show them."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from chalicelib.api.models import Id, RequestModel, ResponseModel
from chalicelib.domain.access import Role, RoleAssignment
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized

MOST_PLACES = 200
"""In all assignments of a request together: each is looked up."""
_TOO_MANY = Localized(
    en=f"Together, assignments name {MOST_PLACES} branches and jobs at most.",
    zh=f"所有角色分配合计最多可指定 {MOST_PLACES} 个分支机构和职位。",
)


class Assignment(RequestModel):
    """A role and where it holds: in branches and all that is below them, and in jobs.

    Without either, recruiters, hiring managers and interviewers reach the jobs whose team they are on, the other roles
    reach all.
    """

    role: Role
    branch_ids: tuple[Id, ...] = Field(default=(), max_length=100)
    job_ids: tuple[Id, ...] = Field(default=(), max_length=100)


class AssignmentView(ResponseModel):
    """A role and where it holds."""

    role: Role
    branch_ids: tuple[str, ...]
    job_ids: tuple[str, ...]


def assigned(given: Sequence[Assignment], pointer: str) -> tuple[RoleAssignment, ...]:
    """The assignments of a request. Raises InvalidInput, with `pointer`, when together they name too many places."""
    if sum(len(one.branch_ids) + len(one.job_ids) for one in given) > MOST_PLACES:
        raise InvalidInput("invalid_fields", _TOO_MANY, ((pointer, _TOO_MANY),))
    return tuple(
        RoleAssignment(
            role=one.role,
            branch_ids=tuple(dict.fromkeys(one.branch_ids)),
            job_ids=tuple(dict.fromkeys(one.job_ids)),
        )
        for one in given
    )


def shown(assignments: Iterable[RoleAssignment]) -> tuple[AssignmentView, ...]:
    """Assignments as answers show them."""
    return tuple(AssignmentView.model_validate(one.model_dump()) for one in assignments)

"""What somebody may hand on to others: no more than they have themselves, be it a role, a scope or a way to sign in."""

from collections.abc import Collection, Sequence

from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.people import Branches
from chalicelib.domain.access import Access, Permission, RoleAssignment
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized
from chalicelib.domain.people import Branch, covers, may_do_everything

Placed = tuple[str, RoleAssignment]
"""An assignment and the JSON pointer to it."""
_NOT_ALLOWED = Localized(en="These credentials do not allow that.", zh="当前凭证无此权限。")
_BEYOND_ROLE = Localized(
    en="Nobody can grant a role, or handle an account, that may do more than they may themselves.",
    zh="不能授予超出自身权限的角色,也不能管理权限高于自己的账号。",
)
_BEYOND_SCOPE = Localized(
    en="Nobody can give a key scopes that they do not have everywhere themselves.",
    zh="不能为密钥授予自己未在全租户范围内拥有的权限。",
)
_EVERYTHING = Localized(
    en="Where people sign in decides who they are: only who may do everything can change that.",
    zh="登录方式决定用户身份,只有拥有全部权限者才能更改。",
)
_NO_BRANCH = Localized(en="There is no such branch.", zh="没有这个分支机构。")
_NO_JOB = Localized(en="There is no such job.", zh="没有这个职位。")


class AssignmentRules:
    """Who may give which role where."""

    def __init__(self, branches: Branches, jobs: Jobs) -> None:
        self._branches = branches
        self._jobs = jobs

    def check_new(self, placed: Sequence[Placed], access: Access) -> None:
        """Raises InvalidInput for branches and jobs that there are not, Forbidden for what the caller has not."""
        assignments = [assignment for _, assignment in placed]
        branches, jobs = self._branches_of(assignments), self._jobs_of(assignments)
        faults = [
            (f"{pointer}/{field}/{number}", text)
            for pointer, assignment in placed
            for field, wanted, known, text in (
                ("branch_ids", assignment.branch_ids, frozenset(branches), _NO_BRANCH),
                ("job_ids", assignment.job_ids, frozenset(jobs), _NO_JOB),
            )
            for number, subject in enumerate(wanted)
            if subject not in known
        ]
        if faults:
            raise InvalidInput("unknown_reference", faults[0][1], tuple(faults))
        if not all(covers(access, assignment, branches, jobs) for assignment in assignments):
            raise Forbidden("role_beyond_own", _BEYOND_ROLE)

    def check_held(self, assignments: Sequence[RoleAssignment], access: Access) -> None:
        """Raises Forbidden when somebody with these assignments may do what the caller may not."""
        if may_do_everything(access):
            return
        branches, jobs = self._branches_of(assignments), self._jobs_of(assignments)
        if not all(covers(access, assignment, branches, jobs) for assignment in assignments):
            raise Forbidden("role_beyond_own", _BEYOND_ROLE)

    def _branches_of(self, assignments: Sequence[RoleAssignment]) -> dict[str, Branch]:
        wanted = sorted({branch for assignment in assignments for branch in assignment.branch_ids})
        return {subject: found.value for subject, found in self._branches.documents.find_many(wanted).items()}

    def _jobs_of(self, assignments: Sequence[RoleAssignment]) -> dict[str, Job]:
        wanted = sorted({job for assignment in assignments for job in assignment.job_ids})
        return {subject: found.value for subject, found in self._jobs.documents.find_many(wanted).items()}


def check_everywhere(access: Access, permission: Permission) -> None:
    """Raises Forbidden for who has a permission in some branches only, where the whole tenant is concerned."""
    if not access.everywhere(permission):
        raise Forbidden("permission_missing", _NOT_ALLOWED)


def check_everything(access: Access) -> None:
    """Raises Forbidden unless the caller may do everything: an identity provider can sign in anybody as anybody."""
    if not may_do_everything(access):
        raise Forbidden("role_beyond_own", _EVERYTHING)


def check_scopes(access: Access, scopes: Collection[Permission]) -> None:
    """Raises Forbidden for scopes that the caller has not; a key's scopes hold everywhere."""
    if not all(access.everywhere(scope) for scope in scopes):
        raise Forbidden("scope_beyond_own", _BEYOND_SCOPE)

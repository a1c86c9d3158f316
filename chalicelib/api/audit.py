"""/v1/audit-entries: who did what, when and from where, in the order in which it was chained."""

import re
from typing import Any

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.adapters.dynamodb.audit import Recorded
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Page, PageQuery, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.access import Actor
from chalicelib.domain.audit import Origin, Verb
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.language import Localized

routes = Blueprint(__name__)
_SEQUENCE = re.compile(r"[1-9][0-9]{0,11}")
_MISSING = Localized(en="There is no such audit entry.", zh="没有这条审计记录。")
_LIMITED = Localized(
    en="The audit log is about the whole tenant; a role that is limited to branches or jobs does not show it.",
    zh="审计日志涉及整个租户,仅限部分分支机构或职位的角色无法查看。",
)


class AuditEntryView(ResponseModel):
    """One action. `sequence`, `hash` and `previous` are null for the seconds until the entry is chained."""

    sequence: int | None = Field(description="Its number in the chain, from 1, without gaps")
    hash: str | None = Field(description="SHA-256 over `previous`, `sequence` and the entry")
    previous: str | None = Field(description="The hash of the entry before")
    at: AwareDatetime
    actor: Actor
    origin: Origin
    kind: str
    subject: str
    verb: Verb
    before: dict[str, Any] = Field(description="The fields that differ, before; personal ones as digests")
    after: dict[str, Any] = Field(description="The fields that differ, after; personal ones as digests")


def _view(recorded: Recorded) -> AuditEntryView:
    return AuditEntryView(
        sequence=recorded.sequence,
        hash=recorded.hash,
        previous=recorded.previous,
        **recorded.entry.model_dump(exclude={"id"}),
    )


def _check_reach(request: Request) -> None:
    if not request.access.everywhere("audit:read"):
        raise Forbidden("audit_needs_whole_tenant", _LIMITED)


@endpoint(routes, "GET", "/v1/audit-entries", summary="List audit entries", who="audit:read", query=PageQuery,
          response=Page[AuditEntryView])  # fmt: skip
def list_audit_entries(request: Request, query: PageQuery) -> Page[AuditEntryView]:
    """Audit entries, newest first. Those that are not chained yet stand before all others, without a number.

    One that is chained while you turn the page comes again with its number; none is left out.
    """
    _check_reach(request)
    found, after = request.services.audit_log.page(request.after(query), query.limit)
    return Page(items=tuple(_view(recorded) for recorded in found), next_cursor=request.cursor(after))


@endpoint(routes, "GET", "/v1/audit-entries/{sequence}", summary="Read an audit entry", who="audit:read",
          response=AuditEntryView)  # fmt: skip
def read_audit_entry(request: Request, sequence: str) -> AuditEntryView:
    """One chained entry, by its number."""
    _check_reach(request)
    found = request.services.audit_log.find(int(sequence)) if _SEQUENCE.fullmatch(sequence) else None
    if found is None:
        raise NotFound("audit_entry_not_found", _MISSING)
    return _view(found)

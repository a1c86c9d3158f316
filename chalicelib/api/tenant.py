"""/v1/tenant: the company that the caller belongs to. Plan, region, quotas and state are the operator's to change."""

from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import AwareDatetime, EmailStr, Field, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.language import Language
from chalicelib.domain.tenant import Course, Plan, Quotas, Region, ReportSharing, Retention, Tenant, TenantState
from chalicelib.services.people import check_everywhere
from chalicelib.services.tenants import change_tenant, check_automatic_thanks

routes = Blueprint(__name__)


class ChangeRetention(RequestModel):
    """How long things are to be kept, in days; what is left out stays as it is."""

    media_days: int | None = Field(default=None, ge=1, le=3650)
    record_days: int | None = Field(default=None, ge=30, le=3650)


class ChangeTenant(RequestModel):
    """What is to change; fields that are left out stay as they are."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    language: Language | None = None
    contact_email: EmailStr | None = None
    retention: ChangeRetention | None = None
    automatic_thanks: bool | None = Field(
        default=None,
        description="Whether a job's rules may decline by themselves, with notice and appeal; not in every region",
    )
    courses: tuple[Course, ...] | None = Field(default=None, max_length=50)
    report_sharing: ReportSharing | None = None


class TenantView(ResponseModel):
    """A tenant."""

    id: str
    name: str
    language: Language
    contact_email: str
    plan: Plan
    region: Region
    retention: Retention
    quotas: Quotas
    automatic_thanks: bool
    courses: tuple[Course, ...]
    report_sharing: ReportSharing
    state: TenantState
    created_at: AwareDatetime


def _view(tenant: Tenant) -> TenantView:
    return TenantView.model_validate(tenant.model_dump())


@endpoint(routes, "GET", "/v1/tenant", summary="Read the tenant", who="tenant:read", response=TenantView,
          versioned=True)  # fmt: skip
def read_tenant(request: Request) -> Answer:
    """The caller's own tenant."""
    found = request.services.tenants.require(request.services.tenant)
    return Answer(_view(found.value), found.rev)


@endpoint(routes, "PATCH", "/v1/tenant", summary="Change the tenant", who="tenant:write", body=ChangeTenant,
          response=TenantView, versioned=True)  # fmt: skip
def change_own_tenant(request: Request, body: ChangeTenant) -> Answer:
    """Change how the tenant is called and reached, in which language, and how long its things are kept.

    Also what its rules may do alone, what courses it offers, and what candidates see of their reports.
    """
    check_everywhere(request.access, "tenant:write")
    given = body.model_fields_set - {"retention"}
    fields: dict[str, Any] = {name: getattr(body, name) for name in given if getattr(body, name) is not None}
    kept = body.retention.model_dump(exclude_none=True) if body.retention else {}

    def change(tenant: Tenant) -> Tenant:
        if fields.get("automatic_thanks"):
            check_automatic_thanks(tenant)
        return tenant.model_copy(update={**fields, "retention": tenant.retention.model_copy(update=kept)})

    services = request.services
    changed = change_tenant(services.tenants, services.tenant, change, request.expected)
    return Answer(_view(changed.value), changed.rev)

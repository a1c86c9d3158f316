"""/v1/tenant: the company that the caller belongs to. Plan, region, quotas and state are the operator's to change."""

from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import AwareDatetime, EmailStr, Field, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.language import Language
from chalicelib.domain.tenant import Plan, Quotas, Region, Retention, Tenant, TenantState
from chalicelib.services.people import check_everywhere
from chalicelib.services.tenants import change_tenant

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
    """Change how the tenant is called and reached, in which language, and how long its things are kept."""
    check_everywhere(request.access, "tenant:write")
    fields: dict[str, Any] = body.model_dump(exclude_none=True)
    kept = fields.pop("retention", {})

    def change(tenant: Tenant) -> Tenant:
        return tenant.model_copy(update={**fields, "retention": tenant.retention.model_copy(update=kept)})

    services = request.services
    changed = change_tenant(services.tenants, services.tenant, change, request.expected)
    return Answer(_view(changed.value), changed.rev)

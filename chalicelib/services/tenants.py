"""Tenants as the operator of the service handles them: created, changed, suspended and taken up again."""

from collections.abc import Callable

from chalicelib.adapters.dynamodb.collection import Collection, Versioned
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.tenant import PLAN_QUOTAS, RULES_MAY_DECLINE, Plan, Quotas, Region, Retention, Tenant

_TAKEN = Localized(en="This tenant exists already.", zh="该租户已存在。")
_A_PERSON_DECIDES = Localized(
    en="In this tenant's region nobody is declined by software alone; a person has to decide.",
    zh="在该租户所在地区，不得仅由软件婉拒候选人，须由人工决定。",
)
_SUSPENDED = Localized(
    en="This tenant is suspended. Ask the operator of the service.", zh="该租户已被停用,请联系服务运营方。"
)


def create_tenant(
    tenants: Collection[Tenant],
    clock: Clock,
    tenant_id: str,
    name: str,
    language: Language,
    email: str,
    *,
    plan: Plan = "standard",
    region: Region = "cn",
    retention: Retention | None = None,
    quotas: Quotas | None = None,
) -> Versioned[Tenant]:
    """A new tenant; without quotas it gets its plan's. Raises Conflict when the id is taken."""
    tenant = Tenant(
        id=tenant_id,
        name=name,
        language=language,
        contact_email=email,
        plan=plan,
        region=region,
        retention=retention or Retention(),
        quotas=quotas or PLAN_QUOTAS[plan],
        secret=clock.entropy(32).hex(),
        created_at=clock.now(),
    )
    made = tenants.create(tenant_id, tenant)
    if made is None:
        raise Conflict("tenant_exists", _TAKEN)
    return made


def change_tenant(
    tenants: Collection[Tenant], tenant_id: str, change: Callable[[Tenant], Tenant], expected: int | None = None
) -> Versioned[Tenant]:
    """Change a tenant. Raises NotFound, LostUpdate."""
    return tenants.change(tenant_id, change, expected)


def check_active(tenant: Tenant) -> None:
    """Raises Forbidden for a suspended tenant, for which nothing is done."""
    if tenant.state == "suspended":
        raise Forbidden("tenant_suspended", _SUSPENDED)


def check_automatic_thanks(tenant: Tenant) -> None:
    """Raises InvalidInput where the law of the tenant's region leaves declining to people."""
    if tenant.region not in RULES_MAY_DECLINE:
        pointer = ("/automatic_thanks", _A_PERSON_DECIDES)
        raise InvalidInput("automatic_thanks_not_allowed", _A_PERSON_DECIDES, (pointer,))

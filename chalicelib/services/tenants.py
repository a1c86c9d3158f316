"""Set a tenant up, and tell which tenant an API key belongs to."""

from chalicelib.adapters.dynamodb.tenants import Tenants
from chalicelib.domain.clock import Clock, new_id
from chalicelib.domain.errors import Conflict, Unauthenticated
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token, parse_token
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.tenant import ALL_SCOPES, ApiKey, Scope, Tenant

_REFUSED = Localized(en="This API key is not valid.", zh="API 密钥无效。")


def create_tenant(tenants: Tenants, clock: Clock, tenant_id: str, name: str, language: Language, email: str) -> Tenant:
    """A new tenant. Raises Conflict when the id is taken."""
    tenant = Tenant(id=tenant_id, name=name, language=language, contact_email=email, created_at=clock.now())
    if not tenants.create(tenant):
        raise Conflict("tenant_exists", Localized(en="This tenant exists already.", zh="该租户已存在。"))
    return tenant


def create_api_key(tenants: Tenants, clock: Clock, tenant_id: str, scopes: tuple[Scope, ...] = ALL_SCOPES) -> Token:
    """A new API key; the token is shown here and never again."""
    key_id = new_id(clock, "")
    token = make_token("ck", tenant_id, key_id, clock.entropy(SECRET_BYTES))
    tenants.add_api_key(ApiKey(id=key_id, digest=token.digest, scopes=scopes, created_at=clock.now()))
    return token


def read_api_key(text: str) -> Token:
    """The parts of an API key. Raises Unauthenticated for what cannot be one."""
    token = parse_token(text)
    if token is None or token.kind != "ck":
        raise Unauthenticated("bad_api_key", _REFUSED)
    return token


def check_api_key(tenants: Tenants, token: Token) -> ApiKey:
    """The key on record. Raises Unauthenticated when there is none or its hash differs."""
    key = tenants.api_key(token.subject)
    if key is None or not token.matches(key.digest):
        raise Unauthenticated("bad_api_key", _REFUSED)
    return key

"""Access tokens of a Cognito user pool open the API; its ID tokens do not."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.adapters.guarded_http import GuardedHttp
from chalicelib.adapters.oidc import TokenVerifier, claimed_issuer, roles_from
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.domain.errors import Unauthenticated
from tests.integration.conftest import MiniStack

pytestmark = pytest.mark.integration

USER = "lin@acme.example"
PASSWORD = "Correct-horse-9-battery"


@dataclass(frozen=True)
class SignedIn:
    """What a recruiter holds after signing in, and where the pool's keys are."""

    issuer: str
    client: str
    discovery_url: str
    access: str
    identity: str


@pytest.fixture(scope="module")
def signed_in(ministack: MiniStack) -> Iterator[SignedIn]:
    cognito = ministack.session.client("cognito-idp", endpoint_url=ministack.endpoint)
    pool = cognito.create_user_pool(PoolName="acme")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="console", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    cognito.admin_create_user(UserPoolId=pool, Username=USER, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=USER, Password=PASSWORD, Permanent=True)
    cognito.create_group(UserPoolId=pool, GroupName="recruiters")
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=USER, GroupName="recruiters")
    tokens = cognito.initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": USER, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    yield SignedIn(
        # The name is AWS's own, as in the tokens; the documents lie with MiniStack.
        issuer=f"https://cognito-idp.{cognito.meta.region_name}.amazonaws.com/{pool}",
        client=client["ClientId"],
        discovery_url=f"{ministack.endpoint}/{pool}/.well-known/openid-configuration",
        access=tokens["AccessToken"],
        identity=tokens["IdToken"],
    )
    cognito.delete_user_pool(UserPoolId=pool)


@pytest.fixture
def verifier() -> TokenVerifier:
    return TokenVerifier(GuardedHttp(loopback=True), SystemClock())


def test_an_access_token_is_accepted_with_its_groups(verifier: TokenVerifier, signed_in: SignedIn) -> None:
    assert claimed_issuer(signed_in.access) == (signed_in.issuer, (signed_in.client,))
    claims = verifier.verify(signed_in.access, signed_in.issuer, signed_in.client, signed_in.discovery_url)
    assert claims["token_use"] == "access"
    assert claims["sub"]
    assert roles_from(claims, "cognito:groups") == ("recruiters",)


def test_an_id_token_is_refused(verifier: TokenVerifier, signed_in: SignedIn) -> None:
    with pytest.raises(Unauthenticated) as refused:
        verifier.verify(signed_in.identity, signed_in.issuer, signed_in.client, signed_in.discovery_url)
    assert refused.value.code == "not_an_access_token"


def test_another_application_of_the_pool_is_refused(verifier: TokenVerifier, signed_in: SignedIn) -> None:
    with pytest.raises(Unauthenticated) as refused:
        verifier.verify(signed_in.access, signed_in.issuer, "another-client", signed_in.discovery_url)
    assert refused.value.code == "wrong_audience"


def test_a_changed_token_is_refused(verifier: TokenVerifier, signed_in: SignedIn) -> None:
    signed, _, signature = signed_in.access.rpartition(".")
    with pytest.raises(Unauthenticated) as refused:
        verifier.verify(f"{signed}.{signature[::-1]}", signed_in.issuer, signed_in.client, signed_in.discovery_url)
    assert refused.value.code == "bad_token"

"""From a tenant's setting to the endpoint that its second judge runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.judge_keys import JudgeKeys
from chalicelib.bootstrap import clock, services_for
from chalicelib.domain.judge import BedrockEndpoint
from workers.judging.asking import Endpoint, NoKey
from workers.judging.bedrock import Bedrock, client
from workers.judging.openai import OpenAi
from workers.judging.second_judge import SecondJudge

if TYPE_CHECKING:
    from chalicelib.domain.judge import JudgeSetting


def open_endpoint(tenant: str, setting: JudgeSetting) -> Endpoint:
    """The tenant's endpoint with its key, read anew each time, so that a changed key counts at once. Raises NoKey."""
    endpoint = setting.endpoint
    if isinstance(endpoint, BedrockEndpoint):
        return Bedrock(endpoint, setting.model, client(endpoint.region, setting.within_s))
    services = services_for(tenant)
    try:
        key = JudgeKeys(services.clients.secretsmanager, tenant).read(endpoint.key_name)
    except (ClientError, BotoCoreError, KeyError):
        raise NoKey from None
    return OpenAi(endpoint, setting.model, key, loopback=services.settings.loopback_webhooks)


def second_judge() -> SecondJudge:
    """The second judges of this worker's tenants."""
    return SecondJudge(open_endpoint, clock().entropy)

"""Channels that are set up against the stand-ins for their vendors."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.bootstrap import Services, _vendor_tokens
from chalicelib.domain.notice import PURPOSES
from chalicelib.settings import Settings
from infra.local.vendors.server import VendorServer
from tests.unit.clock import HandClock

CREDENTIALS: dict[str, dict[str, str]] = {
    "dingtalk": {"app_secret": "s"},
    "wecom": {"corp_secret": "s"},
    "feishu": {"app_secret": "s"},
    "aliyun_sms": {"access_key_secret": "demo-secret"},
    "tencent_sms": {"secret_key": "demo-secret"},
}


def setting(key: str, url: str) -> dict[str, Any]:
    """A channel's setting that leads to its stand-in."""
    templates = [
        {
            "purpose": purpose,
            "language": language,
            "code": f"SMS_{number}",
            "parameters": {"name": "candidate_name", "job": "job_title"},
        }
        for number, purpose in enumerate(PURPOSES)
        for language in ("en", "zh")
    ]
    own: dict[str, dict[str, Any]] = {
        "dingtalk": {"app_key": "app", "agent_id": 7},
        "wecom": {"corp_id": "corp", "agent_id": 7},
        "feishu": {"app_id": "cli_1"},
        "aliyun_sms": {"access_key_id": "demo", "sign_name": "Candor", "templates": templates},
        "tencent_sms": {"secret_id": "demo", "app_id": "1400", "sign_name": "Candor", "templates": templates},
    }
    return {**own[key], "base_url": f"{url}/{key}"}


@pytest.fixture
def vendors() -> Iterator[VendorServer]:
    server = VendorServer()
    yield server
    server.close()


@pytest.fixture
def reaching(services: Services, clock: HandClock, stack: Settings, vendors: VendorServer) -> Services:
    """Services whose every channel is set up, on loopback."""
    _vendor_tokens.cache_clear()
    local = Services(services.tenant, stack.model_copy(update={"loopback_webhooks": True}), services.clients, clock)
    for key, credentials in CREDENTIALS.items():
        local.channels.keep(key, setting(key, vendors.url), credentials, enabled=True, expected=None)
    return local

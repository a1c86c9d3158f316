"""The demo tenant's channels, set up against the stand-ins for their vendors, and colleagues in each chat tool."""

from typing import Any

from infra.local.context import Context
from infra.local.demo.api import Api, Refused
from infra.local.demo.memory import Memory

_SECRET = {"access_key_secret": "demo-secret", "secret_key": "demo-secret", "app_secret": "demo", "corp_secret": "demo"}
_PARAMETERS = {"name": "candidate_name", "job": "job_title", "company": "company"}
_SMS_PURPOSES = ("next_round", "under_review", "thank_you", "retest", "course")
_SETTINGS: dict[str, dict[str, Any]] = {
    "dingtalk": {"app_key": "demo", "agent_id": 1},
    "wecom": {"corp_id": "demo", "agent_id": 1},
    "feishu": {"app_id": "demo"},
    "aliyun_sms": {"access_key_id": "demo", "sign_name": "Demo"},
    "tencent_sms": {"secret_id": "demo", "app_id": "1400000000", "sign_name": "Demo"},
}
_NEEDS = {
    "dingtalk": "app_secret",
    "wecom": "corp_secret",
    "feishu": "app_secret",
    "aliyun_sms": "access_key_secret",
    "tencent_sms": "secret_key",
}
_COLLEAGUES = (
    ("Demo recruiter", "recruiter", "en", {"dingtalk_user_id": "demo-recruiter"}),
    ("演示负责人", "owner", "zh", {"wecom_user_id": "demo-owner"}),
    ("演示用人经理", "hiring_manager", "zh", {"feishu_open_id": "ou_demo_manager"}),
)
"""Name, role on the job's team, language, and where a chat tool reaches them."""


def ensure_channels(context: Context) -> None:
    """Set every channel up; done again it changes nothing but addresses."""
    api = Api(context.api, context.api_key)
    for key, setting in _SETTINGS.items():
        templates = [
            {"purpose": purpose, "language": language, "code": f"SMS_{purpose}", "parameters": _PARAMETERS}
            for purpose in _SMS_PURPOSES
            for language in ("en", "zh")
        ]
        whole = {**setting, "base_url": f"{context.vendors}/{key}"}
        if key.endswith("_sms"):
            whole["templates"] = templates
        api.put(f"/v1/channels/{key}", {"setting": whole, "credentials": {_NEEDS[key]: _SECRET[_NEEDS[key]]}})
    api.close()


def ensure_team(api: Api, memory: Memory) -> list[dict[str, str]]:
    """One colleague in each chat tool, made if they are not there; the team of the demo's jobs."""
    team = []
    for number, (name, role, language, reached) in enumerate(_COLLEAGUES):
        known = memory.recall(f"colleague {number}")
        if known is None or not _is_there(api, known["id"]):
            person = {"name": name, "email": f"colleague{number}@demo.example", "language": language}
            made = api.post("/v1/users", person, key=memory.fresh_key(f"colleague {number}"))
            known = {"id": made["id"]}
            memory.remember(f"colleague {number}", known)
        api.put(f"/v1/users/{known['id']}/chat-addresses", reached)
        team.append({"user_id": known["id"], "role": role})
    return team


def _is_there(api: Api, user_id: str) -> bool:
    try:
        api.get(f"/v1/users/{user_id}")
    except Refused:
        return False
    return True

"""The page of the stand-ins: every message that would have been sent, in Chinese and English, for phones too."""

import json
import urllib.request
from collections.abc import Sequence
from html import escape
from time import localtime, strftime
from typing import Any

from infra.local.vendors.desk import Kept

_TEXTS = {
    "en": {
        "title": "Messages that would have been sent",
        "none": "Nothing was sent yet.",
        "intro": "Nothing here has left this machine. Newest first.",
        "read": "read",
        "mark": "Mark as read",
        "dropped": "dropped",
        "other": "中文",
    },
    "zh": {
        "title": "本应发出的消息",
        "none": "还没有消息。",
        "intro": "以下消息均未离开本机，最新的在最前。",
        "read": "已读",
        "mark": "标为已读",
        "dropped": "被丢弃",
        "other": "English",
    },
}
_NAMES = {
    "dingtalk": "DingTalk 钉钉",
    "wecom": "WeCom 企业微信",
    "feishu": "Feishu 飞书",
    "aliyun_sms": "SMS 短信 (Aliyun)",
    "tencent_sms": "SMS 短信 (Tencent)",
    "email": "Email 邮件",
}
_CSS = """
body{font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:0 auto;padding:1rem;max-width:46rem;
 color:#1d2733;background:#f5f6f8;overflow-wrap:anywhere}
header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}h1{font-size:1.3rem;margin:.2rem 0}
article{background:#fff;border:1px solid #dde1e7;border-radius:.5rem;padding:.8rem 1rem;margin:.8rem 0}
article h2{font-size:1rem;margin:.2rem 0}p.meta{color:#566273;margin:0;font-size:.9rem}
pre{font:inherit;white-space:pre-wrap;margin:.4rem 0}button{font:inherit;padding:.3rem .8rem}
.tag{background:#e7ecf5;border-radius:.3rem;padding:0 .4rem}
"""


def mails(aws_endpoint: str) -> list[Kept]:
    """What the embedded SES was given; nothing where it does not answer."""
    try:
        with urllib.request.urlopen(f"{aws_endpoint}/_ministack/ses/messages", timeout=3) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
    except (OSError, ValueError):
        return []
    return [
        Kept(str(one["MessageId"]), "email", ", ".join(one["To"]), str(one["Subject"]), str(one["BodyText"] or ""),
             at=float(one["Timestamp"]))
        for sent in found.get("messages", {}).values()
        for one in sent
    ]  # fmt: skip


def render(kept: Sequence[Kept], language: str) -> str:
    """The page as HTML."""
    said = _TEXTS["zh" if language == "zh" else "en"]
    other = "en" if language == "zh" else "zh"
    shown = "".join(_message(one, said) for one in sorted(kept, key=lambda one: -one.at))
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{said['title']}</title><style>{_CSS}</style></head><body><header><h1>{said['title']}</h1>"
        f'<a href="?lang={other}">{said["other"]}</a></header><p class="meta">{said["intro"]}</p>'
        f"<main>{shown or '<p>' + said['none'] + '</p>'}</main></body></html>"
    )


def _message(one: Kept, said: dict[str, str]) -> str:
    state = ""
    if one.dropped:
        state = f'<span class="tag">{said["dropped"]}: {escape(one.dropped)}</span>'
    elif one.read:
        state = f'<span class="tag">{said["read"]}</span>'
    elif one.vendor in {"dingtalk", "feishu"}:
        action = f"/_read/{one.vendor}/{escape(one.id, quote=True)}"
        state = f'<form method="post" action="{action}"><button>{said["mark"]}</button></form>'
    link = f'<p><a href="{escape(one.url, quote=True)}" rel="noreferrer">{escape(one.url)}</a></p>' if one.url else ""
    at = strftime("%Y-%m-%d %H:%M:%S", localtime(one.at))
    return (
        f'<article data-vendor="{one.vendor}"><p class="meta"><span class="tag">{escape(_NAMES[one.vendor])}</span> '
        f"{escape(one.recipient)} · {at}</p><h2>{escape(one.subject)}</h2><pre>{escape(one.text)}</pre>{link}{state}"
        "</article>"
    )

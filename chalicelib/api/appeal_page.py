"""The page on which a candidate appeals against an automatic decision, in Chinese or English, on a phone too."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from chalicelib.api.models import Headers
from chalicelib.domain.language import Language, Localized
from chalicelib.services.appeals import AppealStanding

PAGE_HEADERS: Final[Headers] = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_WORDS: dict[str, Localized] = {
    "title": Localized(en="Ask a person to look at the decision", zh="申请人工复核"),
    "about": Localized(en="Your interview for {} at {}", zh="您应聘{}（{}）的面试"),
    "explained": Localized(
        en="You were told that you do not go on to the next round. That decision was made by the company's rules on the"
        " scores of software; no person has made it. You have a right to have a person look at it.",
        zh="您收到的结果由该公司设定的规则根据软件评分自动作出，没有经过人工决定。您有权要求由人工对结果进行复核。",
    ),
    "label": Localized(en="What should the person know?", zh="您希望复核人员了解什么？"),
    "send": Localized(en="Send", zh="提交"),
    "script_needed": Localized(
        en="Please allow JavaScript for this page, or answer the message that brought you here.",
        zh="请允许本页面运行 JavaScript，或直接回复通知您的那条消息。",
    ),
    "received": Localized(
        en="Your request has arrived. A person will look at your interview, and you will be told what they decide.",
        zh="您的申请已收到。我们会安排人工查看您的面试，并将结果通知您。",
    ),
    "over": Localized(
        en="A person has decided on your interview. There is no automatic decision to appeal against.",
        zh="您的面试已由人工作出决定，没有可申诉的自动决定。",
    ),
    "failed": Localized(en="That did not work. Please try again in a while.", zh="提交未成功，请稍后重试。"),
    "missing": Localized(en="This link is not valid any more.", zh="该链接已失效。"),
}


@dataclass(frozen=True)
class HtmlPage:
    """A page, and the Content-Security-Policy that lets just its own parts through."""

    html: str
    policy: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("chalicelib.api", "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(standing: AppealStanding, job_title: str, company: str, action: str, language: Language) -> HtmlPage:
    """The page: a form while the appeal can be made, a sentence afterwards. `action` is where the form is sent."""
    about = _WORDS["about"].in_language(language).format(job_title, company)
    values = {"state": standing.state, "about": about, "action": action}
    return _rendered("appeal.html.jinja", language, values, script=standing.state == "open")


def render_missing(language: Language) -> HtmlPage:
    """The page for a link that leads nowhere."""
    return _rendered("missing.html.jinja", language, {}, script=False)


def _rendered(template: str, language: Language, values: dict[str, str], *, script: bool) -> HtmlPage:
    style = _environment().get_template("page.css").render()
    code = _environment().get_template("appeal.js").render() if script else None
    shared = {
        # Our own files, and escaped as HTML they would not be the texts that the policy allows.
        "style": Markup(style),  # noqa: S704 - no input gets into it
        "words": {name: word.in_language(language) for name, word in _WORDS.items()},
        "language": language,
        **({"script": Markup(code)} if code else {}),  # noqa: S704
    }
    html = _environment().get_template(template).render(**shared, **values)
    scripts = f"'sha256-{_digest(code)}'" if code else "'none'"
    return HtmlPage(
        html,
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src {scripts}; connect-src 'self';"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

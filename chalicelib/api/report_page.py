"""The report as one plain page: no script, works on a phone and on paper, in Chinese or English."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from chalicelib import starter
from chalicelib.api.judge_line import judge_line
from chalicelib.api.measured_rows import measured_rows
from chalicelib.api.total_rows import total_rows
from chalicelib.api.versions_line import versions_line
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.report import Report
from chalicelib.domain.scorecard import level_of
from chalicelib.services.reports import ReadReport

_WORDS: dict[str, Localized] = {
    "title": Localized(en="Interview report", zh="面试报告"),
    "total": Localized(en="Total", zh="总分"),
    "judged": Localized(en="Share of the weight that was judged", zh="已评分权重占比"),
    "dimensions": Localized(en="Dimensions", zh="测评维度"),
    "weight": Localized(en="weight", zh="权重"),
    "confidence": Localized(en="confidence", zh="置信度"),
    "level": Localized(en="level {} of 5", zh="第 {} 级（共 5 级）"),
    "interval_note": Localized(
        en="The bar shows the scale from 0 to 100 with its five levels. The mark is the score; the pale band around it"
        " is where a person's score would lie in four cases of five.",
        zh="横条为 0 至 100 分的量表，分为五级。竖线为评分；"
        "两侧的浅色区间表示：若由人来评分，五次中约有四次会落在其中。",
    ),
    "scored": Localized(en="score {} of 100", zh="评分 {}（满分 100）"),
    "between": Localized(en="between {} and {}", zh="区间 {} 至 {}"),
    "uncalibrated": Localized(en="before calibration {}", zh="校准前 {}"),
    "make_up": Localized(en="How the total is made up", zh="总分构成"),
    "dimension": Localized(en="Dimension", zh="维度"),
    "share": Localized(en="Share", zh="占比"),
    "score": Localized(en="Score", zh="评分"),
    "contribution": Localized(en="Points", zh="得分"),
    "renormalised": Localized(
        en="Shares are those of the weights that were judged; what was not judged is left out.",
        zh="占比按已评分的权重重新归一，未评分的维度不计入。",
    ),
    "similar": Localized(
        en="A hint, not part of any score: {} % of the shorter answer's code fragments also stand in the answer of"
        " interview {} ({} answers compared). Short tasks look alike: read both before you conclude anything.",
        zh="提示，不计入评分：较短的一份代码中有 {} % 的片段同样出现在面试 {} 的回答里（共比较 {} 份回答）。"
        "短题的代码本来就相似，请对照阅读后再作判断。",
    ),
    "evidence": Localized(en="Evidence", zh="依据"),
    "not_judged": Localized(en="Not judged", zh="未评分"),
    "decision": Localized(en="Decision by rule", zh="规则判定"),
    "advance": Localized(en="Advance", zh="进入下一轮"),
    "human_review": Localized(en="A person reviews", zh="人工复核"),
    "answers": Localized(en="Answers", zh="回答"),
    "transcript": Localized(en="Transcript", zh="文字记录"),
    "no_transcript": Localized(en="Nothing was said that could be understood.", zh="没有可识别的发言。"),
    "doubtful": Localized(en="Not heard for certain: please listen.", zh="此处识别不确定，请听录音。"),
    "versions": Localized(en="Made by", zh="评分版本"),
    "met": Localized(en="meets", zh="符合"),
    "missed": Localized(en="falls short of", zh="未达到"),
    "ai_note": Localized(
        en="Scores were made by software from the words that were said, and are a help for people who decide.",
        zh="评分由软件依据发言内容生成,仅供决策人员参考。",
    ),
    "code": Localized(en="Code", zh="代码"),
    "test": Localized(en="Test", zh="测试"),
    "outcome": Localized(en="Result", zh="结果"),
    "expected": Localized(en="Expected", zh="期望"),
    "got": Localized(en="Got", zh="实际"),
    "hidden": Localized(en="hidden from the candidate", zh="对候选人隐藏"),
    "passed": Localized(en="passed", zh="通过"),
    "failed": Localized(en="other output", zh="结果不符"),
    "timed_out": Localized(en="took too long", zh="超时"),
    "crashed": Localized(en="ended with an error", zh="运行出错"),
    "refused": Localized(en="tried what is not allowed", zh="操作被禁止"),
    "written": Localized(en="Written answer", zh="书面回答"),
    "measurements": Localized(
        en="Measurements of the speech – they do not count toward the score", zh="语音测量数据——不计入评分"
    ),
    "missing": Localized(en="This link is not valid any more. Ask for a new one.", zh="该链接已失效,请索取新的链接。"),
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("chalicelib.api", "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = _clock
    environment.filters["judge_line"] = judge_line
    environment.filters["measured"] = measured_rows
    environment.filters["total_rows"] = total_rows
    environment.filters["versions_line"] = versions_line
    environment.filters["level"] = level_of
    return environment


@dataclass(frozen=True)
class HtmlPage:
    """A page, and the Content-Security-Policy that lets just its own parts through."""

    html: str
    policy: str


def render(read: ReadReport, playback: Callable[[str], str], language: Language) -> HtmlPage:
    """The page. `playback` turns a recording's key into an address that plays it."""
    recordings = {
        answer.question: playback(answer.recording_key) for answer in read.report.answers if answer.recording_key
    }
    values = _common(language)
    html = (
        _environment()
        .get_template("report.html.jinja")
        .render(
            values,
            report=read.report,
            scorecard=read.report.scorecard,
            decision=read.decision,
            recordings=recordings,
            names=_names(read.report, language),
        )
    )
    return HtmlPage(html, _policy(values["style"], recordings.values()))


def render_missing(language: Language) -> HtmlPage:
    """The page for a link that leads nowhere."""
    values = _common(language)
    html = _environment().get_template("missing.html.jinja").render(values)
    return HtmlPage(html, _policy(values["style"], ()))


def _common(language: Language) -> dict[str, Any]:
    return {
        # Our own file, and CSS escaped as HTML would not be the text that the policy allows.
        "style": Markup(_environment().get_template("page.css").render()),  # noqa: S704 - no input gets into it
        "words": {name: word.in_language(language) for name, word in _WORDS.items()},
        "language": language,
    }


def _names(report: Report, language: Language) -> dict[str, str]:
    """What dimensions are called; a report from before names were kept has the shipped ones."""
    shipped = {key: dimension.name for key, dimension in starter.dimensions().items()}
    return {key: name.in_language(language) for key, name in (shipped | report.dimension_names).items()}


def _policy(style: str, played: Iterable[str]) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    origins = sorted({f"{url.scheme}://{url.netloc}" for url in map(urlsplit, played)})
    media = " ".join(origins) or "'none'"
    return f"default-src 'none'; style-src 'sha256-{digest}'; media-src {media}; frame-ancestors 'none'"


def _clock(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds // 60}:{seconds % 60:02}"

"""Cut a job description into sentences with their places, and tell requirements from duties, blurb and benefits."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from chalicelib.domain.protected import protected_spans
from workers.preparation.mentions import fold

Section = Literal["requirements", "duties", "other", "company", "benefits"]
WEIGHTS: Final[dict[Section, float]] = {
    "requirements": 1.0,
    "duties": 0.9,
    "other": 0.75,
    "company": 0.25,
    "benefits": 0.0,
}
"""What a sentence's place says about its worth. Benefits and boilerplate say nothing about the work."""

_CUT: Final = re.compile(
    r"[\n。；;！!？?•●▪◆■]+|(?<=[A-Za-z0-9)%])\.\s+(?=[A-Z])|(?<=[^\d.\sA-Za-z(（])\s*(?=\d{1,2}[、．.)）](?!\d))"
)
_BULLET: Final = re.compile(
    r"\s*(?:[-*–—·>]+\s*|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-z](?=[)）]))[)）.、．:：](?!\d)\s*)*"
)
_SAYS: Final = re.compile(r"[\u3400-\u9fff]{3}|[A-Za-z]{3}|[\u3400-\u9fff]{2} ?[A-Za-z]")
_HEADINGS: Final[dict[Section, str]] = {
    "requirements": (
        "(?:任职|岗位|职位|招聘|应聘|能力|技能|资格)(?:要求|资格|条件)|要求|我们(?:希望|期待)(?:你|您)?|希望你"
        "|你需要|加分项|优先条件|你(?:具备|拥有)"
        "|(?:key |minimum |basic |preferred |essential |job )?(?:requirements|qualifications|skills"
        "|criteria)(?: and (?:experience|skills|qualifications))?"
        "|what (?:you(?:'ll|'re| will)? (?:bring|have|need)|we(?:'re| are) looking for)|(?:who|about) you(?: are)?"
        "|you (?:have|bring|are)|must[- ]haves?"
        "|nice[- ]to[- ]haves?|essential|desirable|preferred|your profile|skills and experience|experience"
    ),
    "duties": (
        "(?:岗位|工作|职位|主要|核心)(?:职责|内容|描述|任务)|职责(?:描述)?|你(?:将|会)(?:负责|做什么)?|我们需要你"
        "|(?:key |main |core |your )?(?:responsibilities|duties|tasks|accountabilities)(?: include)?|what you(?:'ll"
        "| will) (?:do|be doing)|(?:the|your|about the) (?:role|job)"
        "|role|job (?:description|summary)|day[- ]to[- ]day|position summary"
    ),
    "company": (
        "(?:公司|企业|团队|部门|平台)(?:介绍|简介|概况)|关于我们|我们是谁|about (?:us|the (?:company|team))"
        "|who we are|our (?:company|story|mission)|company(?: overview| profile)?"
    ),
    "benefits": (
        "(?:薪资|薪酬|员工|公司)?(?:福利|待遇)(?:待遇|保障)?|我们提供|工作(?:时间|地点|地址)|上班(?:时间|地址)"
        "|联系(?:方式|人)|(?:应聘|面试|投递)(?:方式|流程)"
        "|benefits(?: and perks)?|perks(?: and benefits)?|what we offer|we offer|our offer|compensation|salary"
        "|location|how to apply|working hours|equal opportunity|diversity"
    ),
}
_HEADING: Final = re.compile(
    r"^[#【\[《*\s]*(?:"
    + "|".join(f"(?P<{section}>{words})" for section, words in _HEADINGS.items())
    + r")(?:(?:(?<=[\u3400-\u9fff])[\s/|(（]+[a-z][a-z ]{2,24}|(?<=[a-z])[\s/"
    r"|(（]+[\u3400-\u9fff]{2,6})[)）]?(?=\s*[:：】\]]|$))?[】\]》*\s]*(?:[:：]\s*|$)"
)
_BOILERPLATE: Final = re.compile(
    "[五六七]险[一二]金|双休|大小周|带薪|年终奖|包吃|包住|节日(?:福利|礼)|下午茶|团建|底薪|月薪|薪资|薪酬范围|年薪"
    "|[0-9]+ ?[kK][-~～]|弹性工作|餐补|房补|补贴|生日会|定期体检"
    "|投递|简历(?:请|发|投)|有意者|晋升(?:空间|通道)|免费(?:午餐|班车)|社保|公积金|股票期权"
    "|competitive (?:salary|compensation|pay|package|benefits)|equal[- ]opportunit|equal employment"
    "|without regard to|all qualified applicants|401\\(?k"
    "|(?:health|dental|medical|life|vision) insurance(?:,| and| plan|$)|pension (?:scheme|plan|contribution)"
    "|paid (?:holiday|time off|leave|vacation|parental)|annual leave"
    "|days? (?:of )?(?:holiday|vacation)|free (?:lunch|snacks|coffee|parking)|gym membership|apply (?:now|today"
    "|online)|send (?:us )?your (?:cv|resume|application)|stock options"
    "|performance bonus|annual bonus|we (?:celebrate|embrace|value) diversity|reasonable accommodation"
    "|background check|hybrid working"
)
_BLURB: Final = re.compile(
    "成立于|总部(?:位于|设)|我们是一家|是一家|是国内领先|行业领先|上市公司|融资|创立于|公司(?:拥有|致力|是)"
    r"|\b(?:founded|established|headquartered|incorporated) in\b|\bis an? (?:leading|fast-growing|global|award"
    r"|world)|\bwe are an? (?!looking)|\bour mission\b|\bindustry leader\b|\boffices in\b|market leader"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item: `text` is what stands from `start` to `end` in the description."""

    text: str
    start: int
    end: int
    section: Section

    @property
    def weight(self) -> float:
        """What its place says about its worth, 0 to 1."""
        return WEIGHTS[self.section]


@lru_cache(maxsize=64)
def sentences(description: str) -> tuple[Sentence, ...]:
    """The sentences in order; headings, blank pieces and words about protected attributes are left out."""
    found: list[Sentence] = []
    section: Section = "other"
    plain = _without_protected(description)
    cuts = [match.span() for match in _CUT.finditer(plain)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(plain)]
    for begin, end in zip(starts, ends, strict=True):
        start = _after_bullet(plain, begin, end)
        if heading := _HEADING.match(fold(plain[start:end])):
            section = next(one for one in _HEADINGS if heading[one])
            start = _after_bullet(plain, start + heading.end(), end)
        text = plain[start:end].rstrip(" \t\r，,、.")
        text, start = text.lstrip(), start + len(text) - len(text.lstrip())
        if _SAYS.search(text):
            found.append(Sentence(text, start, start + len(text), _section_of(fold(text), section)))
    return tuple(found)


def _without_protected(description: str) -> str:
    """The description with marks that end a sentence where it speaks of protected attributes."""
    for start, end in protected_spans(description):
        description = f"{description[:start]}{'；' * (end - start)}{description[end:]}"
    return description


def _after_bullet(text: str, start: int, end: int) -> int:
    bullet = _BULLET.match(text, start, end)
    return bullet.end() if bullet else start


def _section_of(folded: str, stated: Section) -> Section:
    if _BOILERPLATE.search(folded):
        return "benefits"
    return "company" if stated == "other" and _BLURB.search(folded) else stated

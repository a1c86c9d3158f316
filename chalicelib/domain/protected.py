"""Find what a text says about age, sex, origin and the like, by which nobody may be filtered, matched or described.

What counts is a wish about the person: a product for women, care for the elderly or a degree in ethnology is work like
any other. So `_WORK` is taken out first, and of the rest only wordings are found that speak of who somebody is. A text
that is nothing but a word such as "gender" or "男" is the name or the value of a column and is found as well.
"""

import re
from bisect import bisect_right
from typing import Final, Literal

from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.protected_wording import ALONE, HINTS_EN, HINTS_ZH, SAID_EN, SAID_ZH, WORK_EN, WORK_ZH

ProtectedKey = Literal[
    "age",
    "sex",
    "ethnicity",
    "native_place",
    "family",
    "pregnancy",
    "religion",
    "health",
    "political_status",
    "appearance",
]


class ProtectedAttribute(DomainModel):
    """What a text is about, the words that say so, verbatim, and why it is refused."""

    attribute: ProtectedKey
    words: str
    reason: Localized


_TOLD: Final[dict[ProtectedKey, Localized]] = {
    "age": Localized(
        en="age. Age does not show what somebody can do; state the experience that the work needs",
        zh="年龄。年龄不能说明一个人会做什么，请写明工作需要的经验",
    ),
    "sex": Localized(
        en="sex or gender. The law forbids choosing by it; state what the work demands of anyone",
        zh="性别。法律禁止按性别挑选候选人，请写明工作对任何人的要求",
    ),
    "ethnicity": Localized(
        en="ethnicity, nationality or mother tongue. State the level of language that the work needs",
        zh="民族、国籍或母语。如与语言有关，请写明工作需要的语言水平",
    ),
    "native_place": Localized(
        en="native place or household registration. State the place of work instead",
        zh="籍贯、户籍或生源地。请改写工作地点",
    ),
    "family": Localized(
        en="marriage, children or family. State the hours or the travel that the work needs",
        zh="婚姻、子女或家庭状况。请写明工作时间或出差要求",
    ),
    "pregnancy": Localized(
        en="pregnancy or plans to have children. The law forbids asking for it",
        zh="怀孕或生育计划。法律禁止询问",
    ),
    "religion": Localized(
        en="religion. It has no bearing on the work",
        zh="宗教信仰。它与工作能力无关",
    ),
    "health": Localized(
        en="health or disability. State the task itself, so that an adjustment can be found",
        zh="健康或残疾状况。请写明具体工作任务，以便提供合理便利",
    ),
    "political_status": Localized(
        en="political membership. It has no bearing on the work",
        zh="政治面貌。它与工作能力无关",
    ),
    "appearance": Localized(
        en="appearance or build. State what has to be done, not what somebody looks like",
        zh="外貌或身材。请写明要做什么，而不是长什么样",
    ),
}

_WORK: Final = re.compile(rf"\b(?:{WORK_EN})|(?=[^\x00-\x7f]|\d|ip)(?:{WORK_ZH})")
_ENGLISH: Final = re.compile(rf"\b(?:{'|'.join(f'(?P<{key}>{said})' for key, said in SAID_EN.items())})")
_CHINESE: Final = re.compile(
    rf"(?=[^\x00-\x7f]|\d)(?:{'|'.join(f'(?P<{key}>{said})' for key, said in SAID_ZH.items())})"
)
_ALONE: Final = {word.replace("_", " "): key for key, words in ALONE.items() for word in words.split()}
_FOLD: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("_"): 0x20}
_SEGMENT: Final = re.compile(r"[^\n。；;|]+")
_HINT: Final = re.compile(HINTS_ZH)
_HINT_WORDS: Final = frozenset(HINTS_EN.split())
_WORD: Final = re.compile(r"[a-z]+|[0-9]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINTS: Final = re.compile(r"[\s_\-./:：?？]+")
_OWNER: Final = re.compile(r"^(?:candidate|applicant|employee|person|user|your|the|候选人|应聘者|求职者|您的)s? ?")
_MASK: Final = "¤"


def protected_attribute(text: str) -> ProtectedAttribute | None:
    """The first protected attribute that the text speaks of, None when it speaks of none.

    `text` is a filter's value, a requirement, the name of a column or a key term, in English or Chinese.
    """
    alone = _OWNER.sub("", _JOINTS.sub(" ", _CAMEL.sub(" ", text.translate(_FOLD))).strip().lower())
    if key := _ALONE.get(alone):
        return _found(key, text.strip())
    plain = _masked(_folded(text))
    for pattern in (_ENGLISH, _CHINESE):
        if match := pattern.search(plain):
            return _found(str(match.lastgroup), text[match.start() : match.end()].strip())
    return None


def protected_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where a longer text speaks of protected attributes: starts and ends, in order of their starts.

    Only segments that hold a hint are searched, which makes it some tenths of a millisecond for a CV.
    """
    folded = _folded(text)
    hints = [(_CHINESE, match.start()) for match in _HINT.finditer(folded)]
    hints += [(_ENGLISH, match.start()) for match in _WORD.finditer(folded) if match[0] in _HINT_WORDS]
    if not hints:
        return ()
    segments = [segment.span() for segment in _SEGMENT.finditer(folded)]
    starts = [start for start, _ in segments]
    found: set[tuple[int, int]] = set()
    for pattern, (start, end) in {(pattern, segments[bisect_right(starts, place) - 1]) for pattern, place in hints}:
        segment = folded[start:end]
        if pattern.search(segment):
            found |= {(start + one.start(), start + one.end()) for one in pattern.finditer(_masked(segment))}
    return tuple(sorted(found))


def without_protected(text: str) -> str:
    """The text with spaces where it speaks of protected attributes; every other character keeps its place."""
    for start, end in protected_spans(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _folded(text: str) -> str:
    """The text in lower case and half-width letters; each character keeps its place."""
    folded = text.translate(_FOLD)
    lower = folded.lower()
    return lower if len(lower) == len(text) else "".join(low if len(low := one.lower()) == 1 else one for one in folded)


def _masked(folded: str) -> str:
    """The text, as long as it was, without what is work and not a wish."""
    return _WORK.sub(lambda match: _MASK * len(match[0]), folded)


def _found(key: str, words: str) -> ProtectedAttribute:
    attribute = next(known for known in _TOLD if known == key)
    told = _TOLD[attribute]
    return ProtectedAttribute(
        attribute=attribute,
        words=words,
        reason=Localized(
            en=f"“{words}” is about {told.en}.",
            zh=f"“{words}”涉及{told.zh}。",
        ),
    )

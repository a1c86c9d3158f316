"""Decide whether an answer can be scored at all; when not, say what a person should look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from chalicelib.domain.language import Localized
from workers.scoring import features, word_order, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from chalicelib.domain.plan import InterviewPlan, Question
    from chalicelib.domain.scorecard import AbstainReason
    from chalicelib.domain.transcript import Transcript
    from workers.scoring.units import Unit

LEAST_PROBABILITY: Final = 0.35
LEAST_WORDS: Final = 8
LEAST_CHARACTERS: Final = 12
OTHER_SCRIPT: Final = 0.3
JOB_LANGUAGE: Final = 0.15
LATIN_WORDS: Final = 8
LEAST_FOREIGN: Final = 2
ECHO: Final = 0.5
ECHO_QUESTION: Final = 0.25
ECHO_NEW: Final = 0.1
"""Reading back: so much in runs of the question and its key points, so much of the question alone, and next to no word
that is not theirs. A short right answer may well be a key point word for word, or the question's statement denied.
"""
REPETITION: Final = 0.35
DOUBLED: Final = 0.3
FUNCTION_SHARE: Final = {"en": 0.2, "zh": 0.12}
"""Answers about technology come down to 0.2 in Chinese; bare keywords have next to none."""
STUFFING_WORDS: Final = 20
RELEVANCE: Final = 3.8
"""Least mean closeness, in deviations (`matching.py`), of the third of the segments that comes closest.

On 36 honest answers written for this (good, middling, poor; English, Chinese; with and without marks, with recognition
errors) it was 3.9 or more, on 9 off-topic ones and on those strung together 3.7 or less.
"""
LEAST_SEGMENTS: Final = 3
OTHER_POINTS: Final = 0.6
OTHER_WORDS: Final = 5
OWN_POINTS: Final = 0.6
LONGEST_QUOTED: Final = 80
"""An answer belongs to another question when it has so much of the words that only that one's key points have, which
are so many at least, and of its own key points' words less than this part of that share. No one of 5,000 human-scored
answers did, beside six other questions each.
"""

JUDGE: Final = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |every )?(?:of )?(?:the |your |these |my )?"
    r"(?:previous|above|prior|earlier|other|system|scoring) (?:\w+ )?"
    r"(?:instructions?|prompts?|rules|rubrics?|criteria|text)\b"
    r"|\byou are (?:now )?(?:an? )?(?:ai|language model|grader|judge|scorer|scoring \w+|assessor|evaluator)\b"
    r"|\b(?:give|award|assign|grant) (?:me|this answer|my answer|this candidate|this response)"
    r"(?: \w+){0,3}? (?:scores?|marks?|points|ratings?)\b"
    r"|\b(?:score|rate|grade|mark) (?:me|this answer|my answer|this candidate|this response)\b"
    r"|\bdear (?:ai|grader|judge|evaluator|algorithm)\b"
    r"|\ball (?:the )?key points (?:are|were|have been) (?:met|covered)\b"
    r"|(?:忽略|无视|忘记|不要管)(?!了).{0,2}(?:以上|之前|前面|上面|所有|全部|系统|你的).{0,6}(?:指令|提示|要求|规则|标准)"
    r"|你(?:现在)?是(?:一个|一名|一位)?(?:ai|人工智能|语言模型|评分|打分|评委|阅卷)"
    r"|(?:请|麻烦|务必|应该|必须|直接)[^，。,.]{0,10}(?:给|打|评)[^，。,.了过]{0,8}(?:满分|高分|一百分|100分)"
    r"|(?:^|[，。,.\s])(?:就|直接|快)?(?:给|打)(?:我|这个回答|这段回答|本题)[^，。,.了过]{0,4}(?:满分|高分|一百分|100分)"
    r"|(?:亲爱的|尊敬的)(?:ai|人工智能|评委|打分|评分|系统)|(?:所有|全部)(?:要点|得分点).{0,6}(?:满足|覆盖|达到)",
    re.IGNORECASE,
)
"""Speech that is meant for whoever scores. Stories about marks and rules that were once given stay clear of it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is not scored, and what a person should look at."""

    reason: AbstainReason
    text: Localized
    written: Localized
    """The same of an answer that was written: there is no recording to listen to, and nobody spoke."""

    def text_for(self, question: Question) -> Localized:
        """The text that fits how the question is answered."""
        return self.written if question.is_written else self.text


def _refusal(reason: AbstainReason, en: str, zh: str, written: tuple[str, str] | None = None) -> Refusal:
    """`written` is what to say of a written answer, English and Chinese, where `en` and `zh` speak of a recording."""
    text = Localized(en=en, zh=zh)
    return Refusal(reason, text, Localized(en=written[0], zh=written[1]) if written else text)


def before_meaning(
    transcript: Transcript, units: Sequence[Unit], plan: InterviewPlan, question: Question
) -> Refusal | None:
    """Everything that can be said without comparing meanings; `None` when the answer passes."""
    return (
        _heard(transcript, units)
        or _language(units, plan, question)
        or _length(units)
        or _addressed(units)
        or _read_back(units, question)
        or _manner(units)
        or _keywords(units, question)
        or _order(units, question)
        or _elsewhere(units, plan, question)
    )


def on_topic(relevance: NDArray[np.float32]) -> Refusal | None:
    """Refuses when even the closest segments of the answer come hardly nearer than everyday talk does."""
    most = max(LEAST_SEGMENTS, -(-len(relevance) // 3))
    if float(np.sort(relevance)[-most:].mean()) >= RELEVANCE:
        return None
    return _refusal(
        "off_topic",
        "The answer does not seem to be about the question. Please listen to it before you decide.",
        "回答似乎与问题无关，请听一遍录音再作判断。",
        (
            "What was written does not seem to be about the question. Please read it before you decide.",
            "所写内容似乎与问题无关，请阅读后再作判断。",
        ),
    )


def _heard(transcript: Transcript, units: Sequence[Unit]) -> Refusal | None:
    match transcript.empty_reason:
        case "silence":
            return _refusal(
                "silence",
                "The recording is silent. Please check whether the microphone worked.",
                "录音没有声音，请确认麦克风是否正常。",
            )
        case "unintelligible":
            return _unintelligible()
        case None if units:
            heard = sum(unit.probability for unit in units) / len(units)
            return _unintelligible() if heard < LEAST_PROBABILITY else None
        case _:
            return _refusal(
                "no_speech",
                "There is sound in the recording but nobody speaks. Please listen to it.",
                "录音里有声音，但没有人说话，请听一遍录音。",
            )


def _unintelligible() -> Refusal:
    return _refusal(
        "unintelligible",
        "The speech could not be understood well enough to be judged. Please listen to the recording.",
        "语音无法清楚识别，不足以评分，请听一遍录音。",
    )


def _language(units: Sequence[Unit], plan: InterviewPlan, question: Question) -> Refusal | None:
    text = " ".join(unit.plain for unit in units)
    han, latin, other = features.script_shares(text)
    words = [word for word in features.tokens(text) if word.isascii() or word.isalpha()]
    foreign = sum(word in wording.OTHER_LATIN_FUNCTION and word not in wording.ENGLISH_FUNCTION for word in words)
    english = sum(word in wording.ENGLISH_FUNCTION and word not in wording.OTHER_LATIN_FUNCTION for word in words)
    if other > OTHER_SCRIPT or (latin > han and len(words) >= LATIN_WORDS and foreign > max(english, LEAST_FOREIGN)):
        return _refusal(
            "wrong_language",
            "The answer is neither in English nor in Chinese. Please have it judged by someone who speaks it.",
            "回答既不是中文也不是英文，请由懂该语言的人来评判。",
        )
    asked = {plan.language, features.language_of(question.text)}
    shares = {"zh": han, "en": latin}
    if sum(shares[language] for language in asked) < JOB_LANGUAGE:
        return _refusal(
            "wrong_language",
            "The answer is not in the language of this job. Please decide whether it may count.",
            "回答使用的语言与该职位要求的语言不一致，请决定是否可以接受。",
        )
    return None


def _length(units: Sequence[Unit]) -> Refusal | None:
    text = " ".join(unit.plain for unit in units)
    least = LEAST_CHARACTERS if features.language_of(text) == "zh" else LEAST_WORDS
    if features.size(text) >= least:
        return None
    return _refusal(
        "too_short",
        "Only a few words were said, too few to judge. Please check whether the recording broke off.",
        "只说了几个字，不足以评分，请确认录音是否中断。",
        (
            "Only a few words were written, too few to judge. Please read them before you decide.",
            "只写了几个字，不足以评分，请阅读后再作判断。",
        ),
    )


def _gaming(en: str, zh: str, written: tuple[str, str] | None = None) -> Refusal:
    wrote, wrote_zh = written or (en, zh)
    return _refusal(
        "gaming",
        f"{en} Please listen to the answer before you decide.",
        f"{zh}请听一遍录音再作判断。",
        (f"{wrote} Please read the answer before you decide.", f"{wrote_zh}请阅读回答后再作判断。"),
    )


def _addressed(units: Sequence[Unit]) -> Refusal | None:
    quote = next((unit.quote for unit in units if JUDGE.search(unit.plain)), None)
    if quote is None:
        return None
    return _gaming(
        f"The answer speaks to whoever scores it instead of answering: “{quote}”.",
        f"回答中有对评分者说的话，而不是在回答问题：“{quote}”。",
        (
            f"The answer addresses whoever scores it instead of answering: “{quote}”.",
            f"回答中有写给评分者的话，而不是在回答问题：“{quote}”。",
        ),
    )


def _read_back(units: Sequence[Unit], question: Question) -> Refusal | None:
    text = " ".join(unit.plain for unit in units)
    asked = (question.text, *question.key_points)
    if (
        features.echo(text, asked) < ECHO
        or features.echo(text, (question.text,), besides=question.key_points) < ECHO_QUESTION
        or features.new_words(text, asked) > ECHO_NEW
    ):
        return None
    return _gaming(
        "The answer mostly reads the question back.",
        "回答基本上是在复述题目。",
        ("The answer mostly repeats the question.", "回答基本上是在重复题目。"),
    )


def _manner(units: Sequence[Unit]) -> Refusal | None:
    text = " ".join(unit.plain for unit in units)
    if features.repetition(text) > REPETITION or features.doubled(features.tokens(text)) > DOUBLED:
        return _gaming(
            "The same sentences are repeated.",
            "回答反复说同样的句子。",
            ("The same sentences are repeated.", "回答反复写同样的句子。"),
        )
    words, language = features.prose(features.tokens(text)), features.language_of(text)
    if len(words) >= STUFFING_WORDS and features.function_share(words) < FUNCTION_SHARE[language]:
        return _gaming(
            "The answer is a list of keywords and not speech.",
            "回答像是关键词的堆砌，而不是自然的表达。",
            ("The answer is a list of keywords and not sentences.", "回答像是关键词的堆砌，而不是完整的句子。"),
        )
    return None


def _keywords(units: Sequence[Unit], question: Question) -> Refusal | None:
    text = " ".join(unit.quote for unit in units)
    if not features.bare_keywords(text, " ".join(question.key_points), question.text):
        return None
    return _gaming(
        "The answer drops keywords beside sentences that say nothing about them.",
        "回答只是罗列关键词，其余句子并没有谈到它们。",
    )


def _order(units: Sequence[Unit], question: Question) -> Refusal | None:
    text = " ".join(unit.plain for unit in units)
    points = question.key_points
    fluency = word_order.shipped().fluency(text, (question.text, *points))
    mixed = any(features.rearranged(text, source) for source in (*points, " ".join(points)))
    if mixed or (fluency is not None and fluency.margin < 0):
        return _gaming(
            "The words are in an order in which nobody speaks.",
            "回答的词序混乱，不像自然的表达。",
            ("The words are in an order in which nobody writes.", "回答的词序混乱，不像自然的表达。"),
        )
    return None


def _elsewhere(units: Sequence[Unit], plan: InterviewPlan, question: Question) -> Refusal | None:
    said = features.content(" ".join(unit.plain for unit in units))
    own = features.content(" ".join(question.key_points)) - features.content(question.text)
    if not own:
        return None
    reached = len(own & said) / len(own)
    for other in plan.questions:
        words = features.content(" ".join(other.key_points)) - features.content(other.text) - own
        told = len(words & said) / max(len(words), 1)
        if other.key == question.key or len(words) < OTHER_WORDS or told < OTHER_POINTS or reached > OWN_POINTS * told:
            continue
        asked = other.text if len(other.text) <= LONGEST_QUOTED else f"{other.text[:LONGEST_QUOTED]}…"
        en = f"The answer seems to belong to another question of this interview: “{asked}”."
        zh = f"回答似乎是针对本次面试的另一道题：“{asked}”。"
        return _refusal(
            "off_topic",
            f"{en} Please listen to it before you decide.",
            f"{zh}请听一遍录音再作判断。",
            (f"{en} Please read it before you decide.", f"{zh}请阅读后再作判断。"),
        )
    return None

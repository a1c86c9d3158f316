"""Spoken languages that a CV names."""

import re

from workers.documents.findings import Findings
from workers.documents.sections import Line
from workers.documents.vocabulary import languages

_LABEL = re.compile(
    r"(?:语言(?:能力|水平|技能)?|外语(?:水平|能力)?|(?:spoken )?languages?(?: skills)?)\s*[:：\t]", re.IGNORECASE
)
_LEVEL_AFTER = re.compile(
    r"^\s*[-–—:：(（]?\s*(?:流利|熟练|精通|良好|母语|听说读写|口语|读写|工作语言|可作|商务|[一二四六八]级|CET|N[1-5]|fluent|native|proficient|advanced|intermediate|basic"
    r"|conversational|business|professional|working|beginner|bilingual|mother|[ABC][12]\b|IELTS|TOEFL|as a working)",
    re.IGNORECASE,
)
_LEVEL_BEFORE = re.compile(
    r"(?:流利的?|熟练的?|精通|掌握|会说|讲|fluent (?:in|spoken)?|native|proficient in"
    r"|conversational|speaks?|bilingual in|bilingual|written and spoken)\s*$",
    re.IGNORECASE,
)
_PLACES = {"languages", "skills", "certificates", "personal", "summary"}


def find_languages(findings: Findings) -> None:
    """Note languages where they are listed, or where the level is told; elsewhere `English` may be a subject."""
    for line in findings.lines:
        if line.section not in _PLACES or line.heading:
            continue
        listed = line.section == "languages" or bool(_LABEL.search(line.text))
        for term in languages().terms(line.text):
            if listed or _has_level(line, term.start, term.end):
                findings.add("languages", term.name, line.start + term.start, line.start + term.end)


def _has_level(line: Line, start: int, end: int) -> bool:
    before = line.text[:start]
    spoken = _LEVEL_AFTER.match(line.text[end:]) or _LEVEL_BEFORE.search(before)
    # The second of two: "fluent in English and French".
    paired = re.search(
        r"(?:fluent|native|流利|精通|proficient)[^.。;；]{0,30}(?:and|、|和|,|，)\s*$", before, re.IGNORECASE
    )
    return bool(spoken or paired)

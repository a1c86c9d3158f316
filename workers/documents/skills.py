"""Skills that a CV names: known ones wherever they stand, and others where it lists its skills."""

import re
from bisect import bisect_left

from workers.documents.findings import Findings
from workers.documents.sections import Line
from workers.documents.vocabulary import Term, languages, skills

_NOWHERE = {"education", "other"}
_LIST = re.compile(
    r"(?:技术栈|开发语言|编程语言|使用技术|技术|工具|环境|tech(?:nology)? stack|technologies|tools"
    r"|stack|languages)\s*[:：]",
    re.IGNORECASE,
)
_BEFORE_ITEM = re.compile(r"(?:^|[、,，/|｜;；:：(（•·]|\band|\bor|和|与|及)\s*$")
_AFTER_ITEM = re.compile(r"^\s*(?:$|[、,，/|｜;；)）.。•·]|and\b|or\b|和|与|及|等)")
_ITEM = re.compile(r"[^\n,，、;；|｜\t•·。]+")
_GROUP = re.compile(r"^[^:：]{1,30}[:：]\s*")
_LEVEL = re.compile(
    r"^(?:[-–—*▪◆●■○\d.\s]+)?(?:(?:非常)?(?:精通|熟练掌握|熟练使用|熟练运用|熟练应用|熟练|熟悉|掌握|了解|擅长|善于|能够使用|会使用|使用|具备)"
    r"|(?:highly )?(?:proficient|skilled|experienced|expert|familiar|competent|advanced) (?:in|with"
    r"|at|user of)|(?:good |strong |working |solid )?knowledge of|advanced|basic|intermediate)?\s*",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"\s*[(（][^()（）]*[)）]?\s*$|\s*(?:等|能力|技能)$|\s+[-–—]\s+.*$|\.$")
_SENTENCE = re.compile(
    r"有|能|可|具|良好|进行|经验|负责|较强|丰富|学习|沟通|的|并|及相关|了|证|级|\d年|获|\b(?:i|my|we|with|and|have|has|years?|able|ability|strong|excellent|good|experience)\b",
    re.IGNORECASE,
)
_LONGEST_CHINESE = 10
_LONGEST_WORDS = 4
_LONGEST = 40


def find_skills(findings: Findings) -> None:
    """Note the skills."""
    certificates = sorted((fact.start, fact.end) for fact in findings.facts if fact.field == "certificates")
    for line in findings.lines:
        if line.section in _NOWHERE or line.heading:
            continue
        terms = [term for term in skills().terms(line.text) if not term.listed or _is_listed(line, term)]
        # A driving licence is a certificate, and so its words are no skill besides.
        within = certificates[bisect_left(certificates, (line.start, 0)) : bisect_left(certificates, (line.end, 0))]
        taken = [(start - line.start, end - line.start) for start, end in within]
        terms = [term for term in terms if not any(start < term.end and term.start < end for start, end in taken)]
        for term in terms:
            findings.add("skills", term.name, line.start + term.start, line.start + term.end)
        if line.section == "skills":
            _note_items(findings, line, [(term.start, term.end) for term in terms] + taken)


def _is_listed(line: Line, term: Term) -> bool:
    """Whether a name with other meanings stands among skills."""
    among = _BEFORE_ITEM.search(line.text[: term.start]) and _AFTER_ITEM.match(line.text[term.end :])
    return line.section == "skills" or bool(among) or bool(_LIST.search(line.text))


def _note_items(findings: Findings, line: Line, taken: list[tuple[int, int]]) -> None:
    """Items of the list that are no known skill, when they are short enough to be names."""
    for item in _ITEM.finditer(line.text):
        if any(start < item.end() and item.start() < end for start, end in taken):
            continue
        start, end = item.span()
        if group := _GROUP.match(line.text[start:end]):
            start += group.end()
        if level := _LEVEL.match(line.text[start:end]):
            start += level.end()
        name = _DETAIL.sub("", line.text[start:end]).strip(' ()（）[]【】“”"')
        if _is_a_name(name):
            start += line.text[start:end].index(name)
            findings.add("skills", name, line.start + start, line.start + start + len(name))


def _is_a_name(name: str) -> bool:
    if not 1 < len(name) <= _LONGEST or _SENTENCE.search(name) or name.isdigit() or any(languages().terms(name)):
        return False
    chinese = sum(character >= "\u4e00" for character in name)
    return chinese <= _LONGEST_CHINESE and len(name.split()) <= _LONGEST_WORDS and any(map(str.isalpha, name))

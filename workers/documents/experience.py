"""Reads the years of work experience out of a CV: those that it states, else those that its dates add up to."""

import re
from datetime import date

from workers.documents.findings import Findings
from workers.documents.periods import Period, find_periods, months_covered
from workers.documents.sections import Line

_CHINESE_NUMBERS = {number: at for at, number in enumerate("零一二三四五六七八九十")} | {"两": 2}
_ENGLISH = "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
_ENGLISH_NUMBERS = {word: at for at, word in enumerate(_ENGLISH.split("|"))}
_NUMBER = r"(?P<number>(?<![\d.])\d{1,2}(?:\.\d)?(?![\d.])|[一二两三四五六七八九十]{1,3}|\b(?:" + _ENGLISH + r")\b)"
_WORK = r"(?:工作|从业|行业|职场|全职|相关工作|相关)"
_LABELLED = re.compile(
    rf"(?:(?:工作|从业)(?:经验|年限|年数|经历|时间)|工\s?龄)\s*[:：\t ]\s*{_NUMBER}\s*(?:年|\+)"
    rf"|(?:(?:years of |total |work(?:ing)? |professional )+experience"
    rf"|experience)\s*(?:\(years\))?\s*[:：\t]\s*{_NUMBER.replace('number', 'other')}\+?\s*(?:years?|yrs?|$)",
    re.IGNORECASE,
)
_STATED = re.compile(
    rf"{_NUMBER}\s*(?:余|多)?年(?:以上|多|半)?的?(?P<kind>[^\n，。；,;|｜/、]{{0,14}}?)(?:工作)?经[验历]"
    rf"|{_NUMBER.replace('number', 'other')}\s?\+?\s*(?:years?"
    rf"|yrs?)['’]?\s+(?:of\s+)?(?P<sort>(?:[\w/&+#.-]+\s+){{0,5}}?)experience(?!\s+(?:with|using))",
    re.IGNORECASE,
)
_OF_WORK = re.compile(
    rf"\s*(?:{_WORK})?的?\s*|\s*(?:(?:professional|work|working|industry|full-time|total|relevant|hands-on|commercial|of|post-graduate|overall)\s*)*",
    re.IGNORECASE,
)
_INTERNSHIP = re.compile(r"实习|兼职|\bintern(?:ship)?\b|\bpart[- ]time\b|\btrainee\b|\bvolunteer", re.IGNORECASE)
_EMPLOYMENT = re.compile(
    r"公司|集团|企业|银行|医院|事务所|工作室|工程师|经理|主管|专员|总监|助理|顾问|设计师|会计|店长|老师|教师"
    r"|\b(?:Inc|Ltd|LLC|GmbH|PLC|Corp|Company|Group|Engineer|Manager|Developer|Analyst|Consultant|Designer|Director|Officer|Assistant"
    r"|Accountant|Teacher|Nurse|Specialist|Coordinator|Lead)\b"
)
_STUDY = re.compile(r"大学|学院|本科|硕士|博士|大专|University|College|Bachelor|Master|B\.?Sc|M\.?Sc|Ph\.?D")
_MOST = 60


def find_experience(findings: Findings, now: date) -> None:
    """Note the years of experience. Internships are none."""
    stated = [found for line in findings.lines for found in _stated(line)]
    total = next((found for found in stated if found[3]), None)
    periods = [] if total else _employments(findings.lines)
    if total:
        findings.add("years_of_experience", _written(total[0]), total[1], total[2])
    elif periods:
        years = months_covered([period for period, _ in periods], now.year, now.month) / 12
        for period, line in periods:
            findings.add("years_of_experience", _written(years), line.start + period.start, line.start + period.end)
    elif stated:
        most = max(stated)
        findings.add("years_of_experience", _written(most[0]), most[1], most[2])


def _stated(line: Line) -> list[tuple[float, int, int, bool]]:
    """Years, place, and whether they are all the years of work rather than those with one thing."""
    labelled = [(match, True) for match in _LABELLED.finditer(line.text)]
    spoken = []
    if line.section not in {"education", "internship", "projects", "other"}:
        spoken = [
            (match, bool(_OF_WORK.fullmatch(match["kind"] or match["sort"] or "")) and line.section != "experience")
            for match in _STATED.finditer(line.text)
        ]
    found = []
    for match, total in labelled + spoken:
        years = _number(match["number"] or match["other"])
        if 0 < years <= _MOST:
            found.append((years, line.start + match.start(), line.start + match.end(), total))
    return found


def _employments(lines: list[Line]) -> list[tuple[Period, Line]]:
    """Stretches of time spent in employment."""
    sectioned = any(line.section == "experience" for line in lines)
    found = []
    for line in lines:
        if _INTERNSHIP.search(line.text):
            continue
        if line.section == "experience" or (
            not sectioned
            and line.section in {"personal", "summary"}
            and _EMPLOYMENT.search(line.text)
            and not _STUDY.search(line.text)
        ):
            found += [(period, line) for period in find_periods(line.text)]
    return found


def _number(written: str) -> float:
    if written[0].isdigit():
        return float(written)
    if written.lower() in _ENGLISH_NUMBERS:
        return _ENGLISH_NUMBERS[written.lower()]
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _CHINESE_NUMBERS.get(written, 0)
    return 10 * _CHINESE_NUMBERS.get(tens or "一", 0) + (_CHINESE_NUMBERS.get(ones, 0) if ones else 0)


def _written(years: float) -> str:
    return f"{round(years, 1):g}"

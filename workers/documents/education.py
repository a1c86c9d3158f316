"""Reads the education out of a CV: the highest level, schools, majors and the year of the last graduation."""

import re
from collections.abc import Iterator
from datetime import date

from chalicelib.domain.candidate import EDUCATION_LEVELS
from workers.documents.degrees import Degree, find_degrees
from workers.documents.findings import Findings
from workers.documents.periods import find_periods, find_points
from workers.documents.protected_words import SECONDARY
from workers.documents.schools import find_schools
from workers.documents.sections import Line

_LEVEL_LABEL = re.compile(
    r"(?:最高|第一)?\s?(?:学\s?历|学\s?位|教育程度|文化程度)(?:\s?/\s?学位)?\s*[:：\t ]\s*"
    r"|(?:Education(?: level)?|Degree)\s*[:：]\s*",
    re.IGNORECASE,
)
_PLAIN_UNIVERSITY = re.compile(r"\s*(?P<level>大学)(?![\u4e00-\u9fff])")
_LEVEL_PHRASE = re.compile(r"学历|学位|[Dd]egree|毕业|\b[Gg]raduate")
_SCHOOL_LABEL = re.compile(
    r"(?:毕业)?(?:院校|学校)\s*[:：\t ]|毕业于|就读于|[Gg]raduated from|(?:School|University)\s*[:：]"
)
_MAJOR_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:(?:所学|所修|主修)?专业(?:名称|方向)?|主修(?!课))\s*[:：\t]\s*(?P<zh>[^\s\d,，;；|｜。:：]{2,20})"
    r"|\b(?:[Mm]ajor(?:ed|ing)?(?:\s*:|\sin\b)|Field of study\s*:"
    r"|Discipline\s*:)\s*(?P<en>[A-Z][A-Za-z&/ -]{2,60}?)(?=\s*(?:$|[,;|.\t(]|\d|\sat\s|\sfrom\s|  ))"
)
_MAJOR_WORD = re.compile(r"(?P<major>[\u4e00-\u9fff（）()与及A-Za-z]{2,18}?)专业(?![\u4e00-\u9fff技能课])")
_MAJOR_ENDING = re.compile(
    r"(?:学|工程|技术|科学|管理|设计|金融|会计|经济|贸易|营销|英语|日语|法语|德语|翻译|法律|护理|教育|新闻|传播|广告|自动化|物流|电子商务|软件|数学|物理|化学|历史|哲学"
    r"|动画|表演|建筑|机械|电气|土木|信息|通信|计算机|财务|审计|税收|统计|旅游|酒店|烹饪|临床|药学|中文|制造|应用|工艺|维修|运营|服务|MBA)(?:[（(][^（）()]{1,12}[)）])?$"
)
_NO_MAJOR = re.compile(
    r"大学|学院|系$|学校|课程|成绩|排名|奖|学历|学位|本科|硕士|博士|大专|专科|研究生|学生|导师|班|全日制|统招|毕业|绩点|论文|荣誉|工程师|在读|同学|项目|实验室|教育部|课题"
)
_DEGREE_AFTER = re.compile(r"[（(](?:本科|硕士|博士|大专|专科|学士|研究生|全日制|统招)[^（）()]{0,6}[)）]?$")
_TOKEN = re.compile(r"[^\s,，、;；|｜/·•]+")
_GRADUATION = re.compile(
    r"(?:毕业(?:时间|年份|日期|年月)|[Gg]raduat(?:ion|ed)(?:\s(?:date|year|in))?"
    r"|Expected)\s*[:：\t ]?\s*|(?P<class>(?:19|20)\d{2})\s?届"
)
_COURSES = re.compile(r"(?:主修|核心|主要|相关|专业)?课程|[Cc]oursework|[Mm]odules|[Tt]hesis|论文")
_EARLIEST, _AHEAD_YEARS = 1950, 8


def find_education(findings: Findings, now: date) -> None:
    """Note what the CV says of its person's education."""
    best: tuple[int, Degree, Line] | None = None
    for line, degrees in _stated_degrees(findings):
        for degree in degrees:
            rank = EDUCATION_LEVELS.index(degree.level)
            if degree.finished and (best is None or rank > best[0]):
                best = rank, degree, line
        for subject in (degree.subject for degree in degrees):
            if subject is not None:
                findings.add("majors", line.text[slice(*subject)], line.start + subject[0], line.start + subject[1])
    if best is not None:
        _, degree, line = best
        findings.add("education_level", degree.level, line.start + degree.start, line.start + degree.end)
    for line in findings.lines:
        if not line.heading:
            _note_schools(findings, line)
            _note_majors(findings, line)
    _note_graduation(findings, now)


def _stated_degrees(findings: Findings) -> Iterator[tuple[Line, list[Degree]]]:
    """Degrees where an education is spoken of; elsewhere `Master` and `MA` mean other things."""
    for line in findings.lines:
        if line.heading or line.section in {"experience", "internship", "projects", "other"}:
            continue
        if line.section == "education" and _PLAIN_UNIVERSITY.fullmatch(line.text):
            yield line, [Degree("bachelor", True, 0, len(line.text), None)]
        elif line.section == "education":
            yield (
                line,
                [] if _COURSES.search(line.text) and not find_schools(line.text) else list(find_degrees(line.text)),
            )
        if line.section == "education":
            continue
        label = _LEVEL_LABEL.search(line.text)
        if label is not None and (plain := _PLAIN_UNIVERSITY.match(line.text, label.end())):
            yield line, [Degree("bachelor", True, *plain.span("level"), None)]
        elif line.section in {"personal", "summary"}:
            degrees = list(find_degrees(line.text))
            if line.section == "summary" and not _LEVEL_PHRASE.search(line.text):
                degrees = []
            yield (
                line,
                degrees
                if label or find_schools(line.text)
                else [degree for degree in degrees if _stands_alone(line.text, degree)],
            )


def _stands_alone(text: str, degree: Degree) -> bool:
    """Whether the degree is all that stands between two separators, or is called one."""
    before, after = text[: degree.start].rstrip(), text[degree.end :].lstrip()
    called = bool(_LEVEL_PHRASE.search(text[degree.start : degree.end + 8]))
    chinese = not text[degree.start].isascii()
    return called or (
        chinese and (not before or before[-1] in "|｜/,，、;；·•") and (not after or after[0] in "|｜/,，、;；·•")
    )


def _note_schools(findings: Findings, line: Line) -> None:
    labelled = _SCHOOL_LABEL.search(line.text) if line.section in {"personal", "summary"} else None
    described = line.section == "personal" and any(find_degrees(line.text))
    if line.section != "education" and labelled is None and not described:
        return
    if line.section == "education" and _COURSES.match(line.text.strip()):
        return
    for start, end in find_schools(line.text):
        if labelled is None or start >= labelled.start():
            findings.add("schools", line.text[start:end], line.start + start, line.start + end)


def _note_majors(findings: Findings, line: Line) -> None:
    if line.section not in {"education", "personal", "summary"}:
        return
    label = _MAJOR_LABEL.search(line.text)
    if label and not _NO_MAJOR.search(label["zh"] or ""):
        group = "zh" if label["zh"] else "en"
        value = label[group].removesuffix("专业")
        findings.add("majors", value, line.start + label.start(group), line.start + label.start(group) + len(value))
        return
    schools = find_schools(line.text)
    if not schools and line.section != "education":
        return
    if word := _MAJOR_WORD.search(line.text, schools[0][1] if schools else 0):
        findings.add("majors", word["major"], line.start + word.start("major"), line.start + word.end("major"))
        return
    if not schools or _COURSES.search(line.text):
        return
    for token in _TOKEN.finditer(line.text):
        word_text = _DEGREE_AFTER.sub("", token[0].strip("()（）") if token[0][0] in "(（" else token[0])
        if not word_text:
            continue
        inside = any(start < token.end() and token.start() < end for start, end in schools)
        if (
            not inside
            and word_text[0] >= "\u4e00"
            and _MAJOR_ENDING.search(word_text)
            and not _NO_MAJOR.search(word_text)
        ):
            at = line.start + token.start() + token[0].index(word_text)
            findings.add("majors", word_text, at, at + len(word_text))


def _note_graduation(findings: Findings, now: date) -> None:
    """The last date of the last education after school; the first one is nobody's business."""
    years: list[tuple[int, int, int]] = []
    for line in findings.lines:
        if line.heading:
            continue
        label = _GRADUATION.search(line.text) if line.section in {"education", "personal", "summary"} else None
        if label is not None and label["class"]:
            years.append((int(label["class"]), line.start + label.start("class"), line.start + label.end()))
        elif label is not None and (point := next(find_points(line.text[label.end() : label.end() + 20]), None)):
            at = line.start + label.end()
            years.append((point.year, at + point.start, at + point.end))
        elif _has_dates_of_study(line):
            years += [(point[0], line.start + point[1], line.start + point[2]) for point in _last_dates(line.text)]
    years = [year for year in years if _EARLIEST <= year[0] <= now.year + _AHEAD_YEARS]
    if years:
        year, start, end = max(years)
        findings.add("graduation_year", str(year), start, end)


def _has_dates_of_study(line: Line) -> bool:
    if SECONDARY.search(line.text) or _COURSES.match(line.text.strip()):
        return False
    return line.section == "education" or (
        line.section == "personal" and bool(find_schools(line.text)) and any(find_degrees(line.text))
    )


def _last_dates(text: str) -> Iterator[tuple[int, int, int]]:
    periods = list(find_periods(text))
    for period in periods:
        if period.last is not None:
            yield period.last.year, period.last.start, period.last.end
    if not periods:
        # Where the first date was taken out, only the last one is left.
        points = list(find_points(text))
        if len(points) == 1:
            yield points[0].year, points[0].start, points[0].end

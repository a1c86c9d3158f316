"""Names of universities and colleges in a line."""

import re

# What may stand right before the name of a school, and what a name never holds.
_LEAD = re.compile(
    r"^(?:20\d{2}|毕业(?:院校|学校)?于?|就读于?|院校|学校|保送|考入|进入|我在|于|在|从|本科|硕士|博士|专科|[:：\-–—~至今月年)）(（.])+"
)
_CHINESE = re.compile(
    r"[\u4e00-\u9fff·]{2,16}?(?:大学(?!生|英语|城|物理|语文|数学|期间|四级|六级|本科|专科|学历)|学院(?!派|奖|路|学生会))"
)
_BRANCH = re.compile(
    r"(?:[（(][\u4e00-\u9fff]{2,6}[)）])|(?:深圳|珠海|威海|苏州|徐州|成都|城市|独立|国际|继续教育|远程|网络|中山|天河|之江|行知|科文|东方|博文|滨江|紫金|现代)"
    r"[\u4e00-\u9fff]{0,4}?(?:学院|校区|分校|研究生院)|(?:[\u4e00-\u9fff]{2,4}(?:分校|校区))"
)
_SHORTEST = 4
_NOT_A_NAME = re.compile(r"[的本该我]|期间|曾任|老师|教授")
_UNIT = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,8}(?:计算机|软件|信息|管理|经济|商|法|文|理|工|医|外国语|机械|电子|人文|数学|物理|化学|生命|新闻|艺术|材料)[\u4e00-\u9fff]{0,8})学院$"
)
_SMALL = r"(?:of|and|the|for|in|at|de|di|la|&)"
_NAME = r"[A-Z][A-Za-zÀ-ÿ.'’-]{0,30}"
_ENGLISH = re.compile(
    rf"(?:(?:The\s)?(?:University|College|Institute|School|Academy)\sof\s{_NAME}(?:(?:,?\s{_SMALL})?\s{_NAME}){{0,5}}"
    rf"|(?:{_NAME}\s(?:{_SMALL}\s)?){{1,5}}?(?:University|College|Polytechnic|Institute(?!\s+of)"
    rf"|Institute\sof\s{_NAME}|Business School|School of Economics)"
    rf"(?:\s(?:of|in|at)\s{_NAME}(?:\s(?:and\s)?{_NAME}){{0,3}}|\sLondon|\sDublin|\sCork)?"
    r"|ETH Zurich|\bMIT\b|\bUCLA?\b|\bUC\s[A-Z][a-z]+|\bLSE\b|\bNUS\b|\bNTU\b|\bCaltech\b"
    r"|École\s[A-Z][a-zé]+(?:\s[A-Z][a-zé]+)*)"
)
_ENGLISH_END = re.compile(
    r"\s+(?:BSc|MSc|BA|MA|BEng|MEng|PhD|MBA|BS|MS|Bachelor|Master|Doctor|Expected|GPA|First|Major"
    r"|Department|School (?=of)|Faculty|(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\b.*$"
)
_NO_ENGLISH = re.compile(r"High School|Secondary|Students?|Relations|^(?:Bachelor|Master|Doctor|B\.?Sc|M\.?Sc)")


def find_schools(text: str) -> list[tuple[int, int]]:
    """Where the names are; of a university and its school only the university is named."""
    spans: list[tuple[int, int]] = []
    for match in _CHINESE.finditer(text):
        start, end = match.span()
        if lead := _LEAD.match(text[start:end]):
            start += lead.end()
        name = text[start:end]
        # `中国科学院大学` holds the ending of a college, and has not ended there.
        if name.endswith("学院") and text[end : end + 2] == "大学":
            end += 2
            name = text[start:end]
        if spans and text[spans[-1][1] : start].strip() == "" and name.endswith("学院") and spans[-1][1] == start:
            if branch := _BRANCH.match(text, start):
                spans[-1] = (spans[-1][0], branch.end())
            continue
        if len(name) < _SHORTEST or _NOT_A_NAME.search(name) or (spans and _UNIT.match(name)):
            continue
        if branch := _BRANCH.match(text, end):
            end = branch.end()
        spans.append((start, end))
    for match in _ENGLISH.finditer(text):
        name = _ENGLISH_END.sub("", match[0])
        if not _NO_ENGLISH.search(name):
            spans.append((match.start(), match.start() + len(name)))
    return sorted(spans)

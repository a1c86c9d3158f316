"""Where a CV's person lives or wants to work."""

import re

from workers.documents.findings import Findings
from workers.documents.vocabulary import cities

_CURRENT = re.compile(
    r"(?:现居(?:住)?(?:地|城市|住址)?|现住(?:址|地)?|居住地|居住城市|目前所在地|所在地区?|所在城市"
    r"|当前城市|目前城市|常住地|现所在地|联系地址|通讯地址|地址|城市)\s*[:：\t ]?\s*(?=\S)"
    r"|(?:\b(?:current )?(?:location|city|address|residence)|based in|living in|located in|resident in)\s*[:：\t ]\s*",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"(?:期望|意向|目标|求职)(?:工作)?(?:城市|地点|地区|地)\s*[:：\t ]\s*|工作(?:地点|城市)\s*[:：\t ]\s*"
    r"|(?:preferred|target|desired) (?:location|city|work location)s?\s*[:：\t ]\s*|(?:willing to "
    r"relocate to|relocating to)\s*",
    re.IGNORECASE,
)
_OTHER_PLACE = re.compile(
    r"^[^\s,，;；|｜/、\d]{1,12}?(?:市|州|县|区)(?=$|[\s,，;；|｜/、\u4e00-\u9fff])"
    r"|^[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}(?=$|[,;|\t\n]|  )"
)
_CONTACT = re.compile(r"@|\+?\d[\d\s-]{8,}\d")
_FIELD = re.compile(r"[^|｜;；\t•·\n]+")
_PLACES = {"personal", "summary"}
_NEAR = 30
_TOP = 6


def find_location(findings: Findings) -> None:
    """Note the city where the person lives, else the one that is wanted; of an address never more than the city."""
    places = [line for line in findings.lines if line.section in _PLACES]
    for label in (_CURRENT, _WANTED):
        for line in places:
            for match in label.finditer(line.text):
                if _note(findings, line.text, line.start, match.end()):
                    return
    for number, line in enumerate(places):
        if line.section == "personal" and not line.heading and (_CONTACT.search(line.text) or number < _TOP):
            for field in _FIELD.finditer(line.text):
                term = next(cities().terms(field[0]), None)
                # A field that begins with a city, such as "London, UK"; not a company that is named for one.
                if term and not field[0][: term.start].strip() and re.match(r"市?\s*(?:$|[,，])", field[0][term.end :]):
                    at = line.start + field.start()
                    findings.add("location", term.name, at + term.start, at + term.end)
                    return


def _note(findings: Findings, text: str, line_start: int, at: int) -> bool:
    stated = re.split(r"[|｜;；\t]|  ", text[at : at + _NEAR])[0]
    if term := next(cities().terms(stated), None):
        return findings.add("location", term.name, line_start + at + term.start, line_start + at + term.end)
    if place := _OTHER_PLACE.match(stated):
        return findings.add("location", place[0], line_start + at, line_start + at + place.end())
    return False

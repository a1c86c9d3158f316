"""Certificates that CVs name: languages, professions, technology, trades."""

import re
from dataclasses import dataclass

from workers.documents.findings import Findings
from workers.documents.sections import Line

_SCORE = r"\s*[:：(（]?\s*(?:overall\s*|band\s*|score\s*(?:of\s*)?|总分\s*)?(?P<score>{0})?"
_FOUR = r"(?:[-\s]?4|四级)"
_SIX = r"(?:[-\s]?6|六级)"


@dataclass(frozen=True, slots=True)
class _Kind:
    """`name` with a score where one is given; the `language` that it shows. A `plain` name means other things too."""

    name: str
    pattern: re.Pattern[str]
    language: str | None = None
    plain: bool = False


def _kind(name: str, pattern: str, language: str | None = None, *, plain: bool = False) -> _Kind:
    return _Kind(name, re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])"), language, plain)


_KINDS: tuple[_Kind, ...] = (
    _kind(
        "CET-4",
        rf"(?:CET|cet){_FOUR}|(?:大学)?英语(?:CET)?[-\s]?(?:四级|4级)|(?:大学英语)?[（(]?四级[)）]?证书",
        "English",
    ),
    _kind(
        "CET-6",
        rf"(?:CET|cet){_SIX}|(?:大学)?英语(?:CET)?[-\s]?(?:四、|四/|四)?(?:六级|6级)|(?:大学英语)?[（(]?六级[)）]?证书",
        "English",
    ),
    _kind("TEM-4", r"TEM[-\s]?4|(?:英语)?专业四级|(?:英语)?专四", "English"),
    _kind("TEM-8", r"TEM[-\s]?8|(?:英语)?专业八级|(?:英语)?专八", "English"),
    _kind(
        "IELTS {score}",
        r"(?:IELTS|Ielts|雅思)(?:\sAcademic)?(?:成绩)?" + _SCORE.format(r"[4-9](?:\.[05])?(?:分)?"),
        "English",
    ),
    _kind(
        "TOEFL {score}",
        r"(?:TOEFL|Toefl|托福)(?:\siBT)?(?:成绩)?" + _SCORE.format(r"(?:1[01]\d|120|[5-9]\d)(?:分)?"),
        "English",
    ),
    _kind("TOEIC {score}", r"(?:TOEIC|托业)(?:成绩)?" + _SCORE.format(r"[3-9]\d{2}(?:分)?"), "English"),
    _kind(
        "BEC {score}",
        r"(?:BEC|商务英语)[\s]*(?P<score>(?:Higher|Vantage|Preliminary|高级|中级|初级))(?:证书)?",
        "English",
    ),
    _kind("PTE {score}", r"PTE(?:\sAcademic)?" + _SCORE.format(r"[3-9]\d"), "English"),
    _kind("GRE {score}", r"GRE" + _SCORE.format(r"3[0-4]\d")),
    _kind("GMAT {score}", r"GMAT" + _SCORE.format(r"[4-8]\d0")),
    _kind(
        "JLPT {score}",
        r"(?:JLPT|日本?语?能力(?:考)?试?|日语|日本语能力测试)\s*[-(（]?\s*(?P<score>N[1-5]|[一二三]级)",
        "Japanese",
    ),
    _kind(
        "TOPIK {score}",
        r"(?:TOPIK|韩语)\s*[-(（]?\s*(?:Level\s)?(?P<score>[1-6](?:级)?|[一二三四五六]级|I{1,2})",
        "Korean",
    ),
    _kind("HSK {score}", r"HSK\s*[-(（]?\s*(?:Level\s)?(?P<score>[1-6])", "Chinese (Mandarin)"),
    _kind("DELF {score}", r"(?:DELF|DALF)\s*(?P<score>[ABC][12])", "French"),
    _kind("TestDaF", r"TestDaF|德福", "German"),
    _kind("Goethe-Zertifikat {score}", r"Goethe-Zertifikat\s*(?P<score>[ABC][12])?", "German"),
    _kind("DELE {score}", r"DELE\s*(?P<score>[ABC][12])", "Spanish"),
    _kind(
        "普通话 {score}",
        r"普通话(?:水平)?(?:测试)?(?:等级)?[:：(（]?(?P<score>[一二三]级[甲乙]等)(?:证书)?",
        "Chinese (Mandarin)",
    ),
    _kind("CPA", r"CPA|[Cc]ertified [Pp]ublic [Aa]ccountant|注册会计师|注会", plain=True),
    _kind("ACCA", r"ACCA"),
    _kind(
        "CFA {score}",
        r"CFA(?:\s(?:[Ll]evel|[Ll]v\.?)?\s?(?P<score>I{1,3}|[1-3])|(?P<zh>[一二三]级))?(?:\s[Cc]harterholder)?",
    ),
    _kind("FRM", r"FRM", plain=True),
    _kind("CIMA", r"CIMA"),
    _kind("CMA", r"CMA", plain=True),
    _kind("初级会计师", r"初级会计(?:师|职称|专业技术资格)?(?:证书?)?|会计初级(?:职称)?"),
    _kind("中级会计师", r"中级会计(?:师|职称|专业技术资格)?(?:证书?)?|会计中级(?:职称)?"),
    _kind("高级会计师", r"高级会计师"),
    _kind("税务师", r"(?:注册)?税务师"),
    _kind("审计师", r"(?:中级|初级)审计师"),
    _kind("证券从业资格", r"证券(?:业)?从业(?:人员)?资格(?:证书?)?"),
    _kind("基金从业资格", r"基金(?:业)?从业(?:人员)?资格(?:证书?)?"),
    _kind("银行从业资格", r"银行(?:业)?从业(?:人员)?资格(?:证书?)?"),
    _kind("法律职业资格", r"(?:国家)?(?:统一)?法律职业资格(?:证书?)?|司法考试|法考"),
    _kind("PMP", r"PMP"),
    _kind("PRINCE2", r"PRINCE\s?2"),
    _kind("Certified ScrumMaster", r"CSM|Certified Scrum\s?Master"),
    _kind("ITIL", r"ITIL(?:\s?v?[34])?(?:\sFoundation)?"),
    _kind("Six Sigma {score}", r"(?:(?:Lean )?Six Sigma|六西格玛)\s?(?P<score>(?:Green|Black|Yellow) Belt|[绿黑黄]带)"),
    _kind("CISSP", r"CISSP"),
    _kind("CISA", r"CISA"),
    _kind("CISM", r"CISM"),
    _kind("CISP", r"CISP"),
    _kind("CompTIA {score}", r"CompTIA\s(?P<score>Security\+?|Network\+?|A\+?)\+?"),
    _kind("CCNA", r"CCNA"),
    _kind("CCNP", r"CCNP"),
    _kind("CCIE", r"CCIE"),
    _kind("HCIA", r"HCIA"),
    _kind("HCIP", r"HCIP"),
    _kind("HCIE", r"HCIE"),
    _kind("RHCE", r"RHCE"),
    _kind("RHCSA", r"RHCSA"),
    _kind("OCP", r"OCP", plain=True),
    _kind("CKA", r"CKA|Certified Kubernetes Administrator"),
    _kind("CKAD", r"CKAD"),
    _kind(
        "AWS Certified {score}",
        r"AWS Certified\s(?P<score>(?:Cloud Practitioner|Solutions Architect|Developer|SysOps "
        r"Administrator|DevOps Engineer|Data Engineer"
        r"|Machine Learning|Security)(?:\s?[-–—]?\s?(?:Associate|Professional|Specialty))?)",
    ),
    _kind(
        "Azure {score}",
        r"(?:Microsoft Certified: )?Azure\s(?P<score>Fundamentals|Administrator Associate"
        r"|Solutions Architect Expert|Developer Associate)",
    ),
    _kind("软考 {score}", r"软考\s*[-—:：(（]?\s*(?:(?P<score>高级|中级|初级))?"),
    _kind("系统架构设计师", r"系统架构设计师"),
    _kind("信息系统项目管理师", r"信息系统项目管理师|高项"),
    _kind("系统集成项目管理工程师", r"系统集成项目管理工程师"),
    _kind("软件设计师", r"软件设计师"),
    _kind("网络工程师（软考）", r"网络工程师[（(]软考[)）]"),
    _kind(
        "计算机等级考试 {score}",
        r"(?:全国)?计算机(?:等级(?:考试)?)?(?P<score>[一二三四]级)(?:证书)?|NCRE[-\s]?(?P<other>[1-4])",
    ),
    _kind(
        "教师资格证 {score}",
        r"(?P<score>幼儿园|小学|初中|初级中学|高中|高级中学|高校|高等学校)?(?:语文|数学|英语|物理|化学)?教师资格证?(?:书)?",
    ),
    _kind("心理咨询师", r"(?:国家)?(?:[二三]级)?心理咨询师"),
    _kind(
        "人力资源管理师 {score}", r"(?:企业)?(?P<score>[一二三四]级)?人力资源管理师(?P<after>[（(]?[一二三四]级[)）]?)?"
    ),
    _kind("经济师", r"(?:中级|初级|高级)经济师"),
    _kind("建造师 {score}", r"(?P<score>[一二]级)(?:注册)?建造师|(?P<other>[一二]建)"),
    _kind("造价工程师", r"(?:[一二]级|注册)?造价(?:工程)?师"),
    _kind("监理工程师", r"(?:注册)?监理工程师"),
    _kind("安全工程师", r"(?:中级|注册)安全工程师"),
    _kind("消防工程师", r"(?:一级|注册)消防工程师"),
    _kind("执业医师", r"执业(?:助理)?医师(?:资格证?书?)?"),
    _kind("护士执业资格", r"护士(?:执业)?资格证?书?|护士执业证书?"),
    _kind("执业药师", r"执业药师"),
    _kind("健康管理师", r"健康管理师"),
    _kind("营养师", r"(?:公共)?营养师"),
    _kind("导游证", r"导游(?:资格)?证"),
    _kind("电工证", r"(?:低压|高压|高级|中级)?电工(?:操作)?证"),
    _kind("焊工证", r"焊工(?:操作)?证"),
    _kind("叉车证", r"叉车(?:操作)?证"),
    _kind(
        "驾照 {score}",
        r"(?P<score>[ABC][12])\s?(?:驾驶证|驾照|驾驶执照|照)|(?:驾驶证|驾照)\s*[:：(（]?\s*(?P<other>[ABC][12])",
    ),
    _kind("Driving licence", r"(?:[Ff]ull\s(?:UK\s)?)?[Dd]riv(?:ing|er['’]?s?)\s[Ll]icen[cs]e|驾驶证|驾照"),
    _kind("SHRM-CP", r"SHRM-S?CP"),
    _kind("CIPD {score}", r"CIPD(?:\s[Ll]evel\s(?P<score>[357]))?"),
    _kind("TEFL", r"TEFL|TESOL|CELTA"),
    _kind("PGCE", r"PGCE"),
    _kind("NEBOSH", r"NEBOSH"),
    _kind("Google Analytics Certification", r"Google Analytics (?:Certification|Certified|Individual Qualification)"),
)
_LISTED = re.compile(r"[^\n,，、;；|｜•·\t]+")
_A_CERTIFICATE = re.compile(
    r"[\u4e00-\u9fff]{2,16}(?:资格证书|资格证|证书|执业证|操作证|上岗证|技师|认证)|(?:[A-Z][\w+-]{0,30}\s(?:(?:in|of|for)\s)?){1,6}(?:Certificate|Certification|Certified|Licence|License|Diploma)"
)
_NO_CERTIFICATE = re.compile(r"荣誉|获奖|奖学金|优秀|健康证|身份|毕业证|学位证|获得|多项|相关")


def find_certificates(findings: Findings) -> None:
    """Note the certificates, and the languages that some of them show."""
    for line in findings.lines:
        taken = _known(findings, line)
        if line.section == "certificates" and not line.heading:
            for item in _LISTED.finditer(line.text):
                found = _A_CERTIFICATE.search(item[0])
                if found is None or _NO_CERTIFICATE.search(item[0]):
                    continue
                start, end = item.start() + found.start(), item.start() + found.end()
                if not any(start < last and first < end for first, last in taken):
                    findings.add("certificates", found[0], line.start + start, line.start + end)


def _known(findings: Findings, line: Line) -> list[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    for kind in _KINDS:
        if kind.plain and line.section in {"experience", "internship", "projects"}:
            continue
        for match in kind.pattern.finditer(line.text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            findings.add("certificates", _named(kind, match), line.start + start, line.start + end)
            if kind.language is not None:
                findings.add("languages", kind.language, line.start + start, line.start + end)
    return taken


def _named(kind: _Kind, match: re.Match[str]) -> str:
    groups = [value for value in match.groupdict().values() if value]
    score = groups[0].strip("（）()分").strip() if groups else ""
    return kind.name.replace("{score}", score).strip()

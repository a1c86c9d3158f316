"""How CVs word what is protected, in Chinese and English, as patterns."""

import re

_NATIONS = (
    "汉蒙古回藏维吾尔苗彝壮布依朝鲜满侗瑶白土家哈尼哈萨克傣黎傈僳佤畲高山拉祜水东乡纳西景颇柯尔克孜土达斡尔仫佬羌布朗撒拉毛南仡佬锡伯"
    "阿昌普米塔吉克怒乌孜别克俄罗斯鄂温克德昂保安裕固京塔塔尔独龙鄂伦春赫哲门巴珞巴基诺"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_SEX = r"(?:男性?|女性?|(?:fe)?male\b|man\b|woman\b|non-?binary|other\b|[mf]\b|♂|♀)"
_DATE = (
    rf"(?:(?:19|20)\d{{2}}\s?[年./\-]\s?\d{{1,2}}(?:\s?[月./\-]\s?\d{{1,2}}\s?日?|\s?月)?|(?:19|20)\d{{2}}\s?年?"
    rf"|\d{{1,2}}\s?[./\-]\s?\d{{1,2}}\s?[./\-]\s?\d{{2,4}}|\d{{1,2}}\s?[./]\s?(?:19|20)\d{{2}}|\d{{8}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s\d{{4}}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|{_MONTH}\s\d{{4}})"
    r"(?:\s?[(（][^()（）\n]{1,12}[)）])?"
)
_AGE = r"(?:[1-7]\d\s?(?:周?岁|years?(?:\s|-)old|yrs?(?:\s|-)old|y/o)?(?!\d))"
_NATION = rf"(?:[{_NATIONS}]{{1,4}}族|[汉回满壮苗藏蒙彝侗瑶白傣黎](?![\u4e00-\u9fff]))"
_MARRIED = (
    r"(?:(?:已婚|未婚|离婚|离异|丧偶|单身|再婚)(?:[,，、/]?(?:已|未|无|有)(?:育|孩|子女))?|已育|未育|single\b|married\b|divorced\b"
    r"|widow(?:ed)?\b|separated\b|engaged\b|是|否|yes\b|no\b)"
)
_PARTY = (
    r"(?:中国共产党党员|中共正式党员|中共预备党员|中共党员|正式党员|预备党员|共产党员|中国共青团员|共青团员|共青团|团员|党员|群众|无党派人士|无党派"
    r"|民主党派|(?:民盟|民建|民进|农工党|致公党|九三学社|台盟)(?:盟员|会员|党员|社员|成员)?)"
)
_SIZE = (
    r"(?:[12]\s?[.米m]\s?\d{1,2}\s?(?:m|米)?|\d{2,3}(?:\.\d)?\s?(?:cm|kg|厘米|公分|公斤|千克|斤|lbs?|pounds)?"
    r"|\d\s?['’]\s?\d{1,2}[\"”]?)"
)
_HEALTH = r"(?:非常|十分|身体)?(?:良好|健康|优秀|很好|好|一般|正常|excellent|very good|good|healthy|fair|normal)"
_NUMBER = r"[A-Za-z]?[\dXx*＊]{6,20}"
_FREE = (
    r"[^\n\t|｜;；，。,]{1,60}?(?=$|[\n\t|｜;；，。,]|\s{2,}|[ ]*[（(]|\s+[\u4e00-\u9fff]{2,6}\s?[:：]"
    r"|\s+[A-Z][A-Za-z]+(?:\s[A-Za-z]+){0,3}\s?[:：])"
)
# Where a label begins that is an English word of other uses too.
_ALONE = r"(?:^|(?<=[|｜,;；，\t(])|(?<=[|｜,;；，•·] )|(?<=  ))"
_NO_COLON = r"(?:[ \t]*[:：]{1,2}[ \t]*|[ \t]+|[ \t]*\n[ \t]*)"
_COLON = r"(?:[ \t]*[:：]{1,2}[ \t]*\n?[ \t]*)"
_WIDE = r"(?:[ \t]*\t[ \t]*|[ ]{2,})"


def _spaced(labels: str) -> str:
    """Alternatives of Chinese labels whose characters may stand apart, as in `性 别`."""
    return "|".join(r"[ \t]*".join(label) for label in labels.split())


def _labelled(chinese: str, english: str, value: str, *, closed: bool = False) -> tuple[re.Pattern[str], ...]:
    """A label and a value of a known kind; or, after a colon and unless `closed`, any value at all."""
    names = [_spaced(chinese)] + ([rf"{_ALONE}(?:{english})"] if english else [])
    known = rf"(?:{'|'.join(names)}){_COLON}(?:{value})(?![A-Za-z0-9])"
    other = rf"|(?:{'|'.join(names)})[ \t]*[:：](?:[ \t]*{_FREE})?"
    either = "|".join([_spaced(chinese), *([rf"\b(?:{english})"] if english else [])])
    return (
        re.compile(known if closed else known + other, re.IGNORECASE | re.MULTILINE),
        re.compile(rf"(?<![\u4e00-\u9fff])(?:{either}){_NO_COLON}(?:{value})(?![\w\u4e00-\u9fff])", re.IGNORECASE),
    )


def _open(chinese: str, english: str) -> tuple[re.Pattern[str], ...]:
    """A label whose value may be anything, after a colon or a wide space."""
    names = [rf"(?<![\u4e00-\u9fff])(?:{_spaced(chinese)})"] if chinese else []
    names += [rf"\b(?:{english})"] if english else []
    either = "|".join(names)
    return (
        re.compile(rf"(?:{either})[ \t]*[:：](?:[ \t]*\n?[ \t]*{_FREE})?", re.IGNORECASE | re.MULTILINE),
        re.compile(rf"^[ \t]*(?:{either}){_WIDE}{_FREE}", re.IGNORECASE | re.MULTILINE),
        re.compile(rf"(?<=[\t|｜  ])(?:{either})\t{_FREE}", re.IGNORECASE | re.MULTILINE),
    )


LABELS: tuple[re.Pattern[str], ...] = (
    *_labelled("性别", r"gender(?: identity)?|sex|pronouns", rf"{_SEX}|(?:she|he|they)\s?/\s?(?:her|him|them)s?"),
    *_labelled(
        "出生年月日 出生年月 出生日期 出生时间 出生年份 出生 生日 生辰",
        r"date of birth|d\.?\s?o\.?\s?b\.?|birth\s?date|birth\s?day|year of birth|born(?: on| in)?",
        _DATE,
    ),
    *_labelled("年龄 周岁", r"age", _AGE),
    *_labelled("民族 族别", r"ethnicity|ethnic (?:group|origin)|race", _NATION),
    *_labelled(
        "婚姻状况 婚姻状态 婚姻情况 婚育状况 婚育情况 生育状况 婚姻 婚否 婚育", r"marital status|civil status", _MARRIED
    ),
    *_labelled("政治面貌 政治身份 党派", r"political (?:status|affiliation|party|views?)|party membership", _PARTY),
    *_labelled("身高", r"height", _SIZE),
    *_labelled("体重", r"weight", _SIZE),
    *_labelled(
        "健康状况 身体状况 健康情况 健康", r"health(?: status| condition)?|state of health", _HEALTH, closed=True
    ),
    *_labelled("视力", r"eyesight", r"[\d.]+|正常|良好"),
    *_labelled(
        "入学时间 入学年份 入学日期 入学年月 入学",
        r"(?:enrol(?:l)?ment|admission|entrance|matriculation) (?:date|year)",
        _DATE,
    ),
    *_labelled(
        "身份证号码 身份证号 身份证 护照号码 护照号 证件号码 证件号",
        r"passport(?: no\.?| number)?|(?:national )?id(?: card)? (?:no\.?|number)|identity card(?: no\.?| number)?"
        r"|social security (?:no\.?|number)|ssn",
        _NUMBER,
    ),
    *_open(
        "籍贯 户口所在地 户籍所在地 户口性质 户籍地址 户籍地 户籍 户口 出生地 出生地点 生源地 祖籍 "
        "老家 国籍 宗教信仰 宗教 血型 星座 属相 生肖 "
        "残疾情况 残疾状况 是否残疾 病史 照片 性取向 子女情况 子女状况 家庭成员 家庭状况",
        r"nationality|nationalities|citizenship|religion|religious (?:belief|affiliation)s?|place "
        r"of birth|birth\s?place"
        r"|home\s?town|native place|country of origin|hukou|blood (?:type|group)|zodiac(?: sign)?|star sign"
        r"|disabilit(?:y|ies)(?: status)?|sexual orientation|photo(?:graph)?"
        r"|caste|spouse|children|dependants|dependents|medical (?:history|conditions?)|maiden name",
    ),
)
"""Labels with what they say."""

PHRASES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX](?![\dA-Z])",
        r"(?:现年|今年|年满|年龄|芳龄)\s?(?:为|约)?\s?[1-7]\d\s?周?岁?(?!\d|年|月|\.)",
        r"(?<!\d|[-~～至])[1-7]\d\s?周?岁(?!以|及|的?(?:儿童|用户|人群|老人|青年|学生|孩子))",
        r"\b[1-7]\d(?:\s|-)years?(?:\s|-)old\b|\b[1-7]\d\s?y/o\b|\b(?:aged?|age of)\s[1-7]\d\b",
        rf"\b(?:i was )?born (?:in|on)(?: the)? {_DATE}(?: in [A-Z][a-z]+(?: [A-Z][a-z]+)?)?",
        rf"(?:出生于|生于)\s?(?:{_DATE}|[\u4e00-\u9fff]{{2,8}})",
        rf"{_DATE}\s?(?:出生|生)(?![产活成命态物涯])",
        r"(?<!\d)(?:[67890]0|[67890]5)后(?![\u4e00-\u9fff]?(?:用户|市场|消费|客|群|员工))",
        r"中国共产党党员|中共(?:正式|预备)?党员|共青团员|预备党员|(?:加入|入)(?:了)?中国共产党",
        r"已婚已育|已婚未育|未婚未育|已婚|未婚(?!夫|妻)|离异",
        r"(?<![\u4e00-\u9fff])汉族(?![\u4e00-\u9fff])",
        r"身体健康|无(?:重大)?(?:疾病|病史)",
    )
)
"""What is protected wherever it stands."""

BARE = re.compile(
    rf"男性?|女性?|(?:fe)?male|[1-7]\d\s?周?岁|[1-7]\d (?:years|yrs) old|[{_NATIONS}]{{1,4}}族"
    rf"|已婚.{{0,4}}|未婚.{{0,4}}|离异|married"
    rf"|divorced|widowed|{_PARTY}|[他她]|(?:she|he|they)\s?/\s?(?:her|him|them)s?|1[4-9]\d\s?cm|[3-9]\d\s?kg"
    r"|[\u4e00-\u9fff]{1,3}座|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|[ABO]型血?|AB型血?",
    re.IGNORECASE,
)
"""What is protected when it is all that stands between two separators."""

BARE_IN_HEADER = re.compile(
    rf"single|{_DATE}\s?(?:出生|生)|[\u4e00-\u9fff]{{2,8}}人|(?:chinese|british|american|indian|canadian|australian|german"
    r"|french|japanese|korean|singaporean|malaysian)(?: citizen| national)?|non-?binary",
    re.IGNORECASE,
)
"""The same, among the personal data at the top."""

DATE_OF_MONTH = re.compile(r"(?:19|20)\d{2}\s?[年./\-]\s?\d{1,2}(?:\s?[月./\-]\s?\d{1,2}\s?日?|\s?月)?生?")
BIRTH_DATE = re.compile(rf"{_DATE}生?", re.IGNORECASE)
PICTURE = re.compile(
    r"[\[【(（]?\s*(?:照\s*片|一寸照|证件照|photo(?:graph)?|贴照片处|个人照片)\s*[\]】)）]?", re.IGNORECASE
)
SCHOOLING = re.compile(
    r"大学|学院|本科|硕士|博士|大专|专科|高中|中学|university|college|institute|bachelor|master|ph\.?d|\bb\.?sc|\bm\.?sc",
    re.IGNORECASE,
)
SECONDARY = re.compile(
    r"高中|中学|(?<![\u4e00-\u9fff])\S{1,8}[一二三四五六七八九十]中(?![\u4e00-\u9fff])|中专|职高|职业高中|技校|小学|初中"
    r"|high school|secondary|grammar school|a[- ]levels?|gcse|sixth form",
    re.IGNORECASE,
)

"""What the columns of a file mean: which are read, which are unknown, and which are refused unseen."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Localized
from chalicelib.imports.file_errors import unusable

Field = Literal[
    "name",
    "email",
    "phone",
    "external_id",
    "language",
    "source",
    "summary",
    "education_level",
    "schools",
    "majors",
    "graduation_year",
    "years_of_experience",
    "skills",
    "languages",
    "certificates",
    "location",
]
FIELDS: tuple[Field, ...] = get_args(Field)
Attribute = Literal[
    "age",
    "birth_date",
    "gender",
    "ethnicity",
    "nationality",
    "marital_status",
    "family",
    "native_place",
    "religion",
    "political_status",
    "health",
    "photo",
    "id_number",
]

_NAMES: dict[Field, str] = {
    "name": "name fullname candidatename candidate 姓名 名字 候选人 候选人姓名 应聘者姓名 学生姓名 员工姓名 中文名",
    "email": "email emailaddress mail 邮箱 电子邮件 电子邮箱 邮箱地址 邮件 电邮 联系邮箱",
    "phone": "phone phonenumber telephone tel mobile mobilephone mobilenumber cell cellphone 手机 手机号 手机号码 电话 "
    "电话号码 联系电话 联系方式 移动电话 联系手机",
    "external_id": "externalid id candidateid employeeid employeenumber studentid studentnumber applicantid 编号 学号 "
    "工号 外部编号 候选人编号 人员编号 员工编号 员工号 应聘编号 考生号",
    "education_level": "education educationlevel degree highestdegree highesteducation 学历 最高学历 教育程度 学位 "
    "学历层次 文化程度",
    "schools": "school schools university college almamater 学校 毕业院校 毕业学校 院校 就读院校 学校名称 大学",
    "majors": "major majors fieldofstudy 专业 所学专业 专业名称 就读专业",
    "graduation_year": "graduationyear yearofgraduation graduated graduation graduationdate 毕业年份 毕业时间 毕业年 "
    "毕业日期 毕业届别 届别",
    "years_of_experience": "experience experienceyears yearsofexperience workexperienceyears workingyears 工作年限 "
    "工作年数 工作经验 工作经验年限 工龄 经验年限",
    "skills": "skill skills keyskills 技能 专业技能 技能标签 掌握技能 技术栈",
    "languages": "languages spokenlanguages languageskills foreignlanguages 语言 外语 语言能力 外语能力 掌握语言 语种",
    "certificates": "certificate certificates certification certifications 证书 资格证书 职业证书 所获证书",
    "location": "location city currentlocation currentcity residence 现居地 所在城市 现居住地 所在地 城市 居住地 "
    "现居城市 当前所在地",
    "source": "source channel applicationsource 来源 渠道 简历来源 来源渠道 招聘渠道 应聘渠道",
    "language": "language interviewlanguage 面试语言",
    "summary": "summary profile about selfassessment introduction 简介 自我评价 个人简介 自我介绍 个人评价 个人总结",
}
_KNOWN: dict[str, Field] = {name: field for field, names in _NAMES.items() for name in names.split()}

_REFUSED_PARTS: dict[str, Attribute] = {
    "年龄": "age",
    "岁数": "age",
    "出生地": "native_place",
    "出生": "birth_date",
    "生日": "birth_date",
    "性别": "gender",
    "民族": "ethnicity",
    "国籍": "nationality",
    "婚姻": "marital_status",
    "婚否": "marital_status",
    "婚育": "marital_status",
    "已婚": "marital_status",
    "生育": "family",
    "子女": "family",
    "籍贯": "native_place",
    "户口": "native_place",
    "户籍": "native_place",
    "生源地": "native_place",
    "祖籍": "native_place",
    "宗教": "religion",
    "信仰": "religion",
    "政治面貌": "political_status",
    "党员": "political_status",
    "党派": "political_status",
    "健康": "health",
    "残疾": "health",
    "身高": "health",
    "体重": "health",
    "血型": "health",
    "照片": "photo",
    "相片": "photo",
    "头像": "photo",
    "身份证": "id_number",
    "证件号": "id_number",
    "护照": "id_number",
    "dateofbirth": "birth_date",
    "birthdate": "birth_date",
    "idnumber": "id_number",
    "idcard": "id_number",
    "nationalid": "id_number",
    "nativeplace": "native_place",
    "placeofbirth": "native_place",
    "politicalstatus": "political_status",
    "maritalstatus": "marital_status",
}
_REFUSED_WORDS: dict[str, Attribute] = {
    "age": "age",
    "dob": "birth_date",
    "birth": "birth_date",
    "birthday": "birth_date",
    "sex": "gender",
    "gender": "gender",
    "ethnicity": "ethnicity",
    "ethnic": "ethnicity",
    "race": "ethnicity",
    "nationality": "nationality",
    "citizenship": "nationality",
    "marital": "marital_status",
    "married": "marital_status",
    "children": "family",
    "pregnant": "family",
    "pregnancy": "family",
    "hometown": "native_place",
    "hukou": "native_place",
    "birthplace": "native_place",
    "religion": "religion",
    "religious": "religion",
    "political": "political_status",
    "party": "political_status",
    "disability": "health",
    "disabled": "health",
    "health": "health",
    "photo": "photo",
    "photograph": "photo",
    "avatar": "photo",
    "ssn": "id_number",
    "passport": "id_number",
}
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_MAX_HEADER_CHARS = 200
_MAX_LISTED = 1_000
_IDENTITIES: tuple[Field, ...] = ("external_id", "email", "phone")


class Columns:
    """The columns of one file. `used`, `ignored` and `refused` say what became of each header that was met.

    `mapping` is the tenant's own, from header to field; it wins over the known names, but not over a refusal.
    InvalidInput `invalid_mapping` tells which of its entries cannot be.
    """

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self.used: dict[Field, str] = {}
        self.ignored: list[str] = []
        self.refused: dict[str, Attribute] = {}
        self._own = _checked(mapping or {})
        self._met: dict[str, Field | None] = {}

    def recognised(self, cells: Sequence[str]) -> set[Field]:
        """The fields that a row would have as a header; nothing is noted."""
        return {field for cell in cells if cell and (field := self._meaning(cell))}

    def use(self, cells: Sequence[str]) -> list[tuple[int, Field]]:
        """Take a row as the header: the places of the columns that are read. The first of two alike is.

        InvalidInput `no_name_column` or `no_identity_column` where no row could become a candidate.
        """
        ranked = sorted(range(len(cells)), key=lambda at: _key(cells[at]) not in self._own)
        places: list[tuple[int, Field]] = []
        for at in ranked:
            if not cells[at].strip():
                continue
            field = self.field_of(cells[at])
            if field and field not in (taken for _, taken in places):
                places.append((at, field))
            elif field:
                self.ignored.append(_shown(cells[at]))
        found = {field for _, field in places}
        if "name" not in found:
            raise unusable("no_name_column")
        if not found.intersection(_IDENTITIES):
            raise unusable("no_identity_column")
        return sorted(places)

    def field_of(self, header: str) -> Field | None:
        """The field that `header` stands for, noting what becomes of it; None where its values are not read."""
        header = header[:_MAX_HEADER_CHARS]
        if header in self._met:
            return self._met[header]
        field = self._meaning(header)
        if len(self._met) >= _MAX_LISTED:
            return field
        self._met[header] = field
        if field:
            self.used.setdefault(field, _shown(header))
        elif attribute := refused_attribute(header):
            self.refused[_shown(header)] = attribute
        else:
            self.ignored.append(_shown(header))
        return field

    def _meaning(self, header: str) -> Field | None:
        key = _key(header)
        return self._own.get(key) or _KNOWN.get(key)


def refused_attribute(header: str) -> Attribute | None:
    """The protected attribute that a column of this name holds."""
    key = _key(header)
    if key in _KNOWN:
        return None
    for part, attribute in _REFUSED_PARTS.items():
        if part in key:
            return attribute
    words = (word.casefold() for word in _WORD.findall(_outside_brackets(header)))
    return next((_REFUSED_WORDS[word] for word in words if word in _REFUSED_WORDS), None)


def _checked(mapping: Mapping[str, str]) -> dict[str, Field]:
    faults: list[tuple[str, Localized]] = []
    own: dict[str, Field] = {}
    fields: dict[str, Field] = {field: field for field in FIELDS}
    for header, wanted in mapping.items():
        pointer = "/" + header.replace("~", "~0").replace("/", "~1")
        if attribute := refused_attribute(header):
            told = Localized(en=f"Columns about this are not read: {attribute}.", zh=f"不读取此类列：{attribute}。")
            faults.append((pointer, told))
        elif wanted not in fields:
            faults.append((pointer, Localized(en="There is no such field.", zh="没有这个字段。")))
        else:
            own[_key(header)] = fields[wanted]
    if faults:
        text = Localized(en="Some columns cannot be mapped this way.", zh="部分列无法这样映射。")
        raise InvalidInput("invalid_mapping", text, tuple(faults))
    return own


def _key(header: str) -> str:
    """What is left of a header when case, width, spaces, punctuation and remarks in brackets do not count."""
    return "".join(character for character in _outside_brackets(header).casefold() if character.isalnum())


def _outside_brackets(header: str) -> str:
    text = unicodedata.normalize("NFKC", header[:_MAX_HEADER_CHARS])
    outside = _BRACKETED.sub(" ", text)
    return outside if any(character.isalnum() for character in outside) else text


def _shown(header: str) -> str:
    return " ".join(header.split())[:_MAX_HEADER_CHARS].encode("utf-8", "replace").decode()

"""The sections of a CV: which lines stand under which heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Section = Literal[
    "personal",
    "summary",
    "education",
    "experience",
    "internship",
    "projects",
    "skills",
    "languages",
    "certificates",
    "other",
]

_NAMES: dict[Section, str] = {
    "personal": "个人信息 基本信息 个人资料 基本资料 联系方式 个人简历 简历 personal_information "
    "personal_details contact "
    "contact_information contact_details curriculum_vitae resume cv personal_data",
    "summary": "自我评价 个人简介 个人评价 个人优势 自我介绍 个人总结 个人概况 职业概述 核心优势 "
    "求职意向 求职目标 职业目标 期望工作 "
    "求职期望 自我描述 个人概述 职业概况 summary profile about about_me professional_summary career_summary objective "
    "career_objective personal_statement personal_profile executive_summary highlights professional_profile",
    "education": "教育背景 教育经历 教育 学历 教育信息 学习经历 学历背景 教育情况 学术背景 "
    "教育与培训 教育及培训 education "
    "academic_background educational_background education_and_training education_background academic_qualifications "
    "academic_history qualifications education_and_qualifications",
    "experience": "工作经历 工作经验 职业经历 工作背景 任职经历 从业经历 工作履历 职业履历 "
    "work_experience experience employment "
    "professional_experience employment_history work_history career_history relevant_experience "
    "professional_background",
    "internship": "实习经历 实习经验 实习 实践经历 实习与实践 实习实践 internship internships internship_experience",
    "projects": "项目经历 项目经验 项目 主要项目 科研经历 科研项目 研究经历 项目介绍 projects "
    "project_experience selected_projects "
    "personal_projects key_projects research research_experience side_projects",
    "skills": "专业技能 技能 技能特长 掌握技能 技术栈 技能清单 IT技能 技术能力 个人技能 核心技能 "
    "职业技能 工作技能 专业能力 技能标签 "
    "专业特长 技能与特长 技能专长 技能与语言 技能和语言 技能与工具 技术技能 技术特长 skills "
    "technical_skills core_skills "
    "key_skills professional_skills "
    "skills_and_tools core_competencies competencies technologies tech_stack skills_and_languages "
    "technical_proficiencies "
    "skills_and_technologies tools expertise areas_of_expertise technical_expertise computer_skills it_skills "
    "skills_and_interests skills_and_certifications skills_and_certificates",
    "languages": "语言能力 语言 外语水平 语言技能 外语能力 语言水平 外语 languages language "
    "language_skills language_proficiency "
    "foreign_languages spoken_languages",
    "certificates": "证书 资格证书 获得证书 职业资格 资质证书 证书资质 所获证书 技能证书 "
    "技能与证书 技能及证书 专业证书 职业证书 资格认证 "
    "认证 语言与证书 语言及证书 证书与语言 certificates certifications certification licenses licences "
    "licenses_and_certifications licences_and_certifications certifications_and_licenses professional_certifications "
    "qualifications_and_certifications professional_qualifications certificates_and_languages",
    "other": "荣誉奖项 获奖情况 荣誉 奖项 所获荣誉 获奖经历 荣誉证书 校园经历 在校经历 学生工作 "
    "社会实践 兴趣爱好 爱好 兴趣 培训经历 "
    "论文 发表论文 专利 志愿者经历 志愿服务 推荐人 附件 其他 其他信息 社团经历 校内经历 个人作品 "
    "作品集 awards honors honours "
    "awards_and_honors honors_and_awards awards_and_honours interests hobbies hobbies_and_interests references "
    "publications patents volunteering volunteer_experience activities extracurricular_activities "
    "additional_information "
    "portfolio training memberships other interests_and_hobbies leadership",
}
_SECTIONS: dict[str, Section] = {
    name.replace("_", " "): section for section, names in _NAMES.items() for name in names.lower().split()
}
_DECORATION = re.compile(r"^[^\w]+|[^\w]+$")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十\d][）)]|\d{1,2}[、.．])\s*")
_LETTER_SPACED = re.compile(r"(?:\w )+\w")
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z][a-z &/]*")
_LABELLED = re.compile(r"^([^:：\t]{2,40}?)\s*([:：\t])[ \t]*(?=\S)")
_YEARS = re.compile(r"(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八九十]{1,3})\s*\+?\s*(?:年|years?)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:&|/|\+)\s*")
_MAX_HEADING = 40
_MAX_LINE = 1000
# A row such as "Education<tab>Bachelor" is a label and its value; a longer one is a heading at the left margin.
_LABEL_ROW = 15


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the part of it after a heading; `start` counts characters of the whole text."""

    text: str
    start: int
    section: Section
    heading: bool = False

    @property
    def end(self) -> int:
        """Where the line ends in the whole text."""
        return self.start + len(self.text)


def lines_of(text: str) -> list[Line]:
    """The lines of a CV that are not empty. What stands before the first heading is `personal`."""
    lines: list[Line] = []
    section: Section = "personal"
    for at, row in _rows(text):
        if row.strip():
            if named := heading(row):
                section = named
                lines.append(Line(row, at, section, heading=True))
            elif (
                (label := _LABELLED.match(row))
                and (named := heading(label[1]))
                and not _is_value(row, label.end(), section, named)
            ):
                rest = row[label.end() :]
                if label[2] == "\t" and len(rest) > _LABEL_ROW:
                    section = named
                lines.append(Line(row[: label.end()], at, named, heading=True))
                lines.append(Line(rest, at + label.end(), named))
            else:
                lines.append(Line(row, at, section))
    return lines


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Rows and their places; long ones in pieces, so that no pattern ever has much to search."""
    at = 0
    for row in text.split("\n"):
        for piece in range(0, len(row), _MAX_LINE):
            yield at + piece, row[piece : piece + _MAX_LINE]
        at += len(row) + 1


def _is_value(row: str, at: int, section: Section, named: Section) -> bool:
    """Whether a label has its own value, as in `工作经验：9年`, or names a group of skills: `Languages: Python`."""
    group = section == "skills" and named in {"skills", "languages", "certificates", "other"}
    return group or bool(_YEARS.match(row, at))


def heading(row: str) -> Section | None:
    """The section that the row is the heading of, in either language or in both."""
    if len(row) > _MAX_HEADING:
        return None
    name = _DECORATION.sub("", _NUMBERING.sub("", _DECORATION.sub("", row))).lower()
    if _LETTER_SPACED.fullmatch(name):
        name = name.replace(" ", "")
    name = " ".join(_AND.sub(" and ", name).split())
    if found := _SECTIONS.get(name):
        return found
    chinese = "".join(_IDEOGRAPHS.findall(name)).replace("和", "与")
    other = _DECORATION.sub("", _IDEOGRAPHS.sub("", name)).strip()
    if chinese and (not other or _LATIN.fullmatch(other)):
        return _SECTIONS.get(chinese)
    return None

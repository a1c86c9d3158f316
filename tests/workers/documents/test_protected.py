"""What must not bear on a decision is taken out of a CV, and nothing else."""

import pytest

from tests.workers.documents.cvs import CVS, SampleCv
from workers.documents.protected import without_protected


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "姓名：张三  性别：男  出生年月：1998.03  民族：汉  婚姻状况：未婚\n籍贯：山东 政治面貌：党员\n电话：138",
            "姓名：张三\n电话：138",
        ),
        ("Date of birth: 12 March 1990\nGender: Female\nMarital status: Single\nNationality: Chinese\nGo", "Go"),
        ("男 | 26岁 | 汉族 | 未婚 | 中共党员 | 5年工作经验", "5年工作经验"),
        ("张三（男，26岁） 上海", "张三 上海"),
        ("性 别：男 学历：本科", "学历：本科"),
        ("性别：男学历：本科", "学历：本科"),
        (
            "姓名\t张三\t性别\t男\t民族\t汉族\t学历\t本科\n籍贯\t山东济南\t电话\t138",
            "姓名\t张三\t学历\t本科\n电话\t138",
        ),
        ("性别\n男\n学历\n本科", "学历\n本科"),
        ("王芳/女/1994.05/硕士/8年", "王芳/硕士/8年"),
        ("身份证号：110101199003078888 电话 13800000000", "电话 13800000000"),
        ("证件 110101199003078888 有效", "证件 有效"),
        ("男 1995年3月 上海 5年经验", "上海 5年经验"),
        ("国籍：中国，5年工作经验", "5年工作经验"),
        ("出生年月：1998年3月15日（26岁）", ""),
        ("Sex: M | Height: 175 cm | Weight: 70kg | London", "London"),
        ("Nationality: British   Email: a@example.org", "Email: a@example.org"),
        ("I am a 34-year-old engineer.", "I am a engineer."),
        ("英语六级，身体健康", "英语六级"),
        ("宗教信仰：无  血型：O  健康状况：良好  身高：175cm", ""),
        ("照片", ""),
        ("入学时间：2014年9月 毕业时间：2018年6月", "毕业时间：2018年6月"),
        ("教育背景\n2014.09-2018.06 清华大学 本科", "教育背景\n2018.06 清华大学 本科"),
        ("Education\n2010 – 2014 BSc Physics, University of Oslo", "Education\n2014 BSc Physics, University of Oslo"),
        ("教育背景\n2011.09-2014.06 济南一中 高中", "教育背景\n济南一中 高中"),
    ],
)
def test_labels_values_and_phrases_are_taken_out(text: str, left: str) -> None:
    assert without_protected(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "负责性别平等项目，年龄结构分析，中央民族大学合作，面向18岁以上用户，民族品牌",
        "Race condition fixes; Message age: n/a; Page: 2 of 3",
        "Health: digital health platform",
        "工作经历\n2019.07-2022.03 北京大学 研究助理",
        "毕业院校：中央民族大学",
        "Height-adjustable desks, weight balancing and single sign-on",
        "Languages\nEnglish (native), Chinese",
        "生产管理，男装女装销售，服务3-6岁儿童",
    ],
)
def test_what_only_sounds_alike_stays(text: str) -> None:
    assert without_protected(text) == text


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv.name)
def test_taking_out_twice_is_taking_out_once(cv: SampleCv) -> None:
    once = without_protected(cv.text)
    assert without_protected(once) == once

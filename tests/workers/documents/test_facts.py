"""Facts of CVs: each with the words that it rests on, and none that may not be known."""

import time
from datetime import date

import pytest

from tests.workers.documents.cvs import CVS, SampleCv
from workers.documents.facts import find_facts
from workers.documents.protected import protected_spans, without_protected

NOW = date(2025, 11, 15)


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv.name)
def test_the_profile_of_a_cv_is_what_a_person_reads_in_it(cv: SampleCv) -> None:
    found = find_facts(cv.text, NOW).profile
    order = {"skills": sorted, "languages": sorted, "certificates": sorted}
    for field, expected in cv.profile:
        value = getattr(found, field)
        assert order.get(field, lambda same: same)(value) == order.get(field, lambda same: same)(expected), field


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv.name)
def test_every_fact_quotes_the_text_and_nothing_protected(cv: SampleCv) -> None:
    facts = find_facts(cv.text, NOW)
    spans = protected_spans(cv.text)
    for fact in facts.found:
        assert cv.text[fact.start : fact.end] == fact.quote
        if fact.field != "years_of_experience":
            assert not any(start < fact.end and fact.start < end for start, end in spans), fact
    for field, value in facts.profile:
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        quoted = {fact.value for fact in facts.found if fact.field == field}
        assert quoted == {f"{one:g}" if isinstance(one, float) else str(one) for one in values}, field


@pytest.mark.parametrize("cv", CVS, ids=lambda cv: cv.name)
def test_the_facts_are_the_same_without_what_is_protected(cv: SampleCv) -> None:
    cleaned = without_protected(cv.text)
    assert find_facts(cleaned, NOW).profile == find_facts(cv.text, NOW).profile
    assert not [word for word in cv.protected if word in cleaned]


def years(text: str) -> float | None:
    return find_facts(f"Experience\n{text}", NOW).profile.years_of_experience


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019.07-至今", 6.3),
        ("2019年7月—2022年3月", 2.8),
        ("Jul 2019 – Present", 6.3),
        ("07/2019-03/2022", 2.8),
        ("2019-07-2022-03", 2.8),
        ("2019/07/01 ~ 2022/03/31", 2.8),
        ("September 2015 to June 2019", 3.8),
        ("2018 - 2020", 2.0),
        ("2020.01-2021.12 A\n2021.01-2022.12 B", 3.0),
        ("2020.01-2020.12 A\n2020.03-2020.06 B", 1.0),
        ("2024.01-2030.12", 1.8),
        ("2019.07-2022.03 实习生", None),
        ("Jun 2011 - Aug 2011 Summer Intern", None),
        ("version 2019.1 of 2020", None),
    ],
)
def test_employments_add_up_without_counting_a_month_twice(text: str, expected: float | None) -> None:
    assert years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工作年限：5年", 5),
        ("工作经验: 9年   学历: 硕士\n工作经验\n2016/07~2020/02 软件工程师", 9),
        ("拥有八年工作经验", 8),
        ("十二年以上工作经验，善于沟通", 12),
        ("3年Java开发经验", 3),
        ("over 6 years of professional experience", 6),
        ("Seven years' experience", 7),
        ("10+ years of experience in logistics", 10),
        ("Total experience: 4 years", 4),
        ("公司成立20年", None),
    ],
)
def test_years_that_are_stated_are_taken(text: str, expected: float | None) -> None:
    assert find_facts(text, NOW).profile.years_of_experience == expected


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("最高学历：大专", "college"),
        ("学历：大学", "bachelor"),
        ("教育背景\n北京大学 物理学 博士", "doctor"),
        ("教育背景\n清华大学 博士在读\n2015-2018 清华大学 硕士", "master"),
        ("教育背景\n某某大学 专升本", "bachelor"),
        ("教育背景\n复旦大学 EMBA", "master"),
        ("Education\nPh.D. in Physics, University of Oslo", "doctor"),
        ("Education\nPhD candidate, University of Oslo\nM.Sc. Physics, University of Oslo", "master"),
        ("Education\nBEng Mechanical Engineering, University of Leeds", "bachelor"),
        ("Education\nMaster of Laws, University of Bergen", "master"),
        ("高中学历", "secondary"),
        ("Experience\nScrum Master at Acme, MA, supervised a PhD student", None),
        ("Skills\nMS Office", None),
    ],
)
def test_the_highest_finished_education_counts(text: str, level: str | None) -> None:
    assert find_facts(text, NOW).profile.education_level == level


@pytest.mark.parametrize(
    ("text", "majors"),
    [
        ("教育背景\n2015.09-2019.07 浙江传媒学院 新闻学（本科）", ("新闻学",)),
        ("教育背景\n湖北经济学院\t财务管理专业\t本科", ("财务管理",)),
        ("毕业院校：中央民族大学  专业：社会学", ("社会学",)),
        ("Education\nBachelor of Science (Hons) in Marine Biology, University of Bergen", ("Marine Biology",)),
        ("Education\nMaster of Business Administration, University of Bergen", ("Business Administration",)),
        ("Education\nBachelor of Science, University of Bergen", ()),
    ],
)
def test_majors_stand_beside_schools_and_degrees(text: str, majors: tuple[str, ...]) -> None:
    assert find_facts(text, NOW).profile.majors == majors


def test_the_year_of_graduation_is_never_that_of_entrance_or_of_school() -> None:
    text = "教育经历\n2014.09-2018.06 北京大学 历史学 本科\n2011.09-2014.06 济南第一中学 高中\n"
    facts = find_facts(text, NOW)
    assert facts.profile.graduation_year == 2018
    assert [fact.quote for fact in facts.found if fact.field == "graduation_year"] == ["2018.06"]
    assert "2014" not in facts.model_dump_json()
    only_entered = "教育经历\n2022.09-至今 北京大学 历史学 本科"
    assert find_facts(only_entered, NOW).profile.graduation_year is None
    assert "2022" not in without_protected(only_entered)


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Skills\nC, C++, C#, R, Go", {"C", "C++", "C#", "R", "Go"}),
        ("Experience\nWe had to go on; R&D in C-level talks. JavaScript", {"JavaScript"}),
        ("专业技能\n精通Java/Python，熟悉vue、k8s", {"Java", "Python", "Vue.js", "Kubernetes"}),
        ("兴趣爱好：摄影、演讲", set()),
        ("Skills\n- Proficient in bookkeeping and Xero\n- I am a strong team player", {"Bookkeeping", "Xero"}),
    ],
)
def test_skills_are_known_by_all_their_names(text: str, skills: set[str]) -> None:
    assert set(find_facts(text, NOW).profile.skills) == skills


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("现居地：北京市朝阳区", "Beijing"),
        ("期望城市：深圳", "Shenzhen"),
        ("现居：广州\n期望城市：深圳", "Guangzhou"),
        ("Location: Berlin, Germany", "Berlin"),
        ("Jane Doe\nParis, France | jane@example.org", "Paris"),
        ("现居：义县", "义县"),
        ("籍贯：北京", None),
        ("Place of birth: Paris", None),
    ],
)
def test_the_location_is_stated_and_is_not_where_someone_comes_from(text: str, location: str | None) -> None:
    assert find_facts(text, NOW).profile.location == location


def test_a_text_without_facts_gives_an_empty_profile() -> None:
    assert find_facts("", NOW).found == ()
    assert find_facts("Hello there.\n\n你好。", NOW).profile.skills == ()


def test_a_long_text_is_read_whole() -> None:
    text = "\n".join(cv.text for cv in CVS) * 15
    assert len(find_facts(text[:50_000], NOW).profile.skills) > 50


@pytest.mark.parametrize(
    "piece", ["性别：", "A", "MA ", "Bachelor of ", "大学", "2019.07-", "(", "| ", " ", "性别：男|", "性 "]
)
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    sections = ("", "教育背景\n", "证书\n", "专业技能\n", "工作经历\n")
    text = "\n".join(section + piece * (4000 // len(piece)) for section in sections)
    started = time.process_time()
    find_facts(text, NOW)
    assert time.process_time() - started < 3

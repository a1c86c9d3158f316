"""Matches of candidates with jobs: reasons, order, and what does not pay."""

import random

import pytest

from chalicelib.domain.candidate import Profile
from chalicelib.domain.match import Match
from chalicelib.domain.requirement import EducationRequirement, ExperienceRequirement, OneOfRequirement
from tests.workers.preparation.descriptions import JAVA, SUPPORT
from workers.preparation.matching import JobProfile, job_profile
from workers.scoring.encoder import TextEncoder, load_encoder

REQUIREMENTS = (
    EducationRequirement(at_least="bachelor"),
    ExperienceRequirement(at_least=3),
    OneOfRequirement(kind="skill", any_of=("Java",)),
    OneOfRequirement(kind="skill", any_of=("Kafka", "RabbitMQ"), essential=False),
    OneOfRequirement(kind="major", any_of=("计算机相关专业", "软件工程")),
)
PROFILE = Profile(
    education_level="bachelor",
    majors=("计算机科学与技术",),
    years_of_experience=4,
    skills=("Java", "Spring Boot", "MySQL"),
)
CV = """李明 | 男 | 28岁 | 汉族
后端开发工程师
2020-2024 在一家连锁药店的技术部工作，用Java重写了库存接口，查询时间从两秒降到两百毫秒。
用Kafka把各门店的订单异步写入数据库，夜间积压从四小时降到十分钟。
排查过一次MySQL死锁，定位到两个批处理任务的加锁顺序不一致，调整后再没有出现。
为分布式系统的对账任务写了重试和告警，双十一当天没有人工介入。
某某大学 计算机科学与技术 本科"""
WEAK = """王芳
行政助理
负责办公用品的采购和会议室安排，整理每月的考勤表，接待来访客户。
某某学院 行政管理 大专"""
UNRELATED = (
    "周末喜欢爬山和摄影，去年走完了三条徒步路线。",
    "I like baking bread and growing tomatoes.",
    "担任过社区图书角的志愿者。",
)


@pytest.fixture(scope="module")
def job(encoder: TextEncoder) -> JobProfile:
    return job_profile(JAVA.title, JAVA.text, REQUIREMENTS, encoder)


def outcome(match: Match) -> list[str]:
    return [result.outcome for result in match.requirements]


def quotes(match: Match) -> list[str]:
    return [*(result.quote for result in match.requirements), *(term.quote for term in match.terms)]


def single(encoder: TextEncoder, requirement: OneOfRequirement) -> JobProfile:
    return job_profile("Any", "", (requirement,), encoder)


def test_a_fitting_candidate_scores_high_and_every_quote_is_verbatim(job: JobProfile) -> None:
    found = job.match(PROFILE, CV)
    assert found.score > 60
    assert found.meets == "yes"
    assert outcome(found) == ["met"] * 5
    for quote in quotes(found):
        assert quote in CV or quote in PROFILE.skills
    assert found.requirements[2].quote == "用Java重写了库存接口"


def test_a_candidate_of_another_trade_scores_low(job: JobProfile) -> None:
    found = job.match(Profile(education_level="college", majors=("行政管理",), years_of_experience=2), WEAK)
    assert found.score < 20
    assert found.meets == "no"
    assert outcome(found) == ["unmet"] * 5
    assert "大专" in found.requirements[0].reason.zh


def test_silence_is_unknown_and_does_not_pay(job: JobProfile) -> None:
    found = job.match(Profile(), "")
    assert outcome(found) == ["unknown"] * 5
    assert found.meets == "unknown"
    assert found.score == 0
    assert all(result.reason.en and result.reason.zh for result in found.requirements)


@pytest.mark.parametrize(
    ("wanted", "text", "met"),
    [
        ("Java", "Five years of JavaScript", False),
        ("Java", "用ＪＡＶＡ开发", True),
        ("Java", "精通Java开发", True),
        ("Java", "no experience with Java", False),
        ("Java", "不熟悉Java", False),
        ("Java", "不仅熟悉Java", True),
        ("C", "C++ and C# programming", False),
        ("C", "熟悉C语言", True),
        ("C", "Built drivers in C and assembler", True),
        ("C", "负责C端产品", False),
        ("R", "R&D department", False),
        ("C++", "C++17 and CMake", True),
        ("C++", "modern C++, Qt", True),
        ("Go", "go to market plans", False),
        ("Go", "services in Go and Rust", True),
        ("SQL", "NoSQL stores", False),
        ("SQL", "tuned MySQL", True),
        ("Kubernetes", "k8s集群", True),
        ("JavaScript", "JS and HTML", True),
        ("机器学习", "machine learning models", True),
        ("data analysis", "负责门店的数据分析", True),
        (".NET", "asp.net 项目", True),
        ("Node.js", "NodeJS services", True),
    ],
)
def test_names_are_found_whole_in_any_case_width_and_language(
    encoder: TextEncoder, wanted: str, text: str, *, met: bool
) -> None:
    found = single(encoder, OneOfRequirement(kind="skill", any_of=(wanted,))).match(Profile(), text)
    assert (found.requirements[0].outcome == "met") is met


@pytest.mark.parametrize(
    ("requirement", "profile", "expected"),
    [
        (OneOfRequirement(kind="language", any_of=("英语",)), Profile(languages=("English (CET-6)",)), "met"),
        (OneOfRequirement(kind="language", any_of=("Japanese",)), Profile(languages=("英语",)), "unmet"),
        (OneOfRequirement(kind="certificate", any_of=("CET-4",)), Profile(certificates=("英语六级",)), "met"),
        (OneOfRequirement(kind="certificate", any_of=("CPA",)), Profile(certificates=("注册会计师",)), "met"),
        (OneOfRequirement(kind="certificate", any_of=("CPA",)), Profile(), "unknown"),
        (OneOfRequirement(kind="location", any_of=("Shanghai",)), Profile(location="上海市浦东新区"), "met"),
        (OneOfRequirement(kind="location", any_of=("北京", "杭州")), Profile(location="Hangzhou"), "met"),
        (OneOfRequirement(kind="location", any_of=("北京",)), Profile(), "unknown"),
        (OneOfRequirement(kind="major", any_of=("computer science",)), Profile(majors=("计算机科学与技术",)), "met"),
        (OneOfRequirement(kind="major", any_of=("法学",)), Profile(majors=("会计学",)), "unmet"),
    ],
)
def test_stated_facts_are_compared_with_their_names_in_both_languages(
    encoder: TextEncoder, requirement: OneOfRequirement, profile: Profile, expected: str
) -> None:
    assert single(encoder, requirement).match(profile, "").requirements[0].outcome == expected


def test_education_is_ordered_and_a_missing_desirable_skill_does_not_fail(job: JobProfile) -> None:
    doctor = job.match(PROFILE.model_copy(update={"education_level": "doctor"}), CV.replace("Kafka", "消息队列"))
    assert doctor.requirements[0].outcome == "met"
    assert doctor.requirements[3].outcome == "unmet"
    assert doctor.meets == "yes"


def test_the_same_input_gives_the_same_output(job: JobProfile) -> None:
    again = job_profile(JAVA.title, JAVA.text, REQUIREMENTS, load_encoder())
    pairs = [(PROFILE, CV), (Profile(), WEAK), (PROFILE, "")]
    first = [match.model_dump_json() for match in job.match_many(pairs)]
    second = [match.model_dump_json() for match in again.match_many(reversed(pairs))]
    assert first == second[::-1]


def test_adding_a_skill_that_the_job_wants_never_lowers_the_score(job: JobProfile) -> None:
    wanted = [term.term.term for term in job.terms] + ["Kafka", "RabbitMQ", "Java"]
    dice = random.Random(7)
    for _ in range(60):
        have = tuple(dice.sample(["Photoshop", "Excel", "写作", "Redis", "Java", "MySQL", "绘画"], dice.randint(0, 5)))
        profile = PROFILE.model_copy(update={"skills": have})
        text = dice.choice(["", CV, WEAK])
        skill = dice.choice(wanted)
        before = job.match(profile, text).score
        assert job.match(profile.model_copy(update={"skills": (*have, skill)}), text).score >= before
        assert job.match(profile, f"{text}\n{skill}").score >= before


def test_unrelated_text_raises_nobody_by_much(job: JobProfile) -> None:
    dice = random.Random(11)
    for _ in range(30):
        profile, text = dice.choice([(PROFILE, CV), (PROFILE, ""), (Profile(), WEAK)])
        more = "\n".join(dice.choices(UNRELATED, k=dice.randint(1, 40)))
        assert abs(job.match(profile, f"{text}\n{more}").score - job.match(profile, text).score) <= 3


def test_pasting_the_job_description_pays_less_than_honest_coverage(job: JobProfile) -> None:
    honest = job.match(PROFILE, CV).score
    facts = PROFILE.model_copy(update={"skills": ()})
    pasted = job.match(facts, f"{WEAK}\n{JAVA.text}")
    listed = job.match(facts, f"{WEAK}\n{'、'.join(term.term.term for term in job.terms)}")
    many = job.match(facts, f"{WEAK}\n" + "\n".join(f"{term.term.term} " * 30 for term in job.terms))
    assert pasted.score < honest - 10
    assert listed.score < honest
    assert many.score <= listed.score
    assert job.match(PROFILE, f"{CV}\n{JAVA.text}").score <= honest + 8


def test_a_skill_named_only_in_copied_words_is_left_to_a_person(job: JobProfile) -> None:
    found = job.match(Profile(education_level="bachelor"), f"{WEAK}\n{JAVA.text}")
    assert found.requirements[2].outcome == "unknown"
    assert "copied" in found.requirements[2].reason.en


def test_protected_attributes_change_nothing_and_are_never_quoted(job: JobProfile) -> None:
    plain = job.match(PROFILE, CV)
    other = job.match(PROFILE, CV.replace("李明 | 男 | 28岁 | 汉族", "李丽 | 女 | 51岁 | 回族"))
    assert other.score == plain.score
    assert "男" not in "".join(quotes(plain))


def test_saying_a_term_often_counts_once(job: JobProfile) -> None:
    once = "用Redis缓存了热门商品的价格，数据库的压力明显下降。"
    assert job.match(PROFILE, once * 20).score == job.match(PROFILE, once).score


def test_english_jobs_order_candidates_as_a_recruiter_would(encoder: TextEncoder) -> None:
    job = job_profile(SUPPORT.title, SUPPORT.text, (ExperienceRequirement(at_least=2),), encoder)
    good = job.match(
        Profile(years_of_experience=3, skills=("Zendesk", "customer service")),
        "Customer Service Advisor\nAnswered sixty customer questions a day by phone and chat for a SaaS vendor.\n"
        "Calmed angry callers during peak season and turned complaints into renewals.",
    )
    fair = job.match(
        Profile(years_of_experience=3, skills=("Excel",)), "Receptionist\nGreeted guests and took their calls."
    )
    poor = job.match(Profile(years_of_experience=3, skills=("Welding",)), "Welder\nWelded frames in a shipyard.")
    assert good.score > fair.score + 10
    assert fair.score >= poor.score

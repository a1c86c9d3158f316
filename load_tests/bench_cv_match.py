"""How fast CVs are matched with one job, and that the time grows in proportion to their number.

    .local/envs/worker/bin/python -m load_tests.bench_cv_match [--candidates N] [--processes P] [--seed S]

Invented CVs of about 300 words, Chinese and English, are matched in a quarter, a half and the whole of N. Every process
makes its CVs itself, from the seed, before its clock starts. The last line is JSON:

candidates, processes
seconds        for N/4, N/2 and N CVs: matching alone, the busiest process
wall_seconds   the same runs with the CVs' invention and the hand-over of results
per_cv_us      process time for one CV in the last run
linearity      time per CV for N over time per CV for N/4: 1 means that it grows in proportion
rss_max_mib    the largest resident memory of a process
mean_score, met_share   so that two runs can be compared
"""

import argparse
import json
import multiprocessing
import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from chalicelib.domain.candidate import EDUCATION_LEVELS, Profile
from chalicelib.domain.requirement import EducationRequirement, ExperienceRequirement, OneOfRequirement
from workers.preparation.matching import JobProfile, job_profile
from workers.scoring.encoder import load_encoder

CHUNK = 250
WORDS = 300
TITLE = "数据分析工程师"
DESCRIPTION = """岗位职责：
1、搭建数据仓库和报表，支持供应链管理与库存管理的日常决策；
2、用Python和SQL完成数据分析与需求预测，撰写分析报告；
3、与采购、物流团队协作，推动流程优化。
任职要求：
1、统计学、数学或计算机相关专业，本科及以上学历，两年以上经验；
2、熟练使用SQL、Python、Excel，熟悉Tableau或Power BI，了解Hive、Spark；
3、了解机器学习，有A/B测试经验者优先；
4、沟通能力强，英语可作为工作语言。
福利：五险一金，双休。"""
SKILLS = (
    "Python",
    "SQL",
    "Excel",
    "Tableau",
    "Power BI",
    "Hive",
    "Spark",
    "Java",
    "Spring Boot",
    "MySQL",
    "Docker",
    "Linux",
    "数据分析",
    "机器学习",
    "供应链管理",
    "库存管理",
    "需求预测",
    "项目管理",
    "市场调研",
    "新媒体运营",
    "Photoshop",
    "AutoCAD",
    "会计",
    "税务",
    "客户服务",
    "大客户销售",
    "招聘",
    "绩效管理",
    "JavaScript",
    "C++",
    "R语言",
    "A/B测试",
    "流程优化",
    "采购",
    "物流",
)
MAJORS = (
    "统计学",
    "数学与应用数学",
    "计算机科学与技术",
    "工商管理",
    "会计学",
    "机械工程",
    "Computer Science",
    "Economics",
    "Marketing",
    "物流管理",
)
TITLES = (
    "数据分析师",
    "运营专员",
    "Java开发工程师",
    "采购专员",
    "财务会计",
    "Data Analyst",
    "Sales Representative",
    "Project Manager",
    "行政助理",
    "机械工程师",
)
ZH = (
    "参与{0}系统的建设，负责{1}模块，把每月{2}的时间缩短了{n}%",
    "使用{0}整理门店的日报，发现{1}环节的三处错误",
    "带领{n}人的小组完成{0}项目，按期上线",
    "为客户介绍{0}方案，收集意见并改进{1}",
    "独立完成{0}课程设计，成绩排名前{n}%",
    "与仓库和财务一起核对{1}数据，减少重复录入",
    "组织{n}场培训，让同事学会{0}",
    "编写{0}说明文档，供新人查阅",
    "每周向经理汇报{1}进展，并提出下一步的安排",
)
EN = (
    "Built a weekly {0} report for {n} stores and cut the manual work by half",
    "Worked with buyers and carriers on {1} and wrote the notes",
    "Led a group of {n} students in a {0} project for a local museum",
    "Answered about {n} requests a day and kept the {1} files in order",
    "Learned {0} in three weeks to replace an old spreadsheet",
    "Presented the results of the {1} trial to the head of the department",
    "Found the cause of wrong {0} figures and agreed a fix with the supplier",
)
NAMES = ("张伟", "王芳", "李娜", "刘洋", "陈静", "Alex", "Kim", "Sam", "Jordan")


@dataclass(frozen=True)
class Measured:
    """One chunk: process seconds of matching, and sums of what came out."""

    seconds: float
    worker: int
    score: float
    met: int
    rss_kib: int


def invented(seed: int) -> tuple[Profile, str]:
    """A candidate of about 300 words who does not exist; the same seed gives the same one."""
    dice = random.Random(seed)  # noqa: S311 - invention, not secrecy
    skills = tuple(dice.sample(SKILLS, dice.randint(3, 9)))
    english = dice.random() < 0.4  # noqa: PLR2004 - a share of CVs
    profile = Profile(
        education_level=dice.choice((None, *EDUCATION_LEVELS)),
        majors=(dice.choice(MAJORS),),
        years_of_experience=dice.choice((None, 0.5, 1, 2, 3, 5, 8)),
        skills=skills,
        languages=dice.choice(((), ("英语",), ("English", "Mandarin"))),
        location=dice.choice((None, "上海", "杭州", "Leeds")),
    )
    lines = [
        f"{dice.choice(NAMES)} | {dice.choice('男女')} | {dice.randint(21, 45)}岁",
        dice.choice(TITLES),
        "、".join(skills),
    ]
    size = sum(_words(line) for line in lines)
    while size < WORDS:
        line = dice.choice(EN if english else ZH).format(*dice.choices(SKILLS, k=3), n=dice.randint(2, 60))
        lines.append(line + ("." if english else "。"))
        size += _words(line)
    return profile, "\n".join(lines)


def _words(line: str) -> int:
    """Words of a line; two Chinese characters count as one."""
    han = sum("\u3400" <= letter <= "\u9fff" for letter in line)
    return len(line.split()) + han // 2


@cache
def _job() -> JobProfile:
    requirements = (
        EducationRequirement(at_least="bachelor"),
        ExperienceRequirement(at_least=2),
        OneOfRequirement(kind="skill", any_of=("SQL",)),
        OneOfRequirement(kind="skill", any_of=("Tableau", "Power BI"), essential=False),
        OneOfRequirement(kind="major", any_of=("统计学", "数学", "计算机")),
        OneOfRequirement(kind="language", any_of=("英语",), essential=False),
    )
    return job_profile(TITLE, DESCRIPTION, requirements, load_encoder())


def _ready(_: int) -> None:
    job = _job()
    job.match(*invented(0))


def _chunk(seeds: range) -> Measured:
    job, candidates = _job(), [invented(seed) for seed in seeds]
    started = time.process_time()
    matches = list(job.match_many(candidates))
    seconds = time.process_time() - started
    return Measured(
        seconds=seconds,
        worker=multiprocessing.current_process().pid or 0,
        score=sum(match.score for match in matches),
        met=sum(match.meets == "yes" for match in matches),
        rss_kib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    seconds, walls, results = [], [], list[Measured]()
    with ProcessPoolExecutor(told.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_ready, range(told.processes * 4)))
        for part, count in enumerate((told.candidates // 4, told.candidates // 2, told.candidates)):
            first = (told.seed * 10 + part) * 10_000_000
            chunks = [range(first + i, first + min(i + CHUNK, count)) for i in range(0, count, CHUNK)]
            started = time.monotonic()
            results = list(pool.map(_chunk, chunks))
            walls.append(time.monotonic() - started)
            busy = {one.worker: 0.0 for one in results}
            for one in results:
                busy[one.worker] += one.seconds
            seconds.append((max(busy.values()), sum(busy.values()) / count))
            print(f"{count} CVs in {walls[-1]:.1f} s", file=sys.stderr, flush=True)
    print(
        json.dumps(
            {
                "candidates": told.candidates,
                "processes": told.processes,
                "seconds": [round(busiest, 2) for busiest, _ in seconds],
                "wall_seconds": [round(wall, 2) for wall in walls],
                "per_cv_us": round(seconds[-1][1] * 1e6),
                "linearity": round(seconds[-1][1] / seconds[0][1], 3),
                "rss_max_mib": max(one.rss_kib for one in results) // 1024,
                "mean_score": round(sum(one.score for one in results) / told.candidates, 2),
                "met_share": round(sum(one.met for one in results) / told.candidates, 3),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()

"""Make the explanation of a scorecard: pure functions from what was scored to what it means."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from chalicelib.domain.explanation import (
    Abstention,
    Explanation,
    Finding,
    LevelReason,
    NextQuestion,
    RequirementMatch,
)
from chalicelib.domain.explanation_words import LOOK_AT, requirement_name
from chalicelib.domain.language import Localized
from chalicelib.domain.match import Match
from chalicelib.domain.next_questions import STRONG_FROM, BankEntry, next_questions
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.report import Report, ReportedAnswer
from chalicelib.domain.requirement import Requirement
from chalicelib.domain.result_versions import version_list
from chalicelib.domain.scorecard import DimensionSummary, Evidence, level_of

MOST_FINDINGS = 3
MOST_QUOTES = 3
HIGHEST_LEVEL = 5
POINTS_PER_LEVEL = 20
_NOT_ASKED = Localized(
    en="The profile was not compared with it; please check the CV.", zh="尚未与候选人资料比对，请查看简历。"
)
_BY_TESTS = Localized(en="Code is judged by its tests.", zh="代码由测试评判。")
_NOT_JUDGED = Localized(en="The answer was not judged.", zh="该回答未评分。")
_NOT_HEARD = Localized(en="No part of the answer covers it.", zh="回答中没有涉及。")
_MET = Localized(en="The quote covers it.", zh="引文涉及该要点。")
_CLOSEST = Localized(en="What is quoted came closest, but does not cover it.", zh="引文最接近，但未满足该要点。")


class Background(NamedTuple):
    """What an explanation needs beside the report.

    `anchor` says what a level of a dimension looks like, `bank` which questions show a dimension, `requirements` what
    the job states.
    """

    plan: InterviewPlan | None
    match: Match | None
    requirements: tuple[Requirement, ...]
    anchor: Callable[[str, int], Localized | None]
    bank: Callable[[str], Sequence[BankEntry]]


class _Points(NamedTuple):
    met: tuple[str, ...]
    missed: tuple[str, ...]


def explain(report: Report, names: Mapping[str, Localized], background: Background, now: datetime) -> Explanation:
    """The explanation of a report; `names` says what dimensions are called."""
    judged = [each for each in report.scorecard.dimensions if each.score is not None]
    strong = sorted((each for each in judged if _score(each) >= STRONG_FROM), key=_score, reverse=True)
    weak = sorted((each for each in judged if _score(each) < STRONG_FROM), key=_score)
    return Explanation(
        interview=report.interview,
        attempt=report.attempt,
        strengths=tuple(_strength(each, report, background) for each in strong[:MOST_FINDINGS]),
        gaps=tuple(_gap(each, report, background) for each in weak[:MOST_FINDINGS]),
        levels=tuple(_level(each, report, background) for each in judged),
        requirements=(*_stated(background), *_key_points(report, background.plan)),
        next_round=_next_round(report, names, background),
        abstentions=_abstentions(report),
        versions=version_list(report, background.plan, background.match),
        made_at=now,
    )


def _score(summary: DimensionSummary) -> float:
    return summary.score or 0.0


def _strength(summary: DimensionSummary, report: Report, background: Background) -> Finding:
    points = _points(summary.dimension, report, background.plan)
    found = _evidence(summary.dimension, report, met=True)
    return Finding(
        dimension=summary.dimension,
        score=_score(summary),
        text=_counted(summary, points),
        evidence=found[:MOST_QUOTES],
        missed=points.missed,
    )


def _gap(summary: DimensionSummary, report: Report, background: Background) -> Finding:
    points = _points(summary.dimension, report, background.plan)
    near = _evidence(summary.dimension, report, met=False)
    return Finding(
        dimension=summary.dimension,
        score=_score(summary),
        text=_counted(summary, points),
        evidence=near[:MOST_QUOTES],
        missed=points.missed,
    )


def _counted(summary: DimensionSummary, points: _Points) -> Localized:
    level = level_of(_score(summary))
    total = len(points.met) + len(points.missed)
    if not total:
        return Localized(en=f"Level {level} of 5.", zh=f"第 {level} 级（共 5 级）。")
    return Localized(
        en=f"Level {level} of 5; {len(points.met)} of {total} key points of its questions were met.",
        zh=f"第 {level} 级（共 5 级）；相关问题的 {total} 个要点中满足了 {len(points.met)} 个。",
    )


def _level(summary: DimensionSummary, report: Report, background: Background) -> LevelReason:
    score, key = _score(summary), summary.dimension
    level = level_of(score)
    points = _points(key, report, background.plan)
    here = background.anchor(key, level)
    low, high = POINTS_PER_LEVEL * (level - 1), POINTS_PER_LEVEL * level
    why = Localized(
        en=f"{score:.1f} points lie in level {level}, from {low} to {high}." + (f" {here.en}" if here else ""),
        zh=f"{score:.1f} 分属于第 {level} 级（{low} 至 {high} 分）。" + (here.zh if here else ""),
    )
    if level == HIGHEST_LEVEL:
        return LevelReason(dimension=key, score=score, level=level, why=why, not_next=None)
    above = background.anchor(key, level + 1)
    english = [f"Level {level + 1} begins at {high} points, {max(high - score, 0.1):.1f} more."]
    chinese = [f"第 {level + 1} 级从 {high} 分起，还差 {max(high - score, 0.1):.1f} 分。"]
    if points.missed:
        english.append(f"Not met: {'; '.join(points.missed)}.")
        chinese.append(f"未满足：{'；'.join(points.missed)}。")
    if above:
        english.append(f"What level {level + 1} looks like: {above.en}")
        chinese.append(f"第 {level + 1} 级的表现：{above.zh}")
    not_next = Localized(en=" ".join(english), zh="".join(chinese))
    return LevelReason(dimension=key, score=score, level=level, why=why, not_next=not_next)


def _points(dimension: str, report: Report, plan: InterviewPlan | None) -> _Points:
    """The key points of the judged answers that show the dimension, met and missed."""
    met: list[str] = []
    missed: list[str] = []
    for answer in report.answers:
        asked = plan.question(answer.question) if plan else None
        if asked is None or dimension not in asked.dimensions or not _is_judged(answer) or answer.code:
            continue
        covered = _covered(answer)
        for point in asked.key_points:
            (met if point in covered else missed).append(point)
    return _Points(tuple(dict.fromkeys(met)), tuple(dict.fromkeys(missed)))


def _is_judged(answer: ReportedAnswer) -> bool:
    return any(score.score is not None for score in answer.scores)


def _covered(answer: ReportedAnswer) -> dict[str, Evidence]:
    return {each.criterion: each for score in answer.scores for each in score.evidence if each.met}


def _evidence(dimension: str, report: Report, *, met: bool) -> tuple[Evidence, ...]:
    """The evidence of a dimension over all answers, the clearest first, each criterion and quote once."""
    found = [
        each
        for answer in report.answers
        for score in answer.scores
        for each in score.evidence
        if score.dimension == dimension and each.met == met
    ]
    clearest: list[Evidence] = []
    for each in sorted(found, key=lambda each: -each.similarity):
        if all(each.criterion != known.criterion and each.quote != known.quote for known in clearest):
            clearest.append(each)
    return tuple(clearest)


def _stated(background: Background) -> tuple[RequirementMatch, ...]:
    if background.match is None or not background.match.requirements:
        return tuple(
            RequirementMatch(
                kind="stated",
                name=requirement_name(each),
                essential=each.essential,
                outcome="unknown",
                reason=_NOT_ASKED,
            )
            for each in background.requirements
        )
    return tuple(
        RequirementMatch(
            kind="stated",
            name=requirement_name(each.requirement),
            essential=each.requirement.essential,
            outcome=each.outcome,
            reason=each.reason,
            quote=each.quote,
        )
        for each in background.match.requirements
    )


def _key_points(report: Report, plan: InterviewPlan | None) -> tuple[RequirementMatch, ...]:
    found: list[RequirementMatch] = []
    for answer in report.answers:
        asked = plan.question(answer.question) if plan else None
        if asked is None:
            continue
        near = {each.criterion: each for score in answer.scores for each in score.evidence}
        near |= _covered(answer)
        found += [_key_point(answer, point, near.get(point)) for point in asked.key_points]
    return tuple(found)


def _key_point(answer: ReportedAnswer, point: str, evidence: Evidence | None) -> RequirementMatch:
    name = Localized(en=point, zh=point)
    if answer.code or not _is_judged(answer):
        reason = _BY_TESTS if answer.code else _NOT_JUDGED
        return RequirementMatch(kind="key_point", name=name, outcome="unknown", reason=reason, question=answer.question)
    if evidence is None:
        return RequirementMatch(
            kind="key_point", name=name, outcome="unmet", reason=_NOT_HEARD, question=answer.question
        )
    return RequirementMatch(
        kind="key_point",
        name=name,
        outcome="met" if evidence.met else "unmet",
        reason=_MET if evidence.met else _CLOSEST,
        quote=evidence.quote,
        question=answer.question,
        start_ms=evidence.start_ms,
        end_ms=evidence.end_ms,
    )


def _next_round(report: Report, names: Mapping[str, Localized], background: Background) -> tuple[NextQuestion, ...]:
    plan = background.plan
    asked = {question.source for question in plan.questions} if plan else set[str]()
    return tuple(
        next_questions(
            report.scorecard.dimensions,
            names,
            asked,
            lambda dimension: _points(dimension, report, plan).missed,
            background.bank,
        )
    )


def _abstentions(report: Report) -> tuple[Abstention, ...]:
    return tuple(
        Abstention(
            question=answer.question,
            dimension=score.dimension,
            code=score.abstained,
            reason=score.reason,
            look_at=LOOK_AT[score.abstained],
        )
        for answer in report.answers
        for score in answer.scores
        if score.abstained is not None
    )

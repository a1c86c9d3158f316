"""Everything that had a part in a result, with its version, in one list."""

from collections.abc import Iterator

from chalicelib.domain.explanation import METHOD, VersionEntry
from chalicelib.domain.language import Localized
from chalicelib.domain.match import Match
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.report import Report

_NAMES = {
    "engine": Localized(en="Scoring engine", zh="评分引擎"),
    "recogniser": Localized(en="Speech recogniser", zh="语音识别"),
    "encoder": Localized(en="Text encoder", zh="文本编码器"),
    "prior": Localized(en="Prior", zh="先验"),
    "dimension": Localized(en="Dimension", zh="维度"),
    "question": Localized(en="Question", zh="问题"),
    "competency_model": Localized(en="Competency model", zh="胜任力模型"),
    "calibration": Localized(en="Calibration of the job", zh="职位校准"),
    "judge": Localized(en="Second judge", zh="第二评委"),
    "judge_prompt": Localized(en="Instructions of the second judge", zh="第二评委指令"),
    "code": Localized(en="Code runner", zh="代码运行"),
    "measurements": Localized(en="Measurements of speech", zh="语音测量"),
    "match": Localized(en="Match with the job", zh="职位匹配"),
    "rules": Localized(en="Routing rules", zh="流转规则"),
    "flow": Localized(en="Flow", zh="面试流程"),
    "plan": Localized(en="Interview plan", zh="面试方案"),
    "explanation": Localized(en="Explanation", zh="评分说明"),
}


def version_list(report: Report, plan: InterviewPlan | None, match: Match | None) -> tuple[VersionEntry, ...]:
    """Each version once, in the order in which they act."""
    found = dict.fromkeys((*_scored(report), *_planned(plan), *_matched(match), ("explanation", METHOD)))
    order = list(_NAMES)
    ordered = sorted(found, key=lambda each: order.index(each[0]))
    return tuple(VersionEntry(key=key, name=_NAMES[key], value=value) for key, value in ordered if value)


def _scored(report: Report) -> Iterator[tuple[str, str]]:
    for answer in report.answers:
        if answer.code:
            yield "code", " · ".join(part for part in (answer.code.runner, answer.code.runtime) if part)
        if answer.measurements:
            yield "measurements", answer.measurements.method
        for score in answer.scores:
            if versions := score.versions:
                for key in ("engine", "recogniser", "encoder", "prior", "dimension", "question"):
                    yield key, getattr(versions, key)
                yield "competency_model", f"v{versions.competency_model}"
                yield "calibration", versions.calibration or ""
            if score.judge:
                yield "judge", score.judge.model
                yield "judge_prompt", score.judge.prompt


def _planned(plan: InterviewPlan | None) -> Iterator[tuple[str, str]]:
    if plan:
        yield "rules", f"v{plan.rules.version}"
        yield "flow", plan.flow
        yield "plan", plan.id


def _matched(match: Match | None) -> Iterator[tuple[str, str]]:
    for name, version in sorted(match.versions.items()) if match else ():
        yield "match", f"{name} {version}"

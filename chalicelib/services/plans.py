"""Make the plan that interviews of a job run on, from its competency model and its flow as they are published."""

import hashlib

from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.dynamodb.versions import Versions
from chalicelib.domain.competency import ModelDimension, PublishedModel
from chalicelib.domain.errors import Conflict
from chalicelib.domain.flow import FlowStage, PublishedFlow, StageQuestion
from chalicelib.domain.job import Job
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.plan import Anchor, CompetencyModel, InterviewPlan, Question, WeightedDimension
from chalicelib.domain.question import BankQuestion
from chalicelib.starter import dimensions

_NOT_SET_UP = Localized(
    en="The job needs a published competency model and a published flow before anybody can be invited.",
    zh="邀请候选人之前,职位须设置已发布的胜任力模型和面试流程。",
)
_NO_QUESTION = Localized(
    en="The flow has no stage for this job's scenario.", zh="面试流程中没有适用于该职位招聘场景的环节。"
)


class PlanService:
    """Plans of one tenant's jobs."""

    def __init__(self, jobs: Jobs, models: Versions[PublishedModel], flows: Versions[PublishedFlow]) -> None:
        self._jobs = jobs
        self._models = models
        self._flows = flows

    def freeze(self, job: Job, language: Language) -> InterviewPlan:
        """The plan for candidates who answer in `language`, kept for good. Raises Conflict when it cannot be made."""
        if job.competency_model is None or job.flow is None:
            raise Conflict("job_not_set_up", _NOT_SET_UP)
        model = self._models.require(job.competency_model.id, job.competency_model.version)
        flow = self._flows.require(job.flow.id, job.flow.version)
        plan = make_plan(job, model, flow, language)
        self._jobs.keep_plan(plan)
        return plan

    def require(self, job_id: str, plan_id: str) -> InterviewPlan:
        """The plan of an interview; raises NotFound."""
        return self._jobs.require_plan(job_id, plan_id)


def make_plan(job: Job, model: PublishedModel, flow: PublishedFlow, language: Language) -> InterviewPlan:
    """The plan of a job in one language. Raises Conflict with what stands in the way."""
    known = {question.id: question for question in flow.questions}
    weighed = {dimension.key for dimension in model.dimensions}
    questions = tuple(
        _question(stage, key, asked, known[asked.question_id], weighed, language)
        for stage in flow.stages
        if not stage.scenarios or job.scenario in stage.scenarios
        for key, asked in zip(stage.question_keys, stage.questions, strict=True)
    )
    if not questions:
        raise Conflict("no_stage_for_scenario", _NO_QUESTION)
    shown = {dimension for question in questions for dimension in question.dimensions}
    if unseen := weighed - shown:
        listed = ", ".join(sorted(unseen))
        raise Conflict(
            "dimension_without_question",
            Localized(
                en=f"No question of the flow shows these dimensions of the competency model: {listed}.",
                zh=f"流程中没有问题考察胜任力模型的以下维度:{listed}。",
            ),
        )
    plan = InterviewPlan(
        id="",
        job=job.id,
        title=job.title,
        description=job.description,
        language=language,
        scenario=job.scenario,
        competency_model=CompetencyModel(
            version=model.version,
            dimensions=tuple(_weighted(dimension, language) for dimension in model.dimensions),
        ),
        questions=questions,
        rules=job.rules,
        flow=f"{flow.id}@{flow.version}",
    )
    digest = hashlib.sha256(f"{model.id}\n{plan.model_dump_json()}".encode()).hexdigest()
    return plan.model_copy(update={"id": f"pln{digest[:32]}"})


def dimension_names(plan: InterviewPlan) -> dict[str, Localized]:
    """What the plan's dimensions are called, by key: their own names, else the shipped ones, else the key."""
    names = {}
    for dimension in plan.competency_model.dimensions:
        key, shipped = dimension.key, dimensions().get(dimension.key)
        names[key] = dimension.name or (shipped.name if shipped else Localized(en=key, zh=key))
    return names


def _question(
    stage: FlowStage, key: str, asked: StageQuestion, question: BankQuestion, weighed: set[str], language: Language
) -> Question:
    text = question.in_language(language)
    if text is None:
        raise Conflict(
            "question_without_language",
            Localized(
                en=f"The question {question.id} has no text in the candidate's language.",
                zh=f"问题 {question.id} 没有候选人所用语言的文本。",
            ),
        )
    if (question.kind == "coding") != (asked.answer_kind == "code"):
        raise Conflict(
            "answer_kind_does_not_fit",
            Localized(
                en=f"Coding questions, and only they, are answered by code; {question.id} is not.",
                zh=f"编程题(且仅编程题)须以代码作答,而问题 {question.id} 并非如此。",
            ),
        )
    dimensions_shown = tuple(key for key in question.dimensions if key in weighed)
    if not dimensions_shown:
        raise Conflict(
            "question_without_dimension",
            Localized(
                en=f"The question {question.id} shows no dimension of the competency model.",
                zh=f"问题 {question.id} 不考察胜任力模型中的任何维度。",
            ),
        )
    return Question(
        key=key,
        text=text.text,
        dimensions=dimensions_shown,
        key_points=text.key_points,
        answer_limit_s=asked.answer_limit_s or question.answer_limit_s,
        thinking_s=question.thinking_s if asked.thinking_s is None else asked.thinking_s,
        retakes=asked.retakes,
        answer_kind=asked.answer_kind,
        code_languages=question.code_languages,
        code=question.code,
        stage=stage.title.in_language(language),
        source=question.id,
    )


def _weighted(dimension: ModelDimension, language: Language) -> WeightedDimension:
    own = {anchor.level: (anchor.zh if language == "zh" else anchor.en) for anchor in dimension.anchors}
    shipped = dimensions().get(dimension.key)
    if shipped and not own:
        own = {level.level: level.text.in_language(language) for level in shipped.levels}
    anchors = tuple(Anchor(level=level, text=text) for level, text in sorted(own.items()) if text)
    name = dimension.name or (shipped.name if shipped else None)
    return WeightedDimension(key=dimension.key, weight=dimension.weight, anchors=anchors, name=name)

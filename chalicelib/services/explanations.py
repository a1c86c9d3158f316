"""Explanations of reports: made once from what was scored, kept beside the report."""

from collections.abc import Callable, Sequence
from functools import partial

from chalicelib import starter
from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.s3 import Media
from chalicelib.domain.application import Application
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import NotFound
from chalicelib.domain.explaining import Background, explain
from chalicelib.domain.explanation import Explanation
from chalicelib.domain.interview import Interview
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import explanation_key, report_key
from chalicelib.domain.next_questions import BankEntry
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.question import QuestionKind, Scenario
from chalicelib.domain.report import Report

_LIMIT = 50_000_000
_SPOKEN: frozenset[QuestionKind] = frozenset({"behavioural", "situational", "professional", "logic", "case_analysis"})


class ExplanationService:
    """Explanations of one tenant's reports. `applications` gives those for one job."""

    def __init__(
        self,
        interviews: Interviews,
        jobs: Jobs,
        applications: Callable[[str], Collection[Application]],
        media: Media,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._interviews = interviews
        self._jobs = jobs
        self._applications = applications
        self._media = media
        self._clock = clock
        self._tenant = tenant

    def explain(self, interview_id: str, attempt: int) -> Explanation:
        """The explanation of an attempt's report, made where there is none yet. Raises NotFound without a report."""
        interview = self._interviews.require(interview_id)
        document = self._media.read(report_key(self._tenant, interview_id, attempt), _LIMIT)
        return self.of(interview, Report.model_validate_json(document))

    def of(self, interview: Interview, report: Report) -> Explanation:
        """The explanation of a report that has been read; one from before there were explanations gets its own now."""
        key = explanation_key(self._tenant, interview.id, report.attempt)
        try:
            return Explanation.model_validate_json(self._media.read(key, _LIMIT))
        except NotFound:
            made = explain(report, report_names(report), self._background(interview), self._clock.now())
        self._media.write_json(key, made.model_dump_json())
        return made

    def _background(self, interview: Interview) -> Background:
        plan = self._jobs.plan(interview.job, interview.plan)
        job = self._jobs.documents.find(interview.job)
        application = self._applications(interview.job).find(interview.candidate.id)
        return Background(
            plan=plan,
            match=application.value.match if application else None,
            requirements=job.value.requirements if job else (),
            anchor=partial(_anchor, plan),
            bank=partial(_bank, plan.scenario if plan else None),
        )


def report_names(report: Report) -> dict[str, Localized]:
    """What dimensions are called; a report from before names were kept has the shipped ones."""
    return {key: dimension.name for key, dimension in starter.dimensions().items()} | report.dimension_names


def _anchor(plan: InterviewPlan | None, key: str, level: int) -> Localized | None:
    """The job's own words for a level where it has some, else those of the shipped dimension."""
    weighted = next((each for each in plan.competency_model.dimensions if each.key == key), None) if plan else None
    if own := next((each.text for each in weighted.anchors if each.level == level), None) if weighted else None:
        return Localized(en=own, zh=own)
    shipped = starter.dimensions().get(key)
    return next((each.text for each in shipped.levels if each.level == level), None) if shipped else None


def _bank(scenario: Scenario | None, dimension: str) -> Sequence[BankEntry]:
    """Shipped questions that people can ask about a dimension, those that are first of all about it."""
    return tuple(
        BankEntry(question.id, Localized(en=question.en.text, zh=question.zh.text))
        for question in starter.questions().values()
        if question.dimensions[0] == dimension
        and question.kind in _SPOKEN
        and (scenario is None or not question.scenarios or scenario in question.scenarios)
        and question.en
        and question.zh
    )

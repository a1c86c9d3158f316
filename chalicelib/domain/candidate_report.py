"""The candidate's edition of a report: made of what may be shown, so that what may not is in no part of it.

Never in it: decisions and comments, other candidates, the second judge, hidden tests of code, versions that name the
company's own calibration. What a tenant hides is left out on top of that.
"""

from collections.abc import Collection, Mapping
from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.explanation import Explanation, Finding
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.model import DomainModel
from chalicelib.domain.plan import AnswerKind
from chalicelib.domain.report import Report, ReportedAnswer
from chalicelib.domain.scorecard import DimensionSummary, Evidence, Interval, level_of

Part = Literal["scores", "intervals", "evidence", "transcript", "measurements", "gaps", "next_round"]


class SharedQuote(DomainModel):
    """Words of an answer, and the key point that they meet or come closest to."""

    quote: str
    criterion: str
    met: bool


class SharedDimension(DomainModel):
    """One dimension. `judged` tells one without a score from one whose score is not shown."""

    dimension: str
    name: Localized
    judged: bool
    score: float | None = Field(default=None, description="Null where it was not judged, or is not shared")
    level: int | None = None
    interval: Interval | None = None
    reason: Localized | None = Field(default=None, description="Why it is at this level, or could not be judged")


class SharedFinding(DomainModel):
    """A strength or a gap."""

    dimension: str
    name: Localized
    score: float | None = None
    quotes: tuple[SharedQuote, ...] = ()
    missed: tuple[str, ...] = ()


class SharedTest(DomainModel):
    """A test of code that the candidate has seen."""

    name: str
    passed: bool


class SharedAnswer(DomainModel):
    """One question with what was answered."""

    question: str
    question_text: str
    answer_kind: AnswerKind
    answered: bool
    text: str | None = Field(default=None, description="Null where it is not shared")
    quotes: tuple[SharedQuote, ...] = ()
    measurements: SpeechMeasurements | None = None
    tests: tuple[SharedTest, ...] = ()


class CandidateReport(DomainModel):
    """What a candidate gets to see of their own interview."""

    company: str
    job_title: str
    candidate_name: str
    language: Language
    made_at: AwareDatetime
    total: float | None
    interval: Interval | None
    dimensions: tuple[SharedDimension, ...]
    strengths: tuple[SharedFinding, ...]
    gaps: tuple[SharedFinding, ...]
    next_round: tuple[Localized, ...] = Field(description="Questions to prepare for")
    answers: tuple[SharedAnswer, ...]
    hidden: tuple[Part, ...] = Field(description="What the company does not share")


def candidate_report(
    report: Report,
    explanation: Explanation,
    names: Mapping[str, Localized],
    company: str,
    hidden: Collection[Part],
) -> CandidateReport:
    """The edition without what is in `hidden`. Hidden scores take intervals, levels and their reasons with them."""
    maker = _Maker(report, explanation, names, frozenset(hidden))
    return CandidateReport(
        company=company,
        job_title=report.job_title,
        candidate_name=report.candidate_name,
        language=report.language,
        made_at=report.made_at,
        total=None if "scores" in hidden else report.scorecard.total,
        interval=maker.interval(report.scorecard.interval),
        dimensions=tuple(maker.dimension(each) for each in report.scorecard.dimensions),
        strengths=tuple(maker.finding(each) for each in explanation.strengths),
        gaps=() if "gaps" in hidden else tuple(maker.finding(each) for each in explanation.gaps),
        next_round=() if "next_round" in hidden else maker.questions(explanation),
        answers=tuple(maker.answer(each) for each in report.answers),
        hidden=tuple(sorted(hidden)),
    )


class _Maker:
    def __init__(
        self, report: Report, explanation: Explanation, names: Mapping[str, Localized], hidden: frozenset[Part]
    ) -> None:
        self._report = report
        self._names = names
        self._hidden = hidden
        self._levels = {each.dimension: each for each in explanation.levels}
        # What code is held against are its tests, and their names tell of hidden ones.
        self._code = frozenset(answer.question for answer in report.answers if answer.answer_kind == "code")

    def interval(self, interval: Interval | None) -> Interval | None:
        return None if self._hidden & {"scores", "intervals"} else interval

    def dimension(self, summary: DimensionSummary) -> SharedDimension:
        judged = summary.score is not None
        shown = None if "scores" in self._hidden else summary.score
        level = self._levels.get(summary.dimension)
        return SharedDimension(
            dimension=summary.dimension,
            name=self._name(summary.dimension),
            judged=judged,
            score=shown,
            level=level_of(shown) if shown is not None else None,
            interval=self.interval(summary.interval),
            reason=(level.why if level and shown is not None else None)
            if judged
            else self._unjudged(summary.dimension),
        )

    def questions(self, explanation: Explanation) -> tuple[Localized, ...]:
        """Questions of the bank say nothing of the candidate; those made of missed key points tell of gaps."""
        shown = (each for each in explanation.next_round if each.source or "gaps" not in self._hidden)
        return tuple(each.question for each in shown)

    def finding(self, finding: Finding) -> SharedFinding:
        return SharedFinding(
            dimension=finding.dimension,
            name=self._name(finding.dimension),
            score=None if "scores" in self._hidden else finding.score,
            quotes=self._quotes(finding.evidence),
            missed=() if "gaps" in self._hidden else finding.missed,
        )

    def answer(self, answer: ReportedAnswer) -> SharedAnswer:
        text = answer.code.source if answer.code else answer.transcript.text if answer.transcript else ""
        quotes = tuple(each for score in answer.scores for each in score.evidence)
        tests = answer.code.tests if answer.code and "scores" not in self._hidden else ()
        return SharedAnswer(
            question=answer.question,
            question_text=answer.question_text,
            answer_kind=answer.answer_kind,
            answered=answer.state == "analysed",
            text=None if "transcript" in self._hidden else text,
            quotes=self._quotes(quotes),
            measurements=None if "measurements" in self._hidden else answer.measurements,
            tests=tuple(
                SharedTest(name=test.name, passed=test.outcome == "passed") for test in tests if not test.hidden
            ),
        )

    def _quotes(self, evidence: tuple[Evidence, ...]) -> tuple[SharedQuote, ...]:
        """Quotes are part of the transcript too, and those that fall short are gaps: hiding either hides them."""
        if self._hidden & {"evidence", "transcript"}:
            return ()
        worded = (each for each in evidence if each.question not in self._code)
        shown = (each for each in worded if each.met or "gaps" not in self._hidden)
        quotes = (SharedQuote(quote=each.quote, criterion=each.criterion, met=each.met) for each in shown)
        return tuple(dict.fromkeys(quotes))

    def _unjudged(self, dimension: str) -> Localized | None:
        scores = (score for answer in self._report.answers for score in answer.scores)
        return next((score.reason for score in scores if score.dimension == dimension and score.abstained), None)

    def _name(self, dimension: str) -> Localized:
        return self._names.get(dimension, Localized(en=dimension, zh=dimension))
